"""The description of the API (OpenAPI 3.1), from the route table and the types of bodies and answers."""

import re
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

import msgspec

from hub.web.bodies import Body
from hub.web.call import Call, Reply
from hub.web.problems import MEDIA_TYPE
from hub.web.route import Route
from hub.web.shapes import ProblemDocument

PARAMETER = re.compile(r"\{(\w+)(?::((?:[^{}]|\{[^{}]*\})*))?\}")


def up_to(most: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": 0, "maximum": most}


REF = "#/components/schemas/{name}"
NUMBERS = {"n"}
DATE = {"type": "string", "format": "date"}
PERIOD = {"from": DATE, "to": DATE}
BELOW: dict[str, dict[str, Any]] = {**PERIOD, "node": {"type": "string"}, "hall": {"type": "string"}}
REVIEWS: dict[str, dict[str, Any]] = {
    **BELOW,
    "most": {"type": "integer", "minimum": 1, "maximum": 5},
    "before": {"type": "string"},
}
FEED: dict[str, dict[str, Any]] = {
    "node": {"type": "string"},
    "search": {"type": "string", "maxLength": 60},
    "near": {"type": "string", "pattern": r"^-?\d{1,2}(\.\d+)?,-?\d{1,3}(\.\d+)?$"},
    "most": up_to(100_000),
}
SOONEST: dict[str, dict[str, Any]] = {
    "from": {"type": "string"}, "latitude": {"type": "number", "minimum": -90, "maximum": 90},
    "longitude": {"type": "number", "minimum": -180, "maximum": 180}, "item": {"type": "string"}, "most": up_to(100_000),
}  # fmt: skip
QUERIES: dict[str, dict[str, dict[str, Any]]] = {
    "/api/v1/journal": {"after": up_to(2**53 - 1), "limit": up_to(500)},
    "/api/v1/reports": PERIOD, "/api/v1/reports.csv": PERIOD, "/api/v1/reports.pdf": PERIOD,
    "/api/v1/replay": {"day": DATE}, "/api/v1/shadow": {"day": DATE}, "/api/v1/slots": {"day": DATE},
    "/api/v1/halls": FEED, "/api/v1/halls/soonest": SOONEST,
    "/api/v1/staff/wall": {"node": FEED["node"], "search": {"type": "string"}},
    "/api/v1/staff/matters": {"find": {"type": "string"}, "ended": up_to(1)},
    "/api/v1/staff/comparison": BELOW, "/api/v1/staff/comparison.csv": BELOW, "/api/v1/staff/comparison.pdf": BELOW,
    "/api/v1/staff/halls/{id}/events.csv": PERIOD, "/api/v1/staff/halls/{id}/events.jsonl": PERIOD,
    "/api/v1/staff/hours.csv": BELOW, "/api/v1/staff/hours.jsonl": BELOW,
    "/api/v1/staff/reviews": REVIEWS, "/api/v1/staff/reviews.csv": REVIEWS,
}  # fmt: skip
"""Address -> name -> schema of the parameters behind its ``?``; none of them has to be there (``soonest`` wants a hall
or a place). ``lang`` is everywhere, for sentences."""

COOKIE = {"type": "apiKey", "in": "cookie", "name": "session"}


def plain_path(path: str) -> str:
    """``/counters/{n:[0-9]+}`` -> ``/counters/{n}``."""
    return PARAMETER.sub(r"{\1}", path)


def document(table: Iterable[Route], version: str) -> dict[str, Any]:
    """The whole description."""
    described = [route for route in table if route.described]
    types = {each for route in described for each in (route.body, route.answer) if each is not None}
    named = sorted((each for each in types if hasattr(each, "__annotations__")), key=lambda each: each.__name__)
    _, components = msgspec.json.schema_components([*named, ProblemDocument], ref_template=REF)
    paths: dict[str, dict[str, Any]] = {}
    for route in described:
        paths.setdefault(plain_path(route.path), {})[route.method.lower()] = operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Anycounter", "version": version, "description": ABOUT},
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": {"session": COOKIE}},
    }


class Description:
    """The description as an answer; complete once the table is."""

    def __init__(self) -> None:
        self._reply = Reply(b"{}")

    def fill(self, table: Sequence[Route], version: str) -> None:
        self._reply = Reply(msgspec.json.encode(document(table, version)))

    async def show(self, call: Call) -> Reply:
        """This description of the API."""
        return self._reply


ABOUT = (
    "One queue, and any free counter. Times are hall time in ms since the epoch, durations end in `_s`. "
    "`?lang=` chooses the language of sentences and files. "
    "Every POST and DELETE takes an `Idempotency-Key`: repeating it returns the first answer and does nothing else."
)


def operation(route: Route) -> dict[str, Any]:
    """One method of one path."""
    described: dict[str, Any] = {
        "operationId": operation_id(route),
        "summary": route.about,
        "parameters": parameters(route),
        "responses": responses(route),
    }
    if route.body is not None:
        described["requestBody"] = request_body(route.body)
    if route.roles:
        described["security"] = [{"session": []}]
        described["x-roles"] = sorted(route.roles)
    return described


def operation_id(route: Route) -> str:
    """``POST /api/v1/day/open`` -> ``post_day_open``."""
    words = re.findall(r"\w+", plain_path(route.path).removeprefix("/api/v1"))
    return "_".join([route.method.lower(), *words])


def request_body(body: type[Body]) -> dict[str, Any]:
    required = any(each.required for each in msgspec.structs.fields(body))
    return {"required": required, "content": {"application/json": {"schema": schema_of(body)}}}


def schema_of(kind: Any) -> Any:
    (schema,), _ = msgspec.json.schema_components([kind], ref_template=REF)
    return schema


def parameters(route: Route) -> list[dict[str, Any]]:
    """Path, query and header parameters."""
    found = [path_parameter(name, pattern) for name, pattern in PARAMETER.findall(route.path)]
    for name, schema in QUERIES.get(plain_path(route.path), {}).items():
        found.append({"name": name, "in": "query", "required": False, "schema": schema})
    if route.changes:
        schema = {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,128}$"}
        found.append({"name": "Idempotency-Key", "in": "header", "required": False, "schema": schema})
    return found


def path_parameter(name: str, pattern: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string", "minLength": 1}
    if name in NUMBERS:
        schema = {"type": "integer", "minimum": 0, "maximum": 9999}
    elif pattern:
        schema["pattern"] = f"^{pattern}$"
    return {"name": name, "in": "path", "required": True, "schema": schema}


def responses(route: Route) -> dict[str, Any]:
    """The answer, and every problem that the route can lead to."""
    schema = {"type": "string"} if route.answer is None else schema_of(route.answer)
    answer = {"description": route.about, "content": {route.media: {"schema": schema}}}
    found: dict[str, Any] = {str(route.status): answer}
    for status in statuses(route):
        is_health = route.path == "/healthz" and status == 503
        content = answer["content"] if is_health else {MEDIA_TYPE: {"schema": schema_of(ProblemDocument)}}
        found[str(status)] = {"description": HTTPStatus(status).phrase, "content": content}
    return dict(sorted(found.items()))


def statuses(route: Route) -> Sequence[int]:
    """Problem statuses of a route: its own, and those of its roles, key and body."""
    found = set(route.may)
    if PARAMETER.search(route.path):
        found.add(404)
    if route.roles:
        found |= {401, 403}
    if route.changes:
        found |= {400, 403, 422, 429, 503}
    if route.body is not None:
        found |= {413, 415}
    return sorted(found)
