"""What handlers read behind the ``?``, held against what the description of the API says."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from hub.web.door import Asking, Door
from hub.web.openapi import document, plain_path
from hub.web.route import Route
from hub.web.serving import Serving

Names = dict[str, set[str]]


class ReadQuery(dict[str, str]):
    """A query that remembers what it was asked for."""

    def __init__(self, query: Any, read: set[str]) -> None:
        super().__init__(query)
        self._read = read

    def get(self, name: str, default: Any = None) -> Any:
        self._read.add(name)
        return super().get(name, default)

    def __getitem__(self, name: str) -> str:
        self._read.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self._read.add(str(name))
        return super().__contains__(name)


class ReadRequest:
    """A request whose query remembers; everything else is the request's own."""

    def __init__(self, http: web.Request, read: set[str]) -> None:
        self._http, self.query = http, ReadQuery(http.query, read)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._http, name)


def described(table: Iterable[Route]) -> Names:
    """Address -> names of its parameters, of all that are got."""
    paths = document(table, "1")["paths"]
    return {
        path: {each["name"] for each in methods["get"]["parameters"] if each["in"] == "query"}
        for path, methods in paths.items()
        if "get" in methods
    }


WHOLE = re.compile(r"[A-Z0-9][^\n]*[.?!]")


def unsaid(table: Iterable[Route]) -> list[str]:
    """What the description of the API leaves out: parameters without a meaning, summaries that are no whole sentence."""
    faults = []
    for path, methods in document(table, "1")["paths"].items():
        for method, operation in methods.items():
            where = f"{method} {path}"
            faults += [
                f"{where}: {each['name']}" for each in operation["parameters"] if not whole(each.get("description"))
            ]
            faults += [f"{where}: {key}" for key in ("summary", "description") if not whole(operation[key])]
    return faults


def whole(words: str | None) -> bool:
    """Is it a sentence, or several, with every bracket and quote that was opened closed?"""
    said = words or ""
    return WHOLE.fullmatch(said) is not None and said.count("(") == said.count(")") and said.count("`") % 2 == 0


def values(table: Iterable[Route], path: str) -> dict[str, str]:
    """A value for each described parameter."""
    parameters = document(table, "1")["paths"][path]["get"]["parameters"]
    return {each["name"]: value_of(each["name"], each["schema"]) for each in parameters if each["in"] == "query"}


def value_of(name: str, schema: dict[str, Any]) -> str:
    if schema.get("format") == "date":
        return "2026-01-05"
    if schema["type"] in ("integer", "number"):
        return "1"
    return {"near": "31.2,121.4", "node": "east", "hall": "city", "from": "city"}.get(name, "x")


def questions(all_of_them: dict[str, str]) -> Iterator[dict[str, str]]:
    """Nothing, everything, each alone, and everything but one: so that each way through a handler is taken."""
    yield {}
    yield all_of_them
    for name, value in all_of_them.items():
        yield {name: value}
        yield {other: each for other, each in all_of_them.items() if other != name}


async def read_by_handlers(
    parts: Door,
    begin: Callable[[Any], Asking],
    table: tuple[Route, ...],
    address: Callable[[Route], str],
    cookie: dict[str, str],
) -> Names:
    """Address -> names that its handler reads, whatever it is asked."""
    read: Names = {}

    def noting(http: web.Request) -> Asking:
        path = next(each for each in table if http.match_info.route.resource.canonical == plain_path(each.path))  # type: ignore[union-attr]
        call: Any = begin(http)
        call.http = ReadRequest(http, read.setdefault(plain_path(path.path), set()))
        return call  # type: ignore[no-any-return]

    got = [each for each in table if each.method == "GET" and each.described]
    async with TestClient(TestServer(Serving(parts, noting).application(table)), cookies=cookie) as client:
        for route in got:
            for question in questions(values(table, plain_path(route.path))):
                answer = await client.get(address(route), params=question)
                await answer.read()
                assert answer.status < 500, (route.path, question, await answer.text())
    return read
