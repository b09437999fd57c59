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

UNSEEN = (e.ComplaintMade, e.ComplaintAnswered, e.Rated, e.CommandRefused, e.TicketPrinted)
"""They change nothing that this page shows, or speak of a day before."""


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
        changes = shown.changes(hall)
        if changes:
            yield {"at_ms": recorded.at_ms, "kind": type_name(recorded.event), **changes}


class Shown:
    """What has been told so far."""

    def __init__(self) -> None:
        self._counters: dict[int, Step] = {}
        self._waiting: dict[str, str] = {}
        self._rest: Step = {}

    def changes(self, hall: Hall) -> Step:
        """What differs from what was told before; told from now on."""
        counters = {number: counter_shown(hall, counter) for number, counter in hall.counters.items()}
        fresh = [shown for number, shown in counters.items() if self._counters.get(number) != shown]
        gone = [{"counter": number, "state": "gone"} for number in self._counters if number not in counters]
        joined = [leg for leg in hall.waiting if leg not in self._waiting]
        left = [number for leg, number in self._waiting.items() if leg not in hall.waiting]
        rest = rest_shown(hall)
        found: Step = {name: value for name, value in rest.items() if self._rest.get(name) != value}
        if fresh or gone:
            found["counters"] = fresh + gone
        if joined:
            found["joined"] = [waiting_shown(hall, leg) for leg in joined]
        if left:
            found["left"] = left
        self._counters, self._rest = counters, rest
        self._waiting = {leg: hall.ticket_of(hall.legs[leg]).number for leg in hall.waiting}
        return found


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


def rest_shown(hall: Hall) -> Step:
    return {
        "open": hall.day_open,
        "missed": len(hall.legs_in(LegState.MISSED)),
        "served": sum(counter.served for counter in hall.counters.values()),
        "help": [number for number, counter in hall.counters.items() if counter.help_asked],
    }
