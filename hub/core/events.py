"""What has happened in a hall. Past tense, never changed, the only thing that is stored.

The journal stores ``type`` (the class name in snake case) and the fields as JSON; ``EVENTS`` maps them back. A field
that is added later needs a default, so that old journals still read.
"""

import re
from dataclasses import dataclass, field

from hub.core.catalogue import HallSetup
from hub.core.commands import Channel, Outcome, PrintStatus
from hub.core.counter_events import CounterClosed as CounterClosed
from hub.core.counter_events import CounterOpened as CounterOpened
from hub.core.counter_events import CounterPaused as CounterPaused
from hub.core.counter_events import CounterResumed as CounterResumed
from hub.core.counter_events import HelpAnswered as HelpAnswered
from hub.core.counter_events import HelpAsked as HelpAsked
from hub.core.counter_events import PauseAsked as PauseAsked
from hub.core.matter_events import DocumentBrought as DocumentBrought
from hub.core.matter_events import MatterAccepted as MatterAccepted
from hub.core.matter_events import MatterMoved as MatterMoved
from hub.core.matter_events import MatterPushed as MatterPushed


@dataclass(frozen=True, slots=True)
class Why:
    """Why this ticket was called: kept with every call.

    ``rule``: accumulated | first_asked | starving | front | sent_here | chosen | resumed. ``score``: seconds of weighted age.
    ``among``: tickets that could have been called. ``words``: the same for people. ``more``: what else is true, as codes:
    longest (wait of all) | short_business | helping_out | booked.
    """

    rule: str
    score: float
    waited_s: int
    among: int
    words: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HubStarted:
    epoch: int
    clock_ok: bool
    gap_known: bool


@dataclass(frozen=True, slots=True)
class Configured:
    setup: HallSetup


@dataclass(frozen=True, slots=True)
class DayOpened:
    day: str


@dataclass(frozen=True, slots=True)
class DayClosed:
    day: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NumbersSkipped:
    """Numbers of ``of_day`` up to ``serial`` may have been given out by a lost journal: none of them is used again.

    ``of_day``: "" for the present day, else that one or a later one that is not open yet.
    """

    serial: int
    of_day: str = ""


@dataclass(frozen=True, slots=True)
class NumbersLent:
    """``device`` may give out the numbers of ``band`` by itself; ``lease``: the name that they agreed on."""

    device: str
    band: int
    lease: str


@dataclass(frozen=True, slots=True)
class TicketTaken:
    """A ticket and its first leg. ``ahead``: tickets before it; ``p50_s``, ``p80_s``: the wait that was promised.

    Both are None when no counter was open that could serve it. ``lease``: not empty for a ticket that its dispenser
    issued while the hub was away; it was issued at ``arrived_ms`` (0: at the time of this event). ``booking``: the one
    that was checked in with it, or "". ``matter``: what it is about, or ""; ``first_asked``: the clerk who took that in.
    ``base50_s``, ``base80_s``: what would have been promised without what earlier days taught; None: the same.
    ``afar``: its citizen is not in the hall yet.
    """

    ticket: str
    number: str
    serial: int
    items: tuple[str, ...]
    channel: Channel
    priority: str
    booked_ms: int | None
    language: str
    link: str
    ahead: int
    p50_s: int | None
    p80_s: int | None
    arrived_ms: int = 0
    lease: str = ""
    booking: str = ""
    matter: str = ""
    first_asked: str = ""
    base50_s: int | None = None
    base80_s: int | None = None
    afar: bool = False

    def since_ms(self, at_ms: int) -> int:
        """Hall time since which it waits; ``at_ms``: that of the event."""
        return self.arrived_ms or at_ms


@dataclass(frozen=True, slots=True)
class PassedOver:
    """The turn of a leg from afar has come and its citizen has not: its place is held from now on, ``AfarRules.hold_s`` long."""

    leg: str


@dataclass(frozen=True, slots=True)
class VisitBegun:
    """The citizen of a leg from afar has come to the hall."""

    leg: str


@dataclass(frozen=True, slots=True)
class Booked:
    """A place in a slot. ``on_day``, ``minute``: its beginning on the wall of the hall; ``at_ms``: the same in hall time."""

    booking: str
    code: str
    items: tuple[str, ...]
    on_day: str
    minute: int
    at_ms: int
    language: str


