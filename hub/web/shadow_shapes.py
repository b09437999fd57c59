"""What a second policy would have done. Waits are seconds, shares lie between 0 and 1, null where there is nothing to divide."""

from typing import TypedDict

from hub.web.shapes import Text


class ShadowChange(TypedDict):
    """``what``: a rule, or the class whose ``weight`` it is; ``first``, ``second``: its value in both policies."""

    what: str
    first: float
    second: float
    weight: bool


class ShadowReason(TypedDict):
    """As with each call: the rule, the points, how long it had waited, among how many; ``words``: the same in English."""

    rule: str
    score: float
    waited_s: int
    among: int
    words: str
    more: list[str]


class ShadowDifference(TypedDict):
    """A call at ``counter``, and whom the second policy would have called there: "" for nobody at that moment.

    ``elsewhere``: the counter to which it would have given the called ticket, where that is another one.
    """

    at_ms: int
    counter: int
    number: str
    why: ShadowReason
    other: str
    other_why: ShadowReason | None
    elsewhere: int | None


class ShadowCalls(TypedDict):
    """``unexplained``: calls that the first policy of this program would not make, so that they are not judged;
    ``chosen``: calls that people chose. ``differences``: the 500 newest, newest first."""

    judged: int
    same: int
    different: int
    unexplained: int
    chosen: int
    changes: list[ShadowChange]
    differences: list[ShadowDifference]


class ShadowClass(TypedDict):
    """``names``: {} for a class that the hall has not; ``booked``: bookings without a priority."""

    code: str
    names: Text
    visits: float
    mean_s: float
    p95_s: float
    worst_s: float
    over_15: float
    unserved: float


class ShadowRow(TypedDict):
    """``name``: recorded, first or second. ``load_ratio``: busiest over least busy counter."""

    name: str
    visits: float
    mean_s: float
    p95_s: float
    worst_s: float
    over_15: float
    unserved: float
    load_ratio: float | None
    classes: list[ShadowClass]


class ShadowWhole(TypedDict):
    """The day again, ``runs`` times under each policy, with the same chance."""

    runs: int
    visits: int
    rows: list[ShadowRow]


class ShadowShown(TypedDict):
    """``on``: has the hall's file a second policy? ``running``: something is still to come, or is made anew; ``over``: is the
    day closed? ``calls``, ``whole``: null until they are known; ``whole`` also where nobody came."""

    on: bool
    names: Text
    day: str
    over: bool
    running: bool
    failed: bool
    calls: ShadowCalls | None
    whole: ShadowWhole | None
