"""The auditor: one function over the journal, what devices showed and what printers printed.

It knows the leg table and nothing else of the rules: it reads events in their order with its own few lines of
bookkeeping, so that a fault in ``apply`` cannot hide itself. Every fault test ends here.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from hub.core import events as e
from hub.core.events import Recorded
from hub.core.hall import Hall
from hub.core.matters import STAGES, Stage
from hub.core.ticket import MOVES, LegState

WAIT_TOLERANCE_S = 1
"""How far a stored wait may be from the times of its events."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the world saw, besides the journal.

    ``papers``: (day, number) on paper or phone. ``shown``: (day, number, counter) on displays. ``live``: the hall in
    memory and ``replayed`` the one that the journal gives. ``chain_whole``: what the journal says of its hashes.
    ``acknowledged``: origins that somebody was told were done. ``centre``: the events that the centre holds.
    """

    papers: Sequence[tuple[str, str]] = ()
    shown: Sequence[tuple[str, str, int]] = ()
    live: Hall | None = None
    replayed: Hall | None = None
    chain_whole: bool = True
    acknowledged: Sequence[str] = ()
    centre: Sequence[Recorded] = ()


@dataclass(slots=True)
class Book:
    """What the auditor has read so far."""

    faults: list[str] = field(default_factory=list)
    numbers: dict[tuple[str, str], str] = field(default_factory=dict)
    taken_ms: dict[str, int] = field(default_factory=dict)
    states: dict[str, LegState] = field(default_factory=dict)
    at_counter: dict[int, str] = field(default_factory=dict)
    where: dict[str, int] = field(default_factory=dict)
    calls: set[tuple[str, str, int]] = field(default_factory=set)
    rated: set[str] = field(default_factory=set)
    ticket_of: dict[str, str] = field(default_factory=dict)
    number_of: dict[str, str] = field(default_factory=dict)
    matters: dict[str, Stage] = field(default_factory=dict)
    matter_legs: dict[str, str] = field(default_factory=dict)
    pushed: set[str] = field(default_factory=set)
    per_slot: int = 0
    booked_ms: dict[str, int] = field(default_factory=dict)
    come: set[str] = field(default_factory=set)

    def fault(self, recorded: Recorded, text: str) -> None:
        self.faults.append(f"event {recorded.seq}: {text}")

    def move(self, recorded: Recorded, leg: str, action: str) -> None:
        """Rule 4: only legal state changes."""
        before = self.states.get(leg)
        after = MOVES.get((before, action)) if before else None
        if after is None:
            self.fault(recorded, f"leg {leg} is {before} and cannot {action}")
            return
        self.states[leg] = after

    def seat(self, recorded: Recorded, leg: str, counter: int) -> None:
        """Rule 3: no leg at two counters, no counter with two legs."""
        if self.at_counter.get(counter, leg) != leg:
            self.fault(recorded, f"counter {counter} has {self.at_counter[counter]} and is given {leg}")
        if self.where.get(leg, counter) != counter:
            self.fault(recorded, f"leg {leg} is at counter {self.where[leg]} and at {counter}")
        self.at_counter[counter], self.where[leg] = leg, counter

    def unseat(self, leg: str) -> None:
        counter = self.where.pop(leg, None)
        if counter is not None:
            self.at_counter.pop(counter, None)


def audit(journal: Iterable[Recorded], evidence: Evidence | None = None) -> list[str]:
    """Every broken promise in plain words, with the event's number; empty when all nine rules hold."""
    seen, book, events = evidence or Evidence(), Book(), list(journal)
    for recorded in events:
        RULES.get(type(recorded.event), ignore)(book, recorded, recorded.event)
    book.faults += [f"event {b.seq} does not follow {a.seq}" for a, b in pairwise(events)
                    if b.seq != a.seq + 1]  # fmt: skip
    return book.faults + audit_world(book, events, seen)


