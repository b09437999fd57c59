"""One press at a time: nothing is told before it is on disk, and everything told can be told again."""

import asyncio

import pytest

from hub.core import commands as c
from hub.core import events as e
from hub.core.audit import Evidence, audit
from hub.core.hall import Hall
from hub.service import QUEUE, SNAPSHOT_EVERY, HallBusy, JournalFailed, replay
from tests.core.story import setup
from tests.fakes.journal import FakeJournal
from tests.service.office import Office, RecordingOutlet, outcome


def take(link: str) -> c.TakeTicket:
    return c.TakeTicket(("card",), c.Channel.KIOSK, link)


async def test_nothing_is_told_before_the_commit() -> None:
    async with Office() as office:
        heard, seq = list(office.outlet.heard), office.service.record.seq
        office.journal.stall()
        asked = office.start(take("link"))
        await office.journal.asked.wait()
        assert not asked.done()
        assert office.service.record.seq == seq
        assert office.service.record.tickets == {}
        assert office.outlet.heard == heard
        office.journal.go_on()
        answer = await asked
        assert answer.first(e.TicketTaken) is not None
        assert office.outlet.heard == [*heard, seq + 1]
        assert not office.outlet.behind


async def test_an_answer_holds_its_own_events_with_their_places() -> None:
    async with Office() as office:
        await office.do(c.OpenCounter(1, "ana"))
        await office.take("one")
        await office.take("two")
        await office.do(c.CallNext(1))
        answer = await office.do(c.CallNext(1), "keypad-1:1:1")
        assert [type(each.event) for each in answer.events] == [e.ServiceStarted, e.Served, e.Called]
        assert {each.origin for each in answer.events} == {"keypad-1:1:1"}
        assert [each.seq for each in answer.events] == [office.service.record.seq - n for n in (2, 1, 0)]
        assert answer.refusal is None
        refused = await office.do(c.CallNext(2))
        assert refused.refusal is not None
        assert refused.refusal.reason == "counter_not_open"


async def test_within_a_batch_a_later_press_sees_the_earlier_ones() -> None:
    async with Office() as office:
        for number in (1, 2, 3):
            await office.do(c.OpenCounter(number, f"clerk-{number}"))
        for link in ("one", "two"):
            await office.take(link)
        async with office.one_batch():
            calls = [office.start(c.CallNext(number)) for number in (1, 2, 3)]
        answers = [await call for call in calls]
        called = [answer.first(e.Called) for answer in answers]
        assert [call.leg[-6:] if call else "" for call in called] == ["A001.1", "A002.1", ""]
        assert answers[2].refusal is not None
        assert len(office.journal.batches[-1]) == 3


async def test_while_the_disk_is_slow_the_next_batch_gathers() -> None:
    async with Office() as office:
        commits = len(office.journal.batches)
        async with office.one_batch():
            asked = [office.start(take(str(n))) for n in range(20)]
        await asyncio.gather(*asked)
        assert len(office.journal.batches) == commits + 2
        assert len({each.event.number for each in office.journal.batches[-1]}) == 20  # type: ignore[union-attr]


async def test_a_repeated_press_gets_its_first_answer() -> None:
    async with Office() as office:
        first = await office.do(take("link"), "kiosk:1:1")
        again = await office.do(take("link"), "kiosk:1:1")
        assert (again.events, again.again, first.again) == (first.events, True, False)
        assert len(office.service.record.tickets) == 1


async def test_a_press_repeated_within_one_batch_gets_its_first_answer() -> None:
    async with Office() as office:
        async with office.one_batch():
            asked = [office.start(take("link"), "kiosk:1:1") for _ in range(3)]
        answers = [await each for each in asked]
        assert answers[0].events == answers[1].events == answers[2].events
        assert [answer.again for answer in answers] == [False, True, True]
        assert office.kinds().count("ticket_taken") == 1


