"""The table of all addresses of the hub, from the hub's own route table."""

from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from hub.centre.web import routes as centre_routes
from hub.centre.web.exports import ExportDesk
from hub.centre.web.hooks import HookDesk
from hub.centre.web.live import CentreSockets
from hub.centre.web.reviews import ReviewDesk
from hub.centre.web.staff import Reports
from hub.web.bench import Bench
from hub.web.openapi import Description, plain_path
from hub.web.pages import Pages
from hub.web.public import PublicPictures
from hub.web.route import Route
from hub.web.routes import routes
from hub.web.sockets import Sockets

NOBODY_ASKS = cast(Any, SimpleNamespace(take_back=None))
"""The table alone is read here: behind its handlers there is no hall."""


def route_table_markdown() -> str:
    """One row for each address: who may ask, what is sent, what it is for."""
    sockets = Sockets(NOBODY_ASKS, NOBODY_ASKS)
    pages = Pages(Path(__file__).parent)
    bench = Bench(NOBODY_ASKS, NOBODY_ASKS, pages)
    table = routes(PublicPictures(NOBODY_ASKS), sockets, pages, Description().show, bench)
    return in_a_table(table)


def centre_route_table_markdown() -> str:
    """The same of a centre."""
    sockets = CentreSockets(NOBODY_ASKS, NOBODY_ASKS, NOBODY_ASKS)
    pages = Pages(Path(__file__).parent)
    desks = centre_routes.Desks(
        Reports(NOBODY_ASKS), ReviewDesk(NOBODY_ASKS), ExportDesk(NOBODY_ASKS), HookDesk(NOBODY_ASKS)
    )
    return in_a_table(centre_routes.routes(sockets, pages, Description().show, desks))


def in_a_table(table: Iterable[Route]) -> str:
    rows = (row(route) for route in table)
    return "\n".join(["| address | who | body | what |", "|---|---|---|---|", *rows])


def row(route: Route) -> str:
    who = ", ".join(sorted(route.roles)) or "everybody"
    body = f"`{route.body.__name__}`" if route.body else ""
    return f"| `{route.method} {plain_path(route.path)}` | {who} | {body} | {route.about} |"