def audit_world(book: Book, events: list[Recorded], seen: Evidence) -> list[str]:
    """Rules 1, 5, 6 and 9: papers, displays, memory, chain, centre, acknowledgements."""
    origins = {recorded.origin for recorded in events}
    faults = [f"paper {day} {number} is in no journal" for day, number in seen.papers
              if (day, number) not in book.numbers]  # fmt: skip
    faults += [f"{number} was shown at counter {counter} and never called there"
               for day, number, counter in seen.shown if (day, number, counter) not in book.calls]  # fmt: skip
    faults += [f"{origin} was acknowledged and is lost" for origin in seen.acknowledged if origin not in origins]
    if seen.live is not None and seen.live != seen.replayed:
        faults.append("the journal does not replay to the live hall")
    if not seen.chain_whole:
        faults.append("the hash chain is broken")
    if list(seen.centre) != events[: len(seen.centre)]:
        faults.append("the centre does not hold a prefix of the journal")
    return faults


def taken(book: Book, recorded: Recorded, event: e.TicketTaken) -> None:
    """Rule 2: no (day, number) belongs to two citizens."""
    key = (recorded.day, event.number)
    if key in book.numbers:
        book.fault(recorded, f"number {event.number} of {recorded.day} is used twice")
    book.numbers[key] = event.ticket
    since_ms = event.since_ms(recorded.at_ms)
    if since_ms > recorded.at_ms:
        book.fault(recorded, f"ticket {event.number} was issued after it was taken over")
    if event.booking:
        checked_in(book, recorded, event)
    new_leg(book, event.ticket, event.number, f"{event.ticket}.1", since_ms)
    if event.afar:
        book.states[f"{event.ticket}.1"] = LegState.AFAR


def checked_in(book: Book, recorded: Recorded, event: e.TicketTaken) -> None:
    """Rule 2 for bookings: one ticket for each, and none for one that is gone."""
    if event.booking in book.come:
        book.fault(recorded, f"booking {event.booking} is used twice")
    if book.booked_ms.get(event.booking) != event.booked_ms:
        book.fault(recorded, f"ticket {event.number} came of booking {event.booking}, which there is not")
    book.come.add(event.booking)


def configured(book: Book, recorded: Recorded, event: e.Configured) -> None:
    book.per_slot = event.setup.booking.per_slot


def booked(book: Book, recorded: Recorded, event: e.Booked) -> None:
    """No slot is given to more people than it has places."""
    book.booked_ms[event.booking] = event.at_ms
    if list(book.booked_ms.values()).count(event.at_ms) > book.per_slot:
        book.fault(recorded, f"the slot of {event.on_day} at {event.at_ms} is booked {book.per_slot + 1} times")


def booking_gone(book: Book, recorded: Recorded, event: e.BookingCancelled | e.BookingMissed) -> None:
    if event.booking in book.come or book.booked_ms.pop(event.booking, None) is None:
        book.fault(recorded, f"booking {event.booking} ends, and there is no such one to end")


def new_leg(book: Book, ticket: str, number: str, leg: str, at_ms: int) -> None:
    book.taken_ms.setdefault(ticket, at_ms)
    book.states[leg], book.ticket_of[leg], book.number_of[leg] = LegState.WAITING, ticket, number


def called(book: Book, recorded: Recorded, event: e.Called) -> None:
    """Rules 3, 4 and 7: one counter, a legal move, and the wait that the event claims."""
    held = book.states.get(event.leg) == LegState.HELD
    book.move(recorded, event.leg, "call")
    book.seat(recorded, event.leg, event.counter)
    book.calls.add((recorded.day, book.number_of.get(event.leg, "?"), event.counter))
    waited_s = (recorded.at_ms - book.taken_ms.get(book.ticket_of.get(event.leg, ""), 0)) / 1000
    if not held and abs(waited_s - event.why.waited_s) > WAIT_TOLERANCE_S:
        book.fault(recorded, f"leg {event.leg} waited {waited_s:.0f} s, the call says {event.why.waited_s} s")


def started(book: Book, recorded: Recorded, event: e.ServiceStarted) -> None:
    book.move(recorded, event.leg, "start")
    book.seat(recorded, event.leg, event.counter)


def leaves(action: str) -> Callable[[Book, Recorded, Any], None]:
    """A rule for an event by which a leg leaves its counter (or its place)."""

    def rule(book: Book, recorded: Recorded, event: Any) -> None:
        book.move(recorded, event.leg, action)
        book.unseat(event.leg)

    return rule


def transferred(book: Book, recorded: Recorded, event: e.Transferred) -> None:
    leaves("transfer")(book, recorded, event)
    ticket = book.ticket_of.get(event.leg, event.leg)
    new_leg(book, ticket, book.number_of.get(event.leg, "?"), event.new_leg, recorded.at_ms)


