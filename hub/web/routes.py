"""Every address of the hub, once: routing, OpenAPI, the README's table and the test of all roles come from this."""

from typing import Any

from aiohttp import web

from hub.web import (
    afar,
    bodies,
    booking_shapes,
    bookings,
    citizens,
    device_shapes,
    matter_bodies,
    matter_shapes,
    matters,
    pairing,
    plan_shapes,
    planning,
    public,
    report_shapes,
    reports,
    settings,
    settings_shapes,
    setup_shapes,
    shadow,
    shadow_shapes,
    shapes,
    signing_in,
    staff,
    supervise,
    updates,
    voice_desk,
)
from hub.web.bench import Bench
from hub.web.call import Call
from hub.web.desks import ACTIONS, CLERKS, SUPERVISORS, press_of, show_clerk_day, show_counter
from hub.web.pages import PAGES, Pages
from hub.web.public import PublicPictures
from hub.web.route import API, COUNTER, DESKS, EVERYBODY, STAFF, Handler, Route, delete, get, post, said
from hub.web.sockets import Sockets

WHERE_YOU_ARE = {"Permissions-Policy": "camera=(), geolocation=(self), microphone=()"}
"""Of the citizen's own ticket: a phone may check in by its position, where its owner lets the browser ask."""


def routes(
    pictures: PublicPictures, sockets: Sockets, pages: Pages, show_api: Handler, bench: Bench | None = None
) -> tuple[Route, ...]:  # fmt: skip
    """The table. ``may``: further statuses than those that roles, bodies and keys bring by themselves."""
    return (
        *citizen_routes(), *booking_routes(), *public_routes(pictures, show_api), *desk_routes(), *matter_routes(),
        *supervisor_routes(pictures),
        *pairing_routes(), *session_routes(), *live_routes(sockets), *page_routes(pages),
        *(bench_routes(bench, pages) if bench else ()),
    )  # fmt: skip


def citizen_routes() -> tuple[Route, ...]:
    link = f"{API}/tickets/{{link}}"
    code = Route(
        "GET", f"{link}/qr.svg", EVERYBODY, citizens.ticket_code, said(citizens.ticket_code),
        media="image/svg+xml", may=(404, 429),
    )  # fmt: skip
    return (
        post(
            f"{API}/tickets",
            EVERYBODY,
            citizens.take_ticket,
            bodies.TicketWish,
            shapes.TicketIssued,
            201,
            (403, 404, 409),
        ),
        get(link, EVERYBODY, citizens.show_ticket, shapes.TicketShown, (404, 429)),
        post(f"{link}/come", EVERYBODY, afar.come, bodies.Arrival, shapes.Done, may=(404, 409, 429)),
        get(f"{API}/afar/code", EVERYBODY, afar.show_code, setup_shapes.AfarCode, (403, 404)),
        post(f"{link}/let-pass", EVERYBODY, citizens.let_pass, bodies.Nothing, shapes.Done, may=(404, 409, 429)),
        delete(link, EVERYBODY, citizens.leave, shapes.Done, (404, 409)),
        code,
        post(
            f"{API}/complaints",
            EVERYBODY,
            citizens.complain,
            bodies.ComplaintWish,
            shapes.Done,
            201,
            (401, 403, 404, 409, 429),
        ),
        post(f"{API}/ratings", EVERYBODY, citizens.rate, bodies.Rating, shapes.Done, 201, (401, 403, 404, 409)),
    )


def booking_routes() -> tuple[Route, ...]:
    path, no = f"{API}/bookings", (404, 409, 429)
    one, shape = f"{path}/{{code:[0-9A-Za-z]{{8}}}}", booking_shapes.BookingShown
    code = Route(
        "GET", f"{one}/qr.svg", EVERYBODY, bookings.booking_code, said(bookings.booking_code),
        media="image/svg+xml", may=no,
    )  # fmt: skip
    return (
        get(f"{API}/slots", EVERYBODY, bookings.show_slots, booking_shapes.SlotsShown, (422,)),
        post(path, EVERYBODY, bookings.book, bodies.BookingWish, shape, 201, (409,)),
        get(one, EVERYBODY, bookings.show_booking, shape, no),
        code,
        delete(one, EVERYBODY, bookings.cancel_booking, shapes.Done, no),
        post(f"{one}/check-in", EVERYBODY, bookings.check_in, bodies.CheckInWish, shapes.TicketIssued, may=no),
    )


