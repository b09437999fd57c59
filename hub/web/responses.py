"""From a reply or a problem to an HTTP response, with the headers that every answer carries."""

from typing import TypeVar

from aiohttp import web

from hub.web.call import Reply
from hub.web.door import Door
from hub.web.gate import is_secure, language_of
from hub.web.problems import MEDIA_TYPE, Problem, document

Answer = TypeVar("Answer", bound=web.StreamResponse)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""Nothing but the hub's own files; no inline script, no inline style, no frame around it."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "Server": "anycounter",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""On all answers. No referrer: a ticket's link is in the address of its page."""

SHARED_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""On answers that pages of other sites may read; they hold nothing of anybody, and no cookie goes with the question."""

PREFLIGHT_HEADERS = {
    "Access-Control-Allow-Methods": "GET",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}
"""Told before such a page asks with a header that a browser does not take for granted."""

STRICT_TRANSPORT = "max-age=31536000"

OF_STATUS = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}
"""What the HTTP library finds by itself -> our own code for it."""


def dressed(parts: Door, http: web.BaseRequest, response: Answer) -> Answer:
    """The response with the headers of all answers; an upgraded connection is past that."""
    if response.prepared:
        return response
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    if is_secure(parts, http):
        response.headers["Strict-Transport-Security"] = STRICT_TRANSPORT
    return response


def response_of(reply: Reply) -> web.Response:
    return web.Response(
        body=reply.body, status=reply.status, headers={"Content-Type": reply.content_type, **reply.headers}
    )


def response_of_problem(parts: Door, http: web.BaseRequest, problem: Problem) -> web.Response:
    """The problem document, in the user's language."""
    return in_languages(parts, http, problem, language_of(parts, http))


def response_of_unread(parts: Door, http: web.BaseRequest, problem: Problem) -> web.Response:
    """The same where the request was not read, so that nobody knows a language: in all of them."""
    return in_languages(parts, http, problem, *parts.texts.languages(parts.own_languages))


def in_languages(parts: Door, http: web.BaseRequest, problem: Problem, *languages: str) -> web.Response:
    body = document(problem, http.rel_url.raw_path[:200], parts.texts, *languages)
    headers = {"Content-Type": MEDIA_TYPE, "Content-Language": ", ".join(languages), **problem.headers}
    return web.Response(body=body, status=problem.status, headers=headers)


def problem_of(parts: Door, error: web.HTTPException) -> Problem:
    """A problem for what the HTTP library refused."""
    headers = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
    code = OF_STATUS.get(error.status, "bad_request")
    return Problem(error.status, code, headers=headers, most=parts.limits.body_bytes)
