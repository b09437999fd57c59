"""Arrivals: recorded days are read as they are, mistakes are named by line, generated days have the sizes they claim."""

import gzip
from pathlib import Path

import pytest

from tools.day.arrivals import BadDay, counters_for, generated, item_code, read_day
from tools.day.hall_file import hall_toml, items_by_demand

RECORDED = Path(__file__).parents[3] / "shared" / "data" / "warsaw" / "tickets_train.csv.gz"

HEAD = "office,date,queue,issued_min,service_min,wait_min\n"


def a_file(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "day.csv"
    path.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_a_recorded_day_keeps_times_services_and_waits(tmp_path: Path) -> None:
    path = a_file(tmp_path, "North,2026-01-05,B,540.5,4,7", "North,2026-01-05,A,535,6,2")
    day = read_day(path)
    assert [(each.at_s, each.item, each.service_s) for each in day.arrivals] == [
        (535 * 60, "q-a", 360.0),
        (540.5 * 60, "q-b", 240.0),
    ]
    assert (day.name, day.date, sorted(day.recorded_wait_s)) == ("North", "2026-01-05", [120.0, 420.0])


def test_a_packed_file_is_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "day.csv.gz"
    path.write_bytes(gzip.compress(b"issued_min,queue\n600,x\n"))
    assert len(read_day(path).arrivals) == 1


def test_missing_services_are_drawn_the_same_for_the_same_seed(tmp_path: Path) -> None:
    path = a_file(tmp_path, *(f",,A,{540 + minute},," for minute in range(200)))
    day, again, other = read_day(path, seed=1), read_day(path, seed=1), read_day(path, seed=2)
    assert day == again != other
    mean_s = sum(each.service_s for each in day.arrivals) / 200
    assert 360 < mean_s < 600


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (",,A,noon,,", "line 3: issued_min is 'noon'"),
        (",,A,-5,,", "line 3: issued_min is '-5'"),
        (",,A,1440,,", "line 3: issued_min is '1440'"),
        (",,A,nan,,", "line 3: issued_min is 'nan'"),
        (",,A,540,soon,", "line 3: service_min is 'soon'"),
    ],
)
def test_a_mistake_names_file_line_and_column(tmp_path: Path, row: str, words: str) -> None:
    path = a_file(tmp_path, ",,A,535,,", row)
    with pytest.raises(BadDay, match=words):
        read_day(path)


def test_several_days_ask_for_a_choice(tmp_path: Path) -> None:
    path = a_file(tmp_path, "North,2026-01-05,A,540,,", "North,2026-01-06,A,540,,")
    with pytest.raises(BadDay, match="choose one with --office and --date"):
        read_day(path)
    assert len(read_day(path, date="2026-01-06").arrivals) == 1


@pytest.mark.parametrize(("head", "words"), [("queue\n", "issued_min"), ("a,b\n", "issued_min, queue")])
def test_a_missing_column_is_named(tmp_path: Path, head: str, words: str) -> None:
    with pytest.raises(BadDay, match=f"no column {words}"):
        read_day(a_file(tmp_path, head=head))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadDay, match="no such file"):
        read_day(tmp_path / "nothing.csv")


def test_a_generated_day_has_its_visits_and_morning_peak() -> None:
    day = generated(2000, seed=3, date="2026-01-05")
    tenth_hour = sum(10 * 3600 <= each.at_s < 11 * 3600 for each in day.arrivals)
    assert len(day.arrivals) == 2000
    assert 0.17 < tenth_hour / 2000 < 0.23
    assert 16 <= counters_for(generated(500, seed=3, date="2026-01-05")) <= 24


def test_the_hall_of_a_day_offers_the_most_wanted_first(tmp_path: Path) -> None:
    path = a_file(tmp_path, ",,rare,540,1,", ",,often,541,1,", ",,often,542,1,")
    day = read_day(path)
    assert items_by_demand(day) == ["q-often", "q-rare"]
    text = hall_toml(day, 3, "auto", "Asia/Shanghai")
    assert text.index("q-often") < text.index("q-rare")
    assert text.count("[[counters]]") == 3


def test_any_queue_name_becomes_a_code() -> None:
    assert item_code("D/1 Zażółć") == "q-d-1-za----"


def test_the_recorded_day_of_bemowo_is_read_whole() -> None:
    if not RECORDED.exists():
        pytest.skip("the recorded days of Warsaw are not beside this checkout: nothing was compared with them")
    day = read_day(RECORDED, "UD_Bemowo", "2020-01-13")
    assert len(day.arrivals) == 1236
    assert len(day.means_s) == 11
