"""Who serves soonest: the way and the wait, fresh ones only; and when a crowded hall offers another."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.centre.halls import HallNow
from hub.centre.nearby import DRIVE_EXTRA_MIN, FAR_MIN, Point, better_hall, metres, soonest, straight, way
from hub.centre.surge import Surge, advice
from hub.core.hall_card import HallCard
from tests.centre.world import CITY, DAY, STANDINGS, START_MS, TOWN, VILLAGE

POINTS = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))


def now(card: HallCard, received_ms: int = START_MS, **changes: Any) -> HallNow:
    return HallNow(card.hall, card, replace(STANDINGS[card.hall], **changes), received_ms)


HALLS = (now(CITY), now(TOWN), now(VILLAGE))


def test_a_known_distance_is_right() -> None:
    shanghai, beijing = Point(31.2304, 121.4737), Point(39.9042, 116.4074)
    assert metres(shanghai, beijing) == pytest.approx(1_067_000, rel=0.005)


@given(POINTS, POINTS)
def test_a_way_is_as_long_back_and_never_longer_than_half_the_earth(a: Point, b: Point) -> None:
    assert metres(a, b) == pytest.approx(metres(b, a), abs=1e-3)
    assert 0 <= metres(a, b) <= 20_016_000
    assert straight(a, b).minutes >= 0


def test_short_ways_are_walked_and_long_ones_ridden() -> None:
    assert straight(Point(31.0, 121.0), Point(31.0, 121.0)).minutes == 0
    near, far = straight(Point(31.0, 121.0), Point(31.008, 121.0)), straight(Point(31.0, 121.0), Point(31.05, 121.0))
    assert (near.how, near.minutes) == ("walk", 16)
    assert (far.how, far.minutes) == ("drive", 19 + DRIVE_EXTRA_MIN)


@pytest.mark.parametrize(("north", "how"), [(0.31, "drive"), (0.33, "far"), (9.0, "far")])
def test_beyond_two_hours_no_minutes_are_promised(north: float, how: str) -> None:
    here = Point(31.2370 + north, 121.4790)
    (found,) = soonest([now(TOWN)], here, START_MS, {})
    assert found.way is not None
    assert found.way.how == how
    assert (found.way.minutes <= FAR_MIN, found.total_min is not None) == (how == "drive", how == "drive")


def test_whoever_is_far_from_all_still_reads_the_nearest_first() -> None:
    found = soonest(HALLS, Point(39.9, 116.4), START_MS, {})
    assert [each.hall.hall for each in found] == ["village", "town", "city"]
    assert [each.total_min for each in found] == [None, None, None]


def test_the_table_of_minutes_stands_for_the_straight_line_in_both_directions() -> None:
    table = {("town", "city"): 9}
    assert way(HALLS[0], HALLS[1], table) == (9, "table", 890)
    assert way(HALLS[1], HALLS[0], table) == (9, "table", 890)


def test_who_is_called_first_stands_first_and_old_waits_count_for_nothing() -> None:
    assert [each.hall.hall for each in soonest(HALLS, HALLS[0], START_MS, {})] == ["town", "city", "village"]
    later_ms = START_MS + 31_000
    old = (now(CITY, later_ms), now(TOWN), now(VILLAGE, later_ms))
    found = soonest(old, HALLS[0], later_ms, {})
    assert [(each.hall.hall, each.total_min) for each in found] == [("city", 35), ("village", 38), ("town", None)]


def test_a_hall_that_does_not_serve_the_item_is_not_among_them() -> None:
    assert [each.hall.hall for each in soonest(HALLS, None, START_MS, {}, "archive")] == ["city"]


def test_a_closed_hall_and_one_without_a_counter_promise_no_minutes() -> None:
    closed, alone = now(TOWN, day=""), now(TOWN, p50_s=None, p80_s=None)
    assert [soonest([each], HALLS[0], START_MS, {})[0].total_min for each in (closed, alone)] == [None, None]


def at(time: str) -> int:
    """A time of that day on the wall of Shanghai."""
    return START_MS + (int(time[:2]) * 60 + int(time[3:]) - (10 * 60 + 30)) * 60_000


@pytest.mark.parametrize(
    ("time", "total_min", "late"),
    [
        ("16:39", 21, ""), ("16:40", None, "called"), ("16:44", None, "called"), ("16:45", None, "there"), ("16:59", None, "there"),
        ("17:00", None, "closed"), ("20:47", None, "closed"),
    ],
)  # fmt: skip
def test_nobody_is_sent_to_a_hall_that_closes_before_they_are_called(
    time: str, total_min: int | None, late: str
) -> None:
    town = now(TOWN, at(time))
    (found,) = soonest([town], HALLS[0], at(time), {})
    assert (found.total_min, found.late) == (total_min, late)
    assert (better_hall((town,), now(CITY, at(time)), at(time), {}) is None) == (total_min is None)


def test_a_hall_that_closes_before_one_is_there_says_so_even_where_no_counter_is_open() -> None:
    (found,) = soonest([now(TOWN, at("16:50"), p50_s=None, p80_s=None)], HALLS[0], at("16:50"), {})
    assert (found.total_min, found.late) == (None, "there")


@pytest.mark.parametrize(
    ("card", "day", "late"),
    [
        (replace(TOWN, closes=""), DAY, ""),
        (replace(TOWN, closes="25:99"), DAY, ""),
        (replace(TOWN, closes="²²:²²"), DAY, ""),
        (TOWN, "no day", ""),
        (TOWN, "0001-01-01", "closed"),
        (TOWN, "", ""),
        (replace(TOWN, timezone="Asia/Tokyo"), DAY, "closed"),
        (replace(TOWN, timezone="Europe/Berlin"), DAY, ""),
        (replace(TOWN, timezone="../" * 2000), DAY, "there"),
    ],
)
def test_a_closing_time_is_that_of_the_hall_s_own_day_and_zone_and_none_where_it_is_none(
    card: HallCard, day: str, late: str
) -> None:
    (found,) = soonest([now(card, at("16:50"), day=day)], HALLS[0], at("16:50"), {})
    assert found.late == late


def test_a_surge_sends_nobody_to_a_hall_that_closes_too_early() -> None:
    for time, room in (("16:39", ("town",)), ("16:40", ())):
        found = advice(Surge("wait", 1, None), now(CITY, at(time)), [now(TOWN, at(time))], at(time), {})
        assert tuple(each.hall.hall for each in found.room) == room


def test_an_offer_names_the_closing_time_of_the_other_hall() -> None:
    found = better_hall(HALLS, HALLS[0], START_MS, {})
    assert found is not None
    assert found.closes == "17:00"


def test_a_crowded_hall_offers_the_one_that_calls_sooner() -> None:
    found = better_hall(HALLS, HALLS[0], START_MS, {})
    assert found is not None
    assert (found.hall, found.minutes, found.how, found.items) == ("town", 16, "walk", ("card", "pension"))


@pytest.mark.parametrize(
    ("here", "halls", "at_ms"),
    [
        (now(CITY, p50_s=600), HALLS, START_MS),
        (now(CITY), (now(CITY), now(TOWN, p80_s=900)), START_MS),
        (now(CITY), (now(CITY), now(TOWN, day="")), START_MS),
        (now(CITY), HALLS, START_MS + 31_000),
        (now(CITY, START_MS + 31_000), HALLS, START_MS + 31_000),
        (now(CITY), (now(CITY), now(replace(TOWN, items=()))), START_MS),
    ],
    ids=["not crowded", "no gain", "closed", "old itself", "others old", "nothing shared"],
)
def test_nothing_is_offered_that_does_not_help(here: HallNow, halls: tuple[HallNow, ...], at_ms: int) -> None:
    assert better_hall(halls, here, at_ms, {}) is None
