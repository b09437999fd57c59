"""The calls of one day under both policies, as plain JSON values."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from hub.core.events import Called, Recorded, Why
from hub.core.hall import Hall
from hub.core.shadow import BY_POLICY, Judged, ShadowRules, changes, judged_day

SHOWN = 500
"""Differences that are listed, the newest ones; all are counted. A day of 500 visits has fewer."""


def judged(hall: Hall, events: Sequence[Recorded], shadow: ShadowRules) -> dict[str, Any]:
    """``{judged, same, different, unexplained, chosen, changes, differences}``; the hall is that before the events, and follows them.

    ``judged``: calls of the policy whose state is known; ``unexplained``: others of the policy; ``chosen``: calls by people.
    ``changes``: what differs between the policies at the end of the events. ``differences``: newest first.
    """
    calls = list(judged_day(hall, events, shadow))
    sure = [each for each in calls if each.explained]
    differing = [each for each in sure if not each.same]
    made = [each.event for each in events if isinstance(each.event, Called)]
    return {
        "judged": len(sure), "same": len(sure) - len(differing), "different": len(differing),
        "unexplained": len(calls) - len(sure), "chosen": sum(call.how not in BY_POLICY for call in made),
        "changes": [asdict(each) for each in changes(hall.setup, shadow)],
        "differences": [difference(each) for each in reversed(differing[-SHOWN:])],
    }  # fmt: skip


def difference(found: Judged) -> dict[str, Any]:
    """``{at_ms, counter, number, why, other, other_why, elsewhere}``: as in ``Judged``."""
    return {
        "at_ms": found.at_ms, "counter": found.counter, "number": found.number, "why": reason(found.why),
        "other": found.other, "other_why": reason(found.other_why) if found.other_why else None,
        "elsewhere": found.elsewhere,
    }  # fmt: skip


def reason(why: Why) -> dict[str, Any]:
    return {**asdict(why), "more": list(why.more)}
