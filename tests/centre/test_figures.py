"""Outlooks, claims, surges and sums: from the same hours always the same figures, and none where nobody can know."""

from dataclasses import replace
from pathlib import Path

import pytest

from hub.centre.claims import claims
from hub.centre.halls import HallNow
from hub.centre.hours import HallHour, added
from hub.centre.outlook import Wall, hour_outlook
from hub.centre.store import HourTotal
from hub.centre.surge import Surge, advice, surge
from hub.centre.tables import COUNTS
from hub.centre.tree import TOP, Tree
from hub.centre.web.past import as_hour, by
from hub.centre.webhooks import Hook
from tests.centre.test_nearby import HALLS, now
from tests.centre.world import CITY, DAY, NODES, STANDINGS, START_MS, TOWN, TREE, CentreWorld, usual
from tests.web.world import until

WALL = Wall(DAY, 10, 29)


def test_the_same_weekday_and_hour_tell_the_next_hours() -> None:
    found = hour_outlook(usual("city", 60, 600), DAY, 10)
    assert (found.days, found.low_s, found.high_s, found.visits) == (8, 600, 810, 60)


def test_one_day_before_is_not_enough_and_another_weekday_is_none() -> None:
    one = [HallHour("city", "2025-12-29", 10, 60, 60, wait_s=6000)]
    other = [replace(one[0], day=day) for day in ("2025-12-30", "2025-12-31", "2026-01-01")]
    assert hour_outlook(one + other, DAY, 10).high_s is None
    assert hour_outlook([*one, replace(one[0], day="2025-12-22")], DAY, 10).high_s == 100


def test_claims_are_what_was_counted() -> None:
    found = claims(HALLS, [HallHour("city", DAY, 9, 100, 100, 80, 60_000, 10)])
    assert found.on_the_spot == 0.8
    assert found.within_15 == 0.9
    assert (found.load_ratio, found.load_worst) == (1.17, 1.24)
    assert found.documents == 1.5
    assert found.few_documents == pytest.approx(5 / 6)


def test_without_anything_nothing_is_claimed() -> None:
    found = claims([], [])
    assert {
        found.load_ratio,
        found.load_worst,
        found.on_the_spot,
        found.documents,
        found.few_documents,
        found.within_15,
    } == {None}


def test_arrivals_far_above_the_usual_are_a_surge() -> None:
    past = usual("town", 30, 60)[2:]
    found = [surge(now(TOWN), [HallHour("town", DAY, 10, visits)], past, START_MS, WALL) for visits in (15, 26, 27)]
    assert found[:2] == [None, None]
    assert found[2] is not None
    assert (found[2].kind, found[2].found, found[2].usual) == ("arrivals", 27, 15)


def test_waits_far_above_the_usual_are_a_surge_and_those_of_every_monday_are_not() -> None:
    crowded = now(CITY, p50_s=1300)
    assert surge(crowded, [], usual("city", 60, 900)[2:], START_MS, WALL) is None
    found = surge(crowded, [], usual("city", 60, 300)[2:], START_MS, WALL)
    assert found is not None
    assert (found.kind, found.found, found.usual) == ("wait", 1300, 510)


def test_a_hall_without_a_past_is_judged_by_a_plain_limit() -> None:
    assert surge(now(CITY, p50_s=1700), [], [], START_MS, WALL) is None
    assert surge(now(CITY, p50_s=1800), [], [], START_MS, WALL) is not None


def test_old_figures_and_a_closed_hall_are_no_surge() -> None:
    assert surge(now(CITY, p50_s=9000), [], [], START_MS + 31_000, WALL) is None
    assert surge(now(CITY, p50_s=9000, day=""), [], [], START_MS, WALL) is None


def test_people_are_sent_where_there_is_room_within_reach() -> None:
    crowded = now(CITY, p50_s=2000, p80_s=2521)
    found = surge(crowded, [], [], START_MS, WALL)
    assert found is not None
    told = advice(found, crowded, HALLS, START_MS, {})
    assert (told.here_min, [(each.hall.hall, each.total_min) for each in told.room]) == (
        43,
        [("town", 21), ("village", 38)],
    )
    full = [now(TOWN, waiting=30), now(CITY)]
    assert advice(found, crowded, full, START_MS, {}).room == ()


