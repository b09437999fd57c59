"""The hall as a forecast sees it: who waits, who is served since when, who works. Pure, and small enough to send.

A scene leaves out everything that a wait does not depend on: names, numbers, links, clerks.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from hub.core import policy
from hub.core.appointments import Booking
from hub.core.catalogue import Assignment
from hub.core.counter import Counter, CounterState
from hub.core.hall import Hall
from hub.core.outlook import stretch_of, ticket_kind
from hub.core.pace import spread_together
from hub.core.roster import absences
from hub.core.ticket import Leg, Ticket
from hub.forecasting.lessons import NOTHING, Lessons
from hub.forecasting.moment import hall_numbers, ticket_numbers
from hub.forecasting.usually import Usually

BACK_S = 900.0
"""A paused counter comes back after so long on average; nobody tells when."""

SHOWN_SHARE = 0.85
"""Bookings whose citizen comes."""

RECENT_S = 3600.0
"""Arrivals of this last while are taken for those of the next, as far as no history tells better."""


Shifts = tuple[float, ...]
Away = tuple[float, float]
"""Seconds from now until a counter goes, and until it is back."""

GONE_S = 48 * 3600.0
"""Who is away for longer does not come back today."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of service: mean in seconds, and the standard deviation of its logarithm."""

    mean_s: float
    sigma: float


