"""Who comes when: seeds, rates, files with mistakes, bookings and surges."""

import random
from statistics import fmean, stdev

import pytest

from hub.planning.arrivals import BadArrivals, Demand, Kind, Recorded, Visit, booked, drawn, read_arrivals, surged

KINDS = (Kind("card", 0.25, 300), Kind("pension", 0.75, 600))
ITEMS = ("card", "pension")


def day(seed: int = 1, **fields: object) -> list[Visit]:
    return drawn(Demand(400, KINDS, **fields), random.Random(seed))  # type: ignore[arg-type]


def test_the_same_seed_gives_the_same_day_and_another_one_another() -> None:
    assert day(1) == day(1)
    assert day(1) != day(2)


def test_arrivals_follow_the_hours_and_the_mix() -> None:
    """Counts of Poisson arrivals over 40 days, within four standard deviations."""
    days = [day(seed, hourly=(0.75, 0.25)) for seed in range(40)]
    visits = [visit for each in days for visit in each]
    assert abs(len(visits) - 16_000) < 4 * 16_000**0.5
    first = sum(visit.at_s < 10 * 3600 for visit in visits)
    assert abs(first - 12_000) < 4 * 12_000**0.5
    cards = sum(visit.item == "card" for visit in visits)
    assert abs(cards - 4_000) < 4 * 4_000**0.5
    assert stdev(len(each) for each in days) > 10


def test_services_have_the_mean_of_their_item_and_the_spread_of_the_hall() -> None:
    services = [visit.service_s for seed in range(40) for visit in day(seed) if visit.item == "pension"]
    assert fmean(services) == pytest.approx(600, rel=4 * 0.8 / len(services) ** 0.5)
    assert stdev(services) / fmean(services) == pytest.approx(0.8, abs=0.08)


def test_recorded_services_are_drawn_where_the_hall_has_them() -> None:
    kinds = (Kind("card", 1.0, 300, (111.0, 222.0)),)
    assert {visit.service_s for visit in drawn(Demand(100, kinds), random.Random(1))} == {111.0, 222.0}


def test_a_recorded_day_keeps_its_arrivals_and_draws_what_is_not_known() -> None:
    source = Recorded((Visit(100, "card", 50), Visit(200, "pension", 0)), KINDS, absent=0.0)
    first, second = drawn(source, random.Random(1)), drawn(source, random.Random(2))
    assert [visit.at_s for visit in first] == [100, 200]
    assert first[0].service_s == second[0].service_s == 50
    assert first[1].service_s != second[1].service_s > 0


def test_bookings_change_when_people_come_and_not_how_many() -> None:
    visits = day()
    changed = booked(visits, 0.25, random.Random(1))
    slots = [visit.booked_s for visit in changed if visit.booked_s is not None]
    assert len(changed) == len(visits)
    assert 0.15 < len(slots) / len(visits) < 0.35
    assert all(visit.booked_s is None or 0 <= visit.booked_s - visit.at_s <= 600 for visit in changed)
    assert [visit.at_s for visit in changed] == sorted(visit.at_s for visit in changed)
    assert booked(visits, 0.0, random.Random(1)) == visits


def test_a_surge_doubles_the_share_of_the_line_and_keeps_the_number_of_visits() -> None:
    visits = [visit for seed in range(20) for visit in day(seed)]
    changed = surged(visits, frozenset({"card"}), 2.0, random.Random(1))
    cards = [sum(visit.item == "card" for visit in each) for each in (visits, changed)]
    assert len(changed) == len(visits)
    assert cards[1] / cards[0] == pytest.approx(2.0, abs=0.1)


def test_a_surge_of_everything_or_of_nothing_changes_nothing() -> None:
    visits = day()
    assert surged(visits, frozenset(ITEMS), 2.0, random.Random(1)) == visits
    assert surged(visits, frozenset(), 2.0, random.Random(1)) == visits


def test_a_file_of_arrivals_is_read_in_the_order_of_its_times() -> None:
    text = ["time,item,service_s\n", "10:30,card,\n", "09:00:05,pension,300.5\n"]
    visits = read_arrivals("day.csv", text, ITEMS)
    assert visits == (Visit(32_405.0, "pension", 300.5), Visit(37_800.0, "card", 0.0))


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["time\n"], "line 1: no column item"),
        ([], "line 1: no column item, time"),
        (["time,item\n"], "no arrivals"),
        (["time,item\n", "9,card\n"], "line 2: time is '9' (expected HH:MM"),
        (["time,item\n", "24:00,card\n"], "line 2: time is '24:00'"),
        (["time,item\n", "-1:00,card\n"], "line 2: time is '-1:00'"),
        (["time,item\n", "09:00,card\n", "09:60,card\n"], "line 3: time is '09:60'"),
        (["time,item\n", "09:00,passport\n"], "line 2: item is 'passport' (the hall has: card, pension)"),
        (["time,item,service_s\n", "09:00,card,0\n"], "line 2: service_s is '0'"),
        (["time,item,service_s\n", "09:00,card,nan\n"], "line 2: service_s is 'nan'"),
        (["time,item,service_s\n", "09:00,card,long\n"], "line 2: service_s is 'long'"),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_place(rows: list[str], told: str) -> None:
    with pytest.raises(BadArrivals) as error:
        read_arrivals("day.csv", rows, ITEMS)
    assert str(error.value).startswith("day.csv: ")
    assert told in str(error.value)
