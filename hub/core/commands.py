"""What people and the hub itself may ask of a hall. Imperative; each becomes events or one refusal.

A command says *what*; the ``Request`` around it says who asked, through what, and which human action it was.
"""

from dataclasses import dataclass
from enum import StrEnum

from hub.core.afar_commands import BeginVisit as BeginVisit
from hub.core.catalogue import HallSetup
from hub.core.matter_commands import BringDocument as BringDocument
from hub.core.matter_commands import MoveMatter as MoveMatter


class Channel(StrEnum):
    """Where a ticket came from."""

    DISPENSER = "dispenser"
    KIOSK = "kiosk"
    PHONE = "phone"
    STAFF = "staff"
    BOOKING = "booking"


class Result(StrEnum):
    """What was done with one item at the counter."""

    DONE = "done"
    TAKEN_IN = "taken_in"
    ADVISED = "advised"
    REFUSED = "refused"


class PrintStatus(StrEnum):
    """What became of the paper. ``doubtful``: the cable or the power went while it printed."""

    PRINTED = "printed"
    FAILED = "failed"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done with ``item``; ``reason`` is needed when it was refused.

    ``owed``: taken in without this document of the item (容缺受理), counted from 1, or 0; ``owed_by``: ISO date for it.
    """

    item: str
    result: Result
    reason: str = ""
    owed: int = 0
    owed_by: str = ""


@dataclass(frozen=True, slots=True)
class StartHub:
    """The hub has started.

    ``gap_known``: the clock was right across the stop, so that waits over it are true. ``skip``: how many numbers to
    leave out because a damaged journal was replaced by a backup and may have given them out (0 after a clean start);
    ``skip_day``: the day of those numbers, "" for the hall's present one. For a later day, which the backup does not
    know of, numbers start after ``skip`` when it is opened.
    """

    clock_ok: bool
    gap_known: bool
    skip: int = 0
    skip_day: str = ""


@dataclass(frozen=True, slots=True)
class Configure:
    """Use this setup from now on. Tickets already waiting stay."""

    setup: HallSetup


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed: assign, miss and abandon what has come due."""


@dataclass(frozen=True, slots=True)
class OpenDay:
    """Open the business day ``day`` (ISO date in the hall's time zone). Days only go forward."""

    day: str


@dataclass(frozen=True, slots=True)
class CloseDay:
    """Close the business day: whoever still waits is cancelled with reason ``day_closed``. ``reason``: why now."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class OpenCounter:
    counter: int
    clerk: str


@dataclass(frozen=True, slots=True)
class CloseCounter:
    counter: int


@dataclass(frozen=True, slots=True)
class PauseCounter:
    """Pause now, or, with a citizen at the counter, when that one is finished."""

    counter: int
    reason: str


@dataclass(frozen=True, slots=True)
class ResumeCounter:
    counter: int


@dataclass(frozen=True, slots=True)
class AskForHelp:
    """The clerk calls the supervisor."""

    counter: int


@dataclass(frozen=True, slots=True)
class AnswerHelp:
    """The supervisor has come."""

    counter: int


@dataclass(frozen=True, slots=True)
class TakeTicket:
    """One place in the queue for one or more items. ``link``: 128 random bits, made at the edge.

    ``booked_ms``: hall time of the slot, or None. ``receipt``: link of its matter, or "". ``afar``: its citizen is not there yet.
    """

    items: tuple[str, ...]
    channel: Channel
    link: str
    priority: str = "walk_in"
    booked_ms: int | None = None
    language: str = "zh"
    receipt: str = ""
    afar: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """A place in the slot that begins at ``minute`` of the local day ``on_day``. ``code``: the citizen's proof, from the edge.

    What only a time zone can tell comes from the edge as well: ``at_ms``, hall time of the slot, and ``today``, the
    hall's ISO date now.
    """

    items: tuple[str, ...]
    code: str
    on_day: str
    minute: int
    at_ms: int
    today: str
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class CancelBooking:
    code: str


@dataclass(frozen=True, slots=True)
class CheckIn:
    """The citizen of a booking is here: a ticket, bound to the booking. ``link``: as in ``TakeTicket``."""

    code: str
    channel: Channel
    link: str
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class LendNumbers:
    """Lend a dispenser a band of numbers for the time when the hub is away."""

    device: str


@dataclass(frozen=True, slots=True)
class TakeOver:
    """A ticket that a dispenser issued while the hub was away. ``issued_ms``: hall time of that, as far as it is known.

    ``day``: the ISO date of that moment in the hall's time zone. ``items`` empty: the dispenser's record was damaged.
    ``doubtful``: nobody knows whether its paper came out.
    """

    lease: str
    serial: int
    items: tuple[str, ...]
    priority: str
    language: str
    link: str
    issued_ms: int
    day: str
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class ReportPrint:
    ticket: str
    status: PrintStatus
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CancelTicket:
    ticket: str
    reason: str


@dataclass(frozen=True, slots=True)
class WriteNote:
    """A line about the ticket at the counter, for the clerk who has it next."""

    counter: int
    words: str


@dataclass(frozen=True, slots=True)
class GiveWay:
    """The citizen needs some more minutes and lets the next ones pass."""

    ticket: str


@dataclass(frozen=True, slots=True)
class ReturnTicket:
    """The citizen of a missed ticket is back: waits on with the first arrival and a small penalty."""

    ticket: str


@dataclass(frozen=True, slots=True)
class CallNext:
    """Finish what runs at the counter, then call the ticket that the policy chooses. ``receipts``: as ``FinishService``."""

    counter: int
    outcomes: tuple[Outcome, ...] = ()
    receipts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CallChosen:
    """A supervisor's choice of ticket, with a reason that is kept."""

    counter: int
    ticket: str
    reason: str


