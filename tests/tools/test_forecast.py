"""tools/bench forecast: odd files are named by line, days are walked in order, nobody who waited is left out."""

import gzip
import json
import math
from pathlib import Path

import numpy as np
import pytest

from hub.forecasting.history import History
from hub.forecasting.nightly import Nightly
from tools.benches.__main__ import main as bench
from tools.benches.forecast.__main__ import main
from tools.benches.forecast.observed import observe, queue_days
from tools.benches.forecast.records import BadRecords, Records, read_records
from tools.benches.forecast.report import figures
from tools.benches.forecast.scores import coverage, errors, score
from tools.benches.forecast.walk import PREDICTORS, Walked, walk

HEAD = "office,date,queue,ticket,issued_min,called_min\n"
SHOWN = "office,date,time,queue,waiting,open_counters,last_called,published_min\n"
DAYS = ("2026-01-05", "2026-01-06", "2026-01-07", "2026-01-08")


def tickets_of(date: str, pace_min: int = 5, office: str = "North", queue: str = "a") -> str:
    """Twenty come at nine, and one is called every ``pace_min`` minutes."""
    rows = [f"{office},{date},{queue},{n},540,{540 + pace_min * n}" for n in range(1, 21)]
    return "\n".join(rows) + "\n"


def folder_of(path: Path, *tickets: str, snapshots: str = "") -> Path:
    path.mkdir(exist_ok=True)
    (path / "tickets.csv").write_text(HEAD + "".join(tickets), encoding="utf-8")
    if snapshots:
        (path / "snapshots.csv").write_text(SHOWN + snapshots, encoding="utf-8")
    return path


def read(path: Path) -> tuple[Records, list[str]]:
    told: list[str] = []
    return read_records(path, told.append), told


def walked(train: Records, test: Records | None = None, warm_up: int = 1) -> list[Walked]:
    return walk(train, test, warm_up, Nightly(boosting=False), [].append)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (",2026-01-05,a,99,540,545", "line 22: office or queue is empty"),
        ("North,5 January,a,99,540,545", "line 22: date is '5 January' (expected such as 2020-01-13)"),
        ("North,2026-01-05,a,99,soon,545", "line 22: issued_min is 'soon' (expected a number from 0 to 1440)"),
        ("North,2026-01-05,a,99,nan,545", "line 22: issued_min is 'nan'"),
        ("North,2026-01-05,a,99,540,-1", "line 22: called_min is '-1'"),
        ("North,2026-01-05,a,99,540,539", "line 22: called_min 539 is before issued_min 540"),
        ("North,2026-01-05,a,1,540,545", "line 22: the same ticket North 2026-01-05 a 1 again"),
        ("North,2026-01-05,a", "line 22: issued_min is ''"),
    ],
)
def test_a_bad_row_is_named_counted_and_left_out(tmp_path: Path, row: str, words: str) -> None:
    records, told = read(folder_of(tmp_path, tickets_of(DAYS[0]), row + "\n"))
    assert words in told[0]
    assert records.bad_rows == 1
    assert sum(map(len, records.tickets.values())) == 20


def test_a_bad_snapshot_is_named_as_well(tmp_path: Path) -> None:
    rows = "North,2026-01-05,nine,a,3,1,,5\nNorth,2026-01-05,09:05,a,19,1,A1,5\n"
    records, told = read(folder_of(tmp_path, tickets_of(DAYS[0]), snapshots=rows))
    assert "snapshots.csv: line 2: time is 'nine' (expected such as 09:05)" in told[0]
    assert records.bad_rows == 1


def test_a_file_that_is_mostly_bad_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRecords, match="2 of 3 rows are bad"):
        read(folder_of(tmp_path, "North,2026-01-05,a,1,540,545\n", "x,y,z\n" * 2))


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    (tmp_path / "tickets.csv").write_text("office,date,queue\n")
    with pytest.raises(BadRecords, match="line 1: no column issued_min, called_min"):
        read(tmp_path)


def test_a_packed_file_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tickets.csv.gz").write_bytes(gzip.compress((HEAD + tickets_of(DAYS[0])).encode())[:-20])
    with pytest.raises(BadRecords, match="cannot be read to its end"):
        read(tmp_path)


def test_a_folder_without_tickets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRecords, match="no file tickets"):
        read(tmp_path)


def test_who_was_passed_over_counts_until_a_later_one_is_called(tmp_path: Path) -> None:
    rows = "North,2026-01-05,a,1,540,\nNorth,2026-01-05,a,2,545,560\nNorth,2026-01-05,a,3,550,\n"
    records, _ = read(folder_of(tmp_path, rows))
    day = queue_days(records, DAYS[0])["North", "a"]
    assert day.called.tolist() == [560, 560, math.inf]


def test_who_was_never_called_has_waited_at_least_until_the_last_call(tmp_path: Path) -> None:
    rows = "North,2026-01-05,a,1,540,560\nNorth,2026-01-05,a,2,545,\n"
    records, _ = read(folder_of(tmp_path, rows))
    seen = observe(records, DAYS[0], queue_days(records, DAYS[0]), History())
    assert seen.waits.tolist() == [20, 15, 10, 5]
    assert seen.at_least.tolist() == [False, True, True, True]
    assert seen.undecided > 0


