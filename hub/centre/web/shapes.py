"""What a centre's answers hold, for OpenAPI and for whoever reads the open feed. Pictures may gain fields; these stay.

Times are ms since the epoch, durations end in ``_s`` or ``_min``. Texts for people are ``{language: words}``.
"""

from typing import Any, TypedDict

from hub.web.shapes import Text


class NextHour(TypedDict):
    """``low_s``, ``high_s``: mean waits of the same weekday and hour before, null where too few days were seen."""

    hour: int
    low_s: int | None
    high_s: int | None


class KindWait(TypedDict):
    """Of a kind of item, in seconds; null where no open counter serves it."""

    p50_s: int | None
    p80_s: int | None


class OpenHallRow(TypedDict):
    """``state``: open, closed, stale (not heard for 30 s), unknown (never heard). ``heard_ms``: when the hall was last heard; with
    any other state than open, waits and counters are null. ``remote``: does it give tickets from afar?

    ``url``: then the address of the hall's own pages (http or https, at most 200 characters), where ``/afar`` takes one and
    ``/afar?item=CODE`` one for this item; else "". ``hold_s``: then how long a place is held whose turn has come, 0 where the hall has
    not said; ``/afar?way=MINUTES`` tells the hall's page how long the way takes.

    ``p50_s``, ``p80_s``: the wait in the hall in one figure. Where short business is called before long, ``waits`` has it for each
    kind of item, and ``kinds`` tells the place there of each of ``items``; both are empty where all items wait alike.
    """

    hall: str
    names: Text
    level: str
    latitude: float | None
    longitude: float | None
    address: Text
    phone: str
    directions: Text
    closes: str
    timezone: str
    remote: bool
    url: str
    hold_s: int
    counters: int
    items: list[str]
    state: str
    heard_ms: int
    open: int | None
    waiting: int | None
    p50_s: int | None
    p80_s: int | None
    kinds: list[int]
    waits: list[KindWait]
    next_hours: list[NextHour]


class CatalogueItem(TypedDict):
    """``also``: everyday words for it, of all halls."""

    code: str
    names: Text
    line: str
    also: list[str]


class OpenHalls(TypedDict):
    """``count``: how many halls fit the question; with a filter ``halls`` may hold fewer."""

    names: Text
    heard_ms: int
    halls: list[OpenHallRow]
    items: list[CatalogueItem]
    count: int


class ItemAccepted(TypedDict):
    """``documents``: how many must be brought. ``also``: everyday words for it."""

    code: str
    names: Text
    line: str
    depth: str
    documents: int
    also: list[str]


class OpenHall(OpenHallRow):
    lines: list[dict[str, Any]]
    accepts: list[ItemAccepted]
    hours: list[dict[str, str]]


class ReachShown(TypedDict):
    """``minutes``: of the way; ``how``: walk, drive, table, far (more than two hours, and no minutes), or "". ``total_min``: way and
    wait, null where one is unknown or it is too late. ``late``: why: the hall has closed ("closed"), or will have when one is
    "there", or is "called"; else "". The rest is as in the open feed, at the very moment at which ``total_min`` was added up;
    ``p50_s``, ``p80_s``: of the item that was asked for."""

    hall: str
    state: str
    heard_ms: int
    open: int | None
    waiting: int | None
    p50_s: int | None
    p80_s: int | None
    minutes: int | None
    how: str
    metres: int | None
    total_min: int | None
    late: str


class Soonest(TypedDict):
    halls: list[ReachShown]


class CentreSetup(TypedDict):
    centre: bool
    names: Text
    level: str
    nodes: list[dict[str, Any]]
    languages: list[str]
    timezone: str
    halls: int


class CentreHealth(TypedDict):
    status: str
    halls: int
    heard: int


class ClaimsShown(TypedDict):
    """Shares in 0..1; null where there is nothing to divide."""

    load_ratio: float | None
    load_worst: float | None
    on_the_spot: float | None
    documents: float | None
    few_documents: float | None
    within_15: float | None


class WallShown(TypedDict):
    """``halls``: the 120 most urgent ones, of ``count`` that fit the search. ``store_failing_ms``: since when the centre's store takes
    nothing, 0 while it works."""

    node: str
    names: Text
    level: str
    path: list[dict[str, Any]]
    children: list[dict[str, Any]]
    sums: dict[str, Any]
    claims: ClaimsShown
    halls: list[dict[str, Any]]
    count: int
    epoch: int
    rev: int
    at_ms: int
    store_failing_ms: int


