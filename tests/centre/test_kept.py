"""What is kept of halls and nodes is what is worked out anew, after whatever has changed, however much time has gone by."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.centre.around import Around
from hub.centre.claims import claims
from hub.centre.halls import HallNow, Halls
from hub.centre.hours import HallHour, added
from hub.centre.outlook import outlook
from hub.centre.surge import advice, surge
from hub.centre.tree import TOP
from hub.centre.urgency import urgency
from hub.centre.web.catalogue import Catalogue, catalogue
from hub.centre.web.figures import Figures
from hub.centre.web.kept import Kept
from hub.centre.web.shown import state_of
from tests.centre.world import CITY, DAY, STANDINGS, START_MS, TOWN, TREE, VILLAGE, Clock, MemoryPast, usual

CARDS = {"city": CITY, "town": TOWN, "village": VILLAGE, "new": replace(TOWN, hall="new", timezone="Asia/Urumqi")}
PAST = (*usual("city", 60, 600), *usual("town", 16, 120), *usual("new", 12, 60))
NODES = (TOP, "east", "river")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("hear"), st.sampled_from(sorted(CARDS)), st.integers(0, 60), st.one_of(st.none(), st.integers(0, 4000))),
        st.tuples(st.just("wait"), st.sampled_from((1, 25, 31, 60, 900, 3600))),
        st.tuples(st.just("card"), st.sampled_from(sorted(CARDS)), st.integers(0, 3)),
        st.tuples(st.just("alarm"), st.sampled_from(sorted(CARDS)), st.booleans()),
        st.tuples(st.just("close"), st.sampled_from(sorted(CARDS))),
        st.tuples(st.just("store"), st.sampled_from(sorted(CARDS)), st.integers(0, 40)),
    ),
    max_size=25,
)  # fmt: skip


class World:
    """Halls, what is kept of them, and the hours that the store would tell."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.halls = Halls((HallNow("city", CITY, STANDINGS["city"], START_MS),), self.clock)
        self.past = MemoryPast(PAST)
        self.figures = Figures(self.halls, self.past, Around(self.halls, {}))
        self.kept = Kept(self.halls, self.figures, TREE)
        self.halls.add_listener(self.figures.heard)

    def do(self, what: str, *rest: Any) -> None:
        if what == "hear":
            hall, waiting, p50_s = rest
            told = replace(STANDINGS.get(hall, STANDINGS["town"]), hall=hall, waiting=waiting, p50_s=p50_s, p80_s=p50_s)
            card = self.known(hall).card or CARDS[hall]
            self.halls.change(hall, card=card, standing=told, received_ms=self.clock.ms)
        elif what == "wait":
            self.clock.forward_s(rest[0])
        elif what == "card":
            hall, items = rest
            self.halls.change(
                hall, card=replace(CARDS[hall], items=CITY.items[:items], names={"en": f"{hall} {items}"})
            )
        elif what == "alarm":
            self.halls.change(rest[0], fenced=rest[1])
        elif what == "close" and (open_now := self.known(rest[0]).standing):
            self.halls.change(rest[0], standing=replace(open_now, day=""), received_ms=self.clock.ms)
        elif what == "store":
            self.past.rows.append(HallHour(rest[0], DAY, 11, rest[1], rest[1], wait_s=60 * rest[1], over_15=1))
            asyncio.run(self.figures.refresh())

    def known(self, hall: str) -> HallNow:
        return self.halls.get(hall) or HallNow(hall)

    def today(self, hall: HallNow) -> list[HallHour]:
        return self.figures.today(hall.hall)

    def branch(self, node: str) -> list[HallNow]:
        everybody = {each.hall: each for each in self.halls.all()}
        return [everybody[hall] for hall in TREE.branch(node, everybody)]


