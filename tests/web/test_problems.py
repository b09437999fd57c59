"""Bad input gets a problem document that says what is wrong and where, in the user's language, and never a 500."""

import asyncio
import json
from typing import Any

import msgspec
import pytest

from hub.core import commands as c
from hub.core.events import Recorded
from hub.service import HallBusy, JournalFailed
from hub.web.shapes import ProblemDocument
from tests.web.conftest import Making
from tests.web.world import Client, World

JSON = {"Content-Type": "application/json"}


async def problem(response: Any, status: int, reason: str) -> dict[str, Any]:
    """The checked problem document of a response."""
    assert response.status == status, await response.text()
    assert response.content_type == "application/problem+json"
    document = msgspec.json.decode(await response.read(), type=ProblemDocument)
    assert (document["status"], document["reason"]) == (status, reason)
    assert document["detail"]
    assert "." not in document["detail"].split(" ")[0] or " " in document["detail"]
    return dict(document)


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"items": ["card"], "colour": "red"}, "/colour"),
        ({"items": ["card"], "a/b~c": 1}, "/a~1b~0c"),
        ({}, "/items"),
        ({"items": "card"}, "/items"),
        ({"items": []}, "/items"),
        ({"items": [1]}, "/items/0"),
        ({"items": ["card", ""]}, "/items/1"),
        ({"items": ["ca\u0000rd"]}, "/items/0"),
        ({"items": ["x" * 65]}, "/items/0"),
        ({"items": ["card"] * 33}, "/items"),
        ({"items": ["card"], "channel": "pigeon"}, "/channel"),
        ({"items": ["card"], "priority": None}, "/priority"),
        ({"items": ["card"], "booked_ms": 1.5}, "/booked_ms"),
        ({"items": ["card"], "booked_ms": -1}, "/booked_ms"),
        ({"items": ["card"], "booked_ms": 10**400}, "/booked_ms"),
        ({"items": ["card"], "booked_ms": True}, "/booked_ms"),
        ([], ""),
        ("card", ""),
        (None, ""),
        (7, ""),
    ],
)
async def test_a_body_with_a_fault_is_answered_with_its_place(citizen: Client, body: object, where: str) -> None:
    response = await citizen.ask("POST", "/tickets", data=json.dumps(body), headers=JSON)
    document = await problem(response, 422, "invalid")
    assert [each["where"] for each in document["errors"]] == [where]
    assert document["errors"][0]["what"]


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"\xff\xfe",
        b'{"items":["\xff"]}',
        b'{"items":["\\ud800"]}',
        b"[" * 9000,
        b'{"items":' * 1500,
        b"NaN",
        b"\x00",
    ],
    ids=lambda raw: repr(raw[:12]),
)
async def test_what_is_no_json_is_said_to_be_none(citizen: Client, raw: bytes) -> None:
    response = await citizen.ask("POST", "/tickets", data=raw, headers=JSON)
    assert response.status in (400, 422), await response.text()
    assert response.content_type == "application/problem+json"


async def test_another_content_type_is_refused(citizen: Client) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "json", ""):
        response = await citizen.ask("POST", "/tickets", data=b'{"items":["card"]}', headers={"Content-Type": kind})
        assert response.status == 415


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_beyond_the_bound_is_refused(citizen: Client, chunked: bool) -> None:
    async def pieces() -> Any:
        for _ in range(5):
            yield b" " * 4096

    data = pieces() if chunked else b" " * (16 * 1024 + 1)
    response = await citizen.ask("POST", "/tickets", data=data, headers=JSON)
    document = await problem(response, 413, "body_too_large")
    assert "16384" in document["detail"]


async def test_an_address_that_is_not_there_and_a_method_that_is_not(citizen: Client) -> None:
    await problem(await citizen.get("/nothing"), 404, "not_found")
    wrong = await citizen.delete("/board")
    await problem(wrong, 405, "method_not_allowed")
    assert "GET" in wrong.headers["Allow"]
    for path in ("/counters/0", "/counters/99999", "/counters/-1", "/counters/1e1", "/counters/%E0%A5%A7"):
        assert (await citizen.ask("GET", path)).status in (401, 404)


