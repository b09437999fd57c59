"""A day told again: what each event changed in the hall that people see, made by the hall's own ``apply``.

``day_story`` gives ``{day, from_ms, to_ms, counters, steps}``. ``counters``: those that there were at the start of the day.
A step is ``{at_ms, kind}`` and only what changed: ``counters``: [{counter, state, number, clerk, since_ms}], ``joined``:
[{number, since_ms, line}], ``left``: [number], ``missed``: how many there are now, ``served``: how many so far, ``open``,
``help``: [counter]. Whoever adds up the steps up to a time has the hall at that time. No link, no priority, no rating and
nobody's reason is in it.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from hub.core import events as e
from hub.core.apply import apply
from hub.core.catalogue import HallSetup
from hub.core.counter import Counter
from hub.core.events import Recorded, type_name
from hub.core.hall import Hall
from hub.core.ticket import LegState

Step = dict[str, Any]

UNSEEN = (
    e.ComplaintMade, e.ComplaintAnswered, e.Rated, e.CommandRefused, e.TicketPrinted, e.Booked, e.BookingCancelled,
    e.BookingMissed,
)  # fmt: skip
"""They change nothing that this page shows, or speak of another day."""


def day_story(day: str, events: Sequence[Recorded], setup: HallSetup) -> dict[str, Any]:
    """The day of these events, which must not be empty. ``setup``: the hall's at their start."""
    hall = Hall(setup)
    hall.counters = {counter.number: Counter(counter.number) for counter in setup.counters}
    counters = [{"counter": number} for number in hall.counters]
    steps = list(steps_of(hall, events))
    return {"day": day, "from_ms": events[0].at_ms, "to_ms": events[-1].at_ms, "counters": counters, "steps": steps}


def steps_of(hall: Hall, events: Sequence[Recorded]) -> Iterator[Step]:
    """One step for each event that changed something to be seen."""
    shown = Shown()
    for recorded in events:
        if isinstance(recorded.event, UNSEEN):
            continue
        hall.seq = recorded.seq - 1
        apply(hall, recorded)
        changes = shown.changes(hall, recorded.event)
        if changes:
            yield {"at_ms": recorded.at_ms, "kind": type_name(recorded.event), **changes}


class Shown:
    """What has been told so far. It looks only where an event may have changed something: a peak day has 20,000 of them."""

    def __init__(self) -> None:
        self._counters: dict[int, Step] = {}
        self._waiting: dict[str, str] = {}
        self._missed: set[str] = set()
        self._rest: Step = {}

    def changes(self, hall: Hall, event: e.Event) -> Step:
        """What differs from what was told before; told from now on."""
        found: Step = {}
        if counters := self._counters_of(hall, event):
            found["counters"] = counters
        legs = [*self._waiting, *hall.waiting] if isinstance(event, e.DayOpened | e.Undone) else legs_of(event)
        joined = [leg for leg in dict.fromkeys(legs) if leg in hall.waiting and leg not in self._waiting]
        left = [leg for leg in dict.fromkeys(legs) if leg in self._waiting and leg not in hall.waiting]
        if joined:
            found["joined"] = [waiting_shown(hall, leg) for leg in joined]
        if left:
            found["left"] = sorted(self._waiting.pop(leg) for leg in left)
        for leg in joined:
            self._waiting[leg] = hall.ticket_of(hall.legs[leg]).number
        rest = self._rest_of(hall, event)
        found |= {name: value for name, value in rest.items() if self._rest.get(name) != value}
        self._rest = rest
        return found

    def _counters_of(self, hall: Hall, event: e.Event) -> list[Step]:
        """The counters that look different now: an event that names one changes no other."""
        if isinstance(event, e.TicketTaken):
            return []
        named = getattr(event, "counter", None)
        numbers = [*self._counters, *hall.counters] if named is None else [named]
        fresh = []
        for number in dict.fromkeys(numbers):
            counter = hall.counters.get(number)
            now = counter_shown(hall, counter) if counter else {"counter": number, "state": "gone"}
            if self._counters.get(number) != now:
                fresh.append(now)
            if counter:
                self._counters[number] = now
            else:
                self._counters.pop(number, None)
        return fresh

    def _rest_of(self, hall: Hall, event: e.Event) -> Step:
        if isinstance(event, e.DayOpened):
            self._missed.clear()
        moved = [leg for leg, _ in event.moves] if isinstance(event, e.Undone) else [getattr(event, "leg", "")]
        for leg in moved:
            if leg in hall.legs and hall.legs[leg].state == LegState.MISSED:
                self._missed.add(leg)
            else:
                self._missed.discard(leg)
        counters = hall.counters.values()
        return {
            "open": hall.day_open,
            "missed": len(self._missed),
            "served": sum(counter.served for counter in counters),
            "help": [counter.number for counter in counters if counter.help_asked],
        }


def legs_of(event: e.Event) -> list[str]:
    """The legs that an event speaks of: no other one begins or ceases to wait by it."""
    if isinstance(event, e.TicketTaken):
        return [f"{event.ticket}.1"]
    return [leg for name in ("leg", "new_leg") if (leg := getattr(event, name, ""))]


def counter_shown(hall: Hall, counter: Counter) -> Step:
    leg = hall.legs.get(counter.leg)
    number = hall.ticket_of(leg).number if leg else ""
    return {
        "counter": counter.number, "state": str(counter.state), "number": number, "clerk": counter.clerk,
        "since_ms": (leg.started_ms or leg.called_ms) if leg else 0,
    }  # fmt: skip


def waiting_shown(hall: Hall, leg: str) -> Step:
    of = hall.legs[leg]
    item = hall.setup.item(of.items[0]) if of.items else None
    return {"number": hall.ticket_of(of).number, "since_ms": of.arrived_ms, "line": item.line if item else ""}
