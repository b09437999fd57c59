"""One day of a hall in simulated time. Every decision is made by the core's own ``decide``, every change by its ``apply``.

Theory of operation. What happens by itself (a citizen comes, a service ends, nobody answers a call, a clerk opens, closes or
rests) lies in a queue ordered by time. Each becomes the command that a device would send; the events that the core answers
with tell what happens next. Where the hall assigns by itself, a ``Tick`` falls when a counter has rested; where clerks press,
one of those who are free presses as soon as somebody waits, whoever it may be.
"""

import heapq
import random
from collections.abc import Sequence
from dataclasses import dataclass

from hub.core import commands as c
from hub.core import events as e
from hub.core.apply import apply
from hub.core.catalogue import Assignment, HallSetup
from hub.core.counter import CounterState
from hub.core.decide import decide
from hub.core.decisions.moment import Moment
from hub.core.events import Event, Recorded
from hub.core.hall import Hall
from hub.core.ticket import LegState
from hub.planning.arrivals import Visit

DATE = "2020-01-06"
MISS_S = 45
"""A call, two repeats, and then the ticket is missed, where the hall has no rule of its own."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A counter at work from ``from_s`` to ``to_s``, in seconds since midnight; None: until nobody waits any more.

    ``breaks``: pauses between, each begun once its citizen is finished.
    """

    counter: int
    from_s: float
    to_s: float | None = None
    breaks: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Waited:
    """How long one visit waited until its first call, or until the end of the day where nobody called it."""

    at_s: float
    item: str
    wait_s: float
    booked: bool = False
    priority: str = "walk_in"
    called: bool = True


@dataclass(frozen=True, slots=True)
class DayRun:
    """What came of a day. ``worked_s``, ``open_s``: by counter; ``refused``: visits that got no ticket; ``events``: how many."""

    waits: tuple[Waited, ...]
    worked_s: dict[int, float]
    open_s: dict[int, float]
    refused: int
    events: int


def simulate(setup: HallSetup, visits: Sequence[Visit], shifts: Sequence[Shift], seed: str = "") -> DayRun:
    """The day of these visits. ``seed``: who of several free clerks presses first."""
    hall = Hall(setup)
    running = Running(hall, visits, random.Random(seed))  # noqa: S311 - a simulation, not a secret
    running.do(c.Configure(setup))
    running.do(c.OpenDay(DATE))
    for shift in shifts:
        running.plan_shift(shift)
    for number, visit in enumerate(visits):
        running.later(visit.at_s, "arrive", number)
    running.run()
    return running.result()


