"""What each role is shown, so that what a person does next tells which state the device believed. Pure.

Every state carries a mark, a number: a keypad says it back as `seen`, a pad as the leg that it rates, a dispenser as the
item that is chosen; a display shows it.
"""

from dataclasses import dataclass
from typing import Any

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wish:
    """Something a person shall do. ``name`` for programs, ``words`` for people; ``type``: the action that comes of it."""

    name: str
    words: str
    type: str


HELP = Wish("help", "press the key *help*", "press")
NEXT = Wish("next", "press the key *next*", "press")
RATE = Wish("rate", "give a rating: press 5", "rating")
TICKET = Wish("ticket", "take a ticket: choose the first item and confirm", "issue")

FIRST = {"keypad": HELP, "pad": RATE, "dispenser": TICKET}
"""An action that the device always offers."""
EXPIRING = {"keypad": NEXT, "pad": RATE, "dispenser": TICKET}
"""One that becomes too old soonest, where the role has any that does."""


@dataclass(frozen=True, slots=True)
class Told:
    """One message of a state: type, body, and the page of a menu."""

    type: str
    body: Body
    page: int | None = None


def state_of(role: str, mark: int) -> list[Told]:
    """The state with this mark, in the order in which it is told."""
    return _STATES[role](mark)


def mark_of(body: Body) -> int | None:
    """The mark that an action gives back, or None."""
    if "seen" in body:
        return None if body["seen"] is None else int(body["seen"])
    word = str(body["leg"] if "leg" in body else (body["items"] or ["-0"])[0])
    return int(word.rpartition("-")[2])


def shown_of(mark: int) -> str:
    """The number that a display shows with this mark."""
    return f"A{mark:03d}"


def granted(mark: int) -> Body:
    """What an answer gives a dispenser: a ticket whose paper follows."""
    ticket = {"ticket": f"ticket-{mark}", "number": shown_of(mark), "ahead": 0, "p50_s": None, "p80_s": None}
    return ticket | {"paper": True}


def _keypad(mark: int) -> list[Told]:
    body = {
        "counter": 1, "state": "free", "crev": mark, "number": "", "waiting": 3, "clerk": "li", "held": [],
        "pause_after": False, "text": "",
    }  # fmt: skip
    return [Told("keypad", body)]


def _pad(mark: int) -> list[Told]:
    body = {
        "counter": 1, "ask": f"leg-{mark}", "number": shown_of(mark), "window_s": 600, "reasons": [],
        "text": {"zh": "", "en": ""},
    }  # fmt: skip
    return [Told("pad", body)]


def _display(mark: int) -> list[Told]:
    body = {
        "counter": 1, "state": "serving", "number": shown_of(mark), "calls": 1, "arrow": "", "text": {}, "next": []
    }  # fmt: skip
    return [Told("counter_display", body)]


def _dispenser(mark: int) -> list[Told]:
    names = {"zh": f"事项{mark}", "en": f"Item {mark}"}
    items = [{"code": f"item-{mark}", "names": names, "line": "line", "documents": 0, "pool": 0}]
    body = {
        "open": True, "text": {}, "languages": ["zh", "en"], "priorities": [{"code": "walk_in", "names": {}}],
        "waits": [{"ahead": 3, "p50_s": 300, "p80_s": 540}], "menu": mark, "pages": 1, "lease": None, "pack": None,
    }  # fmt: skip
    return [Told("menu", {"menu": mark, "page": 0, "items": items}, 0), Told("dispenser", body)]


_STATES = {"keypad": _keypad, "pad": _pad, "counter_display": _display, "dispenser": _dispenser}
