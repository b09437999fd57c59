"""What citizens were promised, and what came of it: coverage by hour and by item.

A range is promised to a ticket when it is taken. It held where the wait ended by its 80 % point; of honest ranges four
fifths do. Whoever left uncalled after that point was promised too little; whoever left before is undecided and counts
nowhere. A promise of no wait (P50 of 0) says that a counter was free, and is counted like any other.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from hub.core.catalogue import HallSetup


class Promised(Protocol):
    """A stay, as far as promises go. ``wait_s``: None while nobody knows; ``called``: did the wait end with a call?"""

    @property
    def hour(self) -> int: ...
    @property
    def item(self) -> str: ...
    @property
    def wait_s(self) -> float | None: ...
    @property
    def called(self) -> bool: ...
    @property
    def p50_s(self) -> int | None: ...
    @property
    def p80_s(self) -> int | None: ...


def promise_report(stays: Iterable[Promised], setup: HallSetup) -> dict[str, Any]:
    """``{total, hours, items}``, each with the figures of ``kept``; hours and items only where something was promised."""
    decided = [stay for stay in stays if is_decided(stay)]
    hours = sorted({stay.hour for stay in decided})
    items = sorted({stay.item for stay in decided})
    return {
        "total": kept(decided),
        "hours": [{"hour": hour, **kept([stay for stay in decided if stay.hour == hour])} for hour in hours],
        "items": [
            {"item": code, "names": names_of(setup, code), **kept([stay for stay in decided if stay.item == code])}
            for code in items
        ],
    }


def is_decided(stay: Promised) -> bool:
    """Was something promised, and is it known whether it held?"""
    if stay.p50_s is None or stay.p80_s is None or stay.wait_s is None:
        return False
    return stay.called or stay.wait_s > stay.p80_s


def kept(stays: Sequence[Promised]) -> dict[str, Any]:
    """``promised``: how many; ``in_p50``, ``in_p80``: share of waits that ended by then; ``error_s``: mean distance from P50."""
    count = len(stays)
    if not count:
        return {"promised": 0, "in_p50": None, "in_p80": None, "error_s": None}
    ranges = [(stay.wait_s or 0.0, stay.p50_s or 0, stay.p80_s or 0) for stay in stays]
    return {
        "promised": count,
        "in_p50": sum(wait <= p50 for wait, p50, _ in ranges) / count,
        "in_p80": sum(wait <= p80 for wait, _, p80 in ranges) / count,
        "error_s": sum(abs(wait - p50) for wait, p50, _ in ranges) / count,
    }


def promise_text(found: dict[str, Any]) -> str:
    """The report as a table of plain text."""
    rows = [("all", found["total"])]
    rows += [(f"{row['hour']:02d}:00", row) for row in found["hours"]] + [(row["item"], row) for row in found["items"]]
    lines = [f"{'':<28}{'promised':>9}{'<= P50':>8}{'<= P80':>8}{'error':>10}"]
    for name, row in rows:
        shares = "".join(f"{'-' if row[key] is None else format(row[key], '.0%'):>8}" for key in ("in_p50", "in_p80"))
        error = "-" if row["error_s"] is None else f"{row['error_s'] / 60:.1f} min"
        lines.append(f"{name:<28}{row['promised']:>9}{shares}{error:>10}")
    return "\n".join(lines)


def names_of(setup: HallSetup, code: str) -> dict[str, str]:
    """The names of an item, nothing where the catalogue no longer has it."""
    item = setup.item(code)
    return item.names if item else {}
