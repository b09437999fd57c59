"""The polite no over HTTP: problem documents (RFC 9457) in the user's language, that say what is wrong and where."""

import re
from dataclasses import dataclass, field
from http import HTTPStatus

import msgspec

from hub.core.events import CommandRefused
from hub.web.texts import Texts

MEDIA_TYPE = "application/problem+json"

KINDS = {
    401: "not_allowed", 403: "not_allowed", 404: "not_found", 409: "refused", 429: "too_many", 500: "bug",
    503: "unavailable",
}  # fmt: skip
"""Status -> title; all others tell of a request that is wrong in itself."""

REFUSAL_STATUS = {
    "version_unknown": 404, "matter_unknown": 404, "booking_unknown": 404,
    "complaint_unknown": 404, "counter_unknown": 404, "ticket_unknown": 404, "leg_unknown": 404, "disk_failed": 503,
}  # fmt: skip
"""Refusals that are not a conflict (409) with what the hall is doing now."""

REFUSAL_PLACE = {
    "absent_reason": "/reason",
    "answer_missing": "/words",
    "day_invalid": "/day",
    "day_not_later": "/day",
    "document_unknown": "/outcomes",
    "holder_missing": "/holder",
    "item_unknown": "/items",
    "leg_unknown": "/leg",
    "no_counter_for_items": "/items",
    "outcome_not_of_leg": "/outcomes",
    "owed_not_taken_in": "/outcomes",
    "priority_unknown": "/priority",
    "promise_unfit": "/outcomes",
    "reasons_not_asked": "/reasons",
    "score_out_of_range": "/score",
    "slot_full": "/time",
    "slot_past": "/time",
    "slot_unknown": "/time",
    "too_many_items": "/items",
}
"""Refusal -> the place in the request that the hall does not accept."""

RETRY_S = 2
"""A journal that failed is tried again with the next request; this keeps a crowd from asking all at once."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One place that is wrong. ``where``: a JSON pointer into the body, ``header:name``, ``query:name``."""

    where: str
    what: str
    detail: dict[str, str] = field(default_factory=dict)


class Problem(Exception):
    """A request that gets no answer but a reason. ``code`` is stable; the sentence is the language's."""

    def __init__(
        self, status: int, code: str, *faults: Fault, headers: dict[str, str] | None = None, **detail: object
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.family = "problem"
        self.faults = faults
        self.headers = headers or {}
        self.detail = {key: str(value) for key, value in detail.items()}


def refused(refusal: CommandRefused) -> Problem:
    """The hall's own no."""
    place = REFUSAL_PLACE.get(refusal.reason)
    faults = (Fault(place, "refused"),) if place else ()
    problem = Problem(REFUSAL_STATUS.get(refusal.reason, 409), refusal.reason, *faults)
    problem.detail = refusal.detail
    problem.family = "refused"
    return problem


def journal_failed() -> Problem:
    """Nothing was done because nothing could be stored."""
    problem = Problem(503, "disk_failed", headers={"Retry-After": str(RETRY_S)})
    problem.family = "refused"
    return problem


def too_fast(wait_s: float, code: str = "too_fast") -> Problem:
    """Asked too often: how many whole seconds to wait."""
    seconds = str(int(wait_s) + 1)
    return Problem(429, code, headers={"Retry-After": seconds}, seconds=seconds)


def title_of(problem: Problem) -> str:
    """The key of its title."""
    return f"problem.title.{KINDS.get(problem.status, 'bad_input')}"


def document(problem: Problem, instance: str, texts: Texts, *languages: str) -> bytes:
    """The JSON of a problem document. Several languages, one after the other, where nobody knows who asks."""

    def say(key: str, detail: dict[str, str]) -> str:
        return " / ".join(texts.say(language, key, detail) for language in languages)

    return msgspec.json.encode(
        {
            "type": f"urn:anycounter:problem:{problem.code}",
            "title": say(title_of(problem), {}),
            "status": int(HTTPStatus(problem.status)),
            "detail": say(f"{problem.family}.{problem.code}", problem.detail),
            "instance": instance,
            "reason": problem.code,
            "errors": [
                {"where": fault.where, "what": say(f"problem.what.{fault.what}", fault.detail)}
                for fault in problem.faults
            ],
        }
    )


PLACE = re.compile(r" - at `(?P<path>.*)`$", re.DOTALL)
STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")
SAYINGS = (
    (re.compile(r"^Object contains unknown field `(?P<name>.*)`$", re.DOTALL), "unknown_field"),
    (re.compile(r"^Object missing required field `(?P<name>.*)`$"), "missing"),
    (re.compile(r"^Expected `(?P<expected>[^`]*)`, got `(?P<got>[^`]*)`$"), "wrong_type"),
    (re.compile(r"^Invalid RFC3339 encoded date$"), "date"),
    (re.compile(r"^Expected `\w+` of length (?P<rule>.*)$"), "length"),
    (re.compile(r"^Expected `\w+` matching regex"), "pattern"),
    (re.compile(r"^Expected `\w+` (?P<rule>.*)$"), "one_value"),
)
"""How msgspec words a validation error -> our own words for it."""


def fault_of(error: msgspec.ValidationError) -> Fault:
    """Where in the body, and what is wrong there."""
    message = str(error)
    place = PLACE.search(message)
    pointer = pointer_of(place["path"]) if place else ""
    said = message[: place.start()] if place else message
    for saying, what in SAYINGS:
        if found := saying.match(said):
            named = found.groupdict()
            name = named.pop("name", None)
            return Fault(f"{pointer}/{escaped(name)}" if name is not None else pointer, what, named)
    return Fault(pointer, "not_one_of")


def pointer_of(path: str) -> str:
    """``$.items[0]`` -> ``/items/0`` (RFC 6901)."""
    return "".join(f"/{escaped(name or index)}" for name, index in STEP.findall(path.removeprefix("$")))


def escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