def public_routes(pictures: PublicPictures, show_api: Handler) -> tuple[Route, ...]:
    figures = Route(
        "GET", "/metrics", EVERYBODY, public.show_metrics, said(public.show_metrics), media="text/plain"
    )  # fmt: skip
    clip = Route(
        "GET", "/voice/{clip:[A-Za-z0-9_-]{1,52}}.ogg", EVERYBODY, voice_desk.show_clip, said(voice_desk.show_clip),
        media="audio/ogg", may=(404,),
    )  # fmt: skip
    return (
        clip,
        post(f"{API}/voice/sound", EVERYBODY, voice_desk.report_sound, bodies.SoundReport, shapes.Nothing, may=(404,)),
        get(f"{API}/board", EVERYBODY, pictures.board, shapes.Board),
        get(f"{API}/items", EVERYBODY, pictures.items, shapes.Items),
        get(f"{API}/setup", EVERYBODY, public.show_setup, setup_shapes.Setup),
        get(f"{API}/texts/{{language:[A-Za-z0-9-]{{1,16}}}}.json", EVERYBODY, public.show_texts, shapes.Text, (404,)),
        get("/healthz", EVERYBODY, public.show_health, shapes.Health, (503,)),
        get("/api/openapi.json", EVERYBODY, show_api, dict[str, Any]),
        figures,
    )


def desk_routes() -> tuple[Route, ...]:
    presses = (
        post(f"{API}{COUNTER}/{each.name}", each.roles, press_of(each), each.body, shapes.Done, may=(404, 409))
        for each in ACTIONS
    )
    return (
        get(f"{API}{COUNTER}", DESKS, show_counter, shapes.CounterShown, (404,)),
        get(f"{API}/staff/day", CLERKS, show_clerk_day, shapes.ClerkDay),
        *presses,
    )


def matter_routes() -> tuple[Route, ...]:
    """Progress by the receipt's link for everybody; the rest for whoever works in the hall."""
    receipt, staff_path, no = f"{API}/matters/{{link}}", f"{API}/staff/matters", (404, 409)
    code = Route(
        "GET", f"{receipt}/qr.svg", EVERYBODY, matters.receipt_code, said(matters.receipt_code),
        media="image/svg+xml", may=(404, 429),
    )  # fmt: skip
    return (
        get(receipt, EVERYBODY, matters.show_receipt, matter_shapes.ReceiptShown, (404, 429)),
        code,
        get(staff_path, CLERKS, matters.list_matters, matter_shapes.MattersShown, (422,)),
        post(f"{staff_path}/{{id}}/move", CLERKS, matters.move_matter, matter_bodies.MatterMove, shapes.Done, may=no),
        post(
            f"{staff_path}/{{id}}/return",
            CLERKS,
            matters.return_matter,
            matter_bodies.MatterReturn,
            shapes.Done,
            may=no,
        ),
        post(f"{staff_path}/{{id}}/document", CLERKS, matters.bring_document, bodies.Nothing, shapes.Done, may=no),
    )


def supervisor_routes(pictures: PublicPictures) -> tuple[Route, ...]:
    ticket = f"{API}/staff/tickets/{{id}}"
    return (
        post(f"{ticket}/cancel", CLERKS, supervise.cancel_ticket, bodies.CancelReason, shapes.Done, may=(404, 409)),
        post(f"{ticket}/return", CLERKS, supervise.return_ticket, bodies.Nothing, shapes.Done, may=(404, 409)),
        post(
            f"{API}/complaints/{{id}}/answer",
            SUPERVISORS,
            supervise.answer_complaint,
            bodies.ComplaintAnswer,
            shapes.Done,
            may=(404, 409),
        ),
        post(f"{API}/day/open", SUPERVISORS, supervise.open_day, bodies.DayToOpen, shapes.Done, may=(409,)),
        post(f"{API}/day/close", SUPERVISORS, supervise.close_day, bodies.DayToClose, shapes.Done, may=(409,)),
        get(f"{API}/hall", SUPERVISORS, pictures.hall, shapes.HallShown),
        get(f"{API}/journal", SUPERVISORS, supervise.read_journal, shapes.JournalPage, (422, 503)),
        get(f"{API}/devices", SUPERVISORS, supervise.list_devices, shapes.Devices),
        *update_routes(),
        *report_routes(),
        *planning_routes(),
        *settings_routes(),
        *staff_routes(),
    )


