"""What answers hold, for OpenAPI and for whoever writes a page. Pictures may gain fields; these stay.

Texts for people are ``{language: words}``. Waits are seconds, null while no counter is open that could serve.
"""

from typing import Any, Literal, NotRequired, TypedDict

from hub.web.matter_shapes import MatterCounts, ReceiptGiven

Text = dict[str, str]


class WaitRange(TypedDict):
    p50_s: int | None
    p80_s: int | None


class TicketIssued(TypedDict):
    id: str
    number: str
    link: str
    ahead: int
    wait: WaitRange


class TicketShown(TypedDict):
    """``turn_ms``: when its turn came while its citizen was still afar, or 0; ``until_ms``: until when its place is, or was, held.
    ``short_first``: short business is called a little earlier, so who comes later may be called before it.
    ``behind``: how many wait behind it. ``in_time``: chance in 0..1 of a call before closing, or null. ``at_work``: counters
    that may serve it, and are neither closed nor paused. ``counter``: where
    to go, while called or served; ``last_counter``: where it was last; ``paper``: printed, failed, doubtful, or "".
    ``rate``: the leg that may be rated, or null. ``receipts``: of the matters that it led to. ``channel``: where it was taken."""

    id: str
    number: str
    channel: str
    items: list[str]
    names: list[Text]
    state: str
    turn_ms: int
    until_ms: int
    ahead: int
    short_first: bool
    behind: int
    wait: WaitRange
    in_time: float | None
    at_work: int
    counter: int | None
    calls: int
    last_counter: int | None
    arrived_ms: int
    paper: str
    rate: str | None
    receipts: list[ReceiptGiven]
    better: "BetterHall | None"
    epoch: int
    rev: int
    at_ms: int


class BoardCall(TypedDict):
    number: str
    counter: int
    calls: int
    at_ms: int
    state: str
    language: str


class BoardCounter(TypedDict):
    """What everybody may see, so nothing of what the ticket is about. ``clerk``: the name that citizens may see, or ""."""

    counter: int
    names: Text
    state: str
    number: str
    calls: int
    clerk: str


class BoardLine(TypedDict):
    line: str
    names: Text
    waiting: int
    p50_s: int | None
    p80_s: int | None


class VoiceCall(TypedDict):
    """An open call and what says it. ``at_ms``: when it was called last; ``clips``: names below ``/voice/``, in order."""

    number: str
    counter: int
    calls: int
    at_ms: int
    clips: list[str]


class Board(TypedDict):
    """``voice``: every open call, whether it is among ``calls`` or not; ``loudness``: of the voice, in percent."""

    hall: str
    names: Text
    epoch: int
    rev: int
    at_ms: int
    day: str
    open: bool
    waiting: int
    next: list[str]
    calls: list[BoardCall]
    counters: list[BoardCounter]
    lines: list[BoardLine]
    notices: list[Text]
    voice: list[VoiceCall]
    loudness: int


class ItemShown(TypedDict):
    """``also``: everyday words for it."""

    code: str
    names: Text
    also: list[str]
    line: str
    depth: str
    documents: list[Text]
    facts: Text
    limit_days: int
    ahead: int
    wait: WaitRange
    in_time: float | None


class BetterHall(TypedDict):
    """Another hall that calls sooner, the way included. ``how``: walk, drive or table; ``items``: codes that both halls serve.

    ``closes``: when its counters end, such as "17:30", or "". A ticket has it only while way and wait there save five minutes of its
    own wait; of an item nobody has looked at that yet."""

    hall: str
    names: Text
    address: Text
    minutes: int
    how: str
    wait: WaitRange
    closes: str
    items: NotRequired[list[str]]


class Items(TypedDict):
    """``short_first``: as of a ticket, of all items of the hall."""

    items: list[ItemShown]
    short_first: bool
    better: BetterHall | None


class BenchShown(TypedDict):
    """Is it there? ``runtime``: MicroPython for browsers; ``firmware``: the sources of the devices."""

    runtime: bool
    firmware: bool


class BenchFirmware(TypedDict):
    files: Text


