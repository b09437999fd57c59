"""The forecaster: a child process that plays, and a hall that does without it."""

import asyncio
import subprocess
import sys
from collections.abc import Callable

import pytest

from hub.core import commands as c
from hub.core import policy
from hub.core.catalogue import HallSetup
from hub.core.forecast import forecast_each, forecast_hall, forecast_leg, forecast_new
from hub.core.hall import Hall
from hub.core.outlook import Outlook, Outlooks
from hub.core.standing import standing
from hub.forecasting.forecaster import Forecaster, closing_ms
from tests.core.story import START_MS, Story, setup


class Told:
    """The part of the service that the forecaster sees; ``heard`` keeps what it was told."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.heard: list[Outlooks] = []
        self.news = asyncio.Event()

    @property
    def record(self) -> Hall:
        return self.story.hall

    def now_ms(self) -> int:
        return self.story.now_ms

    def foresee(self, outlooks: Outlooks) -> None:
        self.story.hall.outlooks = outlooks
        self.heard.append(outlooks)
        self.news.set()

    async def until(self, wanted: Callable[[Outlooks], bool]) -> Outlooks:
        """The first that fits; a test that waits in vain is ended by its own limit."""
        async with asyncio.timeout(30):
            while not (self.heard and wanted(self.heard[-1])):
                self.news.clear()
                await self.news.wait()
        return self.heard[-1]


def crowded() -> Story:
    story = Story(setup(counters=2))
    story.open(1)
    for _ in range(6):
        story.take("pension")
    return story


async def test_the_hall_hears_of_every_change() -> None:
    told = Told(crowded())
    forecaster = Forecaster(told, lambda hall: None)
    running = asyncio.create_task(forecaster.run())
    first = await told.until(lambda each: each.seq == told.story.hall.seq)
    assert len(first.legs) == 6
    told.story.take("pension")
    forecaster.tell(told.record, told.story.journal[-1:])
    assert len((await told.until(lambda each: each.seq == told.story.hall.seq)).legs) == 7
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


@pytest.mark.parametrize("code", ["print('no outlook', flush=True); input()", "raise SystemExit", "print('{}' * 9)"])
async def test_a_child_that_fails_leaves_the_formula(code: str) -> None:
    told = Told(crowded())
    by_formula = forecast_new(told.record, ("card",))
    told.story.hall.outlooks = Outlooks(told.record.seq, told.record.at_ms, {}, {"walk_in:card": Outlook(1.0, 2.0)})
    forecaster = Forecaster(told, lambda hall: None, (sys.executable, "-c", code))
    running = asyncio.create_task(forecaster.run())
    await told.until(lambda each: each == Outlooks())
    assert forecast_new(told.record, ("card",)) == by_formula
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


def test_a_ticket_is_promised_what_was_found_out_and_what_has_come_since() -> None:
    story = crowded()
    hall = story.hall
    hall.outlooks = Outlooks(hall.seq, hall.at_ms, {}, {"walk_in:card": Outlook(1000.0, 1500.0, 0.9, 6)})
    now = forecast_new(hall, ("card",))
    assert (now.p50_s, now.p80_s, now.served) == (1000, 1500, 0.9)
    story.take("card")
    more = forecast_new(hall, ("card",))
    assert more.p50_s is not None
    assert 1000 < more.p50_s < 1600
    story.do(c.CallNext(1))
    story.do(c.FinishService(1))
    story.do(c.CallNext(1))
    fewer = forecast_new(hall, ("card",))
    assert fewer.p50_s is not None
    assert fewer.p50_s < 1000


def test_an_old_outlook_is_not_told() -> None:
    story = crowded()
    by_formula = forecast_new(story.hall, ("card",))
    story.hall.outlooks = Outlooks(story.hall.seq, story.hall.at_ms, {}, {"walk_in:card": Outlook(1.0, 2.0, None, 6)})
    story.do(c.AskForHelp(1), after_s=61)
    assert forecast_new(story.hall, ("card",)) == by_formula


def test_whoever_has_just_come_is_told_what_was_promised_until_the_next_outlook() -> None:
    story = crowded()
    hall = story.hall
    hall.outlooks = Outlooks(hall.seq, hall.at_ms, {}, {"walk_in:card": Outlook(3000.0, 3500.0, None, 6)})
    promised = forecast_new(hall, ("card",))
    story.take("card")
    leg = hall.waiting_legs()[-1]
    told = forecast_leg(hall, leg, policy.in_order(hall, story.now_ms))
    assert (told.p50_s, told.p80_s) == (promised.p50_s, promised.p80_s) == (3000, 3500)
    hall.outlooks = Outlooks(hall.seq, hall.at_ms, {leg.id: Outlook(2000.0, 2500.0, None, 6)}, hall.outlooks.asked)
    later = forecast_leg(hall, leg, policy.in_order(hall, story.now_ms))
    assert (later.p50_s, later.p80_s) == (2000, 2500)


def test_short_business_is_told_its_own_wait_and_the_hall_the_one_in_the_middle() -> None:
    story = crowded()
    hall = story.hall
    found = {
        item.code: Outlook(600.0 + 300 * place, 900.0 + 300 * place, None, 6)
        for place, item in enumerate(hall.setup.items)
    }
    hall.outlooks = Outlooks(hall.seq, hall.at_ms, {}, {f"walk_in:{code}": each for code, each in found.items()})
    told = forecast_each(hall, ((code,) for code in found))
    assert [each.p50_s for each in told] == [each.p50_s for each in found.values()]
    middle = sorted(each.p50_s or 0 for each in found.values())[len(found) // 2]
    assert forecast_hall(hall).p50_s == standing(hall, story.now_ms, "", {}).p50_s == middle


def test_a_waiting_ticket_falls_with_those_ahead_of_it() -> None:
    story = crowded()
    last = story.hall.waiting_legs()[-1]
    story.hall.outlooks = Outlooks(story.hall.seq, story.hall.at_ms, {last.id: Outlook(1000.0, 1400.0, None, 5)})
    seen = []
    for _ in range(5):
        seen.append(forecast_leg(story.hall, last, story.hall.waiting_legs()).p50_s or 0)
        story.do(c.CallNext(1))
        story.do(c.FinishService(1), after_s=5)
    assert seen == sorted(seen, reverse=True)
    assert seen[-1] < 0.5 * seen[0]


def closing_at(closes: str) -> HallSetup:
    found = setup()
    object.__setattr__(found, "closes", closes)
    return found


def test_closing_is_a_moment_of_the_hall_s_own_day() -> None:
    """Shanghai: 09:00 is the start of the story."""
    assert closing_ms(Story(closing_at("17:30")).hall) == START_MS + 8 * 3_600_000 + 1_800_000
    assert closing_ms(Story(closing_at("")).hall) is None
    assert closing_ms(Hall(closing_at("17:30"))) is None


def test_the_hub_itself_loads_no_arrays() -> None:
    """25 MB of its 120; the child has them."""
    code = "import sys, hub.assembly; raise SystemExit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
