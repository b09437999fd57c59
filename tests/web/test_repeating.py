"""The same key acts once and hears the first answer again; another question behind it is told so."""

import asyncio
import re

import pytest

from hub.core.events import TicketTaken
from tests.web.world import Client, World


def tickets(world: World) -> int:
    return sum(isinstance(each.event, TicketTaken) for each in world.journal.events)


async def test_a_repeated_ticket_request_gets_the_very_same_ticket(world: World, citizen: Client) -> None:
    first = await citizen.post("/tickets", {"items": ["card"]}, key="abc")
    again = await citizen.post("/tickets", {"items": ["card"]}, key="abc")
    assert (first.status, await first.read()) == (again.status, await again.read())
    assert (first.status, tickets(world)) == (201, 1)


async def test_repeats_at_the_same_moment_take_one_ticket(world: World, citizen: Client) -> None:
    answers = await asyncio.gather(*(citizen.post("/tickets", {"items": ["card"]}, key="k") for _ in range(8)))
    assert len({await answer.read() for answer in answers}) == 1
    assert tickets(world) == 1


async def test_a_repeat_after_a_restart_gets_the_first_answer(world: World, citizen: Client) -> None:
    first = await citizen.post("/tickets", {"items": ["card"]}, key="k")
    await world.restart()
    again = await citizen.post("/tickets", {"items": ["card"]}, key="k")
    assert (first.status, await first.read()) == (again.status, await again.read())


async def test_without_a_key_each_request_is_another_action(world: World, citizen: Client) -> None:
    await citizen.take()
    await citizen.take()
    assert tickets(world) == 2


async def test_a_repeated_press_calls_nobody_twice(world: World, citizen: Client, clerk: Client) -> None:
    await citizen.take()
    await citizen.take()
    await clerk.post("/counters/1/open", key="o")
    first = await clerk.post("/counters/1/next", key="n")
    again = await clerk.post("/counters/1/next", key="n")
    assert await first.read() == await again.read()
    assert len(world.service.record.waiting) == 1


async def test_a_repeated_refusal_is_the_same_refusal(world: World, citizen: Client, clerk: Client) -> None:
    await clerk.post("/counters/1/open")
    first = await clerk.post("/counters/1/next", key="n")
    await citizen.take()
    again = await clerk.post("/counters/1/next", key="n")
    assert first.status == again.status == 409
    assert await first.read() == await again.read()


@pytest.mark.parametrize("restarted", [False, True])
async def test_a_key_that_comes_back_with_another_question_is_refused(
    world: World, citizen: Client, restarted: bool
) -> None:
    await citizen.post("/tickets", {"items": ["card"]}, key="k")
    if restarted:
        await world.restart()
    other = await citizen.post("/tickets", {"items": ["pension"]}, key="k")
    assert (other.status, (await other.json())["reason"]) == (422, "key_reused")
    assert tickets(world) == 1


async def test_a_key_of_one_press_is_no_key_of_another(world: World, citizen: Client, clerk: Client) -> None:
    await citizen.take()
    await clerk.post("/counters/1/open")
    await clerk.post("/counters/1/next", key="n")
    await world.restart()
    assert (await clerk.post("/counters/1/miss", key="n")).status == 422


async def test_the_order_of_fields_makes_no_other_question(citizen: Client) -> None:
    first = await citizen.post("/tickets", {"items": ["card"], "channel": "phone"}, key="k")
    again = await citizen.post("/tickets", {"channel": "phone", "items": ["card"]}, key="k")
    assert await first.read() == await again.read()


async def test_two_users_may_use_the_same_key(world: World, clerk: Client, citizen: Client) -> None:
    other = await world.signed_in("li")
    assert (await clerk.post("/counters/1/open", key="k")).status == 200
    assert (await other.post("/counters/2/open", key="k")).status == 200
    assert (await citizen.post("/tickets", {"items": ["card"]}, key="k")).status == 201


async def test_a_repeated_resume_means_what_it_meant_at_first(world: World, clerk: Client) -> None:
    await clerk.post("/counters/1/open")
    await clerk.post("/counters/1/pause")
    first = await clerk.post("/counters/1/resume", key="r")
    again = await clerk.post("/counters/1/resume", key="r")
    assert (first.status, await first.read()) == (200, await again.read())


async def test_a_request_that_met_a_failing_disk_is_carried_out_when_it_comes_again(
    world: World, citizen: Client
) -> None:
    world.journal.failing = True
    refused = await citizen.post("/tickets", {"items": ["card"]}, key="k")
    assert (refused.status, refused.headers["Retry-After"]) == (503, "2")
    assert (await citizen.get("/healthz")).status == 503
    world.journal.failing = False
    assert (await citizen.post("/tickets", {"items": ["card"]}, key="k")).status == 201
    assert tickets(world) == 1
    assert (await citizen.get("/healthz")).status == 200


@pytest.mark.parametrize("key", ["", "a b", "k" * 129, "ä", "a/b"])
async def test_a_key_that_cannot_be_one_is_refused(citizen: Client, key: str) -> None:
    refused = await citizen.post("/tickets", {"items": ["card"]}, headers={"Idempotency-Key": key})
    problem = await refused.json()
    assert (refused.status, problem["errors"][0]["where"]) == (400, "header:Idempotency-Key")


async def test_neither_a_link_nor_a_public_key_can_be_read_in_the_journal(
    world: World, citizen: Client, boss: Client
) -> None:
    ticket = await citizen.post("/tickets", {"items": ["card"]}, key="my-secret-key")
    link = (await ticket.json())["link"]
    read = await boss.get("/journal?after=0&limit=100")
    text = await read.text()
    assert link not in text
    assert "my-secret-key" not in text
    origins = [each["origin"] for each in (await read.json())["events"] if each["type"] == "ticket_taken"]
    assert re.fullmatch(r"web:public:[0-9a-f]{32}", origins[0])


async def test_the_journal_is_read_page_by_page(boss: Client) -> None:
    first = await (await boss.get("/journal?limit=2")).json()
    second = await (await boss.get(f"/journal?after={first['last']}")).json()
    assert [each["seq"] for each in first["events"] + second["events"]] == [1, 2, 3]
    assert (await (await boss.get("/journal?after=99")).json()) == {"events": [], "last": 99}
    for query in ("after=-1", "limit=501", "after=1e3", "limit=x"):
        assert (await boss.get(f"/journal?{query}")).status == 422