def update_routes() -> tuple[Route, ...]:
    path = f"{API}/updates"
    return (
        get(path, SUPERVISORS, updates.show_updates, device_shapes.Updates),
        post(f"{path}/start", SUPERVISORS, updates.start_update, bodies.ReleaseWish, device_shapes.Updates, may=(409,)),
        post(f"{path}/stop", SUPERVISORS, updates.stop_update, bodies.Nothing, device_shapes.Updates),
    )


def report_routes() -> tuple[Route, ...]:
    path, no = f"{API}/reports", (404, 409, 422, 503)

    def download(suffix: str, handler: Handler, media: str) -> Route:
        return Route("GET", f"{path}.{suffix}", SUPERVISORS, handler, said(handler), media=media, may=no)

    return (
        get(path, SUPERVISORS, reports.show_report, report_shapes.Report, no),
        download("csv", reports.show_report_csv, "text/csv"),
        download("pdf", reports.show_report_pdf, "application/pdf"),
        get(f"{API}/replay/days", SUPERVISORS, reports.show_days, report_shapes.Days, (503,)),
        get(f"{API}/replay", SUPERVISORS, reports.show_story, report_shapes.Story, no),
        get(f"{API}/shadow", SUPERVISORS, shadow.show_shadow, shadow_shapes.ShadowShown, no),
    )


def planning_routes() -> tuple[Route, ...]:
    path, shape = f"{API}/planning", plan_shapes.PlanShown

    def download(suffix: str, handler: Handler, media: str) -> Route:
        return Route("GET", f"{path}.{suffix}", SUPERVISORS, handler, said(handler), media=media, may=(404,))

    return (
        get(path, SUPERVISORS, planning.show_plan, shape),
        get(f"{path}/advice", SUPERVISORS, planning.show_advice, plan_shapes.PlanAdvice),
        post(f"{path}/start", SUPERVISORS, planning.start_plan, planning.PlanWish, shape, may=(409, 503)),
        post(f"{path}/cancel", SUPERVISORS, planning.cancel_plan, bodies.Nothing, shape),
        download("json", planning.show_plan_json, "application/json"),
        download("pdf", planning.show_plan_pdf, "application/pdf"),
    )


def settings_routes() -> tuple[Route, ...]:
    path, shape = f"{API}/settings", settings_shapes.SettingsShown
    no = (404, 409)
    return (
        get(path, SUPERVISORS, settings.show_settings, shape, (409,)),
        post(
            f"{path}/check",
            SUPERVISORS,
            settings.check_settings,
            bodies.SettingsWish,
            settings_shapes.SettingsChecked,
            may=no,
        ),
        post(f"{path}/save", SUPERVISORS, settings.save_settings, bodies.SettingsChange, shape, may=no),
        post(f"{path}/back", SUPERVISORS, settings.take_settings_back, bodies.SettingsBack, shape, may=no),
    )


def staff_routes() -> tuple[Route, ...]:
    path, given = f"{API}/users", settings_shapes.UserGiven
    one, no = f"{path}/{{id}}", (404, 409)
    return (
        get(path, SUPERVISORS, staff.list_users, settings_shapes.UsersShown, (503,)),
        post(path, SUPERVISORS, staff.add_user, bodies.NewUser, given, 201, may=no),
        post(f"{one}/reset", SUPERVISORS, staff.reset_user, bodies.UserReset, given, may=no),
        post(f"{one}/disable", SUPERVISORS, staff.disable_user, bodies.UserReason, given, may=no),
        post(f"{one}/enable", SUPERVISORS, staff.enable_user, bodies.UserReason, given, may=no),
    )


