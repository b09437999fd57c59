"""The hub wakes up when something is due, and sleeps otherwise."""

from hub.core import commands as c
from hub.core import events as e
from hub.service import RETRY_MS
from tests.core.story import START_MS, setup
from tests.fakes.clock import JumpingClock
from tests.service.office import Office


def office(**rules: object) -> Office:
    return Office(setup(**rules), clock=JumpingClock(START_MS))


async def test_the_hub_assigns_by_itself_after_the_rest() -> None:
    async with office(assignment="auto", rest_s=20) as hall:
        await hall.do(c.OpenCounter(1, "ana"))
        await hall.take("link")
        await hall.until(lambda: "called" in hall.kinds())
        called = hall.journal.events[-1]
        assert isinstance(called.event, e.Called)
        assert (called.event.how, called.actor, called.at_ms) == ("auto", "hub", START_MS + 20_000)
        assert sum(hall.clock.slept_ms) == 20_000  # type: ignore[attr-defined]


async def test_an_unanswered_call_is_missed_and_given_up_in_time() -> None:
    async with office(miss_after_s=45, missed_expires_s=600) as hall:
        await hall.do(c.OpenCounter(1, "ana"))
        await hall.take("link")
        await hall.do(c.CallNext(1))
        await hall.until(lambda: "abandoned" in hall.kinds())
        times = {type(each.event): each.at_ms - START_MS for each in hall.journal.events}
        assert (times[e.Missed], times[e.Abandoned]) == (45_000, 645_000)


async def test_a_hall_with_nothing_due_does_not_wake_up() -> None:
    async with office() as hall:
        await hall.do(c.OpenCounter(1, "ana"))
        await hall.take("link")
        await hall.do(c.CallNext(1))
        assert hall.clock.slept_ms == []  # type: ignore[attr-defined]


async def test_one_wake_up_for_each_thing_that_is_due() -> None:
    """No tick without an effect: the journal is asked as often as something happens."""
    async with office(assignment="auto", rest_s=10, miss_after_s=30, missed_expires_s=60) as hall:
        for number in (1, 2):
            await hall.do(c.OpenCounter(number, f"clerk-{number}"))
        for n in range(6):
            await hall.take(str(n))
        await hall.until(lambda: hall.kinds().count("abandoned") == 6)
        assert len(hall.clock.slept_ms) <= len(hall.journal.batches)  # type: ignore[attr-defined]
        assert hall.journal.tries == len(hall.journal.batches)
        assert hall.memory_equals_journal()


async def test_what_is_due_while_the_disk_fails_is_done_when_it_works_again() -> None:
    async with office(assignment="auto", rest_s=0) as hall:
        await hall.do(c.OpenCounter(1, "ana"))
        hall.journal.stall()
        asked = hall.start(c.TakeTicket(("card",), c.Channel.KIOSK, "link"))
        await hall.journal.asked.wait()
        hall.journal.go_on()
        await asked
        hall.journal.failing = True
        tries = hall.journal.tries
        await hall.until(lambda: hall.journal.tries >= tries + 3)
        assert "called" not in hall.kinds()
        assert RETRY_MS in hall.clock.slept_ms  # type: ignore[attr-defined]
        hall.journal.failing = False
        await hall.until(lambda: "called" in hall.kinds())
        assert hall.memory_equals_journal()


async def test_after_a_restart_the_hub_goes_on_with_what_is_due() -> None:
    rules = setup(assignment="auto", rest_s=20)
    async with Office(rules) as before:
        await before.do(c.OpenCounter(1, "ana"))
        await before.take("link")
    async with Office(rules, journal=before.journal, clock=JumpingClock(START_MS + 1000)) as after:
        await after.until(lambda: "called" in after.kinds())
        assert after.journal.events[-1].at_ms == START_MS + 20_000