@dataclass(frozen=True, slots=True)
class BookingCancelled:
    booking: str


@dataclass(frozen=True, slots=True)
class BookingMissed:
    """Nobody came, and the day of the booking is over."""

    booking: str


@dataclass(frozen=True, slots=True)
class TicketPrinted:
    ticket: str
    status: PrintStatus
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Called:
    """``how``: press | auto | chosen | resumed."""

    leg: str
    counter: int
    clerk: str
    how: str
    why: Why


@dataclass(frozen=True, slots=True)
class Recalled:
    leg: str
    counter: int


@dataclass(frozen=True, slots=True)
class ServiceStarted:
    """``started_ms``: hall time; may lie before the event where the start was not pressed."""

    leg: str
    counter: int
    started_ms: int


@dataclass(frozen=True, slots=True)
class Served:
    leg: str
    counter: int
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Missed:
    leg: str
    counter: int


@dataclass(frozen=True, slots=True)
class Returned:
    leg: str
    penalty_ms: int


@dataclass(frozen=True, slots=True)
class GaveWay:
    """The leg let ``passed`` others pass. ``given_way_ms``: what has been taken off its age for that, in all."""

    leg: str
    passed: int
    given_way_ms: int


@dataclass(frozen=True, slots=True)
class Abandoned:
    leg: str


@dataclass(frozen=True, slots=True)
class Held:
    leg: str
    counter: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Transferred:
    """``leg`` ended; ``new_leg`` waits with the same number and the same first arrival."""

    leg: str
    counter: int
    new_leg: str
    items: tuple[str, ...]
    to_counter: int | None = None
    to_clerk: str | None = None
    front: bool = False


@dataclass(frozen=True, slots=True)
class NoteWritten:
    """What a clerk told the next one; ``leg``: the one that was at the counter."""

    leg: str
    counter: int
    words: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    leg: str
    reason: str


@dataclass(frozen=True, slots=True)
class Undone:
    """The last slip of the counter was taken back. ``moves``: (leg, action) in the order in which they had happened."""

    counter: int
    moves: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Rated:
    leg: str
    score: int
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ComplaintMade:
    complaint: str
    counter: int
    leg: str = ""


@dataclass(frozen=True, slots=True)
class ComplaintAnswered:
    """``counter``: the one that it was about, so that a report of the day needs no earlier day."""

    complaint: str
    words: str
    counter: int = 0


@dataclass(frozen=True, slots=True)
class CommandRefused:
    """The command did nothing. ``reason``: a code that the texts translate; ``detail``: values for the text."""

    command: str
    reason: str
    detail: dict[str, str] = field(default_factory=dict)


Event = (
    HubStarted | Configured | DayOpened | DayClosed | NumbersSkipped | NumbersLent
    | CounterOpened | CounterClosed | PauseAsked | CounterPaused | CounterResumed | HelpAsked | HelpAnswered
    | Booked | BookingCancelled | BookingMissed
    | TicketTaken | PassedOver | VisitBegun | TicketPrinted | Called | Recalled | ServiceStarted | Served | Missed | Returned | GaveWay
    | Abandoned | Held | Transferred | NoteWritten | Cancelled | Undone | Rated | ComplaintMade | ComplaintAnswered | CommandRefused
    | MatterAccepted | MatterMoved | DocumentBrought | MatterPushed
)  # fmt: skip


def snake(name: str) -> str:
    """``TicketTaken`` -> ``ticket_taken``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


EVENTS: dict[str, type] = {snake(kind.__name__): kind for kind in Event.__args__}
"""Stored type name -> event class."""


def type_name(event: Event) -> str:
    """The name under which the journal stores this kind of event."""
    return snake(type(event).__name__)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event at its place in the journal.

    ``seq``: 1, 2, 3 ... without a gap. ``at_ms``: hall time, milliseconds since the epoch, never running backwards.
    ``mono_ms``: the machine's monotonic clock. ``origin``: the action that led to it (several events may share one).
    """

    seq: int
    at_ms: int
    mono_ms: int
    clock_ok: bool
    day: str
    origin: str
    actor: str
    device: str
    event: Event
