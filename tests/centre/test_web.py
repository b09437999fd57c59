"""The HTTP side of a centre: roles times routes, the open feed, files, the live wall, hostile halls, limits."""

import asyncio
import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession, WSMsgType

from hub.centre.web.app import OPEN_BURST
from hub.centre.web.routes import ROLES
from hub.core.standing import Standing
from hub.web.openapi import plain_path
from hub.web.route import Route
from tests.centre.world import CITY, DAY, PASSWORD, STANDINGS, TOWN, CentreWorld

FORMULA = '=HYPERLINK("http://example.invalid")'


async def get(centre: CentreWorld, path: str, token: str = "", **headers: str) -> ClientResponse:
    async with ClientSession(cookies={"session": token} if token else {}) as session:
        response = await session.get(centre.url + path, headers=headers)
        await response.read()
        return response


async def token_of(centre: CentreWorld, name: str) -> str:
    user = centre.users.get(name)
    assert user is not None
    return await centre.web.parts.sessions.open(user)


def address(route: Route) -> str:
    filled = {
        "id": "east" if "/node" in route.path or "wall" in route.path else "city",
        "language": "en",
        "path": "wall.js",
    }
    return re.sub(r"\{(\w+)\}", lambda hole: filled[hole[1]], plain_path(route.path))


@pytest.mark.parametrize("role", ["", *ROLES])
async def test_a_route_answers_the_roles_of_the_table_and_no_other(centre: CentreWorld, role: str) -> None:
    name = {"": "", "watcher": "watcher", "administrator": "chief"}[role]
    for route in centre.web.routes:
        token = await token_of(centre, name) if name else ""
        async with ClientSession(cookies={"session": token} if token else {}) as session:
            body = {"json": {"user": "nobody", "password": "wrong one"}} if route.body else {}
            async with session.request(route.method, centre.url + address(route), **body) as response:
                status, reason = response.status, await reason_of(response)
        asked = f"{route.method} {route.path} as {role or 'nobody'}: {status}"
        if not route.roles or role in route.roles:
            assert status not in (403, 500) and reason != "sign_in", asked
        else:
            assert status == (403 if role else 401), asked


async def reason_of(response: ClientResponse) -> str:
    is_problem = response.content_type == "application/problem+json"
    return str(json.loads(await response.text())["reason"]) if is_problem else ""


async def test_the_clerks_of_a_hall_are_no_users_of_a_centre(centre: CentreWorld) -> None:
    with pytest.raises(ValueError, match="a role is one of"):
        centre.users.add("wang", PASSWORD, "clerk")


async def test_signing_in_gives_a_session_and_wrong_passwords_none(centre: CentreWorld) -> None:
    async with ClientSession() as session:
        path = f"{centre.url}/api/v1/session"
        assert (await session.post(path, json={"user": "watcher", "password": "wrong one"})).status == 401
        answer = await session.post(path, json={"user": "watcher", "password": PASSWORD})
        assert (answer.status, (await answer.json())["role"]) == (201, "watcher")
        assert "HttpOnly; SameSite=Strict" in answer.headers["Set-Cookie"]


