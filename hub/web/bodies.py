"""What requests may hold: strict, nothing unknown, every length bounded. OpenAPI comes from these very types."""

from datetime import date
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from hub.core.commands import Channel, Result

Code = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""The code of something in the catalogue, or an id."""

Words = Annotated[str, Meta(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""What somebody typed."""

Reason = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Codes = Annotated[list[Code], Meta(max_length=32)]
Count = Annotated[int, Meta(ge=0, le=2**53 - 1)]
"""Whole numbers that JavaScript keeps exactly."""

CounterNumber = Annotated[int, Meta(ge=1, le=9999)]
AgeMs = Annotated[int, Meta(ge=0, le=86_400_000)]


class Body(Struct, forbid_unknown_fields=True):
    """The base of all request bodies."""


class Nothing(Body):
    """No fields; an empty body will do."""


class TicketWish(Body):
    """A place in the queue. ``booked_ms`` and the channel ``staff`` are for signed-in staff.

    ``receipt``: the link of the matter that it is about. ``afar``: the citizen is not in the hall yet; always the channel ``phone``.
    """

    items: Annotated[list[Code], Meta(min_length=1, max_length=32)]
    channel: Channel = Channel.KIOSK
    priority: Code = "walk_in"
    language: Annotated[str, Meta(max_length=16)] | None = None
    booked_ms: Count | None = None
    receipt: Annotated[str, Meta(max_length=64)] = ""
    afar: bool = False


class Arrival(Body):
    """Where a ticket from afar is: the ``code`` that the hall's screens show, or the phone's position in degrees (WGS 84)."""

    code: Annotated[str, Meta(pattern=r"^[0-9]{0,8}$")] | None = None
    latitude: Annotated[float, Meta(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Meta(ge=-180, le=180)] | None = None


class BookingWish(Body):
    """A place in the slot that begins at ``time`` of ``day``, as ``/slots`` names them."""

    items: Annotated[list[Code], Meta(min_length=1, max_length=32)]
    day: date
    time: Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    language: Annotated[str, Meta(max_length=16)] | None = None


class CheckInWish(Body):
    """``channel``: through what the citizen checks in."""

    channel: Literal["kiosk", "phone"] = "kiosk"
    language: Annotated[str, Meta(max_length=16)] | None = None


class SoundReport(Body):
    """What a board says of itself: can it be heard in its area?"""

    area: Annotated[str, Meta(min_length=1, max_length=32)]
    on: bool


class Press(Body):
    """A press at a counter. ``seen``: the counter's ``crev`` that the clerk saw; ``age_ms``: time since the press."""

    seen: Count | None = None
    age_ms: AgeMs = 0


class PausePress(Press):
    reason: Words = ""


class HoldPress(Press):
    reason: Words = ""


class ItemOutcome(Body):
    """What was done with one item; a refusal needs its reason.

    ``owed``: taken in without this document of the item, counted from 1, or 0; ``owed_by``: the day it is promised for.
    """

    item: Code
    result: Result
    reason: Words = ""
    owed: Annotated[int, Meta(ge=0, le=99)] = 0
    owed_by: date | None = None


class FinishPress(Press):
    """``outcomes`` empty: everything was done on the spot."""

    outcomes: Annotated[list[ItemOutcome], Meta(max_length=32)] = []


class ResumePress(Press):
    """Back to work after a pause; or call a held ticket back, the one named or the one held longest."""

    ticket: Code | None = None


class TransferPress(Press):
    """At least one of ``items``, ``counter``, ``clerk``."""

    items: Codes = []
    counter: CounterNumber | None = None
    clerk: Code | None = None
    front: bool = False


class NotePress(Press, kw_only=True):
    words: Reason


class ChosenPress(Press, kw_only=True):
    """A supervisor's choice of ticket, kept with its reason."""

    ticket: Code
    reason: Reason


class CancelReason(Body):
    reason: Reason


class ComplaintWish(Body):
    """A complaint about the last counter of the ticket with this ``link``; or, from a pad, at its ``counter``."""

    link: Annotated[str, Meta(max_length=64)] | None = None
    counter: CounterNumber | None = None


class ComplaintAnswer(Body):
    """``words``: what was done about it."""

    words: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\x7f]*$")]


class Rating(Body):
    """By the citizen with the ticket's ``link``, or by a signed-in pad without."""

    leg: Code
    score: Annotated[int, Meta(ge=1, le=5)]
    reasons: Annotated[list[Words], Meta(max_length=10)] = []
    link: Code | None = None


class BenchWish(Body):
    """A device for a page of the bench. ``counter``: where it stands; a dispenser only takes its number."""

    role: Literal["keypad", "pad", "counter_display", "dispenser"]
    counter: CounterNumber
    language: Annotated[str, Meta(max_length=16)] = ""


class DayToOpen(Body):
    """``day``: ISO date; without one it is today in the hall's time zone."""

    day: date | None = None


class DayToClose(Body):
    """``reason``: why now; asked for on the page where people wait, who are sent home."""

    reason: Annotated[str, Meta(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""


class SettingsWish(Body):
    """A change to one part of the hall's file. ``index``: of an entry in a list, one past its end for a new one.

    ``value``: what shall stand there; null takes the entry away.
    """

    section: Literal[
        "names", "notices", "facts", "place", "afar", "rules", "shadow", "lines", "items", "priorities", "counters"
    ]  # fmt: skip
    index: Annotated[int, Meta(ge=0, le=9999)] | None = None
    value: dict[str, Any] | list[Any] | None = None


class SettingsChange(SettingsWish, kw_only=True):
    """``seen``: the revision of the file that the change was made from."""

    seen: Code
    reason: Reason


class SettingsBack(Body):
    """``number``: of the version that shall be in force again."""

    number: Count
    seen: Code
    reason: Reason


Pin = Annotated[str, Meta(pattern=r"^([0-9]{4,8})?$")]
Card = Annotated[str, Meta(pattern=r"^([0-9]{4,20})?$")]
"""A clerk's; "" for none."""


class UserReason(Body):
    reason: Reason


class NewUser(UserReason, kw_only=True):
    name: Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{1,32}$")]
    role: Literal["clerk", "supervisor", "pad"]
    shown: Words = ""
    pin: Pin = ""
    card: Card = ""


class UserReset(UserReason, kw_only=True):
    """Without a new PIN and card, those that there are stay; with one of them, the other is gone."""

    pin: Pin = ""
    card: Card = ""


class ReleaseWish(Body):
    """A release of the firmware."""

    number: Count


class SignIn(Body):
    user: Annotated[str, Meta(min_length=1, max_length=64)]
    password: Annotated[str, Meta(min_length=1, max_length=256)]
