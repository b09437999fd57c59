"""The clerk's console, by keyboard alone."""

import pytest
from playwright.async_api import Page, expect

from hub.core import commands as c
from tests.pages.conftest import Visitors
from tests.pages.hall import ShownHall

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def sit_down(visit: Visitors, counter: int = 1, lang: str = "en") -> Page:
    clerk = await visit("/clerk", user="clerk-2", size=(1024, 768), lang=lang)
    await clerk.locator("input[name=counter]").fill(str(counter))
    await clerk.keyboard.press("Enter")
    await expect(clerk.locator(".bar [data-state]")).to_have_attribute("data-state", "free")
    return clerk


async def press(clerk: Page, key: str, action: str, state: str = "") -> None:
    """Press a key as soon as it is offered, and wait for the counter to get there."""
    await expect(clerk.locator(f"[data-act={action}]")).to_be_enabled()
    await clerk.keyboard.press(key)
    if state:
        await expect(clerk.locator(".bar [data-state]")).to_have_attribute("data-state", state)


async def test_the_desk_shows_the_citizen_items_documents_and_why(hall: ShownHall, visit: Visitors) -> None:
    item = next(each for each in hall.setup.items if each.documents)
    await hall.take(item.code)
    await hall.take()
    clerk = await sit_down(visit)
    await press(clerk, "n", "next", "calling")
    await expect(clerk.locator(".current .number")).to_have_text("A001")
    await expect(clerk.locator(".items h2")).to_contain_text(item.names["en"])
    await expect(clerk.locator(".documents li").first).to_have_text(item.documents[0]["en"])
    await expect(clerk.locator(".why")).to_contain_text("longest wait of 0 s, among 2")
    await expect(clerk.locator(".next li")).to_have_text(["A002"])


async def test_missed_held_and_called_back(hall: ShownHall, visit: Visitors) -> None:
    await hall.take()
    await hall.take()
    clerk = await sit_down(visit)
    await press(clerk, "n", "next", "calling")
    await press(clerk, "r", "recall")
    await press(clerk, "m", "miss", "free")
    assert hall.state("A001") == "missed"
    await press(clerk, "n", "next", "calling")
    await press(clerk, "s", "start", "serving")
    await press(clerk, "h", "hold", "free")
    await expect(clerk.locator(".held b")).to_have_text("A002")
    await press(clerk, "b", "held", "calling")
    await expect(clerk.locator(".current .number")).to_have_text("A002")


async def test_a_finger_that_slips_twice_passes_over_nobody(hall: ShownHall, visit: Visitors) -> None:
    await hall.take()
    await hall.take()
    clerk = await sit_down(visit)
    await press(clerk, "n", "next", "calling")
    await press(clerk, "n", "next")
    await press(clerk, "r", "recall")
    await expect(clerk.locator(".current .number")).to_have_text("A001")
    await expect(clerk.locator("[data-act=recall]")).to_be_enabled()
    assert (hall.state("A001"), hall.state("A002")) == ("called", "waiting")


async def test_a_slip_is_taken_back_while_its_seconds_count_down(hall: ShownHall, visit: Visitors) -> None:
    await hall.take()
    clerk = await sit_down(visit)
    await press(clerk, "n", "next", "calling")
    await press(clerk, "m", "miss", "free")
    await expect(clerk.locator("[data-act=undo]")).to_contain_text("Undo 10 s")
    await press(clerk, "u", "undo", "calling")
    assert hall.state("A001") == "called"


async def test_an_item_that_is_refused_needs_its_reason(hall: ShownHall, visit: Visitors) -> None:
    codes = [item.code for item in hall.setup.items[:2]]
    await hall.take(*codes)
    clerk = await sit_down(visit)
    await press(clerk, "n", "next", "calling")
    await press(clerk, "s", "start", "serving")
    await press(clerk, "f", "finish")
    await clerk.keyboard.press("2")
    await clerk.keyboard.press("ArrowDown")
    await clerk.keyboard.press("4")
    await expect(clerk.locator(".outcomes input")).to_be_focused()
    await clerk.keyboard.press("Enter")
    assert hall.state("A001") == "serving"
    await clerk.keyboard.type("not a resident")
    await clerk.keyboard.press("Enter")
    await expect(clerk.locator(".bar [data-state]")).to_have_attribute("data-state", "free")
    (leg,) = hall.service.record.legs.values()
    assert [(each.result, each.reason) for each in leg.outcomes] == [("taken_in", ""), ("refused", "not a resident")]


async def test_a_citizen_is_sent_on_to_another_counter(hall: ShownHall, visit: Visitors) -> None:
    await hall.take()
    clerk = await sit_down(visit)
    await press(clerk, "n", "next", "calling")
    await press(clerk, "t", "transfer")
    await clerk.keyboard.type("2")
    await clerk.keyboard.press("Enter")
    await expect(clerk.locator(".bar [data-state]")).to_have_attribute("data-state", "free")
    (ticket,) = hall.service.record.tickets.values()
    assert hall.service.record.leg_of(ticket).to_counter == 2


