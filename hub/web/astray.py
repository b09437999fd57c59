"""Addresses that lead nowhere, or are too long, typed by people: a small page that says so, and the page itself where only a slash is
too much."""

from collections.abc import Awaitable, Callable
from html import escape

from aiohttp import web

from hub.web.door import Door
from hub.web.gate import language_of
from hub.web.problems import Problem, title_of
from hub.web.route import Route

FOR_PROGRAMS = ("/api/", "/live", "/web/", "/voice/", "/healthz", "/metrics")
"""Below these nobody looks for a page, whatever a browser says that it takes."""

HTML = "text/html"

PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="/web/style/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/web/style/tokens.css">
<link rel="stylesheet" href="/web/style/base.css">
<link rel="stylesheet" href="/web/style/signin.css">
</head>
<body>
<main class="signin">{cards}</main>
</body>
</html>
"""

CARD = """<div class="card" lang="{language}">
<h1>{title}</h1><p>{words}</p><a class="button primary" href="{href}">{start}</a></div>"""

TOO_LONG = (414, 431)


def wants_page(http: web.Request, problem: Problem) -> bool:
    """Has a browser been sent to an address of pages that is none?"""
    looks = http.method in ("GET", "HEAD") and not http.path.startswith(FOR_PROGRAMS)
    return problem.status == 404 and looks and HTML in http.headers.get("Accept", "").lower()


def page_of(parts: Door, http: web.Request, problem: Problem) -> web.Response:
    """The small page, in the browser's language, with the way to the start page. It repeats nothing of what was typed."""
    language = language_of(parts, http)
    asked = f"?lang={language}" if http.query.get("lang") == language else ""
    return page_with(parts, problem, {language: f"{parts.start_page}{asked}"})


def is_too_long_for_page(problem: Problem, began: bytes) -> bool:
    """Was a page most likely asked for, at an address that is too long or with too long a header? ``began``: how the request began;
    what it takes cannot be read, and only browsers ask for pages."""
    method, _, path = began.decode("latin-1").partition(" ")
    return problem.status in TOO_LONG and method == "GET" and path.startswith("/") and not path.startswith(FOR_PROGRAMS)


def page_in_all(parts: Door, problem: Problem) -> web.Response:
    """The small page where nobody knows who asks: in all languages, one below the other."""
    languages = parts.texts.languages(parts.own_languages)
    return page_with(parts, problem, {each: f"{parts.start_page}?lang={each}" for each in languages})


def page_with(parts: Door, problem: Problem, starts: dict[str, str]) -> web.Response:
    """``starts``: language -> the way to the start page in it."""

    def say(language: str, key: str) -> str:
        return escape(parts.texts.say(language, key, problem.detail))

    cards = [
        CARD.format(
            language=escape(language), title=say(language, title_of(problem)), href=escape(href),
            words=say(language, f"{problem.family}.{problem.code}"), start=say(language, "problem.start_page"),
        )
        for language, href in starts.items()
    ]  # fmt: skip
    title = " / ".join(say(language, title_of(problem)) for language in starts)
    page = PAGE.format(language=escape(next(iter(starts))), title=title, cards="".join(cards))
    headers = {"Content-Type": f"{HTML}; charset=utf-8", "Content-Language": ", ".join(starts), **problem.headers}
    return web.Response(body=page.encode(), status=problem.status, headers=headers)


def slashed(route: Route) -> str:
    """The pattern of a page's address with a slash too much; "" for the start page, which is one."""
    return "" if route.path == "/" else f"{route.path}/"


def without_slash(http: web.Request) -> web.Response:
    """Where the page is, on this very server: one slash in front, so that no browser takes it for another host."""
    path, query = http.rel_url.raw_path.strip("/\\"), http.rel_url.raw_query_string
    return web.Response(status=308, headers={"Location": f"/{path}?{query}" if query else f"/{path}"})


def to_page(label: str, key: web.RequestKey[str]) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """The handler of such an address. ``label``: the page's own, for the counts under ``key``."""

    async def lead(http: web.Request) -> web.StreamResponse:
        http[key] = label
        return without_slash(http)

    return lead