async def test_a_press_repeated_after_a_restart_gets_its_first_answer() -> None:
    async with Office() as before:
        first = await before.do(take("link"), "kiosk:1:1")
    async with Office(journal=before.journal) as after:
        again = await after.do(take("link"), "kiosk:1:1")
        assert (again.events, again.again) == (first.events, True)
        assert after.service.record.epoch == 2


async def test_a_refusal_is_an_answer_that_is_kept() -> None:
    async with Office() as office:
        first = await office.do(c.CallNext(1), "keypad-1:1:1")
        await office.do(c.OpenCounter(1, "ana"))
        await office.take("link")
        again = await office.do(c.CallNext(1), "keypad-1:1:1")
        assert (again.events, again.again) == (first.events, True)
        assert office.service.record.counters[1].leg == ""


async def test_when_the_disk_fails_everybody_is_refused_and_nothing_has_happened() -> None:
    async with Office() as office:
        heard = list(office.outlet.heard)
        office.journal.failing = True
        asked = [office.start(take(str(n)), f"kiosk:1:{n}") for n in range(5)]
        for each in asked:
            failed = await outcome(each)
            assert isinstance(failed, JournalFailed)
            assert failed.reason == "disk_failed"
        assert office.service.failing
        assert office.memory_equals_journal()
        assert office.outlet.heard == heard
        office.journal.failing = False
        answer = await office.do(take("0"), "kiosk:1:0")
        taken = answer.first(e.TicketTaken)
        assert taken is not None
        assert (taken.number, answer.again) == ("A001", False)
        assert not office.service.failing


async def test_a_disk_that_breaks_after_the_commit_loses_nothing_and_doubles_nothing() -> None:
    async with Office() as office:
        heard = list(office.outlet.heard)
        office.journal.breaks_after = {"kiosk:1:1"}
        with pytest.raises(JournalFailed):
            await office.do(take("link"), "kiosk:1:1")
        assert office.memory_equals_journal()
        assert office.outlet.heard == [*heard, office.service.record.seq]
        again = await office.do(take("link"), "kiosk:1:1")
        assert again.again
        assert again.first(e.TicketTaken) is not None
        assert office.kinds().count("ticket_taken") == 1


async def test_a_batch_that_was_stored_before_the_disk_broke_is_answered_from_the_disk() -> None:
    async with Office() as office:
        office.journal.breaks_after = {"kiosk:1:1"}
        async with office.one_batch():
            asked = [office.start(take(str(n)), f"kiosk:1:{n}") for n in range(3)]
        answers = [await each for each in asked]
        assert {answer.first(e.TicketTaken).number for answer in answers} == {"A001", "A002", "A003"}  # type: ignore[union-attr]
        assert all(answer.again for answer in answers)
        assert office.memory_equals_journal()


async def test_a_request_that_cannot_be_stored_takes_no_other_with_it() -> None:
    async with Office() as office:
        office.journal.poison = {"kiosk:1:1"}
        async with office.one_batch():
            asked = [office.start(take(str(n)), f"kiosk:1:{n}") for n in range(4)]
        outcomes = [await outcome(each) for each in asked]
        assert [isinstance(each, JournalFailed) for each in outcomes] == [False, True, False, False]
        assert office.kinds().count("ticket_taken") == 3
        assert not office.service.failing
        assert office.memory_equals_journal()


async def test_more_presses_than_may_wait_are_told_that_the_hall_is_busy() -> None:
    async with Office() as office:
        office.journal.stall()
        blocker = office.start(c.AskForHelp(1))
        await office.journal.asked.wait()
        asked = [office.start(c.AskForHelp(1)) for _ in range(QUEUE)]
        await office.until(lambda: office.service.waiting() == QUEUE)
        with pytest.raises(HallBusy) as busy:
            await office.do(c.AskForHelp(1))
        assert busy.value.reason == "hall_busy"
        office.journal.go_on()
        assert len(await asyncio.gather(blocker, *asked)) == QUEUE + 1


