"""The web side as a whole: its parts put together, started and stopped."""

import logging
import time
from collections.abc import Awaitable, Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from ssl import SSLContext
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from hub.core.events import Recorded
from hub.service import HallService, JournalFailed
from hub.web.access_store import AccessFailed
from hub.web.archive import Archive, NoArchive
from hub.web.bench import Bench, BenchParts
from hub.web.call import Parts, Rates, Reply
from hub.web.feed import Feed
from hub.web.gate import admit, begin, check_rate, check_same_site, read_body, read_key
from hub.web.keys import Keys
from hub.web.limits import Buckets, Limits
from hub.web.lockout import Lockout
from hub.web.metrics import Metrics
from hub.web.openapi import Description, plain_path
from hub.web.pages import Pages
from hub.web.pairing_desk import NoPairing, PairingDesk
from hub.web.pictures import Pictures
from hub.web.planning_desk import NoPlanner, Planner
from hub.web.problems import Problem, journal_failed
from hub.web.public import PublicPictures
from hub.web.responses import dressed, problem_of, response_of, response_of_problem
from hub.web.route import Route
from hub.web.routes import routes
from hub.web.sessions import Sessions
from hub.web.settings_desk import NoSettings, SettingsDesk
from hub.web.shadow_desk import NoShadow, ShadowDesk
from hub.web.sockets import Sockets
from hub.web.texts import Texts
from hub.web.updates import NoUpdates, Updates
from hub.web.users import Users
from hub.web.voice_desk import NoVoice, Voice

log = logging.getLogger(__name__)

METHODS = frozenset({"GET", "HEAD", "POST", "DELETE"})
LAST_WORDS_S = 2.0
"""A stop waits this long for answers under way; then their clients repeat them, with the same key, after the start."""

ROUTE = web.RequestKey("route", str)
"""The pattern of the address that was asked, without its links."""

Clock = Callable[[], float]


class WebApp:
    """Pages, API and live feed of one hall. An outlet of the service hangs on it from ``start`` on.

    ``read_after``: the journal's. ``devices``: what is known of each device, for the supervisor; ``updates``: theirs;
    ``voice``: spoken calls; ``pairing``: the window for new ones. ``public_url``: the address under which phones reach
    the hub, where it is not the one they asked. ``mono_s``, ``wall_s``: clocks of limits and of sessions. ``bench``:
    where the settings switch it on. ``archive``: days of the past; ``settings``: the hall's file; ``planner``: its simulated days;
    ``shadow``: its second policy; ``centre``: how the link to the centre is.
    """

    def __init__(
        self, service: HallService, users: Users, *, texts: Path, pages: Path,
        read_after: Callable[[int, int], list[Recorded]], devices: Callable[[], list[dict[str, Any]]] = list,
        updates: Updates | None = None, voice: Voice | None = None, pairing: PairingDesk | None = None,
        limits: Limits | None = None, public_url: str = "", bench: BenchParts | None = None,
        archive: Archive | None = None, settings: SettingsDesk | None = None, planner: Planner | None = None,
        shadow: ShadowDesk | None = None, centre: Callable[[], str] = lambda: "",
        mono_s: Clock = time.monotonic, wall_s: Clock = time.time,
    ) -> None:  # fmt: skip
        self.limits = limits or Limits()
        metrics = Metrics(lambda: service.record, lambda: service.failing)
        sessions = Sessions(users, idle_s=self.limits.idle_s, longest_s=self.limits.session_s, now_s=wall_s)
        self.parts = Parts(
            service, users, sessions, Texts(texts), self.limits, rates(self.limits, mono_s), Lockout(mono_s), metrics,
            Keys(), read_after, devices, updates or NoUpdates(), voice or NoVoice(), public_url, bench is not None,
            pairing or NoPairing(), archive or NoArchive(), settings or NoSettings(), planner or NoPlanner(),
            shadow or NoShadow(),
        )  # fmt: skip
        pictures = Pictures(service, metrics, self.parts.voice, users.shown, centre)
        self.feed = Feed(pictures, self.limits, metrics)
        self.sockets = Sockets(self.parts, self.feed)
        files, description = Pages(pages), Description()
        self.bench = Bench(*bench, files) if bench else None
        self.routes = routes(PublicPictures(pictures), self.sockets, files, description.show, self.bench)
        description.fill(self.routes, own_version())
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int, tls: SSLContext | None = None) -> int:
        """Serve; the port that the system gave where ``port`` is 0."""
        app = web.Application(client_max_size=self.limits.body_bytes, middlewares=[self._around])
        app.router.add_routes([web.route(each.method, each.path, self._handler(each)) for each in self.routes])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=LAST_WORDS_S, keepalive_timeout=75)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port, ssl_context=tls, backlog=512)
        await site.start()
        self.parts.service.add_outlet(self.feed)
        self.sockets.start()
        if self.bench:
            self.bench.start(self.parts)
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Ask live readers to come back soon, answer what is under way, then close."""
        if self.bench:
            self.bench.stop()
        await self.sockets.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    def _handler(self, route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """The HTTP handler of a route: every check in its order, then the route's own handler."""

        async def handle(http: web.Request) -> web.StreamResponse:
            http[ROUTE] = plain_path(route.path)
            call = begin(self.parts, http)
            if route.changes:
                check_same_site(self.parts, http)
            await admit(call, route.roles)
            if route.changes:
                check_rate(call)
                read_key(call)
            if route.body is not None:
                await read_body(call, route.body)
            reply = await route.handler(call)
            return response_of(reply) if isinstance(reply, Reply) else reply

        return handle

    @web.middleware
    async def _around(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Count, dress, and turn every no into a problem document."""
        started_s = time.perf_counter()
        try:
            response = await handler(request)
        except Problem as problem:
            response = response_of_problem(self.parts, request, problem)
        except web.HTTPException as error:
            response = response_of_problem(self.parts, request, problem_of(self.parts, error))
        except (AccessFailed, JournalFailed):
            response = response_of_problem(self.parts, request, journal_failed())
        except web.RequestPayloadError:
            response = response_of_problem(self.parts, request, Problem(400, "bad_request"))
        except ConnectionResetError:  # whoever asked has gone; aiohttp knows what to do
            raise
        except Exception:
            log.exception("a request met a bug: %s %s", request.method, request.get(ROUTE, ""))
            response = response_of_problem(self.parts, request, Problem(500, "bug"))
        if not isinstance(response, web.WebSocketResponse):
            method = request.method if request.method in METHODS else "other"
            route = request.get(ROUTE, "none")
            self.parts.metrics.answered(method, route, response.status, time.perf_counter() - started_s)
        return dressed(self.parts, request, response)


def rates(limits: Limits, mono_s: Clock) -> Rates:
    """The token buckets that the limits ask for."""
    return Rates(
        Buckets(limits.tickets_rate, limits.tickets_burst, mono_s),
        Buckets(limits.failed_links_rate, limits.failed_links_burst, mono_s),
        Buckets(limits.presses_rate, limits.presses_burst, mono_s),
        Buckets(limits.sign_ins_rate, limits.sign_ins_burst, mono_s),
        Buckets(limits.pairing_rate, limits.pairing_burst, mono_s),
    )


def own_version() -> str:
    """The installed version; a source tree that was never installed says so."""
    try:
        return version("anycounter")
    except PackageNotFoundError:
        return "0+source"
