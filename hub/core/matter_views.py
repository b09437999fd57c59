"""Pictures of matters for people. Days are ISO dates, times hall time in ms. No picture names a citizen."""

import heapq
from collections import Counter as Tally
from collections.abc import Iterable
from typing import Any

from hub.core.hall import Hall
from hub.core.matters import RUNNING, STAGES, Countdown, Matter, countdown, days_left
from hub.core.ticket import Leg

Picture = dict[str, Any]
LISTED = 200
"""More than anybody reads at once; 5,000 as JSON would keep a press waiting for 0.2 s."""


def item_names(hall: Hall, code: str) -> dict[str, str]:
    """The names of an item; its code where the catalogue no longer has it."""
    item = hall.setup.item(code)
    return item.names if item else dict.fromkeys(hall.setup.languages, code)


def receipt_picture(hall: Hall, matter: Matter) -> Picture:
    """What a receipt shows: who holds the matter, how far it is, by when it is decided, what is still owed."""
    return {
        "matter": matter.id,
        "item": matter.item,
        "names": item_names(hall, matter.item),
        "stage": str(matter.stage),
        "holder": matter.holder,
        "accepted_day": matter.accepted_day,
        "due": matter.due,
        "days_left": days_left(matter, hall.day),
        "countdown": countdown(matter, hall.day, hall.setup.rules),
        "level": matter.level,
        "owed": matter.owed,
        "owed_by": matter.owed_by,
        "reason": matter.reason,
        "steps": [{"at_ms": step.at_ms, "stage": str(step.stage), "holder": step.holder} for step in matter.steps],
        "day": hall.day,
    }


def receipts_of(hall: Hall, legs: Iterable[Leg]) -> list[Picture]:
    """The receipts that legs led to, with their links: for the citizen and the clerk who hands them over."""
    matters = (each for leg in legs for each in hall.matters.of_leg(leg.id, len(leg.items)))
    return [{"link": each.link, **receipt_picture(hall, each)} for each in matters]


def staff_picture(hall: Hall, matter: Matter) -> Picture:
    """The same for staff, without the link; ``next``: stages that may follow; ``owed_late``: a promise was not kept."""
    return {
        **receipt_picture(hall, matter),
        "next": [str(stage) for stage in STAGES[matter.stage]],
        "owed_late": bool(matter.owed_by) and hall.day > matter.owed_by,
    }


def matter_list(hall: Hall, find: str = "", *, ended: bool = False) -> Picture:
    """The most urgent ``LISTED`` matters; ``more``: how many others there are. ``find``: part of a number, name or office.

    ``ended``: the collected and returned ones instead. ``offices``: holders of those shown; ``counts``: by countdown.
    """
    rules, wanted = hall.setup.rules, find.strip().lower()
    found = [
        each
        for each in hall.matters.live.values()
        if (not STAGES[each.stage]) == ended and (not wanted or wanted in words_of(hall, each))
    ]
    shown = heapq.nsmallest(LISTED, found, key=lambda each: (each.stage not in RUNNING, each.due or "9", each.id))
    return {
        "matters": [staff_picture(hall, each) for each in shown],
        "more": len(found) - len(shown),
        "offices": sorted({step.holder for each in shown for step in each.steps} - {""}),
        "counts": matter_counts(hall),
        "day": hall.day,
        "remind_days": rules.matter_remind_days,
        "warn_days": rules.matter_warn_days,
    }


def words_of(hall: Hall, matter: Matter) -> str:
    """What a matter is found by."""
    return "\n".join((matter.id, matter.holder, *item_names(hall, matter.item).values())).lower()


def matter_counts(hall: Hall) -> dict[str, int]:
    """How many matters are due, reminded of, warned of, overdue. Those with the same due day are judged at once."""
    running = [each for each in hall.matters.live.values() if each.stage in RUNNING and each.due]
    judged = {
        each.due: countdown(each, hall.day, hall.setup.rules) for each in {each.due: each for each in running}.values()
    }
    found = Tally(judged[each.due] for each in running)
    return {str(each): found[each] for each in Countdown}
