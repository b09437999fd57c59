"""Matters on the pages: taken in by a clerk, followed by a citizen, moved by a supervisor."""

import pytest
from playwright.async_api import Page, expect

from hub.core import commands as c
from hub.core.matters import Stage
from tests.pages.conftest import Visitors
from tests.pages.hall import ShownHall
from tests.pages.looks import contrast_faults, small_targets, small_texts
from tests.pages.matters import OFFICE, accept, days_later, later, overdue_morning

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHONE = (390, 844)


async def at_finish(hall: ShownHall, visit: Visitors) -> Page:
    """A clerk with a time-limited item at the desk, about to finish."""
    await hall.take(later(hall).code)
    clerk = await visit("/clerk", user="clerk-2", size=(1024, 768))
    await clerk.locator("input[name=counter]").fill("1")
    for key, state in (("Enter", "free"), ("n", "calling"), ("s", "serving")):
        await clerk.keyboard.press(key)
        await expect(clerk.locator(".bar [data-state]")).to_have_attribute("data-state", state)
        await expect(clerk.locator("[data-act=help]")).to_be_enabled()
    await clerk.keyboard.press("f")
    await expect(clerk.locator(".outcomes")).to_be_visible()
    return clerk


async def test_the_finish_says_that_a_matter_opens_and_hands_over_its_receipt(hall: ShownHall, visit: Visitors) -> None:
    clerk = await at_finish(hall, visit)
    await expect(clerk.locator("[data-result=taken_in]")).to_have_attribute("aria-pressed", "true")
    await expect(clerk.locator(".opens")).to_contain_text(f"within {later(hall).limit_days} working days")
    await clerk.keyboard.press("1")
    await expect(clerk.locator(".opens")).to_have_count(0)
    await clerk.keyboard.press("2")
    await clerk.keyboard.press("Enter")
    (matter,) = await matters(hall, clerk)
    await expect(clerk.locator(".handed")).to_contain_text(matter)
    await expect(clerk.locator(".handed img")).to_have_js_property("complete", True)
    assert await clerk.locator(".handed img").evaluate("each => each.naturalWidth > 0")
    await clerk.emulate_media(media="print")
    await expect(clerk.locator(".handed")).to_be_visible()
    for other in (".bar", ".keys", ".queue"):
        await expect(clerk.locator(other)).to_be_hidden()


async def matters(hall: ShownHall, clerk: Page) -> list[str]:
    """The hall's matters once the clerk sees a receipt."""
    await expect(clerk.locator(".handed")).to_be_visible()
    return list(hall.service.record.matters.live)


async def test_q_prints_the_receipt_and_the_next_citizen_takes_it_off_the_desk(
    hall: ShownHall, visit: Visitors
) -> None:
    clerk = await at_finish(hall, visit)
    await clerk.evaluate("window.print = () => document.body.dataset.printed = 'yes'")
    await clerk.keyboard.press("Enter")
    await expect(clerk.locator(".handed")).to_be_visible()
    await clerk.keyboard.press("q")
    await expect(clerk.locator("body")).to_have_attribute("data-printed", "yes")
    await hall.take()
    await hall.do(c.CallNext(1), c.StartService(1))
    await expect(clerk.locator(".handed")).to_have_count(0)


async def test_next_asks_for_the_outcome_first_where_a_matter_may_be_lost(hall: ShownHall, visit: Visitors) -> None:
    await hall.take(later(hall).code)
    await hall.take()
    await hall.do(c.OpenCounter(1, "clerk-2"), c.CallNext(1), c.StartService(1))
    clerk = await visit("/clerk", user="clerk-2", size=(1024, 768))
    await clerk.locator(".counters li:nth-child(1) button").click()
    await expect(clerk.locator("[data-act=next]")).to_be_enabled()
    await clerk.keyboard.press("n")
    await expect(clerk.locator(".opens")).to_be_visible()
    await clerk.keyboard.press("Enter")
    await expect(clerk.locator(".handed")).to_be_visible()
    assert hall.state("A002") == "waiting"
    visit.mishaps = [each for each in visit.mishaps if "409" not in each]  # a clerk comes back to an open counter