@dataclass(frozen=True, slots=True)
class Desk:
    """A counter at work. ``kind``: index of the service that it gives since ``busy_s`` seconds, or -1. ``beside_s``: what it
    needs besides: the rest of its citizen's walk, and its own rest.

    ``free_in_s``: seconds until a desk without a citizen takes the next one; below 0 for a paused one, of which nobody
    knows. ``factor``: its clerk's service over that of all. ``away``: by the roster, in order.
    """

    kind: int
    busy_s: float
    free_in_s: float
    factor: float
    beside_s: float = 0.0
    away: tuple[Away, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A leg that waits, or will. ``rate``: points per second of age. ``age_s``: seconds since t0, as ``policy.age_s``;
    of one who will come: then.

    ``desks``: a bit for each desk that may serve it. ``turn``: its place by arrival, which decides between equals.
    ``here_in_s``: seconds until it is in the hall; 0: it is. ``shifts``: what each desk's preference adds to its age, in
    seconds (``policy.shift_s``); empty where none does.
    ``stretch50``, ``stretch80``: as its promise was corrected.
    """

    leg: str
    kind: int
    rate: float
    age_s: float
    desks: int
    turn: int = 0
    front: bool = False
    here_in_s: float = 0.0
    shifts: Shifts = ()
    stretch50: float = 1.0
    stretch80: float = 1.0


@dataclass(frozen=True, slots=True)
class Stream:
    """Citizens of one class who may still come and overtake somebody: so many a second, and ``then`` from (seconds) on."""

    kind: int
    rate: float
    desks: int
    a_second: float
    then: tuple[tuple[float, float], ...] = ()
    shifts: Shifts = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A ticket that might be taken now; ``kind`` as ``ticket_kind`` gives it, the rest as ``Waiting`` of age 0.

    ``numbers``: what the boosting may know of it (``item_s`` and ``weight`` of ``moment``).
    """

    kind: str
    rate: float
    desks: int
    shifts: Shifts = ()
    stretch50: float = 1.0
    stretch80: float = 1.0
    numbers: tuple[float, float] = (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Scene:
    """``seq``, ``at_ms``: the state that it shows. Times in seconds from then on; ``left_s``: until closing, or None.

    ``booked``: who has an appointment today and has not come yet. ``turn_s``: what a counter needs beside the service
    (walk, rest). ``absent``: share of no-shows, each costs ``lost_s``. ``leaving``: abandonments per second of waiting.
    ``paces``: (seconds, services from then on over those of now). ``numbers``: of the hall, as ``moment`` gives them;
    ``log_p50``, ``log_p80``: the small step of each promise (``pace``).
    """

    seq: int
    at_ms: int
    kinds: tuple[Kind, ...]
    desks: tuple[Desk, ...]
    waiting: tuple[Waiting, ...]
    booked: tuple[Waiting, ...]
    asked: tuple[Asked, ...]
    streams: tuple[Stream, ...]
    max_wait_s: float
    turn_s: float
    absent: float
    lost_s: float
    leaving: float
    left_s: float | None = None
    paces: tuple[tuple[float, float], ...] = ()
    numbers: tuple[float, ...] = ()
    log_p50: float = 0.0
    log_p80: float = 0.0


def scene_of(hall: Hall, now_ms: int, closing_ms: int | None = None, lessons: Lessons = NOTHING) -> Scene:
    """The scene of a hall; asked are tickets for each single item in each priority class."""
    return Staging(hall, now_ms, lessons).scene(closing_ms)


class Staging:
    """Collects the kinds of service while the parts of a scene are made."""

    def __init__(self, hall: Hall, now_ms: int, lessons: Lessons = NOTHING) -> None:
        self._hall, self._now_ms, self._lessons = hall, now_ms, lessons
        self._usually = Usually(hall, now_ms, lessons)
        self._kinds: dict[tuple[str, ...], int] = {}
        self._away = {number: self.away(number) for number in hall.counters} if hall.setup.roster and hall.day else {}
        self._counters = [c for c in hall.counters.values() if c.state != CounterState.CLOSED or self.is_to_open(c)]
        self._factors = policy.length_factors(hall)
        rules = hall.setup.rules
        self._rest_s = rules.rest_s if rules.assignment == Assignment.AUTO else 0
        self._desks_of: dict[policy.Kind, tuple[int, Shifts]] = {}

    def scene(self, closing_ms: int | None) -> Scene:
        """Everything at once; the kinds last, when all are known."""
        hall = self._hall
        desks = tuple(self.desk(counter) for counter in self._counters)
        booked = tuple(self.booked(place, each) for place, each in enumerate(self.to_come()))
        legs = policy.in_order(hall, self._now_ms)
        turns = sorted(legs, key=lambda leg: (leg.arrived_ms, hall.ticket_of(leg).serial))
        turn_of = {leg.id: turn for turn, leg in enumerate(turns)}
        waiting = tuple(self.waiting(leg, turn_of[leg.id]) for leg in legs)
        wanted = tuple(self.asked())
        streams = tuple(self.streams(waiting, wanted))
        rules, rest_s = hall.setup.rules, self._rest_s
        return Scene(
            seq=hall.seq, at_ms=self._now_ms, kinds=tuple(self.kind_of(items) for items in self._kinds), desks=desks,
            waiting=waiting, booked=booked, asked=wanted, streams=streams, max_wait_s=float(rules.max_wait_s),
            turn_s=hall.pace.walk_s(hall.setup) + rest_s, absent=hall.pace.absent_share(),
            lost_s=hall.pace.lost_s(hall.setup) + rest_s, leaving=hall.pace.leaving_rate(),
            left_s=None if closing_ms is None else (closing_ms - self._now_ms) / 1000,
            paces=self._usually.paces(), numbers=hall_numbers(hall, self._now_ms, ZoneInfo(hall.setup.timezone)),
            log_p50=hall.pace.log_p50, log_p80=hall.pace.log_p80,
        )  # fmt: skip

    def kind(self, items: tuple[str, ...]) -> int:
        """The number of a kind of service."""
        return self._kinds.setdefault(items, len(self._kinds))

    def kind_of(self, items: tuple[str, ...]) -> Kind:
        """Mean and spread of a service with these items."""
        means = [self._usually.item_s(code) for code in items]
        return Kind(max(sum(means), 1.0), spread_together(means, [self._hall.pace.sigma(code) for code in items]))

    def away(self, counter: int) -> tuple[Away, ...]:
        """The absences of a counter that are not over."""
        day_s = at_midnight_ms(self._hall) / 1000 - self._now_ms / 1000
        spans = absences(self._hall.setup, self._hall.day, counter)
        return tuple((day_s + a * 60, day_s + b * 60) for a, b in spans if day_s + b * 60 > 0)

    def is_to_open(self, counter: Counter) -> bool:
        """Is it closed now, and comes today by the roster?"""
        first = next(iter(self._away.get(counter.number, ())), None)
        return first is not None and first[0] <= 0 and first[1] < GONE_S

    def desk(self, counter: Counter) -> Desk:
        """A counter that is at work, or will be."""
        factor, away = self._hall.pace.clerk_factor(counter.clerk), self._away.get(counter.number, ())
        leg = self._hall.legs.get(counter.leg)
        if leg is not None:  # Whoever was called before the break is served in it; who was called in it works on.
            called_s = (leg.called_ms - self._now_ms) / 1000
            return replace(self.busy(leg, factor), away=tuple(each for each in away if each[0] > called_s))
        if counter.state in (CounterState.PAUSED, CounterState.CLOSED):
            back_s = away[0][1] if self.is_to_open(counter) else -1.0
            return Desk(-1, 0.0, back_s, factor, away=away)
        rested_ms = counter.free_ms + self._rest_s * 1000
        here = tuple(each for each in away if each[0] > 0)  # One that works in its break has its break later, or never.
        return Desk(-1, 0.0, max(rested_ms - self._now_ms, 0) / 1000, factor, away=here)

    def busy(self, leg: Leg, factor: float) -> Desk:
        """A desk with a citizen at it, or on the way to it."""
        walk_s = self._hall.pace.walk_s(self._hall.setup)
        since_s = (self._now_ms - leg.called_ms) / 1000 - walk_s
        if leg.started_ms:
            since_s = (self._now_ms - leg.started_ms) / 1000
        return Desk(self.kind(leg.items), max(since_s, 0.0), 0.0, factor, max(-since_s, 0.0) + self._rest_s)

    def waiting(self, leg: Leg, turn: int) -> Waiting:
        """A leg of the queue."""
        age_s = policy.age_s(self._hall, leg, self._now_ms)
        kind = policy.kind_of(leg)
        if kind not in self._desks_of:
            may = bits(policy.may_serve(self._hall, counter, leg) for counter in self._counters)
            self._desks_of[kind] = (may, some(policy.shift_s(self._hall, each, leg) for each in self._counters))
        rate = policy.points_at(self._hall, leg, 1.0, self._factors)
        desks, shifts = self._desks_of[kind]
        stretch50, stretch80 = promised(self._hall.ticket_of(leg))
        return Waiting(
            leg.id, self.kind(leg.items), rate, age_s, desks, turn, leg.front, shifts=shifts, stretch50=stretch50,
            stretch80=stretch80,
        )  # fmt: skip

    def asked(self) -> Iterable[Asked]:
        """One ticket for each item and class."""
        for item in self._hall.setup.items:
            items = (item.code,)
            desks, shifts = self.able(items), self.shifts(items)
            p50, p80 = (each.of(self._usually.hour, item.code) for each in (self._lessons.p50, self._lessons.p80))
            for priority in self._hall.setup.priorities:
                yield Asked(
                    ticket_kind(items, priority.code), self.rate(priority.code, items), desks, shifts, p50, p80,
                    ticket_numbers(self._hall, items, priority.code),
                )  # fmt: skip

    def to_come(self) -> list[Booking]:
        """Bookings of today without a ticket whose check-in has not ended."""
        late_ms = self._hall.setup.booking.checkin_late_s * 1000
        made = self._hall.appointments.bookings.values()
        return [
            each
            for each in made
            if each.on_day == self._hall.day and not each.ticket and self._now_ms < each.at_ms + late_ms
        ]

    def booked(self, place: int, booking: Booking) -> Waiting:
        """A booking, as if its citizen came at the slot itself; it counts from a tolerance before it."""
        rules = self._hall.setup.rules
        here_s = (booking.at_ms - self._now_ms) / 1000
        rate = self.rate("walk_in", booking.items) * rules.booked_weight
        return Waiting(
            f"booking {place}", self.kind(booking.items), rate, float(rules.booking_tolerance_s), self.able(booking.items),
            place, here_in_s=max(here_s, 1.0), shifts=self.shifts(booking.items),
        )  # fmt: skip

    def able(self, items: tuple[str, ...]) -> int:
        """Bits of the desks that accept these items."""
        return bits(policy.can_serve(self._hall, counter.number, items) for counter in self._counters)

    def shifts(self, items: tuple[str, ...]) -> Shifts:
        """What each desk adds to the age of a new ticket."""
        late_s = float(self._hall.setup.rules.overflow_after_s)
        return some(-late_s * policy.helps_out(self._hall, each.number, items) for each in self._counters)

    def rate(self, priority: str, items: tuple[str, ...]) -> float:
        """Points per second of a new ticket."""
        g = sum(self._factors.get(code, 1.0) for code in items) if self._factors and items else 1.0
        return self._hall.setup.weight(priority) / max(g, 0.05)

    def streams(self, waiting: tuple[Waiting, ...], asked: tuple[Asked, ...]) -> Iterable[Stream]:
        """Classes that came in the last while, or usually come now, and gain points faster than the slowest here: only they
        can overtake."""
        slowest = min([*(each.rate for each in waiting), *(each.rate for each in asked)], default=0.0)
        since_ms = max(self._now_ms - RECENT_S * 1000, self._hall.opened_ms)
        span_s = max((self._now_ms - since_ms) / 1000, 600.0)
        counts: dict[tuple[tuple[str, ...], str], int] = {}
        for ticket in self._hall.tickets.values():
            if ticket.arrived_ms >= since_ms and ticket.booked_ms is None:
                key = (ticket.items, ticket.priority)
                counts[key] = counts.get(key, 0) + 1
        for (items, priority), rates in self._usually.rates(counts, span_s):
            rate, desks = self.rate(priority, items), self.able(items)
            if rate > slowest and desks:
                then = tuple((self._usually.starts_s(hours), each) for hours, each in enumerate(rates) if hours)
                yield Stream(self.kind(items), rate, desks, rates[0], then, self.shifts(items))


def at_midnight_ms(hall: Hall) -> int:
    """Hall time at which the business day began on the wall."""
    midnight = datetime.fromisoformat(hall.day).replace(tzinfo=ZoneInfo(hall.setup.timezone))
    return round(midnight.timestamp() * 1000)


def some(shifts: Iterable[float]) -> Shifts:
    """They, or nothing where all are 0."""
    each = tuple(shifts)
    return each if any(each) else ()


def promised(ticket: Ticket) -> tuple[float, float]:
    """How far the promise of a ticket was stretched: its later ranges are stretched alike."""
    p50_s, p80_s, base50_s, base80_s = ticket.p50_s, ticket.p80_s, ticket.base50_s, ticket.base80_s
    if p50_s is None or p80_s is None or base50_s is None or base80_s is None:
        return 1.0, 1.0
    return stretch_of(p50_s, base50_s), stretch_of(p80_s, base80_s)


def bits(flags: Iterable[bool]) -> int:
    """A whole number with a bit for each flag, the first the lowest."""
    return sum(1 << place for place, flag in enumerate(flags) if flag)
