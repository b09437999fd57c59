"""``tools/plan``: answers as text, JSON and files in both languages; what cannot be asked is told with its place."""

import csv
import json
from pathlib import Path

import pytest

from hub.web.report_tables import Table
from tools.planning.__main__ import main
from tools.planning.printed import columns, width

CITY = Path(__file__).resolve().parents[2] / "hub" / "halls" / "city.toml"
SMALL = ["--visits", "30", "--counters", "6", "--days", "2", "--workers", "1"]


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main([*words])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.parametrize(("language", "words"), [("en", "If windows stay dedicated"), ("zh", "如果窗口仍按业务线专用")])
def test_an_answer_is_text_in_the_language_that_was_asked_for(
    capsys: pytest.CaptureFixture[str], language: str, words: str
) -> None:
    code, out, _ = run(capsys, "windows", *SMALL, "--language", language)
    assert (code, out.splitlines()[0]) == (0, words)
    assert "plan." not in out
    assert "█" in out


def test_the_same_seed_gives_the_same_json_and_another_seed_another(capsys: pytest.CaptureFixture[str]) -> None:
    first, again, other = (run(capsys, "day", *SMALL, "--json", "--seed", seed)[1] for seed in ("1", "1", "2"))
    assert first == again != other
    assert json.loads(first)["rows"][0]["mean_s"]["half"] is not None


def test_all_files_are_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "plans"
    code, text, _ = run(capsys, "ill", *SMALL, "--hall", str(CITY), "--out", str(out))
    assert code == 0
    assert (out / "plan.txt").read_text(encoding="utf-8") == text
    assert json.loads((out / "plan.json").read_text(encoding="utf-8"))["question"] == "ill"
    assert (out / "plan.pdf").read_bytes().startswith(b"%PDF-")
    page = (out / "plan.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 5
    assert "<script" not in page


def test_a_recorded_day_comes_from_a_csv(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "day.csv"
    with file.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows([("time", "item", "service_s"), ("09:00", "social", 600), ("09:01", "social", "")])
    arguments = ["--arrivals", str(file), "--counters", "1", "--absent", "0", "--days", "2", "--workers", "1", "--json"]
    _, out, _ = run(capsys, "day", *arguments)
    (row,) = json.loads(out)["rows"]
    assert row["visits"]["mean"] == 2
    assert row["worst_s"]["mean"] == 600 - 60 + 20 + 20


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["windows", "--counters", "3"], "too few to be dedicated"),
        (["surge", "--line", "passports"], "Nobody comes for the line passports"),
        (["day", "--arrivals", "missing.csv"], "missing.csv: cannot be read"),
        (["day", "--journal", "nowhere"], "there is no journal"),
        (["day", "--weekday", "monday"], "--journal DATA"),
        (["day", "--hall", "missing.toml"], "missing.toml"),
        (["day", "--journal", "x", "--arrivals", "y"], "choose one of them"),
    ],
)
def test_what_cannot_be_asked_is_told(capsys: pytest.CaptureFixture[str], words: list[str], told: str) -> None:
    code, out, err = run(capsys, *words, "--days", "2", "--workers", "1")
    assert (code, out) == (2, "")
    assert told in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--visits", "0"], "'0' is not a number of visits from 1 to 20000"), (["--booked", "2"], "'2' is not a share from 0 to 1"),
        (["--days", "1.5"], "'1.5' is not a whole number"), (["--break-min", "x"], "'x' is not minutes from 0 to 120"),
    ],
)  # fmt: skip
def test_a_wrong_number_is_told_with_what_was_expected(
    capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["day", *words])
    assert end.value.code == 2
    assert told in capsys.readouterr().err


def test_columns_stand_below_each_other_whatever_the_script() -> None:
    shown = columns(Table("", ("情形", "n"), (("a", 1), ("窗口数", 22), ("b", None)))).splitlines()
    assert {width(line) for line in shown} == {10}
