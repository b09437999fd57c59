"""Tickets from afar over HTTP: who may take one, what proves that one is there, and what nobody is told."""

import json
from dataclasses import replace

import msgspec
import pytest

from hub.core import commands as c
from hub.core.catalogue import AfarRules, HallSetup, Place
from hub.core.events import Configured, TicketTaken, VisitBegun
from tests.core.story import setup
from tests.web.conftest import Making
from tests.web.world import Client, World

HALL = (31.2304, 121.4737)
NEAR, FAR = {"latitude": 31.2313, "longitude": 121.4737}, {"latitude": 31.2404, "longitude": 121.4737}
"""100 m and 1,112 m north of it."""


def far_hall(**rules: int) -> HallSetup:
    place = Place(remote=True, url="https://hall.example", latitude=HALL[0], longitude=HALL[1])
    return replace(setup(), place=place, afar=AfarRules(**rules))


@pytest.fixture
async def world(make_world: Making) -> World:
    return await make_world(far_hall(), screens=("127.0.0.0/8",))


async def state(client: Client, link: str) -> str:
    return str((await (await client.get(f"/tickets/{link}")).json())["state"])


async def reason(answer: object) -> tuple[int, str]:
    return answer.status, (await answer.json())["reason"]  # type: ignore[attr-defined]


def count(world: World, kind: type) -> int:
    return sum(isinstance(each.event, kind) for each in world.journal.events)


async def code(client: Client) -> str:
    return str((await (await client.get("/afar/code")).json())["code"])


def wrong(world: World) -> str:
    """A code that is none now."""
    slot = world.clock.hall_ms() // 300_000
    return next(code for code in ("0000", "1111", "2222") if not world.web.parts.afar.fits(code, slot))


async def test_a_ticket_from_afar_is_a_phone_s_and_waits_for_nobody_s_call(world: World, citizen: Client) -> None:
    taken = await citizen.take(afar=True)
    shown = await (await citizen.get(f"/tickets/{taken['link']}")).json()
    assert (shown["state"], shown["turn_ms"], shown["until_ms"]) == ("afar", 0, 0)
    (event,) = [each.event for each in world.journal.events if isinstance(each.event, TicketTaken)]
    assert (event.afar, event.channel) == (True, c.Channel.PHONE)
    setup_shown = await (await citizen.get("/setup")).json()
    assert setup_shown["afar"] == {"on": True, "hold_s": 900, "position": True}


async def test_the_same_key_takes_one_ticket(world: World, citizen: Client) -> None:
    wish = {"items": ["card"], "afar": True}
    first = await (await citizen.post("/tickets", wish, key="k")).json()
    await world.restart()
    assert await (await citizen.post("/tickets", wish, key="k")).json() == first
    assert count(world, TicketTaken) == 1
    other = await citizen.post("/tickets", {**wish, "afar": False}, key="k")
    assert (await reason(other)) == (422, "key_reused")


async def test_where_it_is_off_nobody_takes_one_and_there_is_no_code(make_world: Making) -> None:
    citizen = (await make_world(screens=("127.0.0.1",))).client()
    assert (await reason(await citizen.post("/tickets", {"items": ["card"], "afar": True}))) == (409, "afar_off")
    assert (await citizen.get("/afar/code")).status == 404


async def test_one_address_holds_only_so_many(make_world: Making) -> None:
    world = await make_world(far_hall(per_address=2, most=3), screens=("127.0.0.1",))
    citizen = world.client()
    wish = {"items": ["card"], "afar": True}
    first = await (await citizen.post("/tickets", wish, key="first")).json()
    await citizen.take(afar=True)
    assert (await reason(await citizen.post("/tickets", wish))) == (409, "afar_enough")
    again = await citizen.post("/tickets", wish, key="first")
    assert (again.status, (await again.json())["link"]) == (201, first["link"])
    come = await citizen.post(f"/tickets/{first['link']}/come", {"code": await code(citizen)})
    assert come.status == 200
    assert (await citizen.post("/tickets", wish)).status == 201