class BenchDevice(TypedDict):
    """``lease``: for the device's line; ``records``: of its flash, by name, with its secrets."""

    device: str
    lease: str
    records: Text


class RatingAsked(TypedDict):
    """A counter as its pad sees it: the leg that may be rated, or ""."""

    counter: int
    state: str
    rate: str
    rate_number: str
    epoch: int
    rev: int
    at_ms: int


class CounterShown(RatingAsked):
    """A counter as its clerk sees it; a pad gets the fields of ``RatingAsked`` alone. ``receipts``: of the leg served last."""

    crev: NotRequired[int]
    clerk: NotRequired[str]
    current: NotRequired[dict[str, Any] | None]
    waiting: NotRequired[int]
    next: NotRequired[list[str]]
    held: NotRequired[list[dict[str, Any]]]
    pause_reason: NotRequired[str]
    pause_after: NotRequired[str]
    help: NotRequired[bool]
    undo_until_ms: NotRequired[int]
    served: NotRequired[int]
    worked_s: NotRequired[int]
    receipts: NotRequired[list[ReceiptGiven]]


class ClerkDay(TypedDict):
    """What the signed-in clerk has done today; ``legs``: newest first."""

    served: int
    missed: int
    held: int
    transferred: int
    mean_s: int | None
    legs: list[dict[str, Any]]
    at_ms: int


class ComplaintShown(TypedDict):
    """``number``: whom it was about, or "". ``open_s``: opening time since; ``over_limit``: longer than the rule."""

    complaint: str
    counter: int
    number: str
    at_ms: int
    open_s: int
    over_limit: bool


class BookingRow(TypedDict):
    """A booking of today. ``state``: to_come, come, not_come; ``number``: of its ticket, or ""."""

    booking: str
    time: str
    items: list[Text]
    state: str
    number: str


class SoundProblem(TypedDict):
    """``code``: what is wrong; ``area``: where, or ""."""

    code: str
    area: str


class SoundShown(TypedDict):
    """Spoken calls. ``tested_ms``: when the voice was last tried, or 0; ``problems``: what is wrong now."""

    on: bool
    tested_ms: int
    problems: list[SoundProblem]


class HallShown(Board):
    """``afar``: with ``turn_ms`` and ``until_ms``, hall times of the turn and of the end of the hold; 0 before the turn."""

    desks: list[CounterShown]
    queue: list[dict[str, Any]]
    afar: list[dict[str, Any]]
    missed: list[dict[str, Any]]
    held: list[dict[str, Any]]
    complaints: list[ComplaintShown]
    matters: MatterCounts
    bookings: list[BookingRow]
    unprinted: list[str]
    at_work: int
    issued: int
    sound: SoundShown
    centre: Literal["", "away", "behind", "live", "fenced"]


class Happened(TypedDict):
    """One event of an answer; only what it speaks of is there."""

    type: str
    counter: NotRequired[int]
    leg: NotRequired[str]
    ticket: NotRequired[str]
    number: NotRequired[str]
    matter: NotRequired[str]


class Done(TypedDict):
    """What came of an action. The same for a repeated one. ``rev``: the board that shows it, or a later one."""

    rev: int
    at_ms: int
    events: list[Happened]


class SignedIn(TypedDict):
    user: str
    role: str
    name: str


class JournalEntry(TypedDict):
    seq: int
    at_ms: int
    clock_ok: bool
    day: str
    origin: str
    actor: str
    device: str
    type: str
    body: dict[str, Any]


class JournalPage(TypedDict):
    """``last``: ask with ``after`` this number for what follows."""

    events: list[JournalEntry]
    last: int


class Devices(TypedDict):
    devices: list[dict[str, Any]]


class Nothing(TypedDict):
    """An answer that says: done."""


class Health(TypedDict):
    status: str
    epoch: int
    rev: int


class PlaceWrong(TypedDict):
    """``where``: a JSON pointer into the body, or ``header:name``, ``query:name``."""

    where: str
    what: str


class ProblemDocument(TypedDict):
    """RFC 9457. ``reason`` is a stable code; ``title``, ``detail``, ``what`` are in the user's language."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    reason: str
    errors: list[PlaceWrong]
