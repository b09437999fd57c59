"""The state of a hall: what ``decide`` reads and ``apply`` changes. Plain fields, so that a snapshot is its JSON."""

from copy import copy, deepcopy
from dataclasses import dataclass, field, replace

from hub.core.appointments import Appointments
from hub.core.catalogue import HallSetup
from hub.core.counter import Counter, CounterState
from hub.core.matters import Matters
from hub.core.outlook import Outlooks
from hub.core.pace import Pace
from hub.core.ticket import Leg, LegState, Ticket


@dataclass(slots=True)
class Band:
    """Numbers that are lent. ``used``: how many of them have been taken over as tickets."""

    device: str
    lease: str
    used: int = 0


@dataclass(slots=True)
class Complaint:
    """One that nobody has answered yet. ``open_ms``: opening time that it has seen on days that are closed."""

    counter: int
    leg: str
    at_ms: int
    open_ms: int = 0


@dataclass(slots=True)
class Hall:
    """Everything that the rules of a hall need to know. Changed by ``apply`` alone.

    ``day`` is "" before the first day; ``day_open`` tells whether tickets are issued, ``opened_ms`` since when.
    ``skipped_day``: a day whose numbers up to ``skipped_serial`` were given out by a journal that was lost.
    ``origins``: action -> (first, last) sequence number of its events, for the present and the previous day.
    ``calls``: the latest called legs, newest first. ``unlearned``: legs whose outcome can still be undone, so that
    nothing was learned from them yet. ``bands``: the numbers that are lent; ``leases``: device -> the band that it
    holds now; ``band_turn``: where to look for the next one. ``complaints``: those without an answer, of whatever day.
    ``afar``: legs whose citizens are not in the hall yet; ``waiting`` has none of them.
    ``appointments``: bookings of this and of later days.
    ``outlooks``: what the forecast last said; told, not made of events, so that no copy and no comparison has it.
    """

    setup: HallSetup
    seq: int = 0
    at_ms: int = 0
    epoch: int = 0
    day: str = ""
    day_open: bool = False
    day_seq: int = 0
    serial: int = 0
    opened_ms: int = 0
    skipped_day: str = ""
    skipped_serial: int = 0
    tickets: dict[str, Ticket] = field(default_factory=dict)
    legs: dict[str, Leg] = field(default_factory=dict)
    waiting: dict[str, None] = field(default_factory=dict)
    afar: dict[str, None] = field(default_factory=dict)
    counters: dict[int, Counter] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    origins: dict[str, tuple[int, int]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    unlearned: dict[str, None] = field(default_factory=dict)
    bands: dict[int, Band] = field(default_factory=dict)
    leases: dict[str, int] = field(default_factory=dict)
    band_turn: int = 0
    complaints: dict[str, Complaint] = field(default_factory=dict)
    matters: Matters = field(default_factory=Matters)
    appointments: Appointments = field(default_factory=Appointments)
    pace: Pace = field(default_factory=Pace)
    outlooks: Outlooks = field(default_factory=Outlooks, compare=False)

    def twin(self) -> "Hall":
        """An equal hall that shares nothing which ``apply`` changes; far quicker than a deep copy."""
        return replace(
            self,
            tickets={key: replace(ticket, legs=list(ticket.legs)) for key, ticket in self.tickets.items()},
            legs={key: copy(leg) for key, leg in self.legs.items()},
            counters={key: counter.twin() for key, counter in self.counters.items()},
            waiting=dict(self.waiting), afar=dict(self.afar),
            links=dict(self.links), origins=dict(self.origins), calls=list(self.calls),
            unlearned=dict(self.unlearned), pace=deepcopy(self.pace),
            bands={key: copy(band) for key, band in self.bands.items()}, leases=dict(self.leases),
            complaints={key: copy(made) for key, made in self.complaints.items()}, matters=self.matters.twin(),
            appointments=self.appointments.twin(), outlooks=Outlooks(),
        )  # fmt: skip

    def opening_ms(self, made: Complaint, now_ms: int) -> int:
        """Opening time since a complaint: nobody answers at night, so nights do not count."""
        today_ms = now_ms - max(made.at_ms, self.opened_ms) if self.day_open else 0
        return made.open_ms + max(today_ms, 0)

    def leg_of(self, ticket: Ticket) -> Leg:
        """The present leg of a ticket."""
        return self.legs[ticket.legs[-1]]

    def ticket_of(self, leg: Leg) -> Ticket:
        """The ticket of a leg."""
        return self.tickets[leg.ticket]

    def open_counters(self) -> list[Counter]:
        """Counters with a clerk who works now: free, calling or serving."""
        away = (CounterState.CLOSED, CounterState.PAUSED)
        return [counter for counter in self.counters.values() if counter.state not in away]

    def waiting_legs(self) -> list[Leg]:
        """The legs that wait, in the order in which they began to."""
        return [self.legs[leg] for leg in self.waiting]

    def afar_legs(self) -> list[Leg]:
        """The legs whose citizens are not in the hall yet, in the order in which they were taken."""
        return [self.legs[leg] for leg in self.afar]

    def legs_in(self, *states: LegState) -> list[Leg]:
        """The day's legs in one of the states."""
        return [leg for leg in self.legs.values() if leg.state in states]