@pytest.mark.parametrize(
    ("here_s", "room"),
    [
        (26 * 60, ["town"]),
        (25 * 60, []),
        (120, []),
        (2520, ["town"]),
        (2521, ["town", "village"]),
        (None, ["town", "village"]),
    ],
)
def test_people_are_sent_where_they_are_called_sooner_by_the_same_figure_and_nowhere_else(
    here_s: int | None, room: list[str]
) -> None:
    crowded = now(CITY, p50_s=here_s, p80_s=here_s)
    found = advice(Surge("arrivals", 60, 31), crowded, HALLS, START_MS, {})
    assert [each.hall.hall for each in found.room] == room


def test_a_branch_holds_all_that_hangs_below() -> None:
    halls = ["city", "town", "village"]
    assert TREE.branch(TOP, halls) == halls
    assert TREE.branch("east", halls) == ["town", "village"]
    assert TREE.branch("river", halls) == ["town"]
    assert [each.id for each in TREE.path("river")] == ["east", "river"]


def test_nodes_that_hang_below_each_other_end_nothing() -> None:
    circle = Tree(
        {"a": replace(NODES[0], id="a", parent="b"), "b": replace(NODES[0], id="b", parent="a")}, {"city": "a"}
    )
    assert circle.branch("a", ["city"]) == ["city"]


def test_sums_by_month_are_the_sums_of_their_hours() -> None:
    hours = usual("city", 60, 600)
    months = by(hours, "month")
    assert [each.day for each in months] == ["2025-11", "2025-12", "2026-01"]
    assert sum(each.visits for each in months) == added(hours).visits == 60 * (8 * 8 + 2)
    assert months[2].ratings == {5: 12, 2: 2}


def test_a_row_of_the_store_is_an_hour_of_the_pages() -> None:
    counts = {**dict.fromkeys(COUNTS, 0), "visits": 3, "served": 2, "on_the_spot": 1, "score_5": 1, "over_15": -1}
    found = as_hour(HourTotal("city", DAY, 9, counts))
    assert found == HallHour("city", DAY, 9, 3, 2, 1, ratings={5: 1})


def test_a_hall_never_heard_is_no_reason_to_stop() -> None:
    assert surge(HallNow("new"), [], [], START_MS, WALL) is None
    assert claims([HallNow("new")], []).documents is None


async def test_a_surge_of_arrivals_is_told_by_the_standing_alone(tmp_path: Path) -> None:
    centre = CentreWorld(tmp_path, past=(*usual("city", 60, 600), *usual("town", 16, 120)))
    await centre.web.refresh()
    asked = len(centre.past.asked)
    town = centre.halls.get("town")
    assert town is not None
    base = STANDINGS["town"]
    centre.web.figures.heard(town)
    assert centre.web.figures.surge(town) is None, "16 in this hour, usually 8 by now: not yet beyond chance"
    for more, surging in ((0, False), (1, True), (5, True)):
        centre.hear(replace(base, waiting=base.waiting + more))
        now = centre.halls.get("town")
        assert now is not None
        assert bool(centre.web.figures.surge(now)) == surging, more
    assert len(centre.past.asked) == asked, "the store is not asked"
    await centre.web.refresh()
    again = centre.halls.get("town")
    assert again is not None
    centre.web.figures.heard(again)
    assert centre.web.figures.surge(again) is None, "what the store has told since then is not counted twice"


async def test_a_surge_wakes_the_look_and_its_webhook_at_once(tmp_path: Path) -> None:
    hook = Hook("http://127.0.0.1:1/", "a secret that signs", ("surge",))
    centre = CentreWorld(tmp_path, past=(), hooks=(hook,))
    centre.hear(replace(STANDINGS["city"], p50_s=60))
    await centre.start()
    assert centre.outbox.noticed() == {}
    centre.hear(replace(STANDINGS["city"], p50_s=4000))
    await until(lambda: centre.outbox.noticed())
    assert centre.outbox.noticed() == {("city", "surge"): ""}
    await centre.stop()


async def test_what_came_in_an_hour_before_is_no_arrival_of_this_one(tmp_path: Path) -> None:
    centre = CentreWorld(tmp_path)
    await centre.web.refresh()
    now = centre.halls.get("town")
    assert now is not None
    centre.web.figures.heard(now)
    centre.clock.forward_s(1800)
    centre.hear(replace(STANDINGS["town"], waiting=40))
    later = centre.halls.get("town")
    assert later is not None
    assert centre.web.figures.surge(later) is None