def sums_anew(world: World, halls: Sequence[HallNow]) -> dict[str, Any]:
    """As the pages once did for each picture."""
    now_ms = world.clock.ms
    states = [state_of(each, now_ms) for each in halls]
    fresh = [each.standing for each, state in zip(halls, states, strict=True) if each.standing and state == "open"]
    today = added(hour for each in halls for hour in world.today(each))
    return {
        "halls": len(halls), "open_halls": states.count("open"), "stale": states.count("stale") + states.count("unknown"),
        "waiting": sum(each.waiting for each in fresh), "open": sum(each.open for each in fresh),
        "serving": sum(each.serving for each in fresh), "over_15": sum(each.over_15 for each in fresh),
        "served": sum(each.served for each in fresh), "overdue": sum(each.overdue for each in fresh),
        "longest_s": max((each.longest_s for each in fresh), default=0),
        "p50_most_s": max((each.p50_s for each in fresh if each.p50_s is not None), default=None),
        "alarms": sum(bool(each.alarms) for each in halls), "visits": today.visits,
        "mean_wait_s": round(today.wait_s / today.served) if today.served else None,
    }  # fmt: skip


def check(world: World) -> None:
    world.kept.refresh()
    for node in NODES:
        halls = world.branch(node)
        assert world.kept.sums(node) == sums_anew(world, halls)
        assert world.kept.claims(node) == asdict(claims(halls, [hour for each in halls for hour in world.today(each)]))
        assert [part.now for part in world.kept.parts(node)] == halls
    for each in world.halls.all():
        part, overrun = world.kept.part(each.hall), world.figures.surge(each)
        assert (part.surge, part.state) == (overrun, state_of(each, world.clock.ms))
        assert part.urgent == urgency(each, part.state, overrun=overrun is not None)
        if overrun:
            assert world.figures.advice(each) == advice(overrun, each, world.halls.all(), world.clock.ms, {})
    found = {each.hall: world.figures.surge(each) for each in world.halls.all()}
    assert world.kept.surges() == {hall: each for hall, each in found.items() if each}


@settings(max_examples=150, deadline=None)
@given(STEPS, st.booleans())
def test_what_is_kept_is_what_is_worked_out_anew(steps: list[tuple[Any, ...]], looks_each_time: bool) -> None:
    world = World()
    asyncio.run(world.figures.refresh())
    for step in steps:
        world.do(*step)
        if looks_each_time:
            check(world)
    check(world)
    counted = Catalogue()
    for each in reversed(world.halls.all()):
        counted.follow(each)
    assert counted.shown() == catalogue(world.halls.all())


def test_the_usual_hours_and_the_surge_are_those_of_the_rows_of_the_store() -> None:
    world = World()
    for hall in CARDS:
        world.do("hear", hall, 40, 700)
    asyncio.run(world.figures.refresh())
    for each in world.halls.all():
        wall, rows = world.figures.wall(each), [row for row in PAST if row.hall == each.hall]
        hours = range(wall.hour, wall.hour + 4)
        assert world.figures.next_hours(each) == outlook(rows, wall.day, hours)
        today = [row for row in rows if row.day == DAY]
        assert world.figures.surge(each) == surge(each, today, rows, world.clock.ms, wall)


def test_a_centre_of_many_halls_asks_for_the_day_and_names_none_of_them() -> None:
    asked: list[Sequence[str] | None] = []

    class Asked(MemoryPast):
        async def hours(self, halls: Sequence[str] | None, first: str, last: str) -> list[HallHour]:
            asked.append(halls)
            return await super().hours(halls, first, last)

    for count in (500, 501):
        halls = Halls(tuple(HallNow(f"h{index}") for index in range(count)), Clock())
        asyncio.run(Figures(halls, Asked(usual("h7", 5, 60)), Around(halls, {})).refresh())
    assert {None if halls is None else len(halls) for halls in asked} == {500, None}


def test_the_most_urgent_hall_is_the_one_that_needs_somebody() -> None:
    def weighed(state: str, overrun: bool = False, p80_s: int = 0, **changes: Any) -> tuple[int, int, str]:
        hall = HallNow("h", CITY, replace(STANDINGS["village"], p80_s=p80_s), START_MS, **changes)
        return urgency(hall, state, overrun=overrun)

    order = [
        weighed("open", overrun=True, fenced=True), weighed("open", overrun=True), weighed("stale", fenced=True),
        weighed("open", fenced=True, p80_s=9), weighed("stale"), weighed("unknown"), weighed("open", p80_s=60),
        weighed("open", p80_s=30), weighed("closed", p80_s=90),
    ]  # fmt: skip
    assert sorted(order) == order
    assert weighed("open") < urgency(HallNow("i", CITY, STANDINGS["village"]), "open", overrun=False), (
        "equal ones by id"
    )
