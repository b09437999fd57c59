"""What answers about matters hold. Days are ISO dates, times hall time in ms; no answer names a citizen."""

from typing import TypedDict

Text = dict[str, str]


class StepShown(TypedDict):
    """``holder``: the office that had the matter from then on, "" for the hall itself."""

    at_ms: int
    stage: str
    holder: str


class ReceiptShown(TypedDict):
    """``due``: last day for the decision, or ""; ``days_left``: working days to it, negative after it, null where no countdown runs.

    ``countdown``: due, reminder, warning, overdue, or null; ``level``: 1 once it was pushed to the next level. ``owed``,
    ``owed_by``: a document that is missing and the day it is promised for, or empty. ``day``: the business day of all this.
    """

    matter: str
    item: str
    names: Text
    stage: str
    holder: str
    accepted_day: str
    due: str
    days_left: int | None
    countdown: str | None
    level: int
    owed: Text
    owed_by: str
    reason: str
    steps: list[StepShown]
    day: str


class ReceiptGiven(ReceiptShown):
    """For the citizen and the clerk who hands it over."""

    link: str


class MatterShown(ReceiptShown):
    """For staff. ``next``: stages that may follow; ``owed_late``: the promised day has passed."""

    next: list[str]
    owed_late: bool


class MatterCounts(TypedDict):
    """How many matters run with their deadline far, reminded of, warned of, overdue."""

    due: int
    reminder: int
    warning: int
    overdue: int


class MattersShown(TypedDict):
    """The most urgent; ``more``: how many others fit. ``offices``: holders of those shown.

    ``remind_days``, ``warn_days``: working days before the due day.
    """

    matters: list[MatterShown]
    more: int
    offices: list[str]
    counts: MatterCounts
    day: str
    remind_days: int
    warn_days: int
