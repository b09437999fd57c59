"""The supervisor's page: what needs a hand, and what only a supervisor may do."""

import pytest
from playwright.async_api import expect

from hub.core import commands as c
from tests.pages.conftest import Visitors
from tests.pages.hall import ShownHall
from tests.pages.looks import contrast_faults

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_chosen_ticket_is_called_with_a_reason(hall: ShownHall, visit: Visitors) -> None:
    await hall.take()
    await hall.take()
    await hall.do(c.OpenCounter(3, "clerk-2"))
    page = await visit("/supervisor", user="supervisor", size=(1024, 768))
    await page.locator("[data-act=call-A002]").click()
    await page.locator("select").select_option("3")
    await page.locator("input[name=reason]").fill("train leaves soon")
    await page.locator("[data-act=sure]").click()
    await expect(page.locator(".question")).to_have_count(0)
    leg = hall.service.record.legs[hall.service.record.counters[3].leg]
    assert leg.why is not None
    assert (leg.why.rule, "train leaves soon" in leg.why.words) == ("chosen", True)


async def test_a_ticket_is_cancelled_with_a_reason_and_a_missed_one_returns(hall: ShownHall, visit: Visitors) -> None:
    for _ in range(2):
        await hall.take()
    await hall.do(c.OpenCounter(1, "clerk-2"), c.CallNext(1), c.MissTicket(1))
    page = await visit("/supervisor", user="supervisor", size=(1024, 768))
    await page.locator("[data-act=return-A001]").click()
    await expect(page.locator("[data-act=cancel-A001]")).to_be_visible()
    await page.locator("[data-act=cancel-A002]").click()
    await page.locator("input[name=reason]").fill("taken twice")
    await page.locator("[data-act=sure]").click()
    await expect(page.locator("[data-act=cancel-A002]")).to_have_count(0)
    assert (hall.state("A001"), hall.state("A002")) == ("waiting", "cancelled")


async def test_who_waits_too_long_stands_out(hall: ShownHall, visit: Visitors) -> None:
    await hall.take()
    hall.clock.forward_s(hall.setup.rules.max_wait_s + 60)
    await hall.take()
    page = await visit("/supervisor", user="supervisor", size=(1024, 768))
    await expect(page.locator("tr.over b")).to_have_text(["A001"])
    assert await contrast_faults(page) == []


async def test_unprinted_tickets_and_ill_devices_are_alarms(hall: ShownHall, visit: Visitors) -> None:
    taken = await hall.take()
    await hall.do(c.ReportPrint(taken.ticket, c.PrintStatus.FAILED, "paper"))
    hall.devices.append({"device": "dispenser-1", "state": "lost"})
    page = await visit("/supervisor", user="supervisor", size=(1024, 768))
    await expect(page.locator(".alarms")).to_contain_text("A001 may not have been printed")
    await expect(page.locator(".alarms")).to_contain_text("dispenser-1")


async def test_the_day_is_closed_after_a_question(hall: ShownHall, visit: Visitors) -> None:
    await hall.take()
    page = await visit("/supervisor", user="supervisor", size=(1024, 768))
    await page.locator("[data-act=close-day]").click()
    assert hall.service.record.day_open
    await page.locator("[data-act=sure]").click()
    await expect(page.locator("[data-act=open-day]")).to_be_visible()
    assert hall.state("A001") == "cancelled"
