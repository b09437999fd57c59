"""Every address of a centre, once: routing, OpenAPI, the README's table and the test of all roles come from this."""

from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web

from hub.centre.web import public, shapes, staff
from hub.centre.web.exports import ExportDesk
from hub.centre.web.hooks import HookDesk
from hub.centre.web.live import CentreSockets
from hub.centre.web.reviews import ReviewDesk
from hub.centre.web.streamed import JSON_LINES
from hub.web import bodies, signing_in
from hub.web.pages import Pages
from hub.web.route import API, EVERYBODY, Handler, Route, delete, get, post, said
from hub.web.shapes import SignedIn, Text

ROLES = ("watcher", "administrator")
"""watcher: sees everything. administrator: also how the links of the halls are, and the webhooks."""

STAFF = frozenset(ROLES)
ADMINISTRATORS = frozenset(ROLES[1:])
ID = "{id:[a-z0-9-]{1,32}}"

PAGES = {
    "/": "wall", "/halls": "halls", f"/node/{ID}": "wall", f"/hall/{ID}": "centre-hall", "/compare": "compare",
    "/reviews": "reviews", "/webhooks": "webhooks", "/signin": "signin",
}  # fmt: skip
"""Address -> file in ``pages``."""

WHERE_YOU_ARE = {"Permissions-Policy": "camera=(), geolocation=(self), microphone=()"}
"""The one page that may ask the browser where it is; the browser asks its owner."""


@dataclass(frozen=True, slots=True)
class Desks:
    """Handlers that need more than the pictures: the store, the hooks."""

    reports: staff.Reports
    reviews: ReviewDesk
    exports: ExportDesk
    hooks: HookDesk


def routes(sockets: CentreSockets, pages: Pages, show_api: Handler, desks: Desks) -> tuple[Route, ...]:
    """The table."""
    return (
        *open_routes(show_api), *staff_routes(desks.reports), *review_routes(desks.reviews),
        *export_routes(desks.exports), *hook_routes(desks.hooks), *session_routes(), *live_routes(sockets), *page_routes(pages),
    )  # fmt: skip


def open_routes(show_api: Handler) -> tuple[Route, ...]:
    figures = Route("GET", "/metrics", EVERYBODY, public.show_metrics, said(public.show_metrics), media="text/plain")
    path = f"{API}/halls"
    feed = (
        replace(get(path, EVERYBODY, public.show_halls, shapes.OpenHalls, (404, 422, 429)), tagged=True),
        get(f"{path}/soonest", EVERYBODY, public.show_soonest, shapes.Soonest, (404, 422, 429)),
        get(f"{path}/{ID}", EVERYBODY, public.show_hall, shapes.OpenHall, (404, 429)),
    )
    return (
        *(replace(each, shared=True) for each in feed),
        get(f"{API}/setup", EVERYBODY, public.show_setup, shapes.CentreSetup),
        get(f"{API}/texts/{{language:[A-Za-z0-9-]{{1,16}}}}.json", EVERYBODY, public.show_texts, Text, (404,)),
        get("/healthz", EVERYBODY, public.show_health, shapes.CentreHealth),
        get("/api/openapi.json", EVERYBODY, show_api, dict[str, Any]),
        figures,
    )


def staff_routes(reports: staff.Reports) -> tuple[Route, ...]:
    path, no = f"{API}/staff/comparison", (404, 409, 422)

    return (
        get(f"{API}/staff/wall", STAFF, staff.show_wall, shapes.WallShown, (404,)),
        get(f"{API}/staff/halls/{ID}", STAFF, staff.show_hall, shapes.HallOfCentre, (404,)),
        get(path, STAFF, reports.show_comparison, shapes.Comparison, no),
        download(f"{path}.csv", reports.show_comparison_csv, "text/csv", no),
        download(f"{path}.pdf", reports.show_comparison_pdf, "application/pdf", no),
    )


def review_routes(desk: ReviewDesk) -> tuple[Route, ...]:
    path, no = f"{API}/staff/reviews", (404, 409, 422)
    return (
        get(path, STAFF, desk.show_reviews, shapes.Reviews, no),
        download(f"{path}.csv", desk.show_reviews_csv, "text/csv", no),
    )


def export_routes(desk: ExportDesk) -> tuple[Route, ...]:
    events, hours, no = f"{API}/staff/halls/{ID}/events", f"{API}/staff/hours", (404, 409, 422)
    return (
        download(f"{events}.csv", desk.show_events_csv, "text/csv", no),
        download(f"{events}.jsonl", desk.show_events_jsonl, JSON_LINES, no),
        download(f"{hours}.csv", desk.show_hours_csv, "text/csv", no),
        download(f"{hours}.jsonl", desk.show_hours_jsonl, JSON_LINES, no),
    )


def hook_routes(desk: HookDesk) -> tuple[Route, ...]:
    return (get(f"{API}/staff/webhooks", ADMINISTRATORS, desk.show_hooks, shapes.Hooks),)


def download(path: str, handler: Handler, media: str, may: tuple[int, ...]) -> Route:
    return Route("GET", path, STAFF, handler, said(handler), media=media, may=may)


def session_routes() -> tuple[Route, ...]:
    path = f"{API}/session"
    return (
        post(path, EVERYBODY, signing_in.sign_in, bodies.SignIn, SignedIn, 201, (401,)),
        get(path, STAFF, signing_in.who, SignedIn),
        delete(path, STAFF, signing_in.sign_out, SignedIn),
    )


def live_routes(sockets: CentreSockets) -> tuple[Route, ...]:
    def live(path: str, handler: Handler) -> Route:
        return Route("GET", path, STAFF, handler, f"Live: {said(handler)}", described=False)

    return (
        live("/live/wall", sockets.wall), live(f"/live/wall/{ID}", sockets.wall), live(f"/live/halls/{ID}", sockets.centre_hall),
    )  # fmt: skip


def page_routes(pages: Pages) -> tuple[Route, ...]:
    files = Route("GET", "/web/{path:.+}", EVERYBODY, pages.file, said(pages.file), described=False)
    return (*(page_route(pages, path, name) for path, name in PAGES.items()), files)


def page_route(pages: Pages, path: str, name: str) -> Route:
    async def show(call: Any) -> web.StreamResponse:
        page = pages.page(name)
        if name == "halls":
            page.headers.update(WHERE_YOU_ARE)
        return page

    return Route("GET", path, EVERYBODY, show, f"Page: {name}.", described=False, page=True)