async def test_an_undo_takes_the_receipt_back(hall: ShownHall, visit: Visitors) -> None:
    clerk = await at_finish(hall, visit)
    await clerk.keyboard.press("Enter")
    await expect(clerk.locator(".handed")).to_be_visible()
    await expect(clerk.locator("[data-act=undo]")).to_be_enabled()
    await clerk.keyboard.press("u")
    await expect(clerk.locator(".handed")).to_have_count(0)
    assert hall.service.record.matters.live == {}


async def test_a_minor_document_may_come_later(hall: ShownHall, visit: Visitors) -> None:
    clerk = await at_finish(hall, visit)
    await clerk.locator("select[name=owed]").select_option("2")
    await clerk.locator("input[name=owed_by]").fill(hall.service.record.day)
    await clerk.locator("[data-act=send]").click()
    await expect(clerk.locator(".handed .owed")).to_contain_text(later(hall).documents[1]["en"])
    (matter,) = hall.service.record.matters.live.values()
    assert (matter.owed, matter.owed_by) == (later(hall).documents[1], hall.service.record.day)


async def test_the_ticket_s_page_leads_to_the_receipt_s_and_that_follows_the_matter(
    hall: ShownHall, visit: Visitors
) -> None:
    accepted = await accept(hall)
    (ticket,) = hall.service.record.tickets.values()
    phone = await visit(f"/t/{ticket.link}", size=PHONE)
    await phone.locator("a.receipt").click()
    await expect(phone.locator(".far")).to_have_attribute("data-stage", "accepted")
    await expect(phone.locator(".deadline")).to_contain_text(f"{later(hall).limit_days} working days from now")
    await hall.do(c.MoveMatter(accepted.matter, Stage.REVIEWING, OFFICE))
    await phone.reload()
    await expect(phone.locator(".holder")).to_contain_text(OFFICE)
    await expect(phone.locator(".way [aria-current=step]")).to_contain_text("Under review")
    await hall.do(c.MoveMatter(accepted.matter, Stage.DECIDED))
    await phone.reload()
    await expect(phone.locator(".far")).to_have_attribute("data-stage", "decided")
    await expect(phone.locator(".deadline")).to_contain_text("collect")


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_old_people_can_read_a_receipt(hall: ShownHall, visit: Visitors, lang: str) -> None:
    late, fresh = await overdue_morning(hall)
    for link in (late.link, fresh.link):
        phone = await visit(f"/m/{link}", size=PHONE, lang=lang)
        await expect(phone.locator(".way")).to_be_visible()
        assert await small_texts(phone, 16) == []
        assert await small_targets(phone, 44) == []
        assert await phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for theme in ("light", "dark"):
            await phone.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
            assert await contrast_faults(phone) == [], theme
        await phone.locator("[data-act=large]").click()
        assert await phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await phone.locator("[data-act=large]").click()


async def test_a_wrong_receipt_says_so(hall: ShownHall, visit: Visitors) -> None:
    phone = await visit("/m/this-is-no-receipt", size=PHONE)
    await expect(phone.locator(".over")).to_contain_text("No such matter")
    visit.mishaps.clear()


async def test_a_receipt_scanned_at_the_kiosk_shows_how_far_it_is_even_in_a_closed_hall(
    hall: ShownHall, visit: Visitors
) -> None:
    accepted = await accept(hall)
    await hall.do(c.MoveMatter(accepted.matter, Stage.REVIEWING, OFFICE), c.CloseDay())
    kiosk = await visit("/kiosk")
    await kiosk.keyboard.type(f"http://hub.local/m/{accepted.link}")
    await kiosk.keyboard.press("Enter")
    await expect(kiosk.locator(".far")).to_have_attribute("data-stage", "reviewing")
    await expect(kiosk.locator(".holder")).to_contain_text(OFFICE)
    assert await kiosk.evaluate(
        "document.querySelector('.step').scrollHeight <= document.querySelector('.step').clientHeight"
    )
    await kiosk.keyboard.type("http://hub.local/m/this-is-no-receipt-at-all")
    await kiosk.keyboard.press("Enter")
    await expect(kiosk.locator(".shut")).to_contain_text("No such matter")
    visit.mishaps.clear()


