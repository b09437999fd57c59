"""A business day of the journal as what can be learned from it: arrivals, services, and promises beside their outcomes.

The day is played again by the hall's own ``apply``, and each promise looks at the hall as it was when it was made.
"""

from collections import Counter as Tally
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from zoneinfo import ZoneInfo

import msgspec

from hub.core import events as e
from hub.core.apply import apply
from hub.core.catalogue import HallSetup
from hub.core.counter import Counter
from hub.core.events import Recorded
from hub.core.hall import Hall
from hub.core.ticket import Leg, LegState
from hub.forecasting.lessons import HOURS, cell_of
from hub.forecasting.moment import hall_numbers, ticket_numbers

MOST_PROMISES = 1500
"""Of one day; of a fuller one every second, third ... is kept."""

FORGOTTEN = 10.0
"""A service of more than so many medians of its day ended with a forgotten *finish*: one true one in two thousand does."""


class Arrived(msgspec.Struct, array_like=True, frozen=True):
    """How many of one kind came in an hour of the day."""

    items: tuple[str, ...]
    priority: str
    hour: int
    count: int


class Given(msgspec.Struct, array_like=True, frozen=True):
    """Services with these items that began in an hour of the day: how many, and their seconds together."""

    items: tuple[str, ...]
    hour: int
    count: int
    total_s: float


class Promise(msgspec.Struct, array_like=True, frozen=True):
    """One promise (seconds) and what came of it. ``at_least``: nobody called the ticket, its citizen waited so long at least.

    ``numbers``: those of ``moment``, of the ticket and then of the hall.
    """

    item: str
    hour: int
    base50_s: int
    base80_s: int
    wait_s: float
    at_least: bool
    numbers: tuple[float, ...]


class DayFacts(msgspec.Struct, frozen=True):
    """One business day that is over. ``weekday``: 0 is Monday."""

    day: str
    weekday: int
    arrived: list[Arrived] = []
    given: list[Given] = []
    promises: list[Promise] = []


@dataclass(frozen=True, slots=True)
class Told:
    """What was promised to a ticket, when, and the hall at that moment."""

    at_ms: int
    base50_s: int
    base80_s: int
    numbers: tuple[float, ...]


def facts_of(day: str, events: Sequence[Recorded], setup: HallSetup) -> DayFacts:
    """The facts of a day's events. ``setup``: the hall's before them. Raises ``KeyError`` where events are missing."""
    seen = Watched(setup)
    for recorded in events:
        seen.see(recorded)
    return seen.facts(day)


class Watched:
    """The hall of a day that is played again."""

    def __init__(self, setup: HallSetup) -> None:
        self._hall = Hall(setup)
        self._hall.counters = {counter.number: Counter(counter.number) for counter in setup.counters}
        self._told: dict[str, Told] = {}
        self._called: dict[str, int] = {}
        self._arrived: Tally[tuple[tuple[str, ...], str, int]] = Tally()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self._hall.setup.timezone)

    def see(self, recorded: Recorded) -> None:
        """Take in one event."""
        hall, event = self._hall, recorded.event
        if isinstance(event, e.TicketTaken) and not event.afar:
            self._taken(recorded.at_ms, event)
        hall.seq = recorded.seq - 1
        apply(hall, recorded)
        if isinstance(event, e.Called):
            self._called.setdefault(event.leg, recorded.at_ms)
        elif isinstance(event, e.VisitBegun):
            self._come(recorded.at_ms, hall.legs[event.leg])
        elif isinstance(event, e.Undone):
            for leg, action in event.moves:
                if action == "call" and hall.legs[leg].state == LegState.WAITING:
                    self._called.pop(leg, None)

    def _come(self, at_ms: int, leg: Leg) -> None:
        """Who took a ticket from afar comes to the hall only now, and was promised nothing there."""
        self._arrived[leg.items, self._hall.ticket_of(leg).priority, cell_of(at_ms, self.zone) % HOURS] += 1

    def _taken(self, at_ms: int, event: e.TicketTaken) -> None:
        """A booking was promised its slot, and comes by no chance."""
        if event.booked_ms is not None:
            return
        hour = cell_of(event.since_ms(at_ms), self.zone) % HOURS
        self._arrived[event.items, event.priority, hour] += 1
        if event.p50_s is None or event.p80_s is None:
            return
        base50_s = event.p50_s if event.base50_s is None else event.base50_s
        base80_s = event.p80_s if event.base80_s is None else event.base80_s
        numbers = (
            float(base50_s), float(base80_s), float(event.ahead), *ticket_numbers(self._hall, event.items, event.priority),
            *hall_numbers(self._hall, at_ms, self.zone),
        )  # fmt: skip
        self._told[f"{event.ticket}.1"] = Told(at_ms, base50_s, base80_s, numbers)

    def facts(self, day: str) -> DayFacts:
        """All that was seen; to be asked at the end of the day."""
        arrived = [Arrived(*kind, count) for kind, count in sorted(self._arrived.items())]
        promises = [self._promise(leg, told) for leg, told in self._told.items() if self._hall.legs[leg].known_wait]
        step = -(-len(promises) // MOST_PROMISES) or 1
        return DayFacts(day, weekday_of(day), arrived, self._given(), promises[::step])

    def _given(self) -> list[Given]:
        """Services that were finished here and not transferred, by items and hour."""
        found: dict[tuple[tuple[str, ...], int], list[float]] = {}
        for leg in self._hall.legs_in(LegState.SERVED):
            if leg.service_ms > 0:
                hour = cell_of(leg.called_ms, self.zone) % HOURS
                found.setdefault((leg.items, hour), []).append(leg.service_ms / 1000)
        longest: dict[tuple[str, ...], float] = {}
        for items in {items for items, _ in found}:
            longest[items] = FORGOTTEN * median([s for kind, of in found.items() if kind[0] == items for s in of])
        kept = {kind: [s for s in of if s <= longest[kind[0]]] for kind, of in sorted(found.items())}
        return [Given(*kind, len(of), round(sum(of), 1)) for kind, of in kept.items() if of]

    def _promise(self, leg_id: str, told: Told) -> Promise:
        leg = self._hall.legs[leg_id]
        until_ms = self._called.get(leg_id) or ended(leg, self._hall.at_ms)
        hour = cell_of(told.at_ms, self.zone) % HOURS
        return Promise(
            leg.items[0] if leg.items else "", hour, told.base50_s, told.base80_s,
            max(until_ms - told.at_ms, 0) / 1000, leg_id not in self._called, told.numbers,
        )  # fmt: skip


def ended(leg: Leg, last_ms: int) -> int:
    """When a leg that nobody called stopped waiting."""
    return leg.ended_ms or last_ms


def weekday_of(day: str) -> int:
    """0 for a Monday. Raises ``ValueError`` for what is no ISO date."""
    return date.fromisoformat(day).weekday()
