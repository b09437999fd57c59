"""The open feed of some halls: near a place, below a node, by name; packed where the asker takes it; and the wall of many halls."""

import gzip
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession

from hub.centre.tree import Tree
from hub.centre.web.asked import takes_gzip
from hub.centre.web.pictures import SHOWN
from tests.centre.test_web import address, get, token_of
from tests.centre.world import NODES, STANDINGS, TOWN, CentreWorld

MANY = 230


def many_halls(count: int) -> dict[str, Any]:
    """Settings of a centre with a row of halls to the north; every second one is below a node."""
    cards = [
        replace(
            TOWN,
            hall=f"hall-{index:03}",
            names={"zh": f"第{index}大厅", "en": f"Hall NO {index}"},
            latitude=30 + index / 100,
        )
        for index in range(count)
    ]
    tree = Tree({each.id: each for each in NODES}, {card.hall: "river" for card in cards[::2]})
    return {"cards": cards, "tree": tree}


@pytest_asyncio.fixture
async def many(tmp_path: Path) -> AsyncIterator[CentreWorld]:
    world = CentreWorld(tmp_path, **many_halls(MANY))
    await world.start()
    yield world
    await world.stop()


async def halls_of(centre: CentreWorld, query: str) -> tuple[list[str], int]:
    answer = await (await get(centre, f"/api/v1/halls{query}")).json()
    return [each["hall"] for each in answer["halls"]], answer["count"]


async def test_without_a_filter_the_feed_is_whole(many: CentreWorld) -> None:
    halls, count = await halls_of(many, "")
    assert (len(halls), count) == (MANY, MANY)


async def test_the_nearest_halls_come_first_and_no_more_than_asked_for(many: CentreWorld) -> None:
    assert await halls_of(many, "?near=31.0,121.479&most=3") == (["hall-100", "hall-099", "hall-101"], MANY)
    halls, count = await halls_of(many, "?near=31.0,121.479")
    assert (len(halls), count) == (200, MANY)
    assert await halls_of(many, "?near=31.0,121.479&node=river&most=2") == (["hall-100", "hall-098"], MANY // 2)


async def test_a_node_has_the_halls_below_it_and_a_search_looks_at_id_and_names(many: CentreWorld) -> None:
    assert (await halls_of(many, "?node=east"))[1] == len((await halls_of(many, "?node=river"))[0]) == MANY // 2
    assert await halls_of(many, "?search=hall-007") == (["hall-007"], 1)
    assert await halls_of(many, "?search=no%20229") == (["hall-229"], 1)
    assert await halls_of(many, "?search=第12大厅") == (["hall-012"], 1)
    assert await halls_of(many, "?search=HALL&most=1") == (["hall-000"], MANY)
    assert await halls_of(many, "?search=nowhere") == ([], 0)
    assert await halls_of(many, "?most=0") == ([], MANY)


@pytest.mark.parametrize(("lang", "words"), [("en", "latitude and longitude"), ("zh", "纬度和经度")])
async def test_a_place_is_asked_for_with_both_of_its_numbers(many: CentreWorld, lang: str, words: str) -> None:
    problem = json.loads(await (await get(many, f"/api/v1/halls?near=31.23&lang={lang}")).text())
    assert words in problem["errors"][0]["what"]


@pytest.mark.parametrize(
    ("query", "status", "where"),
    [
        ("node=nowhere", 404, ""), ("near=31", 422, "query:near"), ("near=31,999", 422, "query:near"),
        ("near=nan,1", 422, "query:near"), ("near=31,x", 422, "query:near"), ("near=", 422, "query:near"),
        ("most=-1", 422, "query:most"), ("most=x", 422, "query:most"), ("most=9999999", 422, "query:most"),
        ("search=" + "x" * 61, 422, "query:search"),
    ],
)  # fmt: skip
async def test_a_filter_that_is_none_is_refused_with_where(
    many: CentreWorld, query: str, status: int, where: str
) -> None:
    answer = await get(many, f"/api/v1/halls?{query}")
    problem = json.loads(await answer.text())
    assert (answer.status, "".join(each["where"] for each in problem.get("errors", ()))) == (status, where)


@pytest.mark.parametrize("query", ["", "?near=31.0,121.4", "?node=east", "?search=hall"])
async def test_every_answer_has_a_tag_that_spares_the_bytes(many: CentreWorld, query: str) -> None:
    first = await get(many, f"/api/v1/halls{query}")
    again = await get(many, f"/api/v1/halls{query}", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status, await again.read()) == (304, b"")
    many.clock.forward_s(2)
    many.hear(replace(STANDINGS["town"], hall="hall-100", waiting=9))
    assert (await get(many, f"/api/v1/halls{query}", **{"If-None-Match": first.headers["ETag"]})).status == 200


def beat(centre: CentreWorld, **changes: Any) -> None:
    """Ten seconds later every hall says how it is."""
    centre.clock.forward_s(10)
    for hall in centre.halls.all():
        centre.hear(replace(STANDINGS["town"], hall=hall.hall, **changes))


@pytest.mark.parametrize("query", ["", "?search=hall"])
async def test_a_heartbeat_that_changes_nothing_spares_the_bytes_and_says_when_it_was(
    many: CentreWorld, query: str
) -> None:
    first = await get(many, f"/api/v1/halls{query}")
    known = {"If-None-Match": first.headers["ETag"]}
    assert first.headers["Last-Modified"] == "Mon, 05 Jan 2026 02:30:00 GMT"
    for second in (10, 20, 30, 40):
        beat(many)
        again = await get(many, f"/api/v1/halls{query}", **known)
        assert (again.status, again.headers["Last-Modified"]) == (304, f"Mon, 05 Jan 2026 02:30:{second} GMT")
    fresh = await (await get(many, f"/api/v1/halls{query}")).json()
    assert {each["heard_ms"] for each in fresh["halls"]} == {fresh["heard_ms"]} == {many.clock.ms}
    beat(many, p50_s=121)
    assert (await get(many, f"/api/v1/halls{query}", **known)).status == 200


async def test_halls_that_fall_silent_change_the_tag_once_and_say_when_they_were_heard(many: CentreWorld) -> None:
    beat(many)
    heard_ms = many.clock.ms
    first = await get(many, "/api/v1/halls")
    many.clock.forward_s(31)
    silent = await get(many, "/api/v1/halls", **{"If-None-Match": first.headers["ETag"]})
    assert {(each["state"], each["heard_ms"]) for each in (await silent.json())["halls"]} == {("stale", heard_ms)}
    many.clock.forward_s(31)
    assert (await get(many, "/api/v1/halls", **{"If-None-Match": silent.headers["ETag"]})).status == 304


async def test_the_answer_is_packed_where_the_asker_takes_that(many: CentreWorld) -> None:
    url = f"{many.url}/api/v1/halls"
    async with ClientSession(auto_decompress=False) as session:
        packed = await session.get(url, headers={"Accept-Encoding": "br, gzip;q=0.8"})
        plain = await session.get(url, headers={"Accept-Encoding": "identity"})
        body, whole = await packed.read(), await plain.read()
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(body) == whole
    assert len(body) * 5 < len(whole)
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert packed.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [("gzip", True), ("deflate, GZIP", True), ("gzip; q=0.5", True), ("gzip;q=0", False), ("br", False), ("", False)],
)
def test_gzip_is_sent_to_who_says_so(accepted: str, takes: bool) -> None:
    assert takes_gzip(accepted) == takes


