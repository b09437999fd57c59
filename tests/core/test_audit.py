"""The auditor is proved: each of its nine rules goes red on a planted fault."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace

import pytest

from hub.core import commands as c
from hub.core import events as e
from hub.core.audit import Evidence, audit
from hub.core.events import Event, Recorded
from hub.core.matters import Stage
from tests.core.story import Story

Journal = list[Recorded]
DAY = "2020-01-13"


def day() -> Story:
    """A day with every kind of move in it."""
    story = Story()
    story.serving(1, "card")
    story.do(c.TransferTicket(1, ("pension",)), after_s=60)
    story.do(c.Undo(1))
    story.do(c.FinishService(1), after_s=60)
    story.do(c.Rate("20200113-A001.1", 5))
    missed = story.take("card")
    story.do(c.CallNext(1), after_s=30)
    story.do(c.Recall(1))
    story.do(c.MissTicket(1))
    story.do(c.ReturnTicket(missed))
    story.do(c.CallNext(1), after_s=30)
    story.do(c.HoldTicket(1))
    story.do(c.ResumeTicket(1))
    story.do(c.TransferTicket(1, ("benefit",)))
    story.open(2)
    story.take("card")
    story.do(c.CallNext(2), after_s=30)
    return story


def good(story: Story) -> Evidence:
    """What the world saw of that day."""
    return Evidence(
        papers=[(DAY, "A001"), (DAY, "A002")], shown=[(DAY, "A001", 1), (DAY, "A002", 2)], live=story.hall,
        replayed=story.replayed(), acknowledged=[recorded.origin for recorded in story.journal],
        centre=story.journal[:5],
    )  # fmt: skip


def place(journal: Journal, kind: type, nth: int = 0) -> int:
    return [at for at, recorded in enumerate(journal) if isinstance(recorded.event, kind)][nth]


def with_event(journal: Journal, at: int, **fields: object) -> Journal:
    """The journal with other fields in one event."""
    changed = list(journal)
    changed[at] = replace(journal[at], event=replace(journal[at].event, **fields))  # type: ignore[type-var]
    return changed


def with_more(journal: Journal, event: Event) -> Journal:
    """The journal with one event more at its end."""
    return [*journal, replace(journal[-1], seq=journal[-1].seq + 1, event=event)]


def test_a_good_day_has_no_fault() -> None:
    story = day()
    assert audit(story.journal, good(story)) == []


def number_twice(journal: Journal) -> Journal:
    return with_event(journal, place(journal, e.TicketTaken, 1), number="A001")


def called_at_two_counters(journal: Journal) -> Journal:
    last = journal[-1].event
    assert isinstance(last, e.Called)
    return with_more(journal, replace(last, counter=1))


def two_legs_at_one_counter(journal: Journal) -> Journal:
    taken = journal[place(journal, e.TicketTaken, 2)].event
    call = journal[place(journal, e.Called)].event
    assert isinstance(taken, e.TicketTaken)
    assert isinstance(call, e.Called)
    return with_more(journal, replace(call, leg=f"{taken.ticket}.1", counter=2))


def finished_twice(journal: Journal) -> Journal:
    return with_more(journal, journal[place(journal, e.Served)].event)


def started_uncalled(journal: Journal) -> Journal:
    taken = journal[place(journal, e.TicketTaken, 2)].event
    assert isinstance(taken, e.TicketTaken)
    return with_more(journal, e.ServiceStarted(f"{taken.ticket}.1", 3, journal[-1].at_ms))


def transferred_unknown(journal: Journal) -> Journal:
    return with_more(journal, e.Transferred("nobody.1", 1, "nobody.2", ("card",)))


def undone_out_of_thin_air(journal: Journal) -> Journal:
    return with_more(journal, e.Undone(1, (("20200113-A001.1", "miss"),)))


def wait_told_wrong(journal: Journal) -> Journal:
    at = place(journal, e.Called, 1)
    call = journal[at].event
    assert isinstance(call, e.Called)
    return with_event(journal, at, why=replace(call.why, waited_s=call.why.waited_s + 2))


def rated_twice(journal: Journal) -> Journal:
    return with_more(journal, e.Rated("20200113-A001.1", 1))


def rated_unserved(journal: Journal) -> Journal:
    return with_more(journal, e.Rated("20200113-A002.1", 5))


def booked_hall(journal: Journal) -> Journal:
    """The journal with a hall of one place a slot, and a booking in it."""
    setup = next(recorded.event for recorded in journal if isinstance(recorded.event, e.Configured)).setup
    narrow = replace(setup, booking=replace(setup.booking, per_slot=1))
    return with_more(with_more(journal, e.Configured(narrow)), e.Booked("b1", "CODE0001", ("card",), DAY, 620, 5, "zh"))


def slot_given_twice(journal: Journal) -> Journal:
    return with_more(booked_hall(journal), e.Booked("b2", "CODE0002", ("card",), DAY, 620, 5, "zh"))


def come(journal: Journal, number: str) -> Journal:
    first = journal[place(journal, e.TicketTaken)].event
    assert isinstance(first, e.TicketTaken)
    return with_more(journal, replace(first, ticket=number, number=number, booking="b1", booked_ms=5))


def booking_used_twice(journal: Journal) -> Journal:
    return come(come(booked_hall(journal), "A008"), "A009")


def booking_out_of_thin_air(journal: Journal) -> Journal:
    return come(journal, "A009")


def booking_cancelled_and_used(journal: Journal) -> Journal:
    return come(with_more(booked_hall(journal), e.BookingCancelled("b1")), "A009")


def booking_used_and_cancelled(journal: Journal) -> Journal:
    return with_more(come(booked_hall(journal), "A009"), e.BookingCancelled("b1"))


def event_lost(journal: Journal) -> Journal:
    return journal[:4] + journal[5:]


def accepted(matter: str = "20200113-A001-1-1", leg: str = "20200113-A001.1") -> e.MatterAccepted:
    return e.MatterAccepted(matter, leg, 1, "card", "receipt", "")


def matter_twice(journal: Journal) -> Journal:
    return with_more(with_more(journal, accepted()), accepted())


def matter_of_nobody(journal: Journal) -> Journal:
    return with_more(journal, accepted(leg="20200113-A002.1"))


def matter_skips_a_stage(journal: Journal) -> Journal:
    return with_more(with_more(journal, accepted()), e.MatterMoved("20200113-A001-1-1", Stage.COLLECTED, ""))


def matter_pushed_twice(journal: Journal) -> Journal:
    pushed = e.MatterPushed("20200113-A001-1-1", 1)
    return with_more(with_more(with_more(journal, accepted()), pushed), pushed)


FAULTS: list[tuple[Callable[[Journal], Journal], str]] = [
    (number_twice, "number A001 of 2020-01-13 is used twice"),
    (called_at_two_counters, "is at counter 2 and at 1"),
    (two_legs_at_one_counter, "counter 2 has"),
    (finished_twice, "is served and cannot finish"),
    (started_uncalled, "cannot start"),
    (transferred_unknown, "is None and cannot transfer"),
    (undone_out_of_thin_air, "cannot undo_miss"),
    (wait_told_wrong, "the call says"),
    (rated_twice, "rated twice"),
    (rated_unserved, "rated and not served"),
    (slot_given_twice, "is booked 2 times"),
    (booking_used_twice, "booking b1 is used twice"),
    (booking_out_of_thin_air, "which there is not"),
    (booking_cancelled_and_used, "which there is not"),
    (booking_used_and_cancelled, "no such one to end"),
    (event_lost, "does not follow"),
    (matter_twice, "was accepted twice"),
    (matter_of_nobody, "which was not served"),
    (matter_skips_a_stage, "is accepted and cannot become collected"),
    (matter_pushed_twice, "pushed twice"),
]


@pytest.mark.parametrize(("fault", "words"), FAULTS, ids=[fault.__name__ for fault, _ in FAULTS])
def test_a_fault_in_the_journal_is_found(fault: Callable[[Journal], Journal], words: str) -> None:
    found = audit(fault(day().journal))
    assert any(words in each for each in found), found


WORLD: dict[str, tuple[dict[str, object], str]] = {
    "a paper of no ticket": ({"papers": [(DAY, "A009")]}, "paper 2020-01-13 A009 is in no journal"),
    "a paper of another day": ({"papers": [("2020-01-12", "A001")]}, "is in no journal"),
    "a number shown where it was never called": ({"shown": [(DAY, "A001", 2)]}, "never called there"),
    "an acknowledged press that is lost": ({"acknowledged": ["keypad-1:1:1"]}, "was acknowledged and is lost"),
    "a broken chain": ({"chain_whole": False}, "the hash chain is broken"),
}


@pytest.mark.parametrize("fault", WORLD)
def test_a_fault_in_the_world_is_found(fault: str) -> None:
    story = day()
    fields, words = WORLD[fault]
    (found,) = audit(story.journal, replace(good(story), **fields))  # type: ignore[arg-type]
    assert words in found


def test_a_live_hall_that_the_journal_does_not_give_is_found() -> None:
    story = day()
    other = deepcopy(story.hall)
    other.legs["20200113-A001.1"].service_ms += 1
    (found,) = audit(story.journal, replace(good(story), live=other))
    assert found == "the journal does not replay to the live hall"


def test_a_centre_with_a_hole_or_a_repetition_is_found() -> None:
    story = day()
    for held in (story.journal[1:4], [*story.journal[:3], story.journal[2]]):
        (found,) = audit(story.journal, replace(good(story), centre=held))
        assert found == "the centre does not hold a prefix of the journal"


def test_more_than_nine_transfers_of_one_ticket_are_read_in_their_order() -> None:
    story = Story()
    story.serving(1, "pension")
    for _ in range(10):
        for command in (c.TransferTicket(1, ("pension",)), c.CallNext(1), c.StartService(1)):
            story.do(command)
    story.do(c.TransferTicket(1, ("pension",)))
    story.do(c.Undo(1))
    assert audit(story.journal, Evidence(live=story.hall, replayed=story.replayed())) == []
