"""Addresses that lead nowhere: people get a page in their language with a way on, programs a problem document."""

import re

import pytest
from aiohttp import ClientResponse
from yarl import URL

from tests.web.world import Client

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PATHS = [
    ("/boad", "/"), ("/counter/99999", "/"), ("/pad/x", "/"), ("/board/extra", "/"), ("/board//", "/"), ("/Board", "/"),
    ("/nothing?lang=en", "/?lang=en"), ("/%3Cscript%3E", "/"), ("//evil.example", "/"), ("/halls", "/"),
]  # fmt: skip


async def typed(client: Client, path: str, **headers: str) -> ClientResponse:
    """What a browser's line of addresses gets, without going where it leads."""
    url = URL(client.world.base + path, encoded=True)
    async with client.session.get(url, headers={**BROWSER, **headers}, allow_redirects=False) as answer:
        await answer.read()
        return answer


@pytest.mark.parametrize(("path", "start"), PATHS)
async def test_a_mistyped_page_is_a_page_with_the_way_to_the_start(citizen: Client, path: str, start: str) -> None:
    answer = await typed(citizen, path, **{"Accept-Language": "en"})
    page = await answer.text()
    assert (answer.status, answer.content_type, answer.charset) == (404, "text/html", "utf-8")
    assert re.findall(r"<h1>(.*)</h1><p>(.*?)</p>", page) == [("Not found", "There is nothing at this address.")]
    assert re.findall(r'<a [^>]*href="([^"]*)"', page) == [start]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "evil" not in page
    assert "script" not in page


async def test_it_speaks_the_language_of_the_browser(citizen: Client) -> None:
    found = {language: await typed(citizen, "/boad", **{"Accept-Language": language}) for language in ("zh-CN", "en")}
    words = {language: await each.text() for language, each in found.items()}
    assert '<html lang="zh">' in words["zh-CN"]
    assert "没有这个地址。" in words["zh-CN"]
    assert "回到首页" in words["zh-CN"]
    assert '<html lang="en">' in words["en"]
    assert "To the start page" in words["en"]


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/board/", "/web/none.js", "/live/none", "/voice/none.ogg"])
async def test_what_programs_ask_for_stays_a_problem_document(citizen: Client, path: str) -> None:
    answer = await typed(citizen, path)
    assert (answer.status, answer.content_type) == (404, "application/problem+json")


@pytest.mark.parametrize("accept", ["*/*", "application/json"])
async def test_who_takes_no_page_gets_none(citizen: Client, accept: str) -> None:
    answer = await typed(citizen, "/boad", Accept=accept)
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        ("/board/", "/board"), ("/board/?lang=en&a=%2F%2Fb", "/board?lang=en&a=%2F%2Fb"), ("/counter/3/", "/counter/3"),
        ("/t/a%2Fb/", "/t/a%2Fb"), ("/t/%5Cevil.example/", "/t/%5Cevil.example"),
    ],
)  # fmt: skip
async def test_a_slash_too_much_leads_to_the_page(citizen: Client, path: str, leads_to: str) -> None:
    answer = await typed(citizen, path)
    assert (answer.status, answer.headers["Location"]) == (308, leads_to)


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/",
        "//evil.example/board/",
        "///board/",
        "/%2F/evil.example/",
        "/\\evil.example/",
        "/.//evil.example/",
    ],
)
async def test_no_slash_leads_to_another_server(citizen: Client, path: str) -> None:
    answer = await typed(citizen, path)
    assert (answer.status, answer.headers.get("Location")) == (404, None)