def pairing_routes() -> tuple[Route, ...]:
    """The first four are asked by devices, which have no session yet."""
    path = f"{API}/pairing"
    no = (404, 409, 429)
    return (
        post(f"{path}/hello", EVERYBODY, pairing.hello, pairing.Hello, device_shapes.PairingHello, may=no),
        post(f"{path}/reveal", EVERYBODY, pairing.reveal, pairing.Reveal, shapes.Nothing, may=no),
        post(f"{path}/wait", EVERYBODY, pairing.wait, pairing.Wait, device_shapes.PairingSealed, may=no),
        post(f"{path}/taken", EVERYBODY, pairing.taken, pairing.Taken, shapes.Nothing, may=no),
        get(path, SUPERVISORS, pairing.show_window, device_shapes.PairingWindow),
        post(f"{path}/open", SUPERVISORS, pairing.open_window, bodies.Nothing, device_shapes.PairingWindow, may=(409,)),
        post(
            f"{path}/close", SUPERVISORS, pairing.close_window, bodies.Nothing, device_shapes.PairingWindow, may=(409,)
        ),
        post(
            f"{path}/confirm",
            SUPERVISORS,
            pairing.confirm,
            pairing.Confirm,
            device_shapes.PairingWindow,
            may=(404, 409),
        ),
    )


def session_routes() -> tuple[Route, ...]:
    path = f"{API}/session"
    return (
        post(path, EVERYBODY, signing_in.sign_in, bodies.SignIn, shapes.SignedIn, 201, (401,)),
        get(path, STAFF, signing_in.who, shapes.SignedIn),
        delete(path, STAFF, signing_in.sign_out, shapes.SignedIn),
    )


def live_routes(sockets: Sockets) -> tuple[Route, ...]:
    def live(path: str, roles: frozenset[str], handler: Handler) -> Route:
        return Route("GET", path, roles, handler, f"Live: {said(handler)}", described=False)

    return (
        live("/live", EVERYBODY, sockets.board),
        live(f"/live{COUNTER}", DESKS, sockets.counter),
        live("/live/hall", SUPERVISORS, sockets.hall),
        live("/live/tickets/{link}", EVERYBODY, sockets.ticket),
    )


def page_routes(pages: Pages) -> tuple[Route, ...]:
    files = Route("GET", "/web/{path:.+}", EVERYBODY, pages.file, said(pages.file), described=False)
    return (*(page_route(pages, path, name) for path, name in PAGES.items()), files)


def page_route(pages: Pages, path: str, name: str) -> Route:
    async def show(call: Call) -> web.StreamResponse:
        page = pages.page(name)
        if name == "ticket":
            page.headers.update(WHERE_YOU_ARE)
        return page

    return Route("GET", path, EVERYBODY, show, f"Page: {name}.", described=False, page=True)


def bench_routes(bench: Bench, pages: Pages) -> tuple[Route, ...]:
    """There only where the settings switch the bench on."""

    def plain(path: str, roles: frozenset[str], handler: Handler) -> Route:
        return Route("GET", path, roles, handler, f"Bench: {said(handler)}", described=False)

    line = "/live/bench/{device:[a-z0-9-]{1,32}}/{lease:[0-9a-f]{32}}"
    return (
        get(f"{API}/bench", SUPERVISORS, bench.show, shapes.BenchShown),
        get(f"{API}/bench/firmware", SUPERVISORS, bench.firmware, shapes.BenchFirmware, (404,)),
        post(f"{API}/bench/devices", SUPERVISORS, bench.lend, bodies.BenchWish, shapes.BenchDevice, 201, (404,)),
        plain(line, SUPERVISORS, bench.line),
        page_route(pages, "/bench", "bench"),
        plain("/bench/worker.js", EVERYBODY, bench.worker),
        plain("/bench/runtime/{name:[a-z.]{1,32}}", SUPERVISORS, bench.runtime),
    )