ASKS_FIRST = {
    "Origin": "https://map.example", "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "if-none-match",
}  # fmt: skip


@pytest.mark.parametrize(
    "path", ["/api/v1/halls", "/api/v1/halls?near=31,121", "/api/v1/halls/soonest", "/api/v1/halls/hall-001"]
)
async def test_a_page_of_another_site_may_ask_with_a_tag_and_read_what_it_gets(many: CentreWorld, path: str) -> None:
    async with ClientSession() as session:
        before = await session.options(many.url + path, headers=ASKS_FIRST)
    assert before.status == 204
    assert before.headers["Access-Control-Allow-Origin"] == "*"
    assert before.headers["Access-Control-Allow-Methods"] == "GET"
    assert before.headers["Access-Control-Allow-Headers"] == "If-None-Match"
    answer = await get(many, path, Origin="https://map.example")
    assert answer.headers["Access-Control-Allow-Origin"] == "*", "refusals are read as well"
    assert answer.headers["Access-Control-Expose-Headers"] == "ETag, Retry-After"
    assert "Access-Control-Allow-Credentials" not in answer.headers


async def test_no_other_address_is_open_to_pages_of_other_sites(many: CentreWorld) -> None:
    for route in many.web.routes:
        path = address(route)
        if path in ("/api/v1/halls", "/api/v1/halls/soonest", "/api/v1/halls/city"):
            continue
        async with ClientSession() as session:
            answer = await session.options(many.url + path, headers=ASKS_FIRST)
        assert answer.status == 405, path
        assert not [name for name in answer.headers if name.startswith("Access-Control")], path


async def test_the_soonest_are_as_many_as_were_asked_for(many: CentreWorld) -> None:
    answer = await (await get(many, "/api/v1/halls/soonest?latitude=31.0&longitude=121.479&most=2")).json()
    assert [(each["hall"], each["how"]) for each in answer["halls"]] == [("hall-100", "walk"), ("hall-098", "drive")]
    assert (await get(many, "/api/v1/halls/soonest?latitude=31.0&longitude=121.479&most=x")).status == 422


async def test_the_setup_says_how_many_halls_there_are(many: CentreWorld) -> None:
    assert (await (await get(many, "/api/v1/setup")).json())["halls"] == MANY


async def test_the_wall_has_the_most_urgent_halls_and_the_count_of_all(many: CentreWorld) -> None:
    token = await token_of(many, "watcher")
    many.halls.change("hall-229", fenced=True)
    many.hear(replace(STANDINGS["town"], hall="hall-111", p50_s=9000, p80_s=9900))
    wall = await (await get(many, "/api/v1/staff/wall", token)).json()
    assert (len(wall["halls"]), wall["count"], wall["sums"]["halls"]) == (SHOWN, MANY, MANY)
    assert [each["hall"] for each in wall["halls"][:3]] == ["hall-111", "hall-229", "hall-000"]
    found = await (await get(many, "/api/v1/staff/wall?search=no%20228", token)).json()
    assert ([each["hall"] for each in found["halls"]], found["count"]) == (["hall-228"], 1)
    assert found["sums"]["halls"] == MANY, "the sums are the node's"
