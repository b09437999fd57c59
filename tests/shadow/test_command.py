"""``anycounter shadow``: in text and as JSON, while the hub has the journal."""

import json
from pathlib import Path

import pytest

from hub.__main__ import MISTAKE, main
from tests.settings.test_settings import SMALL
from tests.shadow.conftest import DAY, worked

HALL = (
    SMALL
    + """
[[priorities]]
code = "priority"
names = { zh = "绿色通道", en = "Priority" }
weight = 3

[shadow]
weights = { priority = 8 }
max_wait_s = 120
"""
)


async def test_the_command_tells_each_difference_and_the_whole_day(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await worked(tmp_path / "data", looked_at=False)
    hall = tmp_path / "hall.toml"
    hall.write_text(HALL, encoding="utf-8")
    words = ["shadow", str(hall), "--data", str(tmp_path / "data")]
    assert main(words) == 0
    text = capsys.readouterr().out
    assert text.startswith(f"{DAY}: 6 calls judged, ")
    assert "  weight of priority: 8 instead of 3" in text.splitlines()
    assert "second policy, simulated" in text
    assert main([*words, "--day", DAY, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["day"], found["calls"]["judged"]) == (DAY, 6)
    assert text.count("  second A") == found["calls"]["different"] > 0
    assert main([*words, "--day", "2019-01-01"]) == MISTAKE
    assert f"there are: {DAY}" in capsys.readouterr().err
