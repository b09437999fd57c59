"""Questions to simulated days over HTTP: one at a time, in a process that a cancel ends, told in the reader's language."""

import asyncio
from typing import Any

import pytest

from hub.core import commands as c
from hub.planning.planner import Days, Planner
from tests.fakes.archive import memory_archive
from tests.web.conftest import Making
from tests.web.world import DAY, Client, World

SMALL = {"what": "ill", "visits": 20, "counters": 3, "ill": 1, "days": 2}
ENDLESS = {"what": "windows", "visits": 20_000, "counters": 200, "days": 200}


@pytest.fixture
async def world(make_world: Making) -> World:
    """A hall whose planner is the real one."""
    made = await make_world()
    archive = memory_archive(made.journal)
    made.planner = Planner(Days(archive.days, archive.events))
    await made.web.stop()
    await made.begin_web()
    return made


async def ended(boss: Client, query: str = "") -> dict[str, Any]:
    """The picture once nothing runs."""
    while (shown := await (await boss.get(f"/planning{query}")).json())["running"]:
        await asyncio.sleep(0.05)
    return dict(shown)


async def test_a_question_is_answered_with_words_tables_and_files(boss: Client) -> None:
    assert (await boss.get("/planning.pdf")).status == 404
    begun = await (await boss.post("/planning/start", SMALL)).json()
    assert (begun["running"], begun["what"], begun["report"]) == (True, "ill", None)
    shown = await ended(boss, "?lang=en")
    report = shown["report"]
    assert (shown["done"], shown["total"], shown["refusal"]) == (4, 4, "")
    assert report["title"] == "If clerks are ill"
    assert [row[:2] for row in report["tables"][0]["rows"]] == [["General counters, as it is", 3], ["Clerks ill", 2]]
    assert all(len(row) == len(table["columns"]) for table in report["tables"] for row in table["rows"])
    chinese = await ended(boss, "?lang=zh")
    assert chinese["report"]["title"] == "如果有柜员病假"
    pdf = await boss.get("/planning.pdf?lang=zh")
    assert (pdf.status, pdf.content_type, (await pdf.read())[:5]) == (200, "application/pdf", b"%PDF-")
    figures = await (await boss.get("/planning.json")).json()
    assert [row["name"] for row in figures["rows"]] == ["as_is", "ill"]


async def a_week_ago() -> list[str]:
    return ["2020-01-06"]


async def restarted(world: World, past: Days) -> Planner:
    """The web side again, with another past."""
    await world.web.stop()
    world.planner = planner = Planner(past)
    await world.begin_web()
    return planner


async def test_a_past_that_cannot_be_read_ends_no_hub(world: World) -> None:
    """The hall goes on without advice, and the next minute asks again."""
    asked = asyncio.Event()
    times = iter(range(2))

    async def broken() -> list[str]:
        if next(times, None) is None:
            asked.set()
        raise OSError("no disk")

    planner = Planner(Days(broken, lambda day: memory_archive(world.journal).events(day)))
    advising = asyncio.create_task(planner.advise(lambda: world.service.record, world.clock.hall_ms, every_s=0.0))
    await asked.wait()
    assert not advising.done()
    assert planner.advice is None
    advising.cancel()
    await asyncio.gather(advising, return_exceptions=True)


async def test_one_question_runs_at_a_time_and_a_cancel_ends_it(world: World, boss: Client) -> None:
    assert (await boss.post("/planning/start", ENDLESS, key="one")).status == 200
    second = await boss.post("/planning/start", SMALL)
    assert (second.status, (await second.json())["reason"]) == (409, "plan_running")
    assert (await boss.post("/planning/start", ENDLESS, key="one")).status == 200, (
        "a repeated press hears the same answer"
    )
    cancelled = await (await boss.post("/planning/cancel", {})).json()
    assert (cancelled["running"], cancelled["report"], cancelled["refusal"]) == (False, None, "")
    assert (await boss.post("/planning/cancel", {})).status == 200
    assert (await boss.post("/planning/start", SMALL)).status == 200
    assert (await ended(boss))["report"] is not None


async def test_a_question_that_does_not_fit_the_hall_is_told_so(boss: Client) -> None:
    await boss.post("/planning/start", {**SMALL, "ill": 3})
    shown = await ended(boss, "?lang=en")
    assert shown["report"] is None
    assert shown["refusal"] == "Of 3 counters with 3 clerks ill none is left."


async def test_days_that_the_journal_does_not_have_are_refused(boss: Client) -> None:
    answer = await boss.post("/planning/start", {**SMALL, "like": "sunday"})
    assert (answer.status, (await answer.json())["reason"]) == (409, "plan_no_such_days")


async def test_like_the_last_mondays_is_what_came_on_them(world: World, boss: Client) -> None:
    """The day of the test is a Monday."""
    for _ in range(7):
        await world.client().take("card")
    await boss.post("/planning/start", {**SMALL, "like": "monday"})
    await ended(boss)
    assert (await (await boss.get("/planning.json")).json())["visits"] == 7


@pytest.mark.parametrize(
    "wrong",
    [{"what": "magic"}, {"visits": 0}, {"counters": 201}, {"days": 1}, {"booked": 101}, {"like": "today"}, {"more": 1}],
)
async def test_a_wrong_wish_is_told_with_its_place(boss: Client, wrong: dict[str, Any]) -> None:
    answer = await boss.post("/planning/start", {**SMALL, **wrong})
    assert answer.status == 422
    assert (await answer.json())["errors"][0]["where"].endswith(next(iter(wrong)))


async def test_a_hub_without_a_planner_says_so(make_world: Making) -> None:
    boss = await (await make_world()).signed_in("boss")
    answer = await boss.post("/planning/start", SMALL)
    assert (answer.status, (await answer.json())["reason"]) == (409, "plan_off")
    assert (await (await boss.get("/planning")).json())["running"] is False


async def test_the_advice_of_the_minute_comes_in_words(world: World, boss: Client) -> None:
    quiet = await (await boss.get("/planning/advice")).json()
    assert quiet == {"act": "", "words": "", "at_ms": 0}
    await world.command(c.OpenCounter(1, "wang"))
    for _ in range(12):
        await world.client().take("benefit")
    assert isinstance(world.planner, Planner)
    await world.planner.advise_once(world.service.record, world.clock.hall_ms())
    assert (await (await boss.get("/planning/advice")).json())["act"] == "", "there is no day to go by yet"
    world.planner = await restarted(world, Days(a_week_ago, lambda day: memory_archive(world.journal).events(DAY)))
    await world.planner.advise_once(world.service.record, world.clock.hall_ms())
    told = await (await boss.get("/planning/advice?lang=en")).json()
    assert told["act"] == "open"
    assert told["words"].startswith("Open one more counter now: with 1, ")
    assert told["at_ms"] == world.clock.hall_ms()
    await world.command(c.CancelTicket("20200113-A001", "citizen_left"))
    await world.planner.advise_once(world.service.record, world.clock.hall_ms())
    assert (await (await boss.get("/planning/advice?lang=zh")).json())["words"].startswith("请现在增开一个窗口")
