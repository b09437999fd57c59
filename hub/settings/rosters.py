"""What must hold in ``[[roster]]``: counters of the hall, times in order, nobody at work twice at once."""

from collections.abc import Iterator

from hub.core.catalogue import HallSetup, RosterShift
from hub.settings.rules import Finding


def roster_findings(setup: HallSetup) -> Iterator[Finding]:
    """Everything in the tables that does not fit."""
    for index, shift in enumerate(setup.roster):
        for place, number in enumerate(shift.counters):
            if setup.counter(number) is None:
                yield ("roster", index, "counters", place), f"there is no counter {number}", "the number of a counter"
        if not shift.counters:
            yield ("roster", index, "counters"), "is empty", "the numbers of the counters at work"
        yield from _times(index, shift)
        for before, other in enumerate(setup.roster[:index]):
            if overlap(shift, other):
                problem = f"works in roster[{before}] at the same time"
                yield ("roster", index, "counters"), f"a counter of these {problem}", "shifts apart"


def _times(index: int, shift: RosterShift) -> Iterator[Finding]:
    if shift.ends <= shift.begins:
        yield ("roster", index, "ends"), f"{shift.ends} is not after {shift.begins}", "a later time"
    before = shift.begins
    for place, each in enumerate(shift.breaks):
        if each.begins < before:
            yield ("roster", index, "breaks", place, "begins"), f"{each.begins} is before {before}", "breaks in order"
        if not each.begins < each.ends <= shift.ends:
            problem = f"{each.ends} is not between {each.begins} and the shift's end at {shift.ends}"
            yield ("roster", index, "breaks", place, "ends"), problem, "a break within the shift"
        before = each.ends


def overlap(shift: RosterShift, other: RosterShift) -> bool:
    """Is a counter in both, on the same day and at the same time?"""
    apart = shift.weekdays and other.weekdays and not set(shift.weekdays) & set(other.weekdays)
    return (
        not apart
        and bool(set(shift.counters) & set(other.counters))
        and shift.begins < other.ends
        and other.begins < shift.ends
    )