def test_whom_the_display_counts_and_nobody_ever_called_is_not_left_out(tmp_path: Path) -> None:
    rows = "".join(f"North,2026-01-05,09:{minute:02d},a,{count},1,A2,\n" for minute, count in ((10, 18), (12, 20)))
    records, _ = read(folder_of(tmp_path, tickets_of(DAYS[0]), snapshots=rows))
    seen = observe(records, DAYS[0], queue_days(records, DAYS[0]), History())
    assert seen.at_least.tolist() == [False, True]
    assert seen.waits.tolist() == [90, 88]


def test_of_a_wait_known_from_below_only_what_is_missing_counts() -> None:
    waits, at_least = np.array([10.0, 10.0, 10.0]), np.array([False, True, True])
    assert errors(np.array([30.0, 30.0, 4.0]), waits, at_least).tolist() == [20, 0, 6]
    assert score(np.array([30.0, np.nan, 4.0]), waits, at_least).mae_min == 13
    assert coverage(np.array([30.0, 30.0, 4.0]), waits, at_least) == 0.5


def test_history_learns_a_steady_pace_and_its_errors_are_small(tmp_path: Path) -> None:
    records, _ = read(folder_of(tmp_path, *map(tickets_of, DAYS)))
    found = figures(walked(records), 0, 0.0)
    assert found["days"] == 3
    assert found["history"]["mae_min"] < 0.25 * found["les"]["mae_min"]
    assert found["published"]["mae_min"] is None
    assert found["ratio_city"] is None


def test_a_later_day_changes_no_forecast_of_an_earlier_one(tmp_path: Path) -> None:
    before, _ = read(folder_of(tmp_path / "one", *map(tickets_of, DAYS[:3])))
    after, _ = read(folder_of(tmp_path / "two", *map(tickets_of, DAYS[:3]), tickets_of(DAYS[3], 40)))
    for one, other in zip(walked(before), walked(after), strict=False):
        assert one.date == other.date
        for name in PREDICTORS:
            np.testing.assert_array_equal(one.told[name], other.told[name])
        np.testing.assert_array_equal(one.p80, other.p80)


def test_test_days_are_walked_after_all_training_days_with_unknown_offices_and_queues(tmp_path: Path) -> None:
    train, _ = read(folder_of(tmp_path / "train", *map(tickets_of, DAYS[:2])))
    new = [tickets_of(DAYS[2], office="South"), tickets_of(DAYS[3], queue="new")]
    test, _ = read(folder_of(tmp_path / "test", *new))
    days = walked(train, test)
    assert [day.date for day in days] == list(DAYS[2:])
    assert all(np.isfinite(day.told["ours"]).all() for day in days)


def test_a_day_that_is_in_both_folders_is_refused(tmp_path: Path) -> None:
    train, _ = read(folder_of(tmp_path / "train", *map(tickets_of, DAYS[:2])))
    test, _ = read(folder_of(tmp_path / "test", tickets_of(DAYS[1])))
    with pytest.raises(BadRecords, match="North 2026-01-06 a is in both folders"):
        walked(train, test)


def test_displays_that_the_judged_days_lack_are_not_learned_from(tmp_path: Path) -> None:
    shown = "".join(f"North,{day},09:10,a,18,1,A2,7\n" for day in DAYS[:3])
    train, _ = read(folder_of(tmp_path / "train", *map(tickets_of, DAYS[:3]), snapshots=shown))
    test, _ = read(folder_of(tmp_path / "test", tickets_of(DAYS[3])))
    nightly = Nightly(boosting=False)
    assert walk(train, test, 1, nightly, [].append)[0].waits.size > 1
    assert all(np.isnan(rows["shown_waiting"]).all() for rows in nightly.rows)


def test_the_command_tells_every_figure_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train, test = folder_of(tmp_path / "train", tickets_of(DAYS[0])), folder_of(tmp_path / "test", tickets_of(DAYS[1]))
    words = ["forecast", "--train-dir", str(train), "--test-dir", str(test), "--json", "--no-boosting"]
    assert bench(words) == 0
    found = json.loads(capsys.readouterr().out)
    wanted = {"p50_coverage", "p80_coverage", "ratio_les", "ratio_city", "days", "observations", "seconds"}
    assert wanted | set(PREDICTORS) <= set(found)
    assert all({"mae_min", "rmse_min"} <= set(found[name]) for name in PREDICTORS)
    assert bench([word for word in words if word != "--json"]) == 0
    assert "MAE of ours / LES" in capsys.readouterr().out


def test_files_that_cannot_be_judged_end_the_command_with_a_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--train-dir", str(tmp_path / "nowhere")]) == 2
    assert "there is no such folder" in capsys.readouterr().err
    assert main(["--train-dir", str(folder_of(tmp_path / "one", tickets_of(DAYS[0])))]) == 2
    assert "no day is left to judge" in capsys.readouterr().err