class Running:
    """A day under way, from any state of the hall. ``now_ms``: hall time, in ms since midnight on a whole day's run."""

    def __init__(self, hall: Hall, visits: Sequence[Visit], draw: random.Random) -> None:
        self.hall, self._visits, self._draw = hall, visits, draw
        self.now_ms = hall.at_ms
        rules = hall.setup.rules
        self._auto = rules.assignment == Assignment.AUTO
        self._rest_ms, self._walk_ms = rules.rest_s * 1000, rules.walk_s * 1000
        self._miss_ms = (rules.miss_after_s or MISS_S) * 1000
        self._due: list[tuple[int, int, str, int]] = []
        self._turn = 0
        self._origin = 0
        self._visit_of: dict[str, int] = {}
        self._called_ms: dict[int, int] = {}
        self._refused = 0
        self._leaving: set[int] = set()
        self._opened_ms: dict[int, int] = {}
        self._open_ms: dict[int, int] = {}

    def later(self, at_s: float, what: str, which: int = 0) -> None:
        """Something happens at this time, in seconds."""
        self._later_ms(round(at_s * 1000), what, which)

    def _later_ms(self, at_ms: int, what: str, which: int = 0) -> None:
        self._turn += 1
        heapq.heappush(self._due, (at_ms, self._turn, what, which))

    def take_over(self, legs: Sequence[str]) -> None:
        """The first visits wait already, as these legs of the hall."""
        self._visit_of.update({leg: number for number, leg in enumerate(legs)})
        for counter in self.hall.counters.values():
            if counter.state == CounterState.FREE:
                self._later_ms(max(counter.free_ms + self._rest_ms, self.now_ms), "rested")

    def goes_on(self, counter: int, left_s: float) -> None:
        """What runs at a counter ends after this time."""
        self._later_ms(self.now_ms + round(left_s * 1000), "ends", counter)

    def plan_shift(self, shift: Shift) -> None:
        """Put a shift and its breaks into the queue."""
        self.later(shift.from_s, "open", shift.counter)
        for from_s, to_s in shift.breaks:
            self.later(from_s, "pause", shift.counter)
            self.later(to_s, "resume", shift.counter)
        if shift.to_s is not None:
            self.later(shift.to_s, "close", shift.counter)

    def run(self, until_ms: int | None = None) -> None:
        """Let it all happen, or what happens until then."""
        while self._due and (until_ms is None or self._due[0][0] <= until_ms):
            at_ms, _, what, which = heapq.heappop(self._due)
            self.now_ms = max(at_ms, self.now_ms)
            getattr(self, f"_{what}")(which)

    def do(self, command: c.Command) -> list[Event]:
        """Decide and apply, as the hub does; nothing is stored."""
        self._origin += 1
        origin = f"plan:{self._origin}"
        hall, now_ms = self.hall, self.now_ms
        events = decide(hall, c.Request(origin, "plan", "plan", command), Moment(now_ms))
        for event in events:
            day = getattr(event, "day", hall.day)
            apply(hall, Recorded(hall.seq + 1, now_ms, now_ms, True, day, origin, "plan", "plan", event))
            if type(event) is e.Called:
                self._was_called(event)
        return events

    def _was_called(self, event: e.Called) -> None:
        """Whoever comes is served and gone after the walk and the service; nobody else comes."""
        number = self._visit_of.get(event.leg)
        if number is None:
            return
        visit = self._visits[number]
        self._called_ms[number] = self.now_ms
        if visit.absent:
            self._later_ms(self.now_ms + self._miss_ms, "miss", event.counter)
            return
        begun_ms = self.now_ms + self._walk_ms
        if self.hall.setup.rules.start_required:
            self._later_ms(begun_ms, "start", event.counter)
        self._later_ms(begun_ms + round(visit.service_s * 1000), "finish", event.counter)

    def _arrive(self, number: int) -> None:
        visit = self._visits[number]
        slot_ms = None if visit.booked_s is None else round(visit.booked_s * 1000)
        channel = c.Channel.KIOSK if slot_ms is None else c.Channel.BOOKING
        taken = self.do(c.TakeTicket((visit.item,), channel, str(number), visit.priority, slot_ms))[0]
        if not isinstance(taken, e.TicketTaken):
            self._refused += 1
            return
        self._visit_of[f"{taken.ticket}.1"] = number
        self._assign()

    def _start(self, counter: int) -> None:
        self.do(c.StartService(counter))

    def _finish(self, counter: int) -> None:
        self.do(c.FinishService(counter))
        self._is_free(counter)

    def _ends(self, counter: int) -> None:
        """As a finish, begun before this run; a start that nobody has pressed yet comes first."""
        leg = self.hall.legs[self.hall.counters[counter].leg]
        if self.hall.setup.rules.start_required and leg.state == LegState.CALLED:
            self._start(counter)
        self._finish(counter)

    def _miss(self, counter: int) -> None:
        self.do(c.MissTicket(counter))
        self._is_free(counter)

    def _is_free(self, counter: int) -> None:
        """The clerk leaves, if the shift is over, or rests and goes on."""
        if counter in self._leaving:
            self._close(counter)
        else:
            self._later_ms(self.now_ms + self._rest_ms, "rested")

    def _rested(self, _: int) -> None:
        if self.hall.waiting:
            self._assign()

    def _open(self, counter: int) -> None:
        self._leaving.discard(counter)
        if self.hall.counters[counter].state == CounterState.CLOSED:
            self.do(c.OpenCounter(counter, f"clerk-{counter}"))
            self._opened_ms[counter] = self.now_ms
            self._later_ms(self.now_ms + self._rest_ms, "rested")

    def _close(self, counter: int) -> None:
        """Close now, or once its citizen is finished."""
        if self.hall.counters[counter].leg:
            self._leaving.add(counter)
            return
        self._leaving.discard(counter)
        self.do(c.CloseCounter(counter))
        self._book_opening(counter)

    def _book_opening(self, counter: int) -> None:
        since_ms = self._opened_ms.pop(counter, self.now_ms)
        self._open_ms[counter] = self._open_ms.get(counter, 0) + self.now_ms - since_ms

    def _pause(self, counter: int) -> None:
        self.do(c.PauseCounter(counter, "break"))

    def _resume(self, counter: int) -> None:
        self.do(c.ResumeCounter(counter))
        self._later_ms(self.now_ms + self._rest_ms, "rested")

    def _assign(self) -> None:
        """Calls for the counters that are free and rested."""
        ready_ms = self.now_ms - self._rest_ms
        counters = self.hall.counters.values()
        free = [each.number for each in counters if each.state == CounterState.FREE and each.free_ms <= ready_ms]
        if free and self._auto:
            self.do(c.Tick())
        elif free:
            self._press(free)

    def _press(self, free: list[int]) -> None:
        """Each free clerk presses *next* while somebody waits, in an order that chance makes."""
        self._draw.shuffle(free)
        for counter in free:
            if not self.hall.waiting:
                return
            self.do(c.CallNext(counter))

    def result(self) -> DayRun:
        """What came of it up to now."""
        for counter in list(self._opened_ms):
            self._book_opening(counter)
        waits = [self._waited(number) for number in sorted(self._visit_of.values())]
        worked_s = {each.number: each.worked_ms / 1000 for each in self.hall.counters.values()}
        open_s = {number: open_ms / 1000 for number, open_ms in self._open_ms.items()}
        return DayRun(tuple(waits), worked_s, open_s, self._refused, self.hall.seq)

    def _waited(self, number: int) -> Waited:
        visit = self._visits[number]
        called_ms = self._called_ms.get(number)
        until_ms = self.now_ms if called_ms is None else called_ms
        wait_s = max(until_ms - round(visit.at_s * 1000), 0) / 1000
        return Waited(visit.at_s, visit.item, wait_s, visit.booked_s is not None, visit.priority, called_ms is not None)
