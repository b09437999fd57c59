"""What is near, by the grid: the same answers as of the plain search over all halls, wherever they lie and however they move."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import starmap

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.centre.around import FARTHER_MIN, STEPS_MIN, Around, nearest_of, within
from hub.centre.grid import Grid
from hub.centre.halls import HallNow, Halls
from hub.centre.nearby import Minutes, Point, Reach, better_hall, metres, point_of, reach_m, soonest, straight
from hub.centre.surge import Surge, advice
from hub.core.hall_card import HallCard
from hub.core.standing import Standing
from tests.centre.world import CITY, DAY, ITEMS, STANDINGS, START_MS

IDS = [f"h{index}" for index in range(30)]
OVERRUN = Surge("wait", 1, None)
TOWN_PLACES = st.tuples(st.floats(31.0, 31.3), st.floats(121.0, 121.3))
EDGES = st.tuples(
    st.sampled_from((-90.0, -89.9, 0.0, 89.95, 90.0)), st.sampled_from((-180.0, -179.95, 0.0, 179.95, 180.0))
)
ANYWHERE = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
PLACES = st.one_of(TOWN_PLACES, TOWN_PLACES, EDGES, ANYWHERE)


def hall_of(
    hall: str,
    place: tuple[float, float] | None,
    items: int,
    told: tuple[int | None, int, int],
    age_s: int,
    closes: str = "",
) -> HallNow:
    p50_s, waiting, counters = told
    p80_s = None if p50_s is None else p50_s * 7 // 5
    card = HallCard(
        hall,
        {"en": hall},
        latitude=place[0] if place else None,
        longitude=place[1] if place else None,
        items=ITEMS[:items],
        closes=closes,
    )
    standing = Standing(hall, 1, 1, "", START_MS, DAY, counters, 0, waiting, 0, p50_s, p80_s)
    return HallNow(hall, card, standing, START_MS - age_s * 1000)


TOLD = st.tuples(st.one_of(st.none(), st.integers(0, 5400)), st.integers(0, 9), st.integers(0, 3))
CLOSES = st.sampled_from(("", "", "10:00", "10:40", "11:00", "11:30", "17:30"))
HALLS = st.lists(
    st.tuples(st.one_of(st.none(), PLACES), st.integers(0, 3), TOLD, st.sampled_from((0, 0, 0, 40)), CLOSES),
    min_size=1,
    max_size=len(IDS),
).map(lambda rows: [hall_of(hall, *row) for hall, row in zip(IDS, rows, strict=False)])
TABLES = st.dictionaries(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)), st.integers(0, 60), max_size=6)


def followed(halls: Sequence[HallNow], minutes: Minutes) -> Around:
    """Half of them were there before."""
    known = Halls(tuple(halls[::2]), lambda: START_MS)
    around = Around(known, minutes)
    for each in halls[1::2]:
        known.change(each.hall, card=each.card, standing=each.standing, received_ms=each.received_ms)
    return around


def soonest_near(found: list[Reach], most: int) -> list[Reach]:
    """The rule of ``Around.soonest``, over all halls."""
    for limit in (STEPS_MIN[-1], *FARTHER_MIN):
        near = within(found, limit)
        if len(near) >= most:
            return near[:most]
    return found[:most]


@settings(max_examples=300)
@given(HALLS, TABLES)
def test_what_a_hall_offers_and_where_it_sends_people_is_what_all_halls_would_tell(
    halls: list[HallNow], minutes: Minutes
) -> None:
    around = followed(halls, minutes)
    for here in halls:
        assert around.better(here, START_MS) == better_hall(halls, here, START_MS, minutes)
        assert around.advice(OVERRUN, here, START_MS) == advice(OVERRUN, here, halls, START_MS, minutes)


@given(HALLS, TABLES, PLACES, st.sampled_from(("", "card", "archive")), st.integers(1, 8))
def test_the_soonest_are_those_of_all_halls(
    halls: list[HallNow], minutes: Minutes, place: tuple[float, float], item: str, most: int
) -> None:  # fmt: skip
    around = followed(halls, minutes)
    for here in (halls[0], Point(*place)):
        found = soonest(halls, here, START_MS, minutes, item)
        assert around.soonest(here, START_MS, item, most) == soonest_near(found, most)


@given(HALLS, PLACES, st.integers(0, 8))
def test_the_nearest_are_those_of_all_halls(halls: list[HallNow], place: tuple[float, float], most: int) -> None:
    assert followed(halls, {}).nearest(Point(*place), most) == nearest_of(halls, Point(*place), most)


@given(st.lists(PLACES, min_size=1, max_size=30), PLACES, st.floats(0, 20_016_000))
def test_a_circle_holds_all_that_is_in_it(
    places: list[tuple[float, float]], middle: tuple[float, float], radius_m: float
) -> None:  # fmt: skip
    grid = Grid()
    for index, place in enumerate(places):
        grid.put(hall_of(f"h{index}", place, 1, (None, 0, 0), 0))
    found = {hall.hall for _, hall in grid.around(*middle, radius_m)}
    far_m = {f"h{index}": metres(Point(*middle), there) for index, there in enumerate(starmap(Point, places))}
    assert {hall for hall, metres_ in far_m.items() if metres_ <= radius_m} <= found
    assert {hall for hall in found if far_m[hall] > radius_m + 10} == set()


def test_a_hall_that_moves_is_found_where_it_is_and_nowhere_else() -> None:
    grid = Grid()
    here = HallNow("city", CITY, STANDINGS["city"], START_MS)
    place = point_of(here)
    assert place is not None
    grid.put(here)
    assert [hall for _, hall in grid.around(*place, 100)] == [here]
    moved = replace(here, card=replace(CITY, latitude=45.0, longitude=90.0))
    grid.put(moved)
    assert grid.around(*place, 100) == []
    assert [hall for _, hall in grid.around(45.0, 90.0, 100)] == [moved]
    grid.put(replace(here, card=replace(CITY, latitude=None)))
    assert grid.around(45.0, 90.0, 20_100_000) == []


@given(st.integers(0, 600), st.floats(0, 300_000))
def test_no_way_of_so_many_minutes_is_longer_than_its_reach(minutes: int, far_m: float) -> None:
    north = Point(far_m / 111_195.08, 0.0)
    if straight(Point(0.0, 0.0), north).minutes <= minutes:
        assert metres(Point(0.0, 0.0), north) <= reach_m(minutes) + 0.001