async def test_pause_with_a_reason_and_go_on(hall: ShownHall, visit: Visitors) -> None:
    clerk = await sit_down(visit)
    await press(clerk, "p", "pause")
    await clerk.keyboard.press("2")
    await expect(clerk.locator(".empty")).to_have_text("Counter paused: Lunch")
    await press(clerk, "p", "pause", "free")


async def test_help_reaches_the_supervisor_and_is_answered(hall: ShownHall, visit: Visitors) -> None:
    clerk = await sit_down(visit)
    supervisor = await visit("/supervisor", user="supervisor", size=(1024, 768))
    await press(clerk, "c", "help")
    await supervisor.locator("[data-act=help-1]").click()
    await expect(supervisor.locator("[data-act=help-1]")).to_have_count(0)
    await expect(clerk.locator(".chip.warn")).to_have_count(0)


async def test_a_refusal_is_shown_in_words(hall: ShownHall, visit: Visitors) -> None:
    clerk = await sit_down(visit, lang="zh")
    await press(clerk, "n", "next")
    refusal = clerk.locator(".refusal")
    await expect(refusal).to_be_visible()
    assert "nobody_waiting" not in await refusal.inner_text()
    assert any("\u4e00" <= letter <= "\u9fff" for letter in await refusal.inner_text())
    visit.mishaps.clear()


async def test_a_reload_comes_back_to_the_clerk_s_own_counter(hall: ShownHall, visit: Visitors) -> None:
    clerk = await sit_down(visit, counter=2)
    await clerk.reload()
    await expect(clerk.locator(".bar .plate")).to_have_text("2")
    await expect(clerk.locator(".bar [data-state]")).to_have_attribute("data-state", "free")


async def test_a_counter_of_somebody_else_stays_theirs(hall: ShownHall, visit: Visitors) -> None:
    await hall.do(c.OpenCounter(1, "clerk-3"))
    clerk = await visit("/clerk", user="clerk-2")
    await clerk.locator(".counters button").first.click()
    await expect(clerk.locator(".refusal")).to_be_visible()
    await expect(clerk.locator("input[name=counter]")).to_be_visible()
    visit.mishaps.clear()


async def test_without_a_session_the_sign_in_comes_first_and_leads_back(hall: ShownHall, visit: Visitors) -> None:
    clerk = await visit("/signin")
    await clerk.goto(f"{hall.url}/clerk?lang=en")
    await expect(clerk.locator("input[name=password]")).to_be_visible()
    await clerk.locator("input[name=user]").fill("clerk-2")
    await clerk.locator("input[name=password]").fill("wrong password")
    await clerk.keyboard.press("Enter")
    await expect(clerk.locator(".refusal")).to_be_visible()
    await clerk.locator("input[name=password]").fill("only for this hall")
    await clerk.keyboard.press("Enter")
    await expect(clerk.locator("input[name=counter]")).to_be_visible()
    visit.mishaps.clear()


async def test_a_note_and_the_visit_s_history_reach_the_next_clerk(hall: ShownHall, visit: Visitors) -> None:
    await hall.take()
    await hall.do(c.OpenCounter(1, "clerk-1"), c.OpenCounter(2, "clerk-2"), c.CallNext(1), c.StartService(1))
    first = await visit("/clerk", user="clerk-1")
    await first.locator(".counters li:nth-child(1) button").click()
    await expect(first.locator(".current")).to_be_visible()
    await first.keyboard.press("e")
    await first.locator("input[name=words]").fill("the photo is missing, call 13812345678")
    await first.keyboard.press("Enter")
    await expect(first.locator(".refusal")).to_contain_text("personal numbers")
    await first.locator("input[name=words]").fill(HOSTILE_NOTE)
    await first.keyboard.press("Enter")
    await expect(first.locator(".history")).to_contain_text(HOSTILE_NOTE)
    await hall.do(c.TransferTicket(1, (), 2, None, False), c.CallNext(2), after_s=60)
    second = await visit("/clerk", user="clerk-2")
    await second.locator(".counters li:nth-child(2) button").click()
    await expect(second.locator(".history li")).to_have_count(2)
    await expect(second.locator(".history")).to_contain_text(HOSTILE_NOTE)
    visit.mishaps = [each for each in visit.mishaps if "409" not in each]


async def test_my_day_lists_what_the_clerk_has_done(hall: ShownHall, visit: Visitors) -> None:
    await hall.take()
    await hall.do(c.OpenCounter(1, "clerk-1"), c.CallNext(1), c.StartService(1))
    await hall.do(c.FinishService(1), after_s=240)
    page = await visit("/clerk", user="clerk-1")
    await page.locator(".counters li:nth-child(1) button").click()
    await expect(page.locator(".keys")).to_be_visible()
    await page.keyboard.press("d")
    await expect(page.locator(".day tbody tr")).to_have_count(1)
    await expect(page.locator(".day")).to_contain_text("A001")
    await expect(page.locator(".sums")).to_contain_text("4 min")
    visit.mishaps = [each for each in visit.mishaps if "409" not in each]


HOSTILE_NOTE = "<img src=x onerror=alert(1)> photo \u202e missing"
