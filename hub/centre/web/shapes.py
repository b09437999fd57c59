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


class OpenHallRow(TypedDict):
    """``state``: open, closed, stale (not heard for 30 s), unknown (never heard). ``heard_ms``: when the hall was last heard; with
    any other state than open, waits and counters are null. ``remote``: does it give tickets from afar?

    ``url``: then the address of the hall's own pages (http or https, at most 200 characters), where ``/afar`` takes one and
    ``/afar?item=CODE`` one for this item; else "".
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
    counters: int
    items: list[str]
    state: str
    heard_ms: int
    open: int | None
    waiting: int | None
    p50_s: int | None
    p80_s: int | None
    next_hours: list[NextHour]


class CatalogueItem(TypedDict):
    code: str
    names: Text
    line: str


class OpenHalls(TypedDict):
    names: Text
    heard_ms: int
    halls: list[OpenHallRow]
    items: list[CatalogueItem]


class ItemAccepted(TypedDict):
    """``documents``: how many must be brought."""

    code: str
    names: Text
    line: str
    depth: str
    documents: int


class OpenHall(OpenHallRow):
    lines: list[dict[str, Any]]
    accepts: list[ItemAccepted]
    hours: list[dict[str, str]]


class ReachShown(TypedDict):
    """``minutes``: of the way; ``how``: walk, drive, table, or "". ``total_min``: way and wait, null where one is unknown."""

    hall: str
    state: str
    minutes: int | None
    how: str
    metres: int | None
    total_min: int | None


class Soonest(TypedDict):
    halls: list[ReachShown]


class CentreSetup(TypedDict):
    centre: bool
    names: Text
    level: str
    nodes: list[dict[str, Any]]
    languages: list[str]
    timezone: str


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
    node: str
    names: Text
    level: str
    path: list[dict[str, Any]]
    children: list[dict[str, Any]]
    sums: dict[str, Any]
    claims: ClaimsShown
    halls: list[dict[str, Any]]
    epoch: int
    rev: int
    at_ms: int


class HallOfCentre(OpenHall):
    path: list[dict[str, Any]]
    today: list[dict[str, Any]]
    day: str
    claims: ClaimsShown
    link: dict[str, Any]
    epoch: int
    rev: int
    at_ms: int


class Comparison(TypedDict):
    first: str
    last: str
    node: str
    names: Text
    halls: list[dict[str, Any]]
    months: list[dict[str, Any]]
    days: list[dict[str, Any]]
    hours: list[dict[str, Any]]
    total: dict[str, Any]
    claims: ClaimsShown