async def test_a_supervisor_sees_the_overdue_first_and_moves_it_to_the_end(hall: ShownHall, visit: Visitors) -> None:
    late, fresh = await overdue_morning(hall)
    desk = await visit("/supervisor", user="supervisor")
    await desk.locator(".alarms a").click()
    await expect(desk.locator("[data-count=overdue] strong")).to_have_text("1")
    await expect(desk.locator("tbody tr").first).to_have_attribute("data-matter", late.matter)
    await expect(desk.locator("tr.overdue .pushed")).to_be_visible()
    await desk.locator(f"[data-act=decided-{late.matter}]").click()
    await desk.locator("[data-act=sure]").click()
    await expect(desk.locator("[data-count=overdue] strong")).to_have_text("0")
    await desk.locator(f"[data-act=collected-{late.matter}]").click()
    await desk.locator("[data-act=sure]").click()
    await expect(desk.locator("tbody tr")).to_have_count(1)
    await desk.locator("[data-act=ended]").click()
    await expect(desk.locator("tbody tr")).to_have_attribute("data-matter", late.matter)
    assert hall.service.record.matters.live[fresh.matter].stage == Stage.ACCEPTED


async def test_a_matter_is_given_to_an_office_or_returned_with_a_reason(hall: ShownHall, visit: Visitors) -> None:
    first, second = await accept(hall), await accept(hall)
    desk = await visit("/matters", user="supervisor")
    await desk.locator(f"[data-act=reviewing-{first.matter}]").click()
    await desk.locator("input[name=holder]").fill("110101199003071234")
    await desk.locator("[data-act=sure]").click()
    await expect(desk.locator(".question .refusal")).to_contain_text("No number of a person")
    visit.mishaps.clear()
    await desk.locator("input[name=holder]").fill(OFFICE)
    await desk.locator("[data-act=sure]").click()
    await expect(desk.locator(f"[data-matter='{first.matter}']")).to_contain_text(OFFICE)
    await desk.locator(f"[data-act=returned-{second.matter}]").click()
    await desk.locator("input[name=reason]").fill("the form is not signed")
    await desk.locator("[data-act=sure]").click()
    await expect(desk.locator(f"[data-matter='{second.matter}']")).to_have_count(0)
    assert hall.service.record.matters.live[second.matter].reason == "the form is not signed"


async def test_a_promise_that_was_not_kept_is_told_and_the_document_ticked_off(
    hall: ShownHall, visit: Visitors
) -> None:
    accepted = await accept(hall, owed=1, owed_by=hall.service.record.day)
    await days_later(hall, 1)
    desk = await visit("/matters", user="clerk-2")
    await expect(desk.locator(".late")).to_contain_text("not brought")
    await desk.locator(f"[data-act=document-{accepted.matter}]").click()
    await desk.locator("[data-act=sure]").click()
    await expect(desk.locator(".late")).to_have_count(0)
    assert hall.service.record.matters.live[accepted.matter].owed == {}


async def test_a_matter_is_found_by_its_number(hall: ShownHall, visit: Visitors) -> None:
    first, _ = await accept(hall), await accept(hall)
    desk = await visit("/matters", user="supervisor")
    await expect(desk.locator("tbody tr")).to_have_count(2)
    await desk.locator("input[name=find]").fill(first.matter)
    await expect(desk.locator("tbody tr")).to_have_count(1)


async def test_a_scanned_receipt_gives_a_ticket_that_its_clerk_calls(hall: ShownHall, visit: Visitors) -> None:
    accepted = await accept(hall)
    await hall.do(c.OpenCounter(2, "clerk-2"))
    await hall.take()
    kiosk = await visit("/kiosk")
    await kiosk.keyboard.type(f"http://hub.local/m/{accepted.link}")
    await kiosk.keyboard.press("Enter")
    await kiosk.locator("[data-act=take]").click()
    await expect(kiosk.locator("[data-state] .number, .number").first).to_contain_text("A003")
    await hall.do(c.CallNext(1), after_s=1)
    desk = await visit("/clerk", user="clerk-1", size=(1024, 768))
    await desk.locator(".counters li:nth-child(1) button").click()
    await expect(desk.locator(".why")).to_contain_text("your own matter")
    assert hall.service.record.ticket_of(hall.service.record.legs[hall.service.record.counters[1].leg]).number == "A003"
    visit.mishaps.clear()  # The counter is open already, says the hub, and it is this clerk's.
