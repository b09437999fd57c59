"""Paper of dispensers: asked for until it is taken up, never twice, and no ticket waits that nobody was told of."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from hub.core import events as e
from hub.core.commands import PrintStatus
from hub.devices.acl import Role
from hub.devices.connection import Unreachable
from tests.devices.hall import WholeHall, whole_hall
from tests.devices.peers import PATIENCE_S
from tests.devices.speaker import Speaker, speaker

ISSUE = {"items": ["pension"], "priority": "walk_in", "language": "en"}
BIRTH = {"role": "dispenser", "hardware": "test", "firmware": "1", "epoch": 0, "lease": None, "last_seq": 0}


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[WholeHall]:
    async with whole_hall(tmp_path) as found:
        yield found


async def issued(hall: WholeHall) -> tuple[Speaker, dict[str, Any]]:
    """A dispenser that has asked for a ticket and been told to print it."""
    dispenser = await speaker(hall, "dispenser-1")
    dispenser.say("birth", 1, BIRTH)
    dispenser.say("issue", 1, ISSUE)
    given = (await dispenser.answer(1))["given"]
    assert (given["number"], given["paper"]) == ("A001", True)
    return dispenser, (await dispenser.until_said("cmd"))[0]


async def test_a_job_is_sent_again_under_its_id_until_it_is_taken_up(hall: WholeHall) -> None:
    dispenser, job = await issued(hall)
    assert (job["do"], job["boot"], job["seq"]) == ("print", 1, 1)
    again = (await dispenser.until_said("cmd", 2))[1]
    assert again == job
    dispenser.say("done", 2, {"id": job["id"], "ok": True, "reason": ""})
    dispenser.say("printed", 2, {"job": job["id"], "ticket": job["ticket"], "status": "printed", "reason": ""})
    assert (await dispenser.answer(2))["ok"]
    assert [(each.ticket, each.status) for each in hall.of(e.TicketPrinted)] == [(job["ticket"], PrintStatus.PRINTED)]
    assert len(dispenser.bodies("cmd")) == 2


async def test_a_hub_that_starts_anew_asks_for_the_same_job(hall: WholeHall) -> None:
    dispenser, job = await issued(hall)
    await hall.restart()
    dispenser.heard.clear()
    await dispenser.again()
    assert (await dispenser.until_said("cmd"))[0] == job


async def test_a_ticket_that_was_given_up_is_cancelled_and_not_printed(hall: WholeHall) -> None:
    dispenser, job = await issued(hall)
    dispenser.say("done", 2, {"id": job["id"], "ok": False, "reason": "given_up"})
    [cancelled] = await hall.until_events(e.Cancelled)
    assert (cancelled.leg, cancelled.reason) == (f"{job['ticket']}.1", "not_taken")


async def test_a_late_answer_to_what_was_given_up_cancels_too(hall: WholeHall) -> None:
    dispenser, job = await issued(hall)
    dispenser.say("printed", 2, {"job": 0, "ticket": job["ticket"], "status": "failed", "reason": "given_up"})
    assert (await dispenser.answer(2))["ok"]
    assert [each.reason for each in hall.of(e.Cancelled)] == ["not_taken"]


async def test_a_dispenser_that_restarts_with_a_job_leaves_a_doubtful_ticket(hall: WholeHall) -> None:
    dispenser, job = await issued(hall)
    dispenser.say("birth", 1, BIRTH, boot=2)
    [printed] = await hall.until_events(e.TicketPrinted)
    assert (printed.ticket, printed.status, printed.reason) == (job["ticket"], PrintStatus.DOUBTFUL, "restart")


async def test_no_answer_for_ten_minutes_leaves_a_doubtful_ticket(tmp_path: Path) -> None:
    clock = [0]
    async with whole_hall(tmp_path, now_ms=lambda: clock[0]) as hall:
        await issued(hall)
        clock[0] += 600_001
        [printed] = await hall.until_events(e.TicketPrinted)
        assert (printed.status, printed.reason) == (PrintStatus.DOUBTFUL, "no_answer")


async def test_a_reprint_keeps_the_number_and_says_so(hall: WholeHall) -> None:
    dispenser, job = await issued(hall)
    dispenser.say("done", 2, {"id": job["id"], "ok": True, "reason": ""})
    dispenser.say("printed", 2, {"job": job["id"], "ticket": job["ticket"], "status": "failed", "reason": "paper_out"})
    await dispenser.answer(2)
    dispenser.heard.clear()
    assert hall.devices.reprint(job["ticket"])
    again = (await dispenser.until_said("cmd"))[0]
    assert again["id"] != job["id"]
    assert (again["ticket"], again["seq"]) == (job["ticket"], None)
    dispenser.say("printed", 3, {"job": again["id"], "ticket": job["ticket"], "status": "printed", "reason": ""})
    await dispenser.answer(3)
    assert hall.service.record.tickets[job["ticket"]].printed is PrintStatus.PRINTED
    assert not hall.devices.reprint("20260302-Z999")


async def test_a_dispenser_reports_only_on_its_own_tickets(hall: WholeHall) -> None:
    _, job = await issued(hall)
    report = {"job": 0, "ticket": job["ticket"], "status": "failed", "reason": "given_up"}
    stranger = await other_dispenser(hall)
    stranger.say("printed", 1, report)
    assert (await stranger.answer(1))["reason"] == "ticket_unknown"
    assert hall.of(e.Cancelled) == []


async def other_dispenser(hall: WholeHall) -> Speaker:
    """A second dispenser, added while the hall runs."""
    hall.registry.ensure("dispenser-2", Role.DISPENSER)
    hall.devices.registry_changed()
    async with asyncio.timeout(PATIENCE_S):
        while True:
            with suppress(Unreachable):
                return await speaker(hall, "dispenser-2")
