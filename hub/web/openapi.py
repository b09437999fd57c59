"""The description of the API (OpenAPI 3.1), from the route table and the types of bodies and answers."""

import re
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

import msgspec

from hub.web.bodies import Body
from hub.web.call import Call, Reply
from hub.web.parameters import HOLE, IDEMPOTENCY_KEY, IF_NONE_MATCH, QUERIES, Parameter, meaning
from hub.web.parameters import plain_path as plain_path
from hub.web.problems import MEDIA_TYPE
from hub.web.route import Route
from hub.web.shapes import ProblemDocument

REF = "#/components/schemas/{name}"
NUMBERS = {"n"}
SENTENCE_END = re.compile(r"(?<=[.?!])\s+(?=[A-Z])")

COOKIE = {"type": "apiKey", "in": "cookie", "name": "session"}


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


TEXT = {"type": "string"}
TAGS = {
    "ETag": {"description": "Stands for what the answer tells; send it back as `If-None-Match`.", "schema": TEXT},
    "Last-Modified": {"description": "When a hall of the answer was last heard.", "schema": TEXT},
}
"""Headers of an answer that can be spared."""

ABOUT = (
    "One queue, and any free counter. Times are hall time in ms since the epoch, durations end in `_s`. "
    "`?lang=` chooses the language of sentences and files. "
    "Every POST and DELETE takes an `Idempotency-Key`: repeating it returns the first answer and does nothing else."
)


def operation(route: Route) -> dict[str, Any]:
    """One method of one path."""
    described: dict[str, Any] = {
        "operationId": operation_id(route),
        "summary": summary(route.about),
        "description": route.about,
        "parameters": parameters(route),
        "responses": responses(route),
    }
    if route.body is not None:
        described["requestBody"] = request_body(route.body)
    if route.roles:
        described["security"] = [{"session": []}]
        described["x-roles"] = sorted(route.roles)
    return described


def summary(about: str) -> str:
    """The first sentence."""
    return SENTENCE_END.split(about, maxsplit=1)[0]


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
    found = [path_parameter(route.path, name, pattern) for name, pattern in HOLE.findall(route.path)]
    found += [optional("query", name, each) for name, each in QUERIES.get(plain_path(route.path), {}).items()]
    if route.changes:
        found.append(optional("header", "Idempotency-Key", IDEMPOTENCY_KEY))
    if route.tagged:
        found.append(optional("header", "If-None-Match", IF_NONE_MATCH))
    return found


def optional(place: str, name: str, each: Parameter) -> dict[str, Any]:
    return {"name": name, "in": place, "required": False, "description": each.about, "schema": each.schema}


def path_parameter(path: str, name: str, pattern: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string", "minLength": 1}
    if name in NUMBERS:
        schema = {"type": "integer", "minimum": 0, "maximum": 9999}
    elif pattern:
        schema["pattern"] = f"^{pattern}$"
    return {"name": name, "in": "path", "required": True, "description": meaning(path, name), "schema": schema}


def responses(route: Route) -> dict[str, Any]:
    """The answer, and every problem that the route can lead to."""
    schema = {"type": "string"} if route.answer is None else schema_of(route.answer)
    answer: dict[str, Any] = {"description": route.about, "content": {route.media: {"schema": schema}}}
    found: dict[str, Any] = {str(route.status): answer}
    if route.tagged:
        answer["headers"] = TAGS
        found["304"] = {"description": "The copy that the asker has still holds; there is no body.", "headers": TAGS}
    for status in statuses(route):
        is_health = route.path == "/healthz" and status == 503
        content = answer["content"] if is_health else {MEDIA_TYPE: {"schema": schema_of(ProblemDocument)}}
        found[str(status)] = {"description": HTTPStatus(status).phrase, "content": content}
    return dict(sorted(found.items()))


def statuses(route: Route) -> Sequence[int]:
    """Problem statuses of a route: its own, and those of its roles, key and body."""
    found = set(route.may)
    if HOLE.search(route.path):
        found.add(404)
    if route.roles:
        found |= {401, 403}
    if route.changes:
        found |= {400, 403, 422, 429, 503}
    if route.body is not None:
        found |= {413, 415}
    return sorted(found)
