"""What the forecast uses today, for people: as JSON values and as one line of text."""

import math
from collections.abc import Mapping
from typing import Any, TypeVar

from hub.forecasting.lessons import Lessons

Key = TypeVar("Key", int, str)


def told(lessons: Lessons) -> dict[str, Any]:
    """``{through, days, history, p50, p80, hour, item, boosting}``.

    ``history``: is it used? ``p50``, ``p80``: the overall factors of the night; ``hour``, ``item``: those with the factor on
    P80 farthest from 1, or None. ``boosting``: ``{state, error_s, base_error_s, days}``.
    """
    boost = lessons.boost
    return {
        "through": lessons.through,
        "days": lessons.days,
        "history": lessons.trust > 0,
        "p50": lessons.p50.overall,
        "p80": lessons.p80.overall,
        "hour": widest(lessons.p80.hours, lessons.p80.overall, "hour"),
        "item": widest(lessons.p80.items, lessons.p80.overall, "item"),
        "boosting": {
            "state": boost.state, "error_s": boost.error_s, "base_error_s": boost.base_error_s, "days": boost.days,
        },
    }  # fmt: skip


def widest(factors: Mapping[Key, float], overall: float, name: str) -> dict[str, Any] | None:
    """The one farthest from 1, with the overall factor in it."""
    if not factors:
        return None
    key = max(factors, key=lambda each: (abs(math.log(factors[each] * overall)), each))
    return {name: key, "p80": round(factors[key] * overall, 3)}


def line_of(lessons: Lessons) -> str:
    """One line, in English."""
    if not lessons.days:
        return "lessons: none yet, the forecast goes by the present day alone"
    found = told(lessons)
    parts = [f"lessons: {lessons.days} days up to {lessons.through}" + ("" if found["history"] else ", too few to use")]
    if lessons.p80.hours:
        hour, item = found["hour"], found["item"]
        parts.append(
            f"range x {found['p50']:.2f} (P50), x {found['p80']:.2f} (P80), most at {hour['hour']:02d}:00 x {hour['p80']:.2f}"
            f" and for {item['item']} x {item['p80']:.2f}"
        )
    return "; ".join([*parts, boosting_line(lessons)])


def boosting_line(lessons: Lessons) -> str:
    """What the boosting does, and why."""
    boost = lessons.boost
    if boost.state == "missing":
        return "boosting off: scikit-learn is not installed (anycounter[forecast])"
    if boost.error_s is None or boost.base_error_s is None:
        return "boosting off: it needs two weeks of days"
    return (
        f"boosting {boost.state}: mean error {boost.error_s / 60:.1f} min, without it {boost.base_error_s / 60:.1f} min,"
        f" on the last {boost.days} days"
    )
