"""One journal event as a centre gets it: typed, impersonal, at its place in the chain.

``hub.core.trail`` makes it; it has no field for words of people.
"""

from dataclasses import dataclass, fields
from typing import Any

from hub.core.hall_card import HallCard

OTHER = "other"
"""Stands for a code that the catalogue does not know."""

MOST_ITEMS = 16
MOST_TEXT = 64
MOST_HASH = 64


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One event. Fields that its type has no use for keep their defaults, and are not sent.

    ``hash``: of the chain at this event, 64 hex characters. ``at_ms``: hall time. ``type``: as in the journal. ``wait_s``,
    ``service_s``: of the whole leg, on ``served`` and on an ``undone`` that took a finish back. ``waited_s``: on ``called``.
    ``how``: of a call; the actions of an undo, joined by +; the reason of a refusal; the stage of a matter. ``results``: what
    was done, in the order of ``items``. ``documents``: how many the ticket's items ask for. ``due``: ISO date of a matter.
    ``level``: that a matter was pushed to. ``epoch``: of a start. ``card``: of a new setup.
    ``reasons``: codes that a citizen chose for a bad score. ``new_leg``, ``new_items``: what waits after a transfer. ``legs``: of an
    undo, the leg of each action in ``how``; "" for the counter itself. ``afar``: of a ticket whose citizen is not in the hall yet.
    """

    hall: str
    seq: int
    hash: str
    at_ms: int
    type: str
    day: str = ""
    clock_ok: bool = True
    counter: int | None = None
    ticket: str = ""
    number: str = ""
    leg: str = ""
    items: tuple[str, ...] = ()
    priority: str = ""
    channel: str = ""
    waited_s: int | None = None
    wait_s: int | None = None
    service_s: int | None = None
    score: int | None = None
    how: str = ""
    results: tuple[str, ...] = ()
    documents: int | None = None
    matter: str = ""
    due: str = ""
    level: int | None = None
    epoch: int | None = None
    card: HallCard | None = None
    reasons: tuple[str, ...] = ()
    new_leg: str = ""
    new_items: tuple[str, ...] = ()
    legs: tuple[str, ...] = ()
    afar: bool = False


DEFAULTS: dict[str, Any] = {each.name: each.default for each in fields(Dispatch)}


def as_plain(told: Dispatch) -> dict[str, Any]:
    """The fields that say something, for JSON."""
    return {name: value for name in DEFAULTS if (value := getattr(told, name)) != DEFAULTS[name]}


def fault_of(told: Dispatch) -> str:
    """What is wrong with a dispatch from somewhere else, in words; "" where nothing is. Types have been checked before."""
    texts = (told.hall, told.type, told.day, told.ticket, told.number, told.leg, told.priority, told.channel, told.how,
             told.matter, told.due, told.new_leg, *told.items, *told.results, *told.reasons, *told.new_items, *told.legs)  # fmt: skip
    if any(len(text) > MOST_TEXT for text in texts):
        return f"a text has more than {MOST_TEXT} characters"
    if not all(text.isprintable() for text in texts):
        return "a text has a character that cannot be printed"
    if any(len(each) > MOST_ITEMS for each in (told.items, told.results, told.reasons, told.new_items, told.legs)):
        return f"more than {MOST_ITEMS} items"
    if len(told.hash) != MOST_HASH or not set(told.hash) <= set("0123456789abcdef"):
        return "hash is not 64 hex characters"
    numbers = (
        told.seq - 1,
        told.at_ms,
        told.counter,
        told.waited_s,
        told.wait_s,
        told.service_s,
        told.documents,
        told.level,
        told.epoch,
    )
    if any(number is not None and not 0 <= number < 2**53 for number in numbers):
        return "a number is below 0, or too large"
    if told.score is not None and not 1 <= told.score <= 5:
        return f"a score of {told.score}"
    return ""