def recalled(book: Book, recorded: Recorded, event: e.Recalled) -> None:
    book.move(recorded, event.leg, "recall")


def returned(book: Book, recorded: Recorded, event: e.Returned) -> None:
    book.move(recorded, event.leg, "return")


def gave_way(book: Book, recorded: Recorded, event: e.GaveWay) -> None:
    """Only who waits can let others pass."""
    if book.states.get(event.leg) != LegState.WAITING:
        book.fault(recorded, f"leg {event.leg} let others pass and did not wait")


def passed_over(book: Book, recorded: Recorded, event: e.PassedOver) -> None:
    """Only a place of somebody who is not there is held."""
    if book.states.get(event.leg) != LegState.AFAR:
        book.fault(recorded, f"leg {event.leg} was passed over and was not afar")


def visit_begun(book: Book, recorded: Recorded, event: e.VisitBegun) -> None:
    book.move(recorded, event.leg, "come")


def undone(book: Book, recorded: Recorded, event: e.Undone) -> None:
    """Each undone move is a row of the table as well."""
    for leg, action in reversed(event.moves):
        if action == "pause":
            continue
        book.move(recorded, leg, f"undo_{action}")
        for matter in [each for each, of in book.matter_legs.items() if of == leg and action == "finish"]:
            del book.matters[matter], book.matter_legs[matter]
        if action in ("call", "resume"):
            book.unseat(leg)
        elif action != "start":
            book.seat(recorded, leg, event.counter)
        if action == "transfer":
            ticket = book.ticket_of.get(leg)
            opened = [each for each, of in book.ticket_of.items() if of == ticket]
            book.move(recorded, opened[-1] if opened else leg, "undo_transfer")


def rated(book: Book, recorded: Recorded, event: e.Rated) -> None:
    """Rule 8: at most one rating a leg, and only of one that was served."""
    if event.leg in book.rated:
        book.fault(recorded, f"leg {event.leg} was rated twice")
    if book.states.get(event.leg) != LegState.SERVED:
        book.fault(recorded, f"leg {event.leg} was rated and not served")
    book.rated.add(event.leg)


def accepted(book: Book, recorded: Recorded, event: e.MatterAccepted) -> None:
    """A matter comes of a leg that was served, and its number is nobody else's."""
    if book.states.get(event.leg) != LegState.SERVED:
        book.fault(recorded, f"matter {event.matter} is of leg {event.leg}, which was not served")
    if event.matter in book.matters:
        book.fault(recorded, f"matter {event.matter} was accepted twice")
    book.matters[event.matter], book.matter_legs[event.matter] = Stage.ACCEPTED, event.leg


def matter_moved(book: Book, recorded: Recorded, event: e.MatterMoved) -> None:
    before = book.matters.get(event.matter)
    if before is None or event.stage not in STAGES[before]:
        book.fault(recorded, f"matter {event.matter} is {before} and cannot become {event.stage}")
    book.matters[event.matter] = event.stage


def pushed(book: Book, recorded: Recorded, event: e.MatterPushed) -> None:
    """Upwards once."""
    if event.matter in book.pushed or event.matter not in book.matters:
        book.fault(recorded, f"matter {event.matter} was pushed twice, or is in no journal")
    book.pushed.add(event.matter)


def ignore(book: Book, recorded: Recorded, event: e.Event) -> None:
    """Events that no rule is about."""


RULES: dict[type, Callable[[Book, Recorded, Any], None]] = {
    e.Configured: configured,
    e.Booked: booked,
    e.BookingCancelled: booking_gone,
    e.BookingMissed: booking_gone,
    e.TicketTaken: taken,
    e.PassedOver: passed_over,
    e.VisitBegun: visit_begun,
    e.Called: called,
    e.Recalled: recalled,
    e.ServiceStarted: started,
    e.Served: leaves("finish"),
    e.Missed: leaves("miss"),
    e.Held: leaves("hold"),
    e.Cancelled: leaves("cancel"),
    e.Abandoned: leaves("abandon"),
    e.Transferred: transferred,
    e.Returned: returned,
    e.GaveWay: gave_way,
    e.Undone: undone,
    e.Rated: rated,
    e.MatterAccepted: accepted,
    e.MatterMoved: matter_moved,
    e.MatterPushed: pushed,
}
