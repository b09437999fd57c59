"""The command line of the hub, where another process has the journal."""

from pathlib import Path

import pytest

from hub.__main__ import MISTAKE, main
from hub.assembly import Data
from hub.journal import open_journal
from tests.settings.test_settings import SMALL


@pytest.mark.parametrize("command", ["audit", "report"])
def test_a_journal_in_use_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    hall = tmp_path / "hall.toml"
    hall.write_text(SMALL, encoding="utf-8")
    (tmp_path / "data").mkdir()
    data = Data(tmp_path / "data")
    journal = open_journal(data.journal, data.backups).journal
    try:
        assert main([command, str(hall), "--data", str(tmp_path / "data")]) == MISTAKE
    finally:
        journal.close()
    sentence = capsys.readouterr().err
    assert "is running" in sentence and sentence.count("\n") == 1
