"""What reports and replays hold. Waits are seconds, shares lie between 0 and 1, null where there is nothing to divide."""

from typing import Any, NotRequired, TypedDict

from hub.web.shapes import Text


class Sums(TypedDict):
    """``tickets``: taken; ``missed``: called and not come; ``over_15_min``: waits longer than 15 minutes."""

    tickets: int
    served: int
    missed: int
    cancelled: int
    wait_p50_s: float | None
    wait_p90_s: float | None
    over_15_min: int


class Total(Sums):
    service_mean_s: float | None


class DayRow(Sums):
    day: str


class HourRow(Sums):
    """``hour``: of the day, when the wait began."""

    hour: int


class LineRow(Sums):
    """``line``: "" for items that the hall no longer has."""

    line: str
    names: Text


class CounterRow(TypedDict):
    """``load``: time given to citizens, as a multiple of the mean of all counters that were open."""

    counter: int
    names: Text
    served: int
    missed: int
    worked_s: float
    load: float | None
    rated: int
    score_mean: float | None


class LevelRow(TypedDict):
    score: int
    count: int
    share: float | None


class LowRow(TypedDict):
    """A rating of 2 or 1. Nothing tells who gave it."""

    day: str
    counter: int | None
    score: int
    reasons: list[str]


class ReasonRow(TypedDict):
    reason: str
    count: int


class Ratings(TypedDict):
    rated: int
    rated_share: float | None
    score_mean: float | None
    levels: list[LevelRow]
    low: list[LowRow]
    reasons: list[ReasonRow]


class ComplaintRow(TypedDict):
    counter: int
    made: int
    answered: int


class Kept(TypedDict):
    """``promised``: ranges whose outcome is known; ``in_p50``, ``in_p80``: share of waits that ended by then; ``error_s``: mean
    distance from P50."""

    promised: int
    in_p50: float | None
    in_p80: float | None
    error_s: float | None


class KeptHour(Kept):
    hour: int


class KeptItem(Kept):
    item: str
    names: Text


class Promises(TypedDict):
    """What citizens were promised when they took a ticket, and what came of it."""

    total: Kept
    hours: list[KeptHour]
    items: list[KeptItem]


class LearnedHour(TypedDict):
    hour: int
    p80: float


class LearnedItem(TypedDict):
    item: str
    p80: float


class Boosting(TypedDict):
    """``state``: on | off | early | missing. Errors of the last ``days`` days, with it and without."""

    state: str
    error_s: float | None
    base_error_s: float | None
    days: int


class Learned(TypedDict):
    """What the forecast uses today. ``through``: the last day in it, or "". ``history``: is the week's pattern used?

    ``p50``, ``p80``: factors of the night on the promised range; ``hour``, ``item``: where that on P80 is farthest from 1.
    """

    through: str
    days: int
    history: bool
    p50: float
    p80: float
    hour: LearnedHour | None
    item: LearnedItem | None
    boosting: Boosting


def nothing_learned() -> Learned:
    """Of a hall without a past."""
    boosting: Boosting = {"state": "early", "error_s": None, "base_error_s": None, "days": 0}
    return {
        "through": "", "days": 0, "history": False, "p50": 1.0, "p80": 1.0, "hour": None, "item": None, "boosting": boosting,
    }  # fmt: skip


class Report(TypedDict):
    """``over``: are all its days closed? ``load_ratio``: the busiest counter's time over the mean."""

    first: str
    last: str
    over: bool
    total: Total
    days: list[DayRow]
    hours: list[HourRow]
    lines: list[LineRow]
    counters: list[CounterRow]
    load_ratio: float | None
    load_mean_s: float | None
    ratings: Ratings
    complaints: list[ComplaintRow]
    promises: Promises
    learned: Learned


class Days(TypedDict):
    """Business days as ISO dates, oldest first."""

    days: list[str]


class CounterNumber(TypedDict):
    counter: int


class StoryStep(TypedDict):
    """What an event changed; whatever is not there stays as it was."""

    at_ms: int
    kind: str
    counters: NotRequired[list[dict[str, Any]]]
    joined: NotRequired[list[dict[str, Any]]]
    left: NotRequired[list[str]]
    missed: NotRequired[int]
    served: NotRequired[int]
    open: NotRequired[bool]
    help: NotRequired[list[int]]


class Story(TypedDict):
    """A day told again: add up the steps up to a time, and you have the hall at that time."""

    day: str
    from_ms: int
    to_ms: int
    counters: list[CounterNumber]
    steps: list[StoryStep]
