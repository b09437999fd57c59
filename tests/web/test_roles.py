"""Every route times every role: who may, who may not. The table of routes itself says which."""

import re

import pytest

from hub.web.openapi import plain_path
from hub.web.route import Route
from tests.web.world import USERS, Client, World

NOBODY = ""
WHO = {NOBODY: NOBODY, **{role: name for name, role in USERS.items()}}
LIVE = re.compile("^/live")


def address(route: Route, link: str) -> str:
    """An address that the route matches."""
    filled = {
        "n": "1",
        "link": link,
        "id": "20200113-A001",
        "language": "en",
        "path": "board.js",
        "clip": "chime",
        "code": "ABCD2345",
    }
    filled |= {"device": "bench-keypad-1", "lease": "0" * 32, "name": "micropython.wasm"}
    return re.sub(r"\{(\w+)\}", lambda hole: filled[hole[1]], plain_path(route.path))


async def ask(client: Client, route: Route, link: str) -> int:
    """The status that this client gets from the route."""
    path = address(route, link)
    if LIVE.match(path):
        headers = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
        headers["Sec-WebSocket-Key"] = "MDEyMzQ1Njc4OWFiY2RlZg=="
        return await status_of_upgrade(client, path, headers)
    url = f"{client.world.base}{path}"
    options = {"json": {}} if route.body else {}
    async with client.session.request(route.method, url, cookies=client.cookies, **options) as response:
        return response.status


async def status_of_upgrade(client: Client, path: str, headers: dict[str, str]) -> int:
    async with client.session.get(client.world.base + path, headers=headers, cookies=client.cookies) as response:
        return response.status


@pytest.mark.parametrize("role", WHO)
async def test_a_route_answers_the_roles_of_the_table_and_no_other(world: World, role: str) -> None:
    link = (await world.client().take())["link"]
    for route in world.web.routes:
        client = await world.signed_in(WHO[role]) if role else world.client()
        status = await ask(client, route, link)
        asked = f"{route.method} {route.path} as {role or 'nobody'}: {status}"
        if not route.roles or role in route.roles:
            assert status not in (401, 403) or is_own_check(route), asked
        else:
            assert status == (403 if role else 401), asked


def is_own_check(route: Route) -> bool:
    """Signing in is open to everybody and still refuses; a rating or a complaint is proved by link or pad."""
    return route.path.endswith(("/session", "/ratings", "/v1/complaints"))


async def test_every_change_is_a_post_or_a_delete(world: World) -> None:
    methods = {route.method for route in world.web.routes}
    assert methods == {"GET", "POST", "DELETE"}
    assert all(route.body is not None for route in world.web.routes if route.method == "POST")


async def test_a_clerk_reads_no_journal_and_a_pad_sees_no_queue(world: World) -> None:
    clerk, pad = await world.signed_in("wang"), await world.signed_in("pad-1")
    assert (await clerk.get("/journal")).status == 403
    assert "waiting" not in await (await pad.get("/counters/1")).json()


async def test_a_rating_needs_the_ticket_s_link_or_the_pad(world: World) -> None:
    rating = {"leg": "20200113-A001.1", "score": 5}
    clerk = await world.signed_in("wang")
    assert (await world.client().post("/ratings", rating)).status == 401
    assert (await clerk.post("/ratings", rating)).status == 403
    one, other = await world.client().take(), await world.client().take()
    foreign = {"link": one["link"], "leg": f"{other['id']}.1", "score": 1}
    assert (await world.client().post("/ratings", foreign)).status == 404