async def test_the_hall_holds_only_so_many(make_world: Making) -> None:
    world = await make_world(far_hall(most=1))
    await world.client().take(afar=True)
    assert (await reason(await world.client().post("/tickets", {"items": ["card"], "afar": True}))) == (
        409,
        "afar_full",
    )


async def test_a_phone_that_is_near_checks_in_and_one_that_is_not_does_not(world: World, citizen: Client) -> None:
    link = (await citizen.take(afar=True))["link"]
    refused = await citizen.post(f"/tickets/{link}/come", FAR)
    assert (await reason(refused)) == (409, "too_far")
    assert "1200" in (await refused.json())["detail"]
    assert await state(citizen, link) == "afar"
    assert (await citizen.post(f"/tickets/{link}/come", NEAR, key="here")).status == 200
    assert await state(citizen, link) == "waiting"


async def test_a_check_in_that_is_repeated_begins_one_visit(world: World, citizen: Client) -> None:
    link = (await citizen.take(afar=True))["link"]
    first = await (await citizen.post(f"/tickets/{link}/come", NEAR, key="here")).json()
    await world.restart()
    assert await (await citizen.post(f"/tickets/{link}/come", NEAR, key="here")).json() == first
    other = await citizen.post(f"/tickets/{link}/come", {"code": "0000"}, key="another")
    assert (other.status, (await other.json())["events"]) == (200, [])
    assert count(world, VisitBegun) == 1


async def test_no_position_is_kept_anywhere(world: World, citizen: Client, caplog: pytest.LogCaptureFixture) -> None:
    link = (await citizen.take(afar=True))["link"]
    await citizen.post(f"/tickets/{link}/come", FAR, key="far")
    await citizen.post(f"/tickets/{link}/come", NEAR, key="near")
    events = [each for each in world.journal.events if not isinstance(each.event, Configured)]
    kept = "\n".join(msgspec.json.encode(each).decode() for each in events)
    for text in (kept, caplog.text):
        assert not any(figure in text for figure in ("31.23", "31.24", "121.47"))


async def test_the_fingerprint_of_a_question_holds_no_position(world: World, citizen: Client) -> None:
    """The same key from another place is the same question: nothing that is kept tells the two apart."""
    link = (await citizen.take(afar=True))["link"]
    assert (await citizen.post(f"/tickets/{link}/come", NEAR, key="k")).status == 200
    assert (await citizen.post(f"/tickets/{link}/come", {**NEAR, "latitude": 31.2301}, key="k")).status == 200


async def test_the_code_of_now_and_the_one_before_check_in(world: World, citizen: Client) -> None:
    links = [(await citizen.take(afar=True))["link"] for _ in range(3)]
    first = await code(citizen)
    assert (await citizen.post(f"/tickets/{links[0]}/come", {"code": first})).status == 200
    world.clock.forward_s(300)
    second = await code(citizen)
    assert second != first
    assert (await citizen.post(f"/tickets/{links[1]}/come", {"code": first})).status == 200
    world.clock.forward_s(300)
    assert (await reason(await citizen.post(f"/tickets/{links[2]}/come", {"code": first}))) == (409, "code_wrong")


async def test_the_code_changes_when_it_says(world: World, citizen: Client) -> None:
    shown = await (await citizen.get("/afar/code")).json()
    assert len(shown["code"]) == 4
    assert 1 <= shown["left_s"] <= 300
    world.clock.forward_s(shown["left_s"])
    assert (await (await citizen.get("/afar/code")).json())["left_s"] >= 299


async def test_wrong_codes_make_a_ticket_wait(world: World, citizen: Client) -> None:
    link = (await citizen.take(afar=True))["link"]
    right = await code(citizen)
    for _ in range(5):
        assert (await reason(await citizen.post(f"/tickets/{link}/come", {"code": wrong(world)}))) == (
            409,
            "code_wrong",
        )
    stopped = await citizen.post(f"/tickets/{link}/come", {"code": right})
    assert (await reason(stopped)) == (429, "too_fast")
    assert int(stopped.headers["Retry-After"]) >= 50
    world.clock.forward_s(61)
    assert (await citizen.post(f"/tickets/{link}/come", {"code": await code(citizen)})).status == 200