async def test_the_open_feed_spares_the_bytes_of_what_is_known(centre: CentreWorld) -> None:
    first = await get(centre, "/api/v1/halls")
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert first.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    again = await get(centre, "/api/v1/halls", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status, await again.read(), again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    centre.clock.forward_s(2)
    centre.hear(replace(STANDINGS["town"], waiting=9))
    changed = await get(centre, "/api/v1/halls", **{"If-None-Match": first.headers["ETag"]})
    assert (changed.status, {each["hall"]: each["waiting"] for each in (await changed.json())["halls"]}["town"]) == (
        200,
        9,
    )


async def test_the_open_feed_tells_where_tickets_are_given_from_afar(centre: CentreWorld) -> None:
    halls = {each["hall"]: each for each in (await (await get(centre, "/api/v1/halls")).json())["halls"]}
    assert (halls["city"]["remote"], halls["city"]["url"]) == (True, "https://city.example")
    assert (halls["town"]["remote"], halls["town"]["url"]) == (False, "")


async def test_the_open_feed_tells_no_old_wait_and_nothing_for_staff_alone(centre: CentreWorld) -> None:
    centre.clock.forward_s(31)
    centre.hear(STANDINGS["city"])
    halls = {each["hall"]: each for each in (await (await get(centre, "/api/v1/halls")).json())["halls"]}
    assert (halls["town"]["state"], halls["town"]["p50_s"], halls["town"]["open"]) == ("stale", None, None)
    assert halls["town"]["heard_ms"] == centre.clock.ms - 31_000
    assert (halls["city"]["state"], halls["city"]["p80_s"]) == ("open", 2100)
    assert not {"alarms", "served", "least_min", "overdue", "score", "link", "surge"} & halls["city"].keys()


async def test_one_hall_says_what_it_accepts_and_an_unknown_one_is_no_hall(centre: CentreWorld) -> None:
    town = await (await get(centre, "/api/v1/halls/town")).json()
    assert [(each["code"], each["documents"]) for each in town["accepts"]] == [("card", 1), ("pension", 2)]
    assert [each["high_s"] for each in town["next_hours"]] == [330] * 4
    assert (await get(centre, "/api/v1/halls/nowhere")).status == 404


async def test_each_item_has_its_own_wait_where_short_business_goes_before_long(centre: CentreWorld) -> None:
    """Else whoever has long business is sent to the wrong hall."""
    items = tuple(replace(item, kind=kind) for item, kind in zip(CITY.items, (1, 0, 2), strict=True))
    centre.halls.change("city", card=replace(CITY, items=items))
    centre.hear(replace(STANDINGS["city"], kinds_s=(60, 240, 1500, 2100, None, None)))
    path = "/api/v1/halls/soonest?from=city"
    found = {
        item: await (await get(centre, f"{path}&item={item}")).json() for item in ("", *(each.code for each in items))
    }
    city = {item: next(each for each in told["halls"] if each["hall"] == "city") for item, told in found.items()}
    assert [(each["p50_s"], each["p80_s"], each["total_min"]) for each in city.values()] == [
        (1500, 2100, 35), (1500, 2100, 35), (60, 240, 4), (None, None, None),
    ]  # fmt: skip
    feed = await (await get(centre, "/api/v1/halls")).json()
    told = {each["hall"]: (each["kinds"], each["waits"]) for each in feed["halls"]}
    waits = [{"p50_s": 60, "p80_s": 240}, {"p50_s": 1500, "p80_s": 2100}, {"p50_s": None, "p80_s": None}]
    assert told["city"] == ([1, 0, 2], waits)
    assert told["town"] == ([], [])
    centre.clock.forward_s(31)
    feed = await (await get(centre, "/api/v1/halls")).json()
    assert all(not each["kinds"] and not each["waits"] for each in feed["halls"])


async def test_the_soonest_is_told_from_a_place_or_a_hall(centre: CentreWorld) -> None:
    place = await (await get(centre, "/api/v1/halls/soonest?latitude=31.237&longitude=121.479")).json()
    assert next((each["hall"], each["total_min"]) for each in place["halls"]) == ("town", 5)
    assert {each["late"] for each in place["halls"]} == {""}
    hall = await (await get(centre, "/api/v1/halls/soonest?from=city&item=archive")).json()
    assert [each["hall"] for each in hall["halls"]] == ["city"]
    assert (await get(centre, "/api/v1/halls/soonest?from=nowhere")).status == 404


async def test_a_total_comes_with_the_wait_that_it_was_added_up_from(centre: CentreWorld) -> None:
    path = "/api/v1/halls/soonest?latitude=31.237&longitude=121.479"
    (town,) = [each for each in (await (await get(centre, path)).json())["halls"] if each["hall"] == "town"]
    assert (town["minutes"], town["p50_s"], town["p80_s"], town["total_min"]) == (0, 120, 300, 5)
    assert (town["state"], town["heard_ms"] > 0, town["open"], town["waiting"]) == ("open", True, 3, 1)
    centre.clock.forward_s(31)
    (town,) = [each for each in (await (await get(centre, path)).json())["halls"] if each["hall"] == "town"]
    assert (town["state"], town["p50_s"], town["p80_s"], town["total_min"]) == ("stale", None, None, None)


async def test_a_way_that_nobody_goes_is_told_in_metres_alone(centre: CentreWorld) -> None:
    answer = await (await get(centre, "/api/v1/halls/soonest?latitude=39.9&longitude=116.4")).json()
    for each in answer["halls"]:
        assert (each["how"], each["minutes"], each["total_min"]) == ("far", None, None)
        assert 1_050_000 < each["metres"] < 1_070_000


@pytest.mark.parametrize(
    "query",
    ["", "latitude=91&longitude=0", "latitude=nan&longitude=0", "latitude=1&longitude=inf", "latitude=x&longitude=1"],
)
async def test_a_place_that_is_none_is_refused_with_where(centre: CentreWorld, query: str) -> None:
    answer = await get(centre, f"/api/v1/halls/soonest?{query}")
    problem = json.loads(await answer.text())
    assert (answer.status, problem["errors"][0]["where"].partition(":")[0]) == (422, "query")


async def test_an_address_that_asks_too_often_is_told_to_wait(centre: CentreWorld) -> None:
    statuses = [(await get(centre, "/api/v1/halls/town")).status for _ in range(int(OPEN_BURST) + 1)]
    assert statuses == [200] * int(OPEN_BURST) + [429]
    assert (await get(centre, "/api/v1/halls")).headers["Retry-After"]
    centre.clock.forward_s(1)
    assert (await get(centre, "/api/v1/halls")).status == 200


async def test_the_page_of_halls_alone_may_ask_where_somebody_is(centre: CentreWorld) -> None:
    assert "geolocation=(self)" in (await get(centre, "/halls")).headers["Permissions-Policy"]
    assert "geolocation=()" in (await get(centre, "/compare")).headers["Permissions-Policy"]


async def test_the_description_holds_every_open_address(centre: CentreWorld) -> None:
    document = await (await get(centre, "/api/openapi.json")).json()
    assert {"/api/v1/halls", "/api/v1/halls/{id}", "/api/v1/halls/soonest"} <= document["paths"].keys()
    row = document["components"]["schemas"]["OpenHallRow"]["properties"]
    halls = (await (await get(centre, "/api/v1/halls")).json())["halls"]
    assert row.keys() == halls[0].keys()


async def test_the_comparison_adds_up(centre: CentreWorld) -> None:
    token = await token_of(centre, "watcher")
    found = await (await get(centre, f"/api/v1/staff/comparison?from=2025-11-01&to={DAY}", token)).json()
    assert (
        found["total"]["visits"]
        == sum(each["visits"] for each in found["halls"])
        == sum(each["visits"] for each in found["months"])
    )
    east = await (await get(centre, f"/api/v1/staff/comparison?from={DAY}&to={DAY}&node=east", token)).json()
    assert {each["hall"] for each in east["halls"]} == {"town", "village"}
    assert (await get(centre, f"/api/v1/staff/comparison?from={DAY}&to={DAY}&node=nowhere", token)).status == 404
    assert (await get(centre, "/api/v1/staff/comparison?from=2025-01-01&to=2026-12-31", token)).status == 409
    assert (await get(centre, "/api/v1/staff/comparison?from=monday", token)).status == 422


async def test_of_too_many_halls_those_with_the_longest_waits_are_compared_and_the_file_has_all(
    centre: CentreWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, query = await token_of(centre, "watcher"), f"from={DAY}&to={DAY}&lang=en"
    whole = await (await get(centre, f"/api/v1/staff/comparison?{query}", token)).json()
    waits = [-1.0 if row["wait_s"] is None else row["wait_s"] for row in whole["halls"]]
    assert waits == sorted(waits, reverse=True)
    monkeypatch.setattr("hub.centre.web.staff.MOST_HALLS", 1)
    found = await (await get(centre, f"/api/v1/staff/comparison?{query}", token)).json()
    assert (found["halls"], found["count"]) == (whole["halls"][:1], len(whole["halls"]))
    assert found["total"] == whole["total"]
    pdf = await get(centre, f"/api/v1/staff/comparison.pdf?{query}", token)
    assert pdf.content_type == "application/pdf"
    answer = await get(centre, f"/api/v1/staff/comparison.csv?{query}", token)
    names = {row[0] for row in csv.reader(io.StringIO((await answer.text()).removeprefix("\ufeff"))) if row}
    assert {row["names"].get("en") or row["hall"] for row in whole["halls"]} <= names


async def test_a_centre_too_answers_in_words_what_it_cannot_read(centre: CentreWorld) -> None:
    answer = await get(centre, f"/api/v1/halls?search={'x' * 9000}")
    problem = json.loads(await answer.text())
    assert (answer.status, problem["reason"]) == (414, "address_too_long")
    assert problem["detail"] == "网址太长，最多8192字节。 / The address is too long: at most 8192 bytes."
    page = await get(centre, f"/halls?find={'x' * 9000}")
    assert (page.status, page.content_type) == (414, "text/html")
    said = await page.text()
    assert all(words in said for words in ("网址太长", "The address is too long", "/halls?lang=zh"))


async def test_a_mistyped_page_of_a_centre_is_a_page_and_a_slash_too_much_leads_on(centre: CentreWorld) -> None:
    browser = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": "en"}
    lost = await get(centre, "/hals", **browser)
    assert (lost.status, lost.content_type) == (404, "text/html")
    assert 'href="/halls"' in await lost.text()
    assert (await get(centre, "/api/v1/hals", **browser)).content_type == "application/problem+json"
    for path in ("/halls/?lang=zh&hall=city", "/compare/", "/hall/city/", "/node/east/"):
        found = await get(centre, path)
        assert [(each.status, each.headers["Location"]) for each in found.history] == [
            (308, path.replace("/?", "?").rstrip("/"))
        ]
        assert (found.status, found.content_type) == (200, "text/html")


async def test_without_dates_the_comparison_is_of_this_month_and_with_one_of_that_day(centre: CentreWorld) -> None:
    token, path = await token_of(centre, "watcher"), "/api/v1/staff/comparison"
    for query, period in (
        ("", ("2026-01-01", DAY)), ("?node=", ("2026-01-01", DAY)), ("?to=2025-11-09", ("2025-11-01", "2025-11-09")),
        ("?from=2025-11-09", ("2025-11-09", "2025-11-09")), ("?from=2025-11-09&to=2025-11-10", ("2025-11-09", "2025-11-10")),
    ):  # fmt: skip
        found = await (await get(centre, path + query, token)).json()
        assert (found["first"], found["last"]) == period, query
    found = await (await get(centre, path, token)).json()
    assert found["total"]["served"] > 0


@pytest.mark.parametrize("path", ["comparison", "comparison.csv", "reviews", "hours.jsonl"])
async def test_a_node_and_a_hall_are_not_asked_for_together(centre: CentreWorld, path: str) -> None:
    token = await token_of(centre, "watcher")
    answer = await get(centre, f"/api/v1/staff/{path}?node=east&hall=city&lang=en", token)
    problem = json.loads(await answer.text())
    assert (answer.status, problem["errors"][0]["where"]) == (422, "query:hall")
    assert "node" in problem["errors"][0]["what"]


async def test_files_hold_the_same_figures_and_run_nothing(tmp_path: Path) -> None:
    centre = CentreWorld(tmp_path, [replace(CITY, names={"zh": FORMULA, "en": FORMULA}), TOWN])
    await centre.start()
    token = await token_of(centre, "watcher")
    answer = await get(centre, f"/api/v1/staff/comparison.csv?from={DAY}&to={DAY}&lang=en", token)
    rows = list(csv.reader(io.StringIO((await answer.text()).removeprefix("\ufeff"))))
    cells = [cell for row in rows for cell in row]
    assert f"'{FORMULA}" in cells
    assert FORMULA not in cells
    assert ["Hedong township office", "24", "24"] in [row[:3] for row in rows]
    pdf = await get(centre, f"/api/v1/staff/comparison.pdf?from={DAY}&to={DAY}&lang=zh", token)
    assert (pdf.content_type, (await pdf.read())[:5]) == ("application/pdf", b"%PDF-")
    await centre.stop()


async def test_the_wall_is_told_live_and_ends_with_the_session(centre: CentreWorld) -> None:
    token = await token_of(centre, "watcher")
    async with (
        ClientSession(cookies={"session": token}) as session,
        session.ws_connect(f"{centre.url}/live/wall/east") as live,
    ):
        first = json.loads((await live.receive()).data)
        assert (first["type"], first["wall"]["sums"]["waiting"]) == ("wall", 1)
        centre.hear(replace(STANDINGS["town"], waiting=8))
        second = json.loads((await live.receive()).data)
        assert second["wall"]["sums"]["waiting"] == 8
        assert second["rev"] > first["rev"]
        await centre.web.parts.sessions.revoke("watcher")
        assert (await live.receive()).type == WSMsgType.CLOSE


async def test_a_node_that_is_none_ends_the_line(centre: CentreWorld) -> None:
    token = await token_of(centre, "watcher")
    assert (await get(centre, "/api/v1/staff/wall?node=nowhere", token)).status == 404
    assert (await get(centre, "/api/v1/staff/halls/nowhere", token)).status == 404


@pytest.mark.parametrize(
    "standing",
    [
        Standing("city", 9, 1, "", 0, "<script>", 1, 1, 5, 9, 5000, 6000, alarms={"x_y": 3}),
        Standing("city", 2**52, 2**52, "", 2**52, "2026-02-31", 2**52, 2**52, 2**52, 2**52, 2**52, 2**52),
        Standing("city", 0, 0, "", 0, "9999-99-99", least_min=0, most_min=2**52),
    ],
)
async def test_a_hostile_hall_hurts_no_other(tmp_path: Path, standing: Standing) -> None:
    centre = CentreWorld(
        tmp_path, [replace(CITY, closes="99:99", timezone="../../etc", latitude=90.0, longitude=-180.0), TOWN]
    )
    await centre.start()
    token = await token_of(centre, "watcher")
    centre.hear(standing)
    await centre.web.refresh()
    await centre.web.look()
    for path in ("/api/v1/halls", "/api/v1/halls/soonest?from=city", "/api/v1/staff/wall", "/api/v1/staff/halls/city"):
        answer = await get(centre, path, token)
        assert answer.status == 200, await answer.text()
    wall: dict[str, Any] = centre.web.pictures.wall("")
    assert {each["hall"]: each["waiting"] for each in wall["halls"]}["town"] == 1
    await centre.stop()


async def test_one_hall_cannot_rename_the_items_of_the_others(tmp_path: Path) -> None:
    liar = replace(CITY, hall="a", items=tuple(replace(item, names={"en": "Free money"}) for item in CITY.items))
    centre = CentreWorld(tmp_path, [liar, CITY, TOWN])
    await centre.start()
    items = {each["code"]: each["names"]["en"] for each in (await (await get(centre, "/api/v1/halls")).json())["items"]}
    assert items["card"] == "Apply for a social security card"
    await centre.stop()


async def test_what_happens_goes_to_the_webhooks(tmp_path: Path) -> None:
    from aiohttp import web

    from hub.centre.webhooks import DELIVERY, SIGNATURE, TIMESTAMP, Hook, signature

    heard: asyncio.Queue[tuple[bytes, str, str, str]] = asyncio.Queue()

    async def receive(request: web.Request) -> web.Response:
        told = request.headers
        heard.put_nowait((await request.read(), told[TIMESTAMP], told[DELIVERY], told[SIGNATURE]))
        return web.Response(status=204)

    app = web.Application()
    app.router.add_post("/hook", receive)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook = Hook(f"http://127.0.0.1:{runner.addresses[0][1]}/hook", "a secret", ("hall_stale",))
    centre = CentreWorld(tmp_path, hooks=(hook,))
    await centre.start()
    await centre.web.look()
    centre.clock.forward_s(40)
    await centre.web.look()
    told = [await heard.get() for _ in range(3)]
    assert {json.loads(body)["hall"] for body, *_ in told} == {"city", "town", "village"}
    assert all(signed == signature("a secret", at, delivery, body) for body, at, delivery, signed in told)
    await centre.stop()
    await runner.cleanup()
