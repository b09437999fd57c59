"""Matters (件): time-limited cases taken in at a counter and decided in a back office, and how much time each has left.

Theory of operation. A matter is born when a time-limited item is finished as *taken in*. It has a receipt, whose link
nobody can guess, and, where its item publishes a limit, a *due* day: the day of acceptance plus so many working days. It
moves along ``STAGES`` from office to office. The countdown is a function of two days, the due day and the hall's
business day: first nothing is said, then a reminder, then a warning; on the first business day after the due day the
matter is overdue and is pushed to the next level of management, once. No clock is read: a hall whose time is not known
opens no day, so it calls nobody late.

Working days are Monday to Friday: the settings know no holidays, so a holiday counts like any other weekday.
"""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from hub.core.catalogue import Rules, Text


class Stage(StrEnum):
    """How far a matter is."""

    ACCEPTED = "accepted"
    REVIEWING = "reviewing"
    DECIDED = "decided"
    COLLECTED = "collected"
    RETURNED = "returned"


STAGES: dict[Stage, tuple[Stage, ...]] = {
    Stage.ACCEPTED: (Stage.REVIEWING, Stage.RETURNED),
    Stage.REVIEWING: (Stage.REVIEWING, Stage.DECIDED, Stage.RETURNED),
    Stage.DECIDED: (Stage.COLLECTED,),
    Stage.COLLECTED: (),
    Stage.RETURNED: (),
}
"""Stage -> the stages that may follow. Reviewing again: another office has it now."""

RUNNING = frozenset({Stage.ACCEPTED, Stage.REVIEWING})
"""Stages in which the countdown runs."""


class Countdown(StrEnum):
    """倒计时: what a matter's deadline says today."""

    DUE = "due"
    REMINDER = "reminder"
    WARNING = "warning"
    OVERDUE = "overdue"


ENDED_KEPT_DAYS = 14
"""Calendar days after which a collected or returned matter leaves the live state; the journal keeps it."""

DECIDED_KEPT_DAYS = 180
"""The same for a decided one that nobody came for. A running matter never leaves."""

MOST_STEPS = 24
"""Steps that a receipt shows; of more, the latest."""

WORKDAYS, WEEK = 5, 7


@dataclass(frozen=True, slots=True)
class Step:
    """One move. ``at_ms``: hall time; ``holder``: the office that had the matter from then on, "" for the hall itself."""

    at_ms: int
    stage: Stage
    holder: str


@dataclass(slots=True)
class Matter:
    """``due``: ISO date of the last day for the decision, or "" without a limit. ``since_day``: of its present stage.

    ``owed``, ``owed_by``: the document that was missing (容缺受理) and the day it was promised for; empty for none.
    ``clerk``: who took it in. ``level``: 0 with the hall, 1 once it was pushed to the next level. ``reason``: why it was returned.
    """

    id: str
    leg: str
    item: str
    link: str
    accepted_day: str
    due: str
    owed: Text = field(default_factory=dict)
    owed_by: str = ""
    stage: Stage = Stage.ACCEPTED
    holder: str = ""
    reason: str = ""
    level: int = 0
    since_day: str = ""
    steps: tuple[Step, ...] = ()
    clerk: str = ""


@dataclass(slots=True)
class Matters:
    """The live matters of a hall. ``links``: receipt -> matter. ``late``: overdue and not pushed yet."""

    live: dict[str, Matter] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    late: dict[str, None] = field(default_factory=dict)

    def twin(self) -> "Matters":
        """An equal one that shares nothing which ``apply`` changes."""
        return Matters({key: copy(each) for key, each in self.live.items()}, dict(self.links), dict(self.late))

    def of_leg(self, leg: str, items: int) -> list[Matter]:
        """The matters that a leg with so many items led to, in the order of its items."""
        ids = (matter_id(leg, place) for place in range(1, items + 1))
        return [self.live[each] for each in ids if each in self.live]

    def drop(self, matters: Iterable[Matter]) -> None:
        """They are no live matters any more."""
        for each in matters:
            del self.live[each.id]
            del self.links[each.link]
            self.late.pop(each.id, None)

    def open_day(self, day: str) -> None:
        """A new business day: what ended long ago goes, what is overdue from today on is late."""
        self.drop([each for each in self.live.values() if is_past(each, day)])
        overdue = [each.id for each in self.live.values() if is_overdue(each, day) and not each.level]
        self.late = dict.fromkeys(overdue)


def matter_id(leg: str, place: int) -> str:
    """Number of the matter from the leg's item at this place, from 1: unused by anybody else, as ticket numbers are."""
    return f"{leg.replace('.', '-')}-{place}"


def is_overdue(matter: Matter, day: str) -> bool:
    """Is the due day over, and the matter still undecided?"""
    return matter.stage in RUNNING and bool(matter.due) and day > matter.due


def is_past(matter: Matter, day: str) -> bool:
    """Has it been over for so long that nobody will ask?"""
    if matter.stage in RUNNING:
        return False
    kept = DECIDED_KEPT_DAYS if matter.stage == Stage.DECIDED else ENDED_KEPT_DAYS
    return date.fromisoformat(day) - date.fromisoformat(matter.since_day) > timedelta(kept)


def days_left(matter: Matter, day: str) -> int | None:
    """Working days from ``day`` to the due day; negative once that is over, None where no countdown runs."""
    if matter.stage not in RUNNING or not matter.due:
        return None
    return workdays_up_to(date.fromisoformat(matter.due)) - workdays_up_to(date.fromisoformat(day))


def countdown(matter: Matter, day: str, rules: Rules) -> Countdown | None:
    """What is to be said of the deadline today; None where no countdown runs."""
    left = days_left(matter, day)
    if left is None:
        return None
    if day > matter.due:
        return Countdown.OVERDUE
    if left <= rules.matter_warn_days:
        return Countdown.WARNING
    return Countdown.REMINDER if left <= rules.matter_remind_days else Countdown.DUE


def workdays_up_to(day: date) -> int:
    """Working days since the calendar began (on a Monday), the day itself included."""
    weeks, days = divmod(day.toordinal() - 1, WEEK)
    return weeks * WORKDAYS + min(days + 1, WORKDAYS)


def workdays_after(day: str, count: int) -> str:
    """The day that lies so many working days after ``day``, both ISO dates."""
    then = date.fromisoformat(day)
    while count > 0:
        then += timedelta(1)
        count -= then.weekday() < WORKDAYS
    return then.isoformat()