async def test_a_caller_who_gives_up_changes_nothing_for_the_others() -> None:
    """The press was made: it is carried out, and its repetition is answered."""
    async with Office() as office:
        async with office.one_batch():
            gone, waits = office.start(take("one"), "kiosk:1:1"), office.start(take("two"))
            await office.until(lambda: office.service.waiting() == 2)
            gone.cancel()
        assert (await waits).first(e.TicketTaken).number == "A002"  # type: ignore[union-attr]
        assert gone.cancelled()
        again = await office.do(take("one"), "kiosk:1:1")
        assert (again.again, again.first(e.TicketTaken).number) == (True, "A001")  # type: ignore[union-attr]


class BrokenOutlet:
    def tell(self, hall: Hall, recorded: object) -> None:
        raise OSError("no sound card")


async def test_an_outlet_that_breaks_keeps_nobody_from_hearing() -> None:
    async with Office() as office:
        after = RecordingOutlet()
        office.service.add_outlet(BrokenOutlet())
        office.service.add_outlet(after)
        for n in range(2):
            await office.take(str(n))
        await after.told.wait()
        assert len(after.heard) == 2
        assert office.outlet.heard[-2:] == after.heard


async def test_a_snapshot_is_kept_now_and_then_and_the_rest_is_replayed() -> None:
    async with Office() as office:
        for _ in range(SNAPSHOT_EVERY // 500 + 1):
            await asyncio.gather(*(office.do(c.AskForHelp(1)) for _ in range(500)))
        await office.until(lambda: bool(office.journal.snapshots))
        assert len(office.journal.snapshots) == 1
        kept = office.journal.load()
        assert kept is not None
        assert SNAPSHOT_EVERY <= kept.seq < office.service.record.seq
        assert replay(office.journal, kept) == office.service.record


async def test_presses_do_not_wait_for_a_snapshot() -> None:
    class EndlessSnapshots(FakeJournal):
        async def snapshot(self, hall: Hall) -> None:
            await asyncio.Event().wait()

    async with Office(journal=EndlessSnapshots()) as office:
        await asyncio.gather(*(office.do(c.AskForHelp(1)) for _ in range(SNAPSHOT_EVERY + 100)))
        assert (await office.do(take("link"))).first(e.TicketTaken) is not None


async def test_a_hub_that_stops_leaves_nobody_waiting() -> None:
    async with Office() as office:
        office.journal.stall()
        asked = [office.start(take(str(n))) for n in range(3)]
        await office.journal.asked.wait()
    for each in asked:
        assert isinstance(await outcome(each), JournalFailed)
    with pytest.raises(JournalFailed):
        await office.do(take("late"))


async def test_fifty_keypads_press_at_once_and_each_calls_one_ticket() -> None:
    """At a barrier, each press sent twice: one ticket a press, never one ticket at two counters."""
    async with Office(setup(counters=50)) as office:
        for number in range(1, 51):
            await office.do(c.OpenCounter(number, f"clerk-{number}"))
        for n in range(60):
            await office.take(str(n))
        barrier = asyncio.Barrier(100)

        async def press(number: int) -> str:
            await barrier.wait()
            call = (await office.do(c.CallNext(number), f"keypad-{number}:1:1")).first(e.Called)
            assert call is not None
            assert call.counter == number
            return call.leg

        legs = await asyncio.gather(*(press(number) for number in range(1, 51) for _ in range(2)))
        assert legs[::2] == legs[1::2]
        assert len(set(legs)) == 50
        assert len(office.service.record.waiting) == 10
        evidence = Evidence(live=office.service.record, replayed=replay(office.journal, Hall(office.setup)))
        assert audit(office.journal.events, evidence) == []


async def test_of_fifty_presses_on_one_picture_of_a_counter_one_acts() -> None:
    async with Office() as office:
        await office.do(c.OpenCounter(1, "ana"))
        for n in range(60):
            await office.take(str(n))
        seen = office.service.record.counters[1].rev
        answers = await asyncio.gather(*(office.do(c.CallNext(1), seen=seen) for _ in range(50)))
        assert sum(answer.first(e.Called) is not None for answer in answers) == 1
        refusals = [answer.refusal.reason for answer in answers if answer.refusal]
        assert refusals == ["changed_since_seen"] * 49
