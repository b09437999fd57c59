"""A day of the journal as the simulator takes it: who came when, for how long, who did not come, which counters were open.

Whoever left uncalled by themselves is left out: nobody knows how long they would have stayed. A ticket that was served at several
counters is one service of their sum, and belongs to its first item. A counter that closed after the last ticket was taken stays
until nobody waits, in both policies.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from hub.core import events as e
from hub.core.catalogue import HallSetup
from hub.core.events import Recorded
from hub.core.ticket import LegState
from hub.journal.reports import LegRow, day_legs
from hub.planning.arrivals import Visit
from hub.planning.day import DayRun, Shift, Waited
from hub.planning.planner import midnight_ms

NO_SHOWS = (LegState.MISSED, LegState.ABANDONED)


@dataclass(frozen=True, slots=True)
class PastDay:
    """``visits``: ``service_s`` 0 where it is not known. ``run``: what came of the day."""

    visits: tuple[Visit, ...]
    shifts: tuple[Shift, ...]
    run: DayRun


def past_day(events: Sequence[Recorded], setup: HallSetup) -> PastDay:
    """The day of these events, which must not be empty. ``setup``: that of its end; counters that it has not are left out."""
    start_ms, end_ms = midnight_ms(setup, events[0].at_ms), events[-1].at_ms
    rows = day_legs(events)
    stays = list(stays_of(events, rows))
    visits = tuple(visit_of(each, start_ms) for each in stays)
    waits = tuple(waited_of(each, visit, end_ms) for each, visit in zip(stays, visits, strict=True))
    spans = list(spans_of(events))
    numbers = {counter.number for counter in setup.counters}
    last_ms = max((each.at_ms for each in events if isinstance(each.event, e.TicketTaken)), default=end_ms)
    shifts = tuple(shift_of(each, start_ms, last_ms) for each in spans if each.counter in numbers)
    open_s: dict[int, float] = {}
    for span in spans:
        open_s[span.counter] = open_s.get(span.counter, 0.0) + (span.to_ms - span.from_ms) / 1000
    worked_s = {number: sum(row.worked_ms.get(number, 0) for row in rows) / 1000 for number in open_s}
    return PastDay(visits, shifts, DayRun(waits, worked_s, open_s, 0, len(events)))


@dataclass(frozen=True, slots=True)
class Stay:
    """One ticket and its legs; ``since_ms``: when it began to wait."""

    taken: e.TicketTaken
    since_ms: int
    legs: tuple[LegRow, ...]

    @property
    def service_ms(self) -> int:
        return sum(leg.service_ms for leg in self.legs)


def stays_of(events: Iterable[Recorded], rows: Iterable[LegRow]) -> Iterator[Stay]:
    """Each ticket that somebody waited with until a call, or until the day was closed."""
    legs: dict[str, list[LegRow]] = {}
    for row in rows:
        legs.setdefault(row.leg.rsplit(".", 1)[0], []).append(row)
    seen = list(events)
    left = {
        each.event.leg for each in seen if isinstance(each.event, e.Cancelled) and each.event.reason != "day_closed"
    }
    for recorded in seen:
        event = recorded.event
        if isinstance(event, e.TicketTaken) and event.items:
            own = tuple(legs[event.ticket])
            gone = not own[0].come or (own[0].called_ms is None and own[0].leg in left)
            if not gone:
                yield Stay(event, event.since_ms(recorded.at_ms), own)


def visit_of(stay: Stay, start_ms: int) -> Visit:
    """The citizen as the simulator knows one. Absent: called, missed, and never served."""
    slot_ms = stay.taken.booked_ms
    missed = any(leg.state in NO_SHOWS for leg in stay.legs) and not stay.service_ms
    return Visit(
        (stay.since_ms - start_ms) / 1000, stay.taken.items[0], stay.service_ms / 1000, stay.taken.priority, missed,
        None if slot_ms is None else (slot_ms - start_ms) / 1000,
    )  # fmt: skip


def waited_of(stay: Stay, visit: Visit, end_ms: int) -> Waited:
    """The wait until the first call, or until the last event of the day."""
    called_ms = stay.legs[0].called_ms
    wait_s = max((called_ms or end_ms) - stay.since_ms, 0) / 1000
    return Waited(visit.at_s, visit.item, wait_s, visit.booked_s is not None, visit.priority, called_ms is not None)


@dataclass(slots=True)
class Span:
    """A counter at work. ``to_ms``: its closing, or the last event where it is still open."""

    counter: int
    from_ms: int
    to_ms: int = 0
    breaks: list[tuple[int, int]] = field(default_factory=list)
    paused_ms: int = 0
    closed: bool = False

    def back(self, at_ms: int) -> None:
        """A pause is over, if there was one."""
        if self.paused_ms:
            self.breaks.append((self.paused_ms, at_ms))
        self.paused_ms = 0


def spans_of(events: Sequence[Recorded]) -> Iterator[Span]:
    """Each opening of a counter with its pauses."""
    open_now: dict[int, Span] = {}
    for recorded in events:
        event, at_ms = recorded.event, recorded.at_ms
        match event:
            case e.CounterOpened():
                open_now[event.counter] = Span(event.counter, at_ms)
            case e.CounterPaused() if event.counter in open_now:
                open_now[event.counter].paused_ms = at_ms
            case e.CounterResumed() if event.counter in open_now:
                open_now[event.counter].back(at_ms)
            case e.Undone() if event.counter in open_now and any(action == "pause" for _, action in event.moves):
                open_now[event.counter].back(at_ms)
            case e.CounterClosed() if event.counter in open_now:
                span = open_now.pop(event.counter)
                span.closed = True
                yield ended(span, at_ms)
            case _:
                pass
    yield from (ended(span, events[-1].at_ms) for span in open_now.values())


def ended(span: Span, at_ms: int) -> Span:
    span.back(at_ms)
    span.to_ms = at_ms
    return span


def shift_of(span: Span, start_ms: int, last_ms: int) -> Shift:
    """The same hours, without an end where it closed after the last ticket, or is still open."""
    breaks = tuple(((from_ms - start_ms) / 1000, (to_ms - start_ms) / 1000) for from_ms, to_ms in span.breaks)
    stays = not span.closed or span.to_ms >= last_ms
    return Shift(
        span.counter, (span.from_ms - start_ms) / 1000, None if stays else (span.to_ms - start_ms) / 1000, breaks
    )
