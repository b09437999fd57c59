"""The second policy over HTTP: off unless the hall's file has one, a day call by call, then as a whole; no press comes by it."""

import asyncio
from typing import Any

import pytest

from hub.core import commands as c
from hub.core.shadow import ShadowRules
from hub.shadow.watcher import ShadowWatch
from tests.fakes.archive import memory_answers
from tests.web.conftest import Making
from tests.web.world import DAY, Client, World

GREEN_FIRST = ShadowRules({"zh": "绿色通道", "en": "Green channel"}, {"priority": 6.0})


async def with_second(make_world: Making, shadow: ShadowRules | None) -> World:
    """A hall with this second policy."""
    made = await make_world()
    made.shadow = ShadowWatch(lambda: shadow, memory_answers(made.journal), made.clock.seconds)
    await made.web.stop()
    await made.begin_web()
    return made


@pytest.fixture
async def world(make_world: Making) -> World:
    return await with_second(make_world, GREEN_FIRST)


async def rush(world: World) -> None:
    """A001 walks in, A002 with priority a minute later; A001 is called 20 s after it."""
    await world.command(c.OpenCounter(1, "wang"))
    await world.client().take("card")
    world.clock.forward_s(60)
    await world.client().take("card", priority="priority")
    world.clock.forward_s(20)
    await world.command(c.CallNext(1))


async def known(boss: Client, query: str = "") -> dict[str, Any]:
    """The picture once nothing is being judged."""
    while (shown := await (await boss.get(f"/shadow{query}")).json())["running"]:
        await asyncio.sleep(0)
    return dict(shown)


async def test_a_day_is_judged_call_by_call_and_as_a_whole(world: World, boss: Client) -> None:
    await rush(world)
    shown = await known(boss)
    assert (shown["on"], shown["names"]["en"], shown["day"], shown["over"]) == (True, "Green channel", DAY, False)
    calls = shown["calls"]
    assert (calls["judged"], calls["same"], calls["different"], calls["unexplained"]) == (1, 0, 1, 0)
    assert calls["changes"] == [{"what": "priority", "first": 3.0, "second": 6.0, "weight": True}]
    (found,) = calls["differences"]
    assert (found["counter"], found["number"], found["other"], found["elsewhere"]) == (1, "A001", "A002", None)
    assert found["why"]["words"] == "longest wait of 1 min among 2"
    assert found["other_why"]["words"] == "most points, 120 at 6 a second, after 20 s among 2"
    assert [row["name"] for row in shown["whole"]["rows"]] == ["recorded", "first", "second"]
    assert [each["code"] for each in shown["whole"]["rows"][0]["classes"]] == ["walk_in", "priority"]


async def test_a_hall_without_a_second_policy_says_so(make_world: Making) -> None:
    for made in (await make_world(), await with_second(make_world, None)):
        shown = await (await (await made.signed_in("boss")).get("/shadow")).json()
        assert (shown["on"], shown["running"], shown["calls"], shown["whole"]) == (False, False, None, None)


async def test_a_day_that_goes_on_is_judged_again_after_a_while_and_not_at_each_look(
    world: World, boss: Client
) -> None:
    await rush(world)
    assert (await known(boss))["calls"]["judged"] == 1
    await world.command(c.FinishService(1))
    await world.command(c.CallNext(1))
    assert (await known(boss))["calls"]["judged"] == 1
    world.clock.forward_s(30)
    assert (await known(boss))["calls"]["judged"] == 2


async def test_a_day_without_calls_has_none(boss: Client) -> None:
    shown = await known(boss, f"?day={DAY}")
    assert (shown["calls"]["judged"], shown["calls"]["differences"], shown["whole"]) == (0, [], None)


async def test_a_day_that_the_journal_has_not_and_a_wrong_one_are_told(boss: Client) -> None:
    assert (await boss.get("/shadow?day=2019-01-01")).status == 404
    answer = await boss.get("/shadow?day=yesterday")
    assert (answer.status, [each["where"] for each in (await answer.json())["errors"]]) == (422, ["query:day"])


async def test_what_cannot_be_judged_is_told_and_tried_again_later(world: World, boss: Client) -> None:
    await rush(world)
    whole = memory_answers(world.journal)
    assert isinstance(world.shadow, ShadowWatch)

    async def broken(setup: Any, shadow: Any, day: str) -> Any:
        async for line in whole(setup, shadow, day):
            yield line
            raise OSError("no memory")

    world.shadow.answers = broken
    shown = await known(boss)
    assert (shown["failed"], shown["calls"]["judged"], shown["whole"]) == (True, 1, None)
    world.shadow.answers = whole
    assert (await known(boss))["failed"] is True
    world.clock.forward_s(30)
    shown = await known(boss)
    assert (shown["failed"], shown["whole"]["visits"]) == (False, 2)


async def test_presses_go_on_while_a_day_is_judged(world: World, boss: Client) -> None:
    """The judging stands still in the middle; the hall does not."""
    goes_on, begun = asyncio.Event(), asyncio.Event()

    async def slow(setup: Any, shadow: Any, day: str) -> Any:
        begun.set()
        await goes_on.wait()
        async for line in memory_answers(world.journal)(setup, shadow, day):
            yield line

    assert isinstance(world.shadow, ShadowWatch)
    world.shadow.answers = slow
    shown = await (await boss.get("/shadow")).json()
    assert (shown["running"], shown["calls"]) == (True, None)
    await begun.wait()
    await rush(world)
    assert world.service.record.counters[1].leg
    goes_on.set()
    assert (await known(boss))["calls"]["judged"] == 1


async def test_another_second_policy_is_judged_anew(world: World, boss: Client) -> None:
    await rush(world)
    assert (await known(boss))["calls"]["different"] == 1
    assert isinstance(world.shadow, ShadowWatch)
    world.shadow.wanted = lambda: ShadowRules(max_wait_s=900)
    assert (await known(boss))["calls"]["different"] == 0