async def test_refusals_are_told_in_the_language_of_the_browser(clerk: Client) -> None:
    in_english = await clerk.post("/counters/1/next", headers={"Accept-Language": "en-GB,zh;q=0.5"})
    in_chinese = await clerk.post("/counters/1/next")
    asked = await clerk.post("/counters/1/next?lang=en")
    assert (await problem(in_english, 409, "counter_not_open"))["detail"] == "Counter 1 is not open."
    assert (await problem(in_chinese, 409, "counter_not_open"))["detail"] == "1号窗口还没有开放。"
    assert (await problem(asked, 409, "counter_not_open"))["title"] == "The hall did not do it"


async def test_a_refusal_names_the_place_that_the_hall_did_not_accept(citizen: Client, clerk: Client) -> None:
    unknown = await citizen.post("/tickets", {"items": ["moon"]})
    assert (await problem(unknown, 409, "item_unknown"))["errors"][0]["where"] == "/items"
    language = await citizen.post("/tickets", {"items": ["card"], "language": "tlh"})
    assert (await problem(language, 409, "language_unknown"))["errors"][0]["where"] == "/language"
    await problem(await clerk.get("/counters/77"), 404, "counter_unknown")
    await problem(await clerk.post("/counters/77/open"), 404, "counter_unknown")
    await problem(await clerk.post("/staff/tickets/x/return"), 404, "ticket_unknown")


async def test_bookings_and_staff_tickets_are_for_staff(citizen: Client, clerk: Client) -> None:
    for wish in ({"items": ["card"], "booked_ms": 1}, {"items": ["card"], "channel": "staff"}):
        await problem(await citizen.post("/tickets", wish), 403, "staff_only")
        assert (await clerk.post("/tickets", wish)).status == 201


async def test_a_hall_that_is_too_busy_says_so(world: World, citizen: Client) -> None:
    world.web.parts.service = FullService(world.service)  # type: ignore[assignment]
    busy = await citizen.post("/tickets", {"items": ["card"]})
    await problem(busy, 503, "hall_busy")
    assert busy.headers["Retry-After"] == "1"


class FullService:
    """A service whose queue is full."""

    def __init__(self, service: Any) -> None:
        self.record = service.record
        self.failing = False

    async def handle(self, request: c.Request) -> None:
        raise HallBusy


async def test_a_bug_is_a_problem_document_too_and_is_logged(
    world: World, citizen: Client, caplog: pytest.LogCaptureFixture
) -> None:
    world.web.parts.service = BrokenService(world.service)  # type: ignore[assignment]
    await problem(await citizen.post("/tickets", {"items": ["card"]}), 500, "bug")
    assert "a request met a bug: POST /api/v1/tickets" in caplog.text


class BrokenService(FullService):
    """A service with a fault of its own."""

    async def handle(self, request: c.Request) -> None:
        raise ZeroDivisionError


async def test_a_stalled_disk_makes_people_wait_and_loses_nobody(world: World, citizen: Client) -> None:
    world.journal.stall()
    asked = [asyncio.create_task(citizen.post("/tickets", {"items": ["card"]}, key=f"k{n}")) for n in range(5)]
    await world.journal.asked.wait()
    assert (await citizen.get("/board")).status == 200
    world.journal.go_on()
    numbers = {(await (await each).json())["number"] for each in asked}
    assert numbers == {"A001", "A002", "A003", "A004", "A005"}


async def test_a_closed_hall_gives_no_ticket(make_world: Making) -> None:
    world = await make_world(open_day=False)
    await problem(await world.client().post("/tickets", {"items": ["card"]}), 409, "day_not_open")


async def test_a_journal_that_cannot_be_read_is_no_bug(world: World, boss: Client) -> None:
    world.web.parts.read_after = unreadable
    await problem(await boss.get("/journal"), 503, "disk_failed")


def unreadable(seq: int, limit: int) -> list[Recorded]:
    raise JournalFailed("the test's disk cannot be read")
