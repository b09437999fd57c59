"""Matters over HTTP: taken in at a counter, followed by the receipt, moved by staff."""

from typing import Any

import pytest

from hub.core.events import MatterAccepted, MatterMoved
from hub.web.limits import Limits
from tests.core.test_matters import LATER, setup
from tests.web.conftest import Making
from tests.web.world import Client, World


@pytest.fixture
async def world(make_world: Making) -> World:
    return await make_world(setup())


async def take_in(world: World, clerk: Client, key: str = "", **fields: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A citizen's ticket and the receipt of the matter that came of it."""
    ticket = await world.client().take(LATER)
    await clerk.post("/counters/1/open")
    await clerk.post("/counters/1/next")
    outcomes = [{"item": LATER, "result": "taken_in", **fields}]
    done = await clerk.post("/counters/1/finish", {"outcomes": outcomes}, key=key)
    assert done.status == 200, await done.text()
    (receipt,) = (await (await clerk.get("/counters/1")).json())["receipts"]
    return ticket, receipt


async def test_a_receipt_s_link_tells_everybody_who_has_it_how_far_the_matter_is(world: World, clerk: Client) -> None:
    ticket, receipt = await take_in(world, clerk)
    citizen = world.client()
    shown = await (await citizen.get(f"/matters/{receipt['link']}")).json()
    assert (shown["matter"], shown["stage"], shown["due"], shown["days_left"], shown["countdown"]) == (
        "20200113-A001-1-1", "accepted", "2020-01-20", 5, "reminder",
    )  # fmt: skip
    assert "link" not in shown
    own = await (await citizen.get(f"/tickets/{ticket['link']}")).json()
    assert [each["link"] for each in own["receipts"]] == [receipt["link"]]
    code = await citizen.get(f"/matters/{receipt['link']}/qr.svg")
    assert (code.status, code.content_type) == (200, "image/svg+xml")


async def test_a_receipt_outlives_its_ticket_and_a_restart(world: World, clerk: Client) -> None:
    ticket, receipt = await take_in(world, clerk)
    await (boss := await world.signed_in("boss")).post("/counters/1/close")
    assert (await boss.post("/day/close")).status == 200
    assert (await boss.post("/day/open", {"day": "2020-01-14"})).status == 200
    await world.restart()
    citizen = world.client()
    assert (await citizen.get(f"/tickets/{ticket['link']}")).status == 404
    assert (await (await citizen.get(f"/matters/{receipt['link']}")).json())["days_left"] == 4


async def test_wrong_receipts_get_one_answer_and_guessing_gets_slow(make_world: Making) -> None:
    world = await make_world(setup(), Limits(failed_links_burst=3))
    citizen = world.client()
    answers = [await citizen.get(f"/matters/guess-{place}") for place in range(4)]
    assert [each.status for each in answers] == [404, 404, 404, 429]
    assert {(await each.json())["reason"] for each in answers[:3]} == {"link_unknown"}


async def test_staff_move_a_matter_and_the_citizen_sees_it(world: World, clerk: Client) -> None:
    _, receipt = await take_in(world, clerk)
    path = f"/staff/matters/{receipt['matter']}"
    moved = await clerk.post(f"{path}/move", {"stage": "reviewing", "holder": "Injury office"})
    assert (await moved.json())["events"] == [{"type": "matter_moved", "matter": receipt["matter"]}]
    shown = await (await world.client().get(f"/matters/{receipt['link']}")).json()
    assert (shown["stage"], shown["holder"]) == ("reviewing", "Injury office")
    assert (await clerk.post(f"{path}/move", {"stage": "decided"})).status == 200
    assert (await clerk.post(f"{path}/move", {"stage": "collected"})).status == 200
    again = await clerk.post(f"{path}/move", {"stage": "collected"})
    assert (again.status, (await again.json())["reason"]) == (409, "matter_elsewhere")


async def test_a_return_needs_a_reason_that_the_citizen_reads(world: World, clerk: Client) -> None:
    _, receipt = await take_in(world, clerk)
    path = f"/staff/matters/{receipt['matter']}/return"
    assert (await clerk.post(path, {"reason": ""})).status == 422
    assert (await clerk.post(path, {"reason": "the report is not signed"})).status == 200
    shown = await (await world.client().get(f"/matters/{receipt['link']}")).json()
    assert (shown["stage"], shown["reason"], shown["countdown"]) == ("returned", "the report is not signed", None)


async def test_a_missing_document_is_promised_and_brought(world: World, clerk: Client) -> None:
    _, receipt = await take_in(world, clerk, owed=2, owed_by="2020-01-15")
    assert (receipt["owed"]["en"], receipt["owed_by"]) == ("report", "2020-01-15")
    path = f"/staff/matters/{receipt['matter']}/document"
    assert (await clerk.post(path)).status == 200
    assert (await (await clerk.post(path)).json())["reason"] == "nothing_owed"


@pytest.mark.parametrize(
    ("fields", "status", "where"),
    [
        ({"owed": 3, "owed_by": "2020-01-15"}, 409, "/outcomes"),
        ({"owed": 1, "owed_by": "2020-01-01"}, 409, "/outcomes"),
        ({"owed": 1}, 409, "/outcomes"),
        ({"owed": 1, "owed_by": "soon"}, 422, "/outcomes/0/owed_by"),
        ({"owed": -1}, 422, "/outcomes/0/owed"),
    ],
)
async def test_a_promise_that_does_not_fit_is_told_where(
    world: World, clerk: Client, fields: dict[str, Any], status: int, where: str
) -> None:
    await world.client().take(LATER)
    await clerk.post("/counters/1/open")
    await clerk.post("/counters/1/next")
    outcomes = [{"item": LATER, "result": "taken_in", **fields}]
    answer = await clerk.post("/counters/1/finish", {"outcomes": outcomes})
    assert (answer.status, [each["where"] for each in (await answer.json())["errors"]]) == (status, [where])


@pytest.mark.parametrize("restarted", [False, True])
async def test_a_repeated_finish_accepts_one_matter(world: World, clerk: Client, restarted: bool) -> None:
    await take_in(world, clerk, key="k")
    if restarted:
        await world.restart()
    body = {"outcomes": [{"item": LATER, "result": "taken_in"}]}
    again = await clerk.post("/counters/1/finish", body, key="k")
    assert [each["type"] for each in (await again.json())["events"]][-2:] == ["served", "matter_accepted"]
    assert sum(isinstance(each.event, MatterAccepted) for each in world.journal.events) == 1


@pytest.mark.parametrize("restarted", [False, True])
async def test_a_repeated_move_moves_once_and_its_key_does_nothing_else(
    world: World, clerk: Client, restarted: bool
) -> None:
    _, receipt = await take_in(world, clerk)
    path = f"/staff/matters/{receipt['matter']}/move"
    body = {"stage": "reviewing", "holder": "office"}
    first = await clerk.post(path, body, key="m")
    if restarted:
        await world.restart()
    again = await clerk.post(path, body, key="m")
    assert (first.status, await first.read()) == (again.status, await again.read())
    other = await clerk.post(path, {"stage": "decided"}, key="m")
    assert (other.status, (await other.json())["reason"]) == (422, "key_reused")
    assert sum(isinstance(each.event, MatterMoved) for each in world.journal.events) == 1


async def test_no_receipt_s_link_reaches_staff_lists_pads_or_the_journal_s_page(world: World, clerk: Client) -> None:
    _, receipt = await take_in(world, clerk)
    boss, pad = await world.signed_in("boss"), await world.signed_in("pad-1")
    for client, path in ((boss, "/staff/matters"), (boss, "/journal?limit=500"), (boss, "/hall"), (pad, "/counters/1")):
        answer = await client.get(path)
        assert answer.status == 200
        assert receipt["link"] not in await answer.text(), path
    assert (await (await boss.get("/hall")).json())["matters"]["reminder"] == 1


async def test_a_taken_back_finish_leaves_a_dead_receipt(world: World, clerk: Client) -> None:
    _, receipt = await take_in(world, clerk)
    assert (await clerk.post("/counters/1/undo")).status == 200
    assert (await world.client().get(f"/matters/{receipt['link']}")).status == 404


async def test_a_matter_that_is_unknown_is_not_found(world: World, clerk: Client) -> None:
    answer = await clerk.post("/staff/matters/20200113-A009-1-1/move", {"stage": "decided"})
    assert (answer.status, (await answer.json())["reason"]) == (404, "matter_unknown")


async def test_a_ticket_about_a_matter_is_called_by_its_clerk_and_guessed_receipts_get_slow(make_world: Making) -> None:
    world = await make_world(setup(), Limits(failed_links_burst=2, failed_links_rate=0.001))
    clerk = await world.signed_in("wang")
    _, receipt = await take_in(world, clerk)
    citizen = world.client()
    wish = {"items": [LATER], "receipt": receipt["link"]}
    assert (await citizen.post("/tickets", wish)).status == 201
    leg = world.service.record.waiting_legs()[0]
    assert leg.first_asked == world.service.record.counters[1].clerk
    for status in (404, 404, 429):
        answer = await citizen.post("/tickets", {"items": [LATER], "receipt": "guessed"})
        assert answer.status == status, await answer.text()
