"""The command line of the hub, where another process has the journal."""

from pathlib import Path

import pytest

from hub.__main__ import MISTAKE, main
from hub.assembly import Data
from hub.journal import open_journal
from tests.settings.test_settings import SMALL


@pytest.mark.parametrize("command", ["audit", "report", "forecast report"])
def test_a_journal_in_use_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    hall = tmp_path / "hall.toml"
    hall.write_text(SMALL, encoding="utf-8")
    (tmp_path / "data").mkdir()
    data = Data(tmp_path / "data")
    journal = open_journal(data.journal, data.backups).journal
    try:
        assert main([*command.split(), str(hall), "--data", str(tmp_path / "data")]) == MISTAKE
    finally:
        journal.close()
    sentence = capsys.readouterr().err
    assert "is running" in sentence and sentence.count("\n") == 1


def test_what_promises_were_worth_is_told_of_a_hall_without_days(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hall = tmp_path / "hall.toml"
    hall.write_text(SMALL, encoding="utf-8")
    (tmp_path / "data").mkdir()
    assert main(["forecast", "report", str(hall), "--data", str(tmp_path / "data")]) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[:2] == ["all", "0"]


SECOND = SMALL + "\n[shadow]\nmax_wait_s = 600\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [(SMALL, "has no second policy: write [shadow]"), (SECOND, "there is no journal in")],
    ids=["no second policy", "no journal"],
)
def test_a_second_policy_or_a_journal_that_is_not_there_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    hall = tmp_path / "hall.toml"
    hall.write_text(text, encoding="utf-8")
    assert main(["shadow", str(hall), "--data", str(tmp_path / "data")]) == MISTAKE
    sentence = capsys.readouterr().err
    assert words in sentence and sentence.count("\n") == 1
