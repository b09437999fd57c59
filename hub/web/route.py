"""One address of the hub: what is asked for, by whom, and what comes back."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from hub.web.bodies import Body
from hub.web.call import Reply

Handler = Callable[[Any], Awaitable[Reply | web.StreamResponse]]
"""From a call, of a hall or of a centre, to its answer."""

EVERYBODY: frozenset[str] = frozenset()
STAFF = frozenset({"clerk", "supervisor", "pad"})
DESKS = STAFF
API = "/api/v1"
COUNTER = "/counters/{n:[0-9]{1,4}}"


@dataclass(frozen=True, slots=True)
class Route:
    """One address. ``roles`` empty: everybody. ``body``: None where none is read. ``answer``: shape of its JSON.

    ``shared``: may pages of other sites read what it answers? They send no cookie along. ``page``: is it one of people's own?
    ``tagged``: does its answer carry an ETag, so that ``If-None-Match`` spares it?
    """

    method: str
    path: str
    roles: frozenset[str]
    handler: Handler
    about: str
    body: type[Body] | None = None
    answer: Any = None
    status: int = 200
    media: str = "application/json"
    may: tuple[int, ...] = ()
    described: bool = True
    shared: bool = False
    page: bool = False
    tagged: bool = False

    @property
    def changes(self) -> bool:
        """Does it change anything? Then it needs the same site, and takes an Idempotency-Key."""
        return self.method in ("POST", "DELETE")


def said(handler: Handler) -> str:
    """What a handler says of itself: its first paragraph, in one line."""
    return " ".join((handler.__doc__ or "").strip().split("\n\n")[0].split())


def get(path: str, roles: frozenset[str], handler: Handler, answer: Any, may: tuple[int, ...] = ()) -> Route:
    return Route("GET", path, roles, handler, said(handler), None, answer, may=may)


def post(
    path: str, roles: frozenset[str], handler: Handler, body: type[Body], answer: Any, status: int = 200,
    may: tuple[int, ...] = (),
) -> Route:  # fmt: skip
    return Route("POST", path, roles, handler, said(handler), body, answer, status, may=may)


def delete(path: str, roles: frozenset[str], handler: Handler, answer: Any, may: tuple[int, ...] = ()) -> Route:
    return Route("DELETE", path, roles, handler, said(handler), None, answer, may=may)