@dataclass(frozen=True, slots=True)
class Recall:
    counter: int


@dataclass(frozen=True, slots=True)
class StartService:
    counter: int


@dataclass(frozen=True, slots=True)
class FinishService:
    """``outcomes`` empty: every item of the leg was done on the spot.

    ``receipts``: links of 128 random bits, made at the edge, one for each matter that may be accepted.
    """

    counter: int
    outcomes: tuple[Outcome, ...] = ()
    receipts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MissTicket:
    counter: int


@dataclass(frozen=True, slots=True)
class HoldTicket:
    counter: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ResumeTicket:
    """Call a held ticket back to the counter. ``ticket`` empty: the one held longest by this counter."""

    counter: int
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class TransferTicket:
    """Send on to items, a counter or a clerk (at least one); ``front``: before everyone else, else by age."""

    counter: int
    to_items: tuple[str, ...] = ()
    to_counter: int | None = None
    to_clerk: str | None = None
    front: bool = False


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back the last slip at this counter, within ``Rules.undo_s``."""

    counter: int


@dataclass(frozen=True, slots=True)
class Rate:
    """``score`` 5 (very satisfied) to 1; for 2 and 1 reasons may be given. One rating a leg."""

    leg: str
    score: int
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Complain:
    """A citizen complains at a counter; ``leg``: the one that the pad asked about, or ""."""

    counter: int
    leg: str = ""


@dataclass(frozen=True, slots=True)
class AnswerComplaint:
    complaint: str
    words: str


Command = (
    StartHub | Configure | Tick | OpenDay | CloseDay
    | OpenCounter | CloseCounter | PauseCounter | ResumeCounter | AskForHelp | AnswerHelp
    | TakeTicket | Book | CancelBooking | CheckIn | LendNumbers | TakeOver | ReportPrint | CancelTicket | GiveWay | ReturnTicket
    | CallNext | CallChosen | Recall | StartService | FinishService | MissTicket | HoldTicket | ResumeTicket
    | TransferTicket | WriteNote | Undo | Rate | Complain | AnswerComplaint
    | MoveMatter | BringDocument | BeginVisit
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Request:
    """A command and its human action.

    ``origin``: identity of the action (``device:boot:seq``, or a request key); the same origin acts once.
    ``actor``: who (user id, "citizen", "hub"); ``device``: through what (device id, "web", "hub").
    ``age_ms``: real milliseconds since the press. ``seen``: the counter's revision that the clerk saw, or None.
    """

    origin: str
    actor: str
    device: str
    command: Command
    age_ms: int = 0
    seen: int | None = None
