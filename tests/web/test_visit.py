"""One visit over HTTP, from the ticket to the rating."""

from hub.core.events import DayClosed
from tests.web.world import Client, World


async def test_a_ticket_is_taken_called_finished_and_rated(citizen: Client, clerk: Client) -> None:
    ticket = await citizen.take("card", "pension", priority="walk_in", channel="phone")
    assert ticket["number"] == "A001"
    assert ticket["ahead"] == 0
    assert ticket["wait"] == {"p50_s": None, "p80_s": None}
    assert (await clerk.post("/counters/1/open")).status == 200
    called = await (await clerk.post("/counters/1/next")).json()
    assert [(each["type"], each["number"]) for each in called["events"]] == [("called", "A001")]
    shown = await (await citizen.get(f"/tickets/{ticket['link']}")).json()
    assert (shown["state"], shown["counter"]) == ("called", 1)
    outcomes = [{"item": "card", "result": "refused", "reason": "no photo"}]
    finished = await clerk.post("/counters/1/finish", {"outcomes": outcomes})
    assert finished.status == 200, await finished.text()
    shown = await (await citizen.get(f"/tickets/{ticket['link']}")).json()
    assert shown["state"] == "served"
    rating = {"link": ticket["link"], "leg": shown["rate"], "score": 2, "reasons": ["long_wait"]}
    assert (await citizen.post("/ratings", rating)).status == 201
    assert (await citizen.post("/ratings", rating)).status == 409


async def test_a_pad_sees_and_rates_only_what_was_just_finished(citizen: Client, clerk: Client, pad: Client) -> None:
    await citizen.take()
    for press in ("open", "next", "finish"):
        assert (await clerk.post(f"/counters/1/{press}")).status == 200
    shown = await (await pad.get("/counters/1")).json()
    assert set(shown) == {"counter", "state", "rate", "rate_number", "epoch", "rev", "at_ms"}
    assert shown["rate_number"] == "A001"
    rated = await pad.post("/ratings", {"leg": shown["rate"], "score": 5})
    assert rated.status == 201
    assert (await (await pad.get("/counters/1")).json())["rate"] == ""


async def test_a_citizen_leaves_with_the_link_alone(world: World, citizen: Client) -> None:
    ticket = await citizen.take()
    left = await citizen.delete(f"/tickets/{ticket['link']}")
    assert [each["type"] for each in (await left.json())["events"]] == ["cancelled"]
    assert world.service.record.waiting == {}
    assert (await citizen.delete(f"/tickets/{ticket['link']}")).status == 409


async def test_resume_ends_a_pause_or_calls_the_held_citizen_back(citizen: Client, clerk: Client) -> None:
    await citizen.take()
    for press in ("open", "next", "hold", "pause"):
        assert (await clerk.post(f"/counters/1/{press}")).status == 200
    first = await (await clerk.post("/counters/1/resume")).json()
    second = await (await clerk.post("/counters/1/resume")).json()
    assert first["events"][0]["type"] == "counter_resumed"
    assert second["events"][0] == {
        "type": "called", "counter": 1, "leg": "20200113-A001.1", "ticket": "20200113-A001", "number": "A001",
    }  # fmt: skip


async def test_a_missed_ticket_is_brought_back_by_staff(citizen: Client, clerk: Client) -> None:
    ticket = await citizen.take()
    for press in ("open", "next", "miss"):
        await clerk.post(f"/counters/1/{press}")
    returned = await clerk.post(f"/staff/tickets/{ticket['id']}/return")
    assert returned.status == 200
    cancelled = await clerk.post(f"/staff/tickets/{ticket['id']}/cancel", {"reason": "went home"})
    assert cancelled.status == 200


async def test_a_supervisor_calls_a_chosen_ticket_with_a_reason(citizen: Client, clerk: Client, boss: Client) -> None:
    await citizen.take()
    second = await citizen.take()
    await clerk.post("/counters/1/open")
    called = await boss.post("/counters/1/call", {"ticket": second["id"], "reason": "has a train"})
    assert (await called.json())["events"][0]["number"] == "A002"


async def test_a_transfer_keeps_the_number(citizen: Client, clerk: Client) -> None:
    await citizen.take()
    await clerk.post("/counters/1/open")
    await clerk.post("/counters/1/next")
    sent = await clerk.post("/counters/1/transfer", {"items": ["benefit"], "counter": 2, "front": True})
    assert (await sent.json())["events"][-1]["number"] == "A001"


async def test_a_press_on_an_old_picture_of_the_counter_is_refused(citizen: Client, clerk: Client) -> None:
    await citizen.take()
    await clerk.post("/counters/1/open")
    seen = (await (await clerk.get("/counters/1")).json())["crev"]
    assert (await clerk.post("/counters/1/next", {"seen": seen})).status == 200
    again = await clerk.post("/counters/1/next", {"seen": seen})
    assert (again.status, (await again.json())["reason"]) == (409, "changed_since_seen")


async def test_an_old_press_calls_nobody(citizen: Client, clerk: Client) -> None:
    await citizen.take()
    await clerk.post("/counters/1/open")
    late = await clerk.post("/counters/1/next", {"age_ms": 20_000})
    assert (await late.json())["reason"] == "stale_press"


async def test_a_clerk_presses_at_no_other_clerk_s_counter(world: World, clerk: Client, boss: Client) -> None:
    other = await world.signed_in("li")
    await clerk.post("/counters/1/open")
    refused = await other.post("/counters/1/close")
    assert (refused.status, (await refused.json())["reason"]) == (403, "counter_of_other")
    assert (await boss.post("/counters/1/close")).status == 200


async def test_the_day_is_opened_and_closed_by_the_supervisor(world: World, boss: Client) -> None:
    assert (await boss.post("/day/close")).status == 200
    assert (await (await boss.post("/day/open")).json())["reason"] == "day_not_later"
    assert (await boss.post("/day/open", {"day": "2020-01-14"})).status == 200
    assert world.service.record.day == "2020-01-14"


async def test_the_reason_for_closing_is_kept_and_one_of_two_lines_is_refused(world: World, boss: Client) -> None:
    refused = await boss.post("/day/close", {"reason": "power\ncut"})
    assert (refused.status, (await refused.json())["errors"][0]["where"]) == (422, "/reason")
    await boss.post("/day/close", {"reason": "power cut"})
    assert [each.event.reason for each in world.journal.events if isinstance(each.event, DayClosed)] == ["power cut"]


async def test_a_day_that_would_lock_out_all_others_is_no_day_to_open(world: World, boss: Client) -> None:
    await boss.post("/day/close")
    for day, status in (("9999-12-31", 409), ("2020-01-15", 409), ("2020-13-45", 422), ("2020-02-30", 422)):
        refused = await boss.post("/day/open", {"day": day})
        assert (refused.status, (await refused.json())["errors"][0]["where"]) == (status, "/day")
    assert world.service.record.day == "2020-01-13"
