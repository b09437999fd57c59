"""Routes behind a door: what each request passes before its handler, and what every answer carries."""

import logging
import time
from collections.abc import Awaitable, Callable, Iterable

from aiohttp import web
from aiohttp.typedefs import Handler

from hub.service import JournalFailed
from hub.web.access_store import AccessFailed
from hub.web.astray import is_too_long_for_page, page_in_all, page_of, slashed, to_page, wants_page
from hub.web.call import Rates, Reply
from hub.web.door import Asking, Door
from hub.web.gate import admit, check_rate, check_same_site, read_body, read_key
from hub.web.limits import Buckets, Limits
from hub.web.openapi import plain_path
from hub.web.problems import Problem, journal_failed
from hub.web.responses import (
    PREFLIGHT_HEADERS,
    SHARED_HEADERS,
    dressed,
    problem_of,
    response_of,
    response_of_problem,
    response_of_unread,
)
from hub.web.route import Route

log = logging.getLogger(__name__)

METHODS = frozenset({"GET", "HEAD", "POST", "DELETE", "OPTIONS"})

ROUTE = web.RequestKey("route", str)
"""The pattern of the address that was asked, without its links."""

SHARED = web.RequestKey("shared", bool)
"""May pages of other sites read the answer?"""


class Serving:
    """The HTTP application of a table of routes. ``begin``: a request -> what its handler gets."""

    def __init__(self, parts: Door, begin: Callable[[web.Request], Asking]) -> None:
        self._parts, self._begin = parts, begin

    def application(self, table: Iterable[Route]) -> web.Application:
        table = list(table)
        app = web.Application(client_max_size=self._parts.limits.body_bytes, middlewares=[self._around])
        app.router.add_routes([web.route(each.method, each.path, self._handler(each)) for each in table])
        pages = [(slashed(each), plain_path(each.path)) for each in table if each.page and slashed(each)]
        app.router.add_routes([web.get(path, to_page(label, ROUTE)) for path, label in pages])
        app.router.add_routes([web.options(each.path, preflight(each)) for each in table if each.shared])
        return app

    def unread(self, request: web.BaseRequest, problem: Problem, began: bytes) -> web.Response:
        """The answer to a request of which nothing is known but how it began and that it could not be read."""
        self._parts.metrics.answered("other", "none", problem.status, 0)
        if is_too_long_for_page(problem, began):
            return dressed(self._parts, request, page_in_all(self._parts, problem))
        return dressed(self._parts, request, response_of_unread(self._parts, request, problem))

    def _handler(self, route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """The HTTP handler of a route: every check in its order, then the route's own handler."""

        async def handle(http: web.Request) -> web.StreamResponse:
            http[ROUTE], http[SHARED] = plain_path(route.path), route.shared
            call = self._begin(http)
            if route.changes:
                check_same_site(self._parts, http)
            await admit(call, route.roles)
            if route.changes:
                check_rate(call)
                read_key(call)
            if route.body is not None:
                await read_body(call, route.body)
            reply = await route.handler(call)
            return response_of(reply) if isinstance(reply, Reply) else reply

        return handle

    def _refusal(self, request: web.Request, problem: Problem) -> web.Response:
        """A problem document, or a page where a person has gone astray."""
        answer = page_of if wants_page(request, problem) else response_of_problem
        return answer(self._parts, request, problem)

    @web.middleware
    async def _around(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Count, dress, and turn every no into a problem document."""
        started_s = time.perf_counter()
        try:
            response = await handler(request)
        except Problem as problem:
            response = self._refusal(request, problem)
        except web.HTTPException as error:
            response = self._refusal(request, problem_of(self._parts, error))
        except (AccessFailed, JournalFailed):
            response = response_of_problem(self._parts, request, journal_failed())
        except web.RequestPayloadError:
            response = response_of_problem(self._parts, request, Problem(400, "bad_request"))
        except ConnectionResetError:  # whoever asked has gone; aiohttp knows what to do
            raise
        except Exception:
            log.exception("a request met a bug: %s %s", request.method, request.get(ROUTE, ""))
            response = response_of_problem(self._parts, request, Problem(500, "bug"))
        if not isinstance(response, web.WebSocketResponse):
            method = request.method if request.method in METHODS else "other"
            route = request.get(ROUTE, "none")
            self._parts.metrics.answered(method, route, response.status, time.perf_counter() - started_s)
        if request.get(SHARED, False):
            response.headers.update(SHARED_HEADERS)
        return dressed(self._parts, request, response)


def preflight(route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """What a browser asks before a page of another site may read a shared address: reading, with a tag that it knows."""

    async def answer(http: web.Request) -> web.StreamResponse:
        http[ROUTE], http[SHARED] = plain_path(route.path), True
        return web.Response(status=204, headers={"Allow": "GET, OPTIONS", **PREFLIGHT_HEADERS})

    return answer


def rates(limits: Limits, mono_s: Callable[[], float]) -> Rates:
    """The token buckets that the limits ask for."""
    return Rates(
        Buckets(limits.tickets_rate, limits.tickets_burst, mono_s),
        Buckets(limits.failed_links_rate, limits.failed_links_burst, mono_s),
        Buckets(limits.presses_rate, limits.presses_burst, mono_s),
        Buckets(limits.sign_ins_rate, limits.sign_ins_burst, mono_s),
        Buckets(limits.pairing_rate, limits.pairing_burst, mono_s),
        Buckets(limits.arrivals_rate, limits.arrivals_burst, mono_s),
    )