class CounterOnBoard(TypedDict):
    """``state``: free, calling, serving or paused; ``number``: of the ticket that is at it, or ""."""

    counter: int
    state: str
    number: str
    items: list[str]


class CallOnBoard(TypedDict):
    """``at_ms``: hall time of the call; ``state``: of the leg now."""

    number: str
    counter: int | None
    at_ms: int
    state: str


class LineOnBoard(TypedDict):
    """``items``: code -> how many wait for it. ``numbers``: the first tickets, in the order in which they began to wait."""

    line: str
    count: int
    items: dict[str, int]
    numbers: list[str]


class TurnOnBoard(TypedDict):
    """``turn_ms``: hall time at which the turn came; the place is held for the hall's ``hold_s``."""

    number: str
    turn_ms: int


class ComingOnBoard(TypedDict):
    """Tickets from afar whose citizens are on the way: how many, the numbers of the first, and of those whose turn has come."""

    count: int
    numbers: list[str]
    turned: list[TurnOnBoard]


class BoardShown(TypedDict):
    """``seq``, ``at_ms``: number and hall time of the last event in it. ``read_ms``: when the store was asked, by the centre's clock.
    ``behind``: events that the hall has told of and that are not in it, since ``behind_ms`` (0 for none)."""

    seq: int
    at_ms: int
    day: str
    open: bool
    counters: list[CounterOnBoard]
    calls: list[CallOnBoard]
    waiting: list[LineOnBoard]
    coming: ComingOnBoard
    read_ms: int
    behind: int
    behind_ms: int


class HallOfCentre(OpenHall):
    path: list[dict[str, Any]]
    today: list[dict[str, Any]]
    day: str
    claims: ClaimsShown
    link: dict[str, Any]
    board: BoardShown | None
    epoch: int
    rev: int
    at_ms: int
    store_failing_ms: int


class Comparison(TypedDict):
    """``halls``: the longest mean waits first; ``count``: how many halls there are."""

    first: str
    last: str
    node: str
    names: Text
    halls: list[dict[str, Any]]
    count: int
    months: list[dict[str, Any]]
    days: list[dict[str, Any]]
    hours: list[dict[str, Any]]
    total: dict[str, Any]
    claims: ClaimsShown


class ReviewShown(TypedDict):
    """``at_ms``: hall time. ``number``: the ticket's, of that day. ``reasons``: codes; ``other`` for one that nobody knows."""

    hall: str
    day: str
    at_ms: int
    counter: int | None
    number: str
    items: list[str]
    score: int
    reasons: list[str]
    seq: int


class ReviewSums(TypedDict):
    """``scores``: score -> how many. ``satisfied``: share of 3, 4 and 5, null where nobody has rated. ``score``: the mean."""

    scores: dict[str, int]
    rated: int
    satisfied: float | None
    bad: int
    score: float | None
    complaints: int


class ReasonCount(TypedDict):
    reason: str
    count: int


class Reviews(TypedDict):
    """``total``, ``halls``, ``reasons``: of all scores. ``reviews``: the newest of at most the score ``most``. ``next``: what to ask
    for as ``before`` to read on, null at the end."""

    first: str
    last: str
    node: str
    most: int
    total: ReviewSums
    halls: list[dict[str, Any]]
    reasons: list[ReasonCount]
    items: list[CatalogueItem]
    reviews: list[ReviewShown]
    next: str | None


class HookShown(TypedDict):
    """``hook``: its key; ``to``: scheme and host of its address. ``given_up``: in the last 30 days."""

    hook: str
    to: str
    events: list[str]
    waiting: int
    given_up: int


class Undelivered(TypedDict):
    """``to``: "" for a hook that is no longer in the settings. ``why``: of the last failure: no_answer, status_NNN, too_many, or
    "" before the first attempt. ``next_ms``: of the next one, 0 for at once. ``given_up_ms``: 0 while it is tried."""

    delivery: str
    to: str
    event: str
    hall: str
    at_ms: int
    tries: int
    next_ms: int
    given_up_ms: int
    why: str


class Hooks(TypedDict):
    hooks: list[HookShown]
    undelivered: list[Undelivered]
    halls: dict[str, Text]
    at_ms: int
