"""What stands in an address and behind its ``?``: the schema of each parameter and what it means, for the description of the API.

This is the one place where they are declared. A handler that reads another one, or one that nobody describes, fails a test.
"""

import re
from dataclasses import dataclass
from typing import Any

HOLE = re.compile(r"\{(\w+)(?::((?:[^{}]|\{[^{}]*\})*))?\}")
"""A parameter in the pattern of an address."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """``about``: what it means, in whole sentences."""

    schema: dict[str, Any]
    about: str


def up_to(most: int, about: str) -> Parameter:
    return Parameter({"type": "integer", "minimum": 0, "maximum": most}, about)


def words(about: str, **more: Any) -> Parameter:
    return Parameter({"type": "string", **more}, about)


def day(about: str) -> Parameter:
    return words(about, format="date")


def degrees(most: int, about: str) -> Parameter:
    return Parameter({"type": "number", "minimum": -most, "maximum": most}, about)


Parameters = dict[str, Parameter]

PERIOD: Parameters = {
    "from": day("The first business day."),
    "to": day("The last business day, no earlier than the first."),
}
NODE = words("Id of a node of the tree: only what is below it; without it all halls.")
BELOW: Parameters = {
    **PERIOD, "node": NODE, "hall": words("Id of a hall: only this one; not along with `node`."),
}  # fmt: skip
REVIEWS: Parameters = {
    **BELOW,
    "most": Parameter({"type": "integer", "minimum": 1, "maximum": 5}, "The highest score that is listed; 5 without it."),
    "before": words("Where to read on: `next` of the answer before."),
}  # fmt: skip
PLACE = r"^-?\d{1,2}(\.\d+)?,-?\d{1,3}(\.\d+)?$"
FEED: Parameters = {
    "node": NODE,
    "search": words("Words in a hall's id, name, address or items, as people type them: pinyin too.", maxLength=60),
    "near": words("LATITUDE,LONGITUDE in degrees (WGS 84): the nearest halls first.", pattern=PLACE),
    "most": up_to(100_000, "So many halls at most; 200 without it where they are searched for or near, else all."),
}  # fmt: skip
SOONEST: Parameters = {
    "from": words("Id of the hall where one starts; without it `latitude` and `longitude` have to be there."),
    "latitude": degrees(90, "Of the place where one starts, in degrees (WGS 84)."),
    "longitude": degrees(180, "Of the place where one starts, in degrees (WGS 84)."),
    "item": words("Code of an item: only halls that serve it."),
    "most": up_to(100_000, "So many halls at most; 200 without it."),
}
QUERIES: dict[str, Parameters] = {
    "/api/v1/journal": {
        "after": up_to(2**53 - 1, "Number of an event: only later ones."),
        "limit": up_to(500, "So many events at most; 100 without it."),
    },
    "/api/v1/reports": PERIOD, "/api/v1/reports.csv": PERIOD, "/api/v1/reports.pdf": PERIOD,
    "/api/v1/replay": {"day": day("The business day; the newest without it.")},
    "/api/v1/shadow": {"day": day("The business day; the newest without it.")},
    "/api/v1/slots": {"day": day("The day whose slots are told; without it only which days can be booked.")},
    "/api/v1/halls": FEED, "/api/v1/halls/soonest": SOONEST,
    "/api/v1/staff/wall": {"node": NODE, "search": words("Words in the id or name of a hall.")},
    "/api/v1/staff/matters": {
        "find": words("Part of a number, a name or an office: only such matters."),
        "ended": up_to(1, "1: matters that are collected or returned, instead of those under way."),
    },
    "/api/v1/staff/comparison": BELOW, "/api/v1/staff/comparison.csv": BELOW, "/api/v1/staff/comparison.pdf": BELOW,
    "/api/v1/staff/halls/{id}/events.csv": PERIOD, "/api/v1/staff/halls/{id}/events.jsonl": PERIOD,
    "/api/v1/staff/hours.csv": BELOW, "/api/v1/staff/hours.jsonl": BELOW,
    "/api/v1/staff/reviews": REVIEWS, "/api/v1/staff/reviews.csv": REVIEWS,
}  # fmt: skip
"""Address -> name -> parameter behind its ``?``; none of them has to be there (``soonest`` wants a hall or a place).
``lang`` is everywhere, for sentences."""

IN_ADDRESS: tuple[tuple[str, str], ...] = (
    ("/api/v1/tickets/{link}", "The ticket's secret link, as the QR code on its paper has it."),
    ("/api/v1/matters/{link}", "The receipt's secret link, as its QR code has it."),
    ("/api/v1/bookings/{code}", "The booking's code of eight letters and digits."),
    ("/api/v1/counters/{n}", "Number of the counter."),
    ("/api/v1/complaints/{id}", "Id of the complaint."),
    ("/api/v1/staff/tickets/{id}", "Id of the ticket."),
    ("/api/v1/staff/matters/{id}", "Id of the matter."),
    ("/api/v1/users/{id}", "Name with which the user signs in."),
    ("/api/v1/halls/{id}", "Id of the hall."),
    ("/api/v1/staff/halls/{id}", "Id of the hall."),
    ("/api/v1/texts/{language}", "Code of the language, such as zh or en."),
    ("/voice/{clip}", "Name of the recorded clip, as the setup tells it."),
)
"""How an address begins, up to a parameter in it -> what that means."""

IDEMPOTENCY_KEY = words(
    "Names this action: repeated with the same key it returns the first answer and does nothing else.",
    pattern="^[A-Za-z0-9._-]{1,128}$",
)
IF_NONE_MATCH = words("ETag of the copy that the asker has: where it still holds the answer is 304, without a body.")


def plain_path(path: str) -> str:
    """``/counters/{n:[0-9]+}`` -> ``/counters/{n}``."""
    return HOLE.sub(r"{\1}", path)


def meaning(path: str, name: str) -> str:
    """What a parameter in an address means; "" where nobody has said it."""
    before = plain_path(path).partition(f"{{{name}}}")[0] + f"{{{name}}}"
    return dict(IN_ADDRESS).get(before, "")