async def test_wrong_codes_for_many_tickets_make_an_address_wait(make_world: Making) -> None:
    world = await make_world(far_hall(per_address=10), screens=("127.0.0.1",))
    citizen = world.client()
    links = [(await citizen.take(afar=True))["link"] for _ in range(5)]
    bad = wrong(world)
    tries = [(await citizen.post(f"/tickets/{link}/come", {"code": bad})).status for link in links for _ in range(5)]
    assert tries[:20] == [409] * 20
    assert tries[-1] == 429


@pytest.mark.parametrize(
    ("body", "status"),
    [({}, 422), ({"latitude": 31.0}, 422), ({"longitude": 121.0}, 422), ({"latitude": 91, "longitude": 0}, 422),
     ({"code": "12 4"}, 422), ({"code": ""}, 422), ({"where": "here"}, 422)],
)  # fmt: skip
async def test_a_check_in_without_a_proof_is_told_what_is_missing(
    world: World, citizen: Client, body: dict[str, object], status: int
) -> None:
    link = (await citizen.take(afar=True))["link"]
    answer = await citizen.post(f"/tickets/{link}/come", body)
    assert (answer.status, bool((await answer.json())["errors"])) == (status, True)
    assert await state(citizen, link) == "afar"


async def test_a_hall_on_no_map_takes_the_code_alone(make_world: Making) -> None:
    world = await make_world(
        replace(far_hall(), place=Place(remote=True, url="https://h.example")), screens=("127.0.0.1",)
    )
    citizen = world.client()
    link = (await citizen.take(afar=True))["link"]
    assert (await reason(await citizen.post(f"/tickets/{link}/come", NEAR))) == (409, "no_position")
    assert (await citizen.post(f"/tickets/{link}/come", {"code": await code(citizen)})).status == 200


async def test_only_screens_and_staff_are_told_the_code(make_world: Making) -> None:
    world = await make_world(far_hall(), screens=("192.0.2.0/24",))
    stranger = world.client()
    assert (await reason(await stranger.get("/afar/code"))) == (403, "screens_only")
    pad = await world.signed_in("pad-1")
    shown = await code(pad)
    public = json.dumps([await (await stranger.get(path)).json() for path in ("/board", "/setup", "/items")])
    assert f'"{shown}"' not in public


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
async def test_what_came_through_a_proxy_is_no_screen(world: World, citizen: Client, header: str) -> None:
    assert (await citizen.get("/afar/code")).status == 200
    assert (await citizen.get("/afar/code", headers={header: "203.0.113.9"})).status == 403


async def test_a_ticket_that_is_over_does_not_come(world: World, citizen: Client) -> None:
    link = (await citizen.take(afar=True))["link"]
    assert (await citizen.delete(f"/tickets/{link}")).status == 200
    assert (await reason(await citizen.post(f"/tickets/{link}/come", NEAR))) == (409, "ticket_over")


@pytest.mark.parametrize(("lang", "words"), [("en", "Please type the check-in code"), ("zh", "请输入")])
async def test_no_code_is_asked_for_and_is_no_wrong_one(world: World, citizen: Client, lang: str, words: str) -> None:
    link = (await citizen.take(afar=True))["link"]
    for _ in range(20):
        answer = await citizen.post(f"/tickets/{link}/come?lang={lang}", {"code": ""})
        problem = await answer.json()
        assert (answer.status, problem["reason"], problem["errors"][0]["where"]) == (422, "code_missing", "/code")
        assert words in problem["detail"]


async def test_a_ticket_of_the_hall_is_here_already(world: World, citizen: Client) -> None:
    link = (await citizen.take())["link"]
    answer = await citizen.post(f"/tickets/{link}/come", {"code": "0000"})
    assert (answer.status, (await answer.json())["events"]) == (200, [])


async def test_the_supervisor_sees_who_is_on_the_way(world: World, citizen: Client, boss: Client) -> None:
    taken = await citizen.take(afar=True)
    assert [each["number"] for each in (await (await boss.get("/hall")).json())["afar"]] == [taken["number"]]
