"""Pictures of matters for people. Days are ISO dates, times hall time in ms. No picture names a citizen."""

from collections.abc import Iterable
from typing import Any

from hub.core.hall import Hall
from hub.core.matters import STAGES, Countdown, Matter, countdown, days_left
from hub.core.ticket import Leg

Picture = dict[str, Any]
ORDER = {None: 4, Countdown.OVERDUE: 0, Countdown.WARNING: 1, Countdown.REMINDER: 2, Countdown.DUE: 3}


def item_names(hall: Hall, code: str) -> dict[str, str]:
    """The names of an item; its code where the catalogue no longer has it."""
    item = hall.setup.item(code)
    return item.names if item else dict.fromkeys(hall.setup.languages, code)


def receipt_picture(hall: Hall, matter: Matter) -> Picture:
    """What a receipt shows: who holds the matter, how far it is, by when it is decided, what is still owed."""
    return {
        "matter": matter.id,
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


def matter_list(hall: Hall) -> Picture:
    """All live matters, the most urgent first; ``offices``: every holder so far; ``counts``: by countdown."""
    rules, day = hall.setup.rules, hall.day
    live = hall.matters.live.values()
    ranked = sorted(live, key=lambda each: (ORDER[countdown(each, day, rules)], each.due or "9", each.id))
    return {
        "matters": [staff_picture(hall, each) for each in ranked],
        "offices": sorted({step.holder for each in live for step in each.steps} - {""}),
        "counts": matter_counts(hall),
        "day": day,
        "remind_days": rules.matter_remind_days,
        "warn_days": rules.matter_warn_days,
    }


def matter_counts(hall: Hall) -> dict[str, int]:
    """How many matters are due, reminded of, warned of, overdue."""
    counts = {str(each): 0 for each in Countdown}
    for matter in hall.matters.live.values():
        said = countdown(matter, hall.day, hall.setup.rules)
        if said is not None:
            counts[said] += 1
    return counts
