"""Tickets that dispensers issued while the hub was away: on a real broker and journal, then with the real firmware."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from hub.core import events as e
from hub.core.commands import PrintStatus
from hub.peripherals.paper import pack
from tests.devices.hall import WholeHall, shows, today, whole_hall
from tests.devices.speaker import speaker
from tests.devices.test_actions import dropped, row
from tests.devices.test_whole_hall import AFTER_OUTAGE_S
from tools.virtual import VirtualDevice

FIRST = 12_988
"""P001, the first number that is lent."""
LOST_FOR_A_DAY_MS = 26 * 3600 * 1000


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[WholeHall]:
    """A hall on an open day of today, whose dispenser has numbers."""
    async with whole_hall(tmp_path) as found:
        await found.until_events(e.NumbersLent)
        yield found


def paper(serial: int = FIRST, **changes: Any) -> dict[str, Any]:
    """A ticket that is on paper."""
    lease = "20260302-0"
    body = {"lease": lease, "serial": serial, "items": ["card"], "priority": "walk_in", "language": "en"}
    return {**body, "paper": "printed", "instead": None, **changes}


async def test_a_dispenser_is_lent_numbers_and_told_them(hall: WholeHall) -> None:
    dispenser = await speaker(hall, "dispenser-1")
    await dispenser.until(lambda: any(body["lease"] for body in dispenser.bodies("dispenser")))
    assert dispenser.bodies("dispenser")[-1]["lease"] == {
        "id": "20260302-0", "first": FIRST, "prefix": "P", "from": 1, "count": 333,
    }  # fmt: skip


async def test_a_ticket_is_taken_over_once_in_whatever_boot_it_is_told(hall: WholeHall) -> None:
    dispenser = await speaker(hall, "dispenser-1")
    await today(hall)
    dispenser.say("offline", 1, paper(), age_ms=60_000)
    first = await dispenser.answer(1)
    assert (first["ok"], first["given"]) == (True, None)
    dispenser.say("offline", 1, paper(), boot=2, age_ms=90_000)
    assert (await dispenser.answer(1, boot=2))["ok"]
    await hall.restart()
    await dispenser.again()
    dispenser.say("offline", 1, paper(), boot=3, age_ms=120_000)
    assert (await dispenser.answer(1, boot=3))["ok"]
    [taken] = hall.of(e.TicketTaken)
    assert (taken.number, taken.lease) == ("P001", "20260302-0")
    assert [printed.status for printed in hall.of(e.TicketPrinted)] == [PrintStatus.PRINTED]
    assert dispenser.bodies("cmd") == []


async def test_a_ticket_waits_since_it_was_issued(hall: WholeHall) -> None:
    dispenser = await speaker(hall, "dispenser-1")
    await today(hall)
    before_ms = hall.service.now_ms()
    dispenser.say("offline", 1, paper(FIRST + 1), age_ms=1_000)
    dispenser.say("offline", 2, paper(FIRST), age_ms=5_000)
    await dispenser.answer(2)
    arrived = [ticket.arrived_ms for ticket in hall.service.record.tickets.values()]
    assert arrived[0] - arrived[1] >= 3_000
    assert before_ms - 5_000 <= arrived[1] <= hall.service.now_ms() - 5_000


async def test_before_its_day_has_opened_a_ticket_is_asked_for_again(hall: WholeHall) -> None:
    dispenser = await speaker(hall, "dispenser-1")
    dispenser.say("offline", 1, paper())
    dispenser.say("printed", 2, {"job": 0, "ticket": "nobody", "status": "printed", "reason": ""})
    await dispenser.answer(2)
    assert [ack["seq"] for ack in dispenser.bodies("ack")] == [2]
    await today(hall)
    dispenser.say("offline", 1, paper(), age_ms=1_000)
    assert (await dispenser.answer(1))["ok"]


async def test_a_ticket_of_yesterday_is_refused_for_good(hall: WholeHall) -> None:
    dispenser = await speaker(hall, "dispenser-1")
    await today(hall)
    dispenser.say("offline", 1, paper(), age_ms=LOST_FOR_A_DAY_MS)
    assert (await dispenser.answer(1))["reason"] == "ticket_of_past_day"


async def test_the_request_that_found_no_answer_gets_no_second_ticket(hall: WholeHall) -> None:
    dispenser = await speaker(hall, "dispenser-1")
    await today(hall)
    issue = {"items": ["card"], "priority": "walk_in", "language": "en"}
    dispenser.say("issue", 1, issue)
    assert (await dispenser.answer(1))["ok"]
    dispenser.say("offline", 2, paper(instead={"boot": 1, "seq": 1}), age_ms=3_000)
    assert (await dispenser.answer(2))["ok"]
    waiting = [hall.service.record.ticket_of(leg).number for leg in hall.service.record.waiting_legs()]
    assert waiting == ["P001"]


async def test_a_request_that_comes_after_its_offline_ticket_is_not_done(hall: WholeHall) -> None:
    dispenser = await speaker(hall, "dispenser-1")
    await today(hall)
    dispenser.say("offline", 2, paper(instead={"boot": 1, "seq": 1}), age_ms=3_000)
    assert (await dispenser.answer(2))["ok"]
    bad = row(hall, "dispenser-1")["bad"]
    dispenser.say("issue", 1, {"items": ["card"], "priority": "walk_in", "language": "en"})
    await dropped(hall, "dispenser-1", int(str(bad)) + 1)
    assert [taken.number for taken in hall.of(e.TicketTaken)] == ["P001"]


async def test_a_complaint_reaches_the_hall(hall: WholeHall) -> None:
    pad = await speaker(hall, "pad-1")
    pad.say("complaint", 1, {"leg": None})
    assert (await pad.answer(1))["ok"]
    assert [made.counter for made in hall.of(e.ComplaintMade)] == [1]


async def test_the_pack_is_pulled_piece_by_piece_and_its_end_is_told(hall: WholeHall) -> None:
    dispenser = await speaker(hall, "dispenser-1")
    await dispenser.until(lambda: any(body["pack"] for body in dispenser.bodies("dispenser")))
    file = dispenser.bodies("dispenser")[-1]["pack"]
    dispenser.say("fetch", 1, {"file": file["name"], "offset": 0, "size": 100})
    dispenser.say("fetch", 2, {"file": file["name"], "offset": file["size"], "size": 100})
    dispenser.say("fetch", 3, {"file": "pack/other", "offset": 0, "size": 100})
    pieces = await dispenser.until_said("chunk", 3)
    assert [(piece["offset"], bool(piece["data"])) for piece in pieces] == [
        (0, True), (file["size"], False), (0, False),
    ]  # fmt: skip


async def test_only_a_dispenser_gets_the_pack(hall: WholeHall) -> None:
    dispenser, pad = await speaker(hall, "dispenser-1"), await speaker(hall, "pad-1")
    await dispenser.until(lambda: any(body["pack"] for body in dispenser.bodies("dispenser")))
    name = dispenser.bodies("dispenser")[-1]["pack"]["name"]
    pad.say("fetch", 1, {"file": name, "offset": 0, "size": 100})
    assert [piece["data"] for piece in await pad.until_said("chunk")] == [""]


async def equipped(hall: WholeHall) -> VirtualDevice:
    """A dispenser with numbers and its pack in flash."""
    dispenser = await hall.device("dispenser-1")
    flash = hall.folder / "dispenser-1"
    await hall.until(lambda: (flash / "lease").exists() and (flash / "pack").exists())
    await dispenser.wait_for(shows(dispenser, ">"))
    return dispenser


async def take(dispenser: VirtualDevice, number: str) -> None:
    """Somebody takes a ticket and gets this number."""
    await dispenser.press("ok")
    await dispenser.wait_for(shows(dispenser, "Press OK"))
    await dispenser.press("ok")
    await dispenser.wait_for(shows(dispenser, number))
    await dispenser.press("ok")
    await dispenser.wait_for(shows(dispenser, ">"))


def numbers_on(paper: bytes) -> list[str]:
    """Numbers on the paper, in order."""
    return [number.decode() for number in re.findall(rb"[AP]\d{3}", paper)]


async def test_without_the_hub_tickets_are_issued_and_with_it_they_are_in_the_queue(tmp_path: Path) -> None:
    async with whole_hall(tmp_path, pack=pack) as hall:
        await today(hall)
        dispenser = await equipped(hall)
        await hall.stop()
        await dispenser.wait_for(lambda: dispenser.lamps["link"] == "red", AFTER_OUTAGE_S)
        await take(dispenser, "P001")
        await take(dispenser, "P002")
        await dispenser.restart()
        await dispenser.wait_for(shows(dispenser, ">"))
        await take(dispenser, "P003")
        await hall.start()
        taken = list(await hall.until_events(e.TicketTaken, 3))
        assert [each.number for each in taken] == ["P001", "P002", "P003"]
        assert sorted(each.arrived_ms for each in taken) == [each.arrived_ms for each in taken]
        assert numbers_on(dispenser.printed) == ["P001", "P002", "P003"]
        paper = dispenser.printed.decode("gb18030")
        assert paper.count("OFFLINE") == paper.count("For: card") == 3
        assert b"\x1d(k" not in dispenser.printed
        await hall.until_state("dispenser-1", "ready")
