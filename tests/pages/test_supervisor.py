"""The supervisor's page: what needs a hand, and what only a supervisor may do."""

import pytest
from playwright.async_api import expect

from hub.core import commands as c
from hub.core.events import ComplaintAnswered, DayClosed
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


async def test_another_hub_in_the_hall_s_name_is_an_alarm(hall: ShownHall, visit: Visitors) -> None:
    hall.centre = "fenced"
    page = await visit("/supervisor", user="supervisor", size=(1024, 768))
    await expect(page.locator(".alarms")).to_contain_text("Another hub runs in this hall's name")


async def test_the_day_is_closed_after_a_question(hall: ShownHall, visit: Visitors) -> None:
    await hall.take()
    page = await visit("/supervisor", user="supervisor", size=(1024, 768))
    await page.locator("[data-act=close-day]").click()
    assert hall.service.record.day_open
    await page.locator("[name=reason]").fill("closing time")
    await page.locator("[data-act=sure]").click()
    await expect(page.locator("[data-act=open-day]")).to_be_visible()
    assert hall.state("A001") == "cancelled"


async def test_closing_while_people_wait_asks_why_and_keeps_the_reason(hall: ShownHall, visit: Visitors) -> None:
    await hall.take()
    page = await visit("/supervisor", user="supervisor", size=(1280, 800))
    await page.locator("[data-act=close-day]").click()
    await page.locator("[data-act=sure]").click()
    assert hall.service.record.day_open, "a browser sends no form whose reason is missing"
    await page.locator("[name=reason]").fill("power cut")
    await page.locator("[data-act=sure]").click()
    await expect(page.locator("[data-act=open-day]")).to_be_visible()
    closed = [each.event for each in hall.journal.events if isinstance(each.event, DayClosed)]
    assert [event.reason for event in closed] == ["power cut"]


async def test_a_complaint_appears_is_answered_in_the_page_and_disappears(hall: ShownHall, visit: Visitors) -> None:
    taken = await hall.take()
    await hall.do(c.OpenCounter(1, "clerk-2"), c.CallNext(1))
    page = await visit("/supervisor", user="supervisor", size=(1024, 768))
    await expect(page.locator(".alarms h2 b")).to_have_text("0")
    await hall.do(c.FinishService(1), c.Complain(1, f"{taken.ticket}.1"))
    await expect(page.locator(".complaint")).to_contain_text("Complaint at counter 1 (A001)")
    await expect(page.locator(".complaint")).to_contain_text("since 09:00")
    await expect(page.locator(".alarms h2 b")).to_have_text("1")
    (complaint,) = hall.service.record.complaints
    await page.locator(".complaint button").click()
    await expect(page.locator(".question h2")).to_have_text("Answer: Complaint at counter 1 (A001)")
    await page.locator("input[name=words]").fill("talked to the clerk")
    await page.locator("[data-act=sure]").click()
    await expect(page.locator(".complaint")).to_have_count(0)
    await expect(page.locator(".question")).to_have_count(0)
    assert hall.journal.events[-1].event == ComplaintAnswered(complaint, "talked to the clerk", 1)


async def test_an_answer_of_blanks_is_refused_in_words_and_the_question_stays(hall: ShownHall, visit: Visitors) -> None:
    await hall.do(c.Complain(2))
    page = await visit("/supervisor", user="supervisor", size=(1024, 768))
    await page.locator(".complaint button").click()
    await page.locator("input[name=words]").fill("   ")
    await page.locator("[data-act=sure]").click()
    await expect(page.locator(".question .refusal")).to_have_text("Say what was done about it.")
    visit.mishaps.clear()
    assert len(hall.service.record.complaints) == 1


@pytest.mark.parametrize(("lang", "overdue"), [("zh", "逾期未答复"), ("en", "Answer overdue")])
async def test_a_complaint_whose_answer_is_overdue_stands_out(
    hall: ShownHall, visit: Visitors, lang: str, overdue: str
) -> None:
    await hall.do(c.Complain(3))
    hall.clock.forward_s(hall.setup.rules.complaint_due_s + 60)
    await hall.do(c.Complain(4))
    page = await visit("/supervisor", user="supervisor", size=(1024, 768), lang=lang)
    await expect(page.locator(".complaint")).to_have_count(2)
    await expect(page.locator(".complaint.over")).to_have_count(1)
    await expect(page.locator(".complaint.over")).to_contain_text(overdue)
    await page.locator(".complaint.over button").click()
    assert await contrast_faults(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_a_complaint_of_an_earlier_day_says_which_and_is_not_overdue_overnight(
    hall: ShownHall, visit: Visitors
) -> None:
    await hall.do(c.Complain(3), c.CloseDay(), after_s=1800)
    await hall.do(c.OpenDay("2026-01-02"), after_s=23 * 3600)
    page = await visit("/supervisor", user="supervisor", size=(1024, 768))
    await expect(page.locator(".complaint")).to_contain_text("since Thursday, January 1 09:30")
    await expect(page.locator(".complaint.over")).to_have_count(0)


async def test_a_dispenser_whose_citizen_asks_for_staff_is_an_alarm(hall: ShownHall, visit: Visitors) -> None:
    hall.devices.append({"device": "dispenser-1", "state": "alert", "alert": "help"})
    page = await visit("/supervisor", user="supervisor", size=(1024, 768))
    await expect(page.locator(".alarms li")).to_have_text(["dispenser-1A citizen asks for staff"])


async def test_who_waits_too_long_is_an_alarm_and_many_are_counted(hall: ShownHall, visit: Visitors) -> None:
    for _ in range(5):
        await hall.take()
    hall.clock.forward_s(hall.setup.rules.max_wait_s + 60)
    page = await visit("/supervisor", user="supervisor", size=(1024, 768))
    await expect(page.locator(".alarms h2 b")).to_have_text("5")
    await expect(page.locator(".alarms li")).to_have_text(
        ["A001 has waited 31 min", "A002 has waited 31 min", "A003 has waited 31 min", "2 more wait too long"]
    )


async def test_paper_and_batteries_are_seen_at_a_glance(hall: ShownHall, visit: Visitors) -> None:
    hall.devices += [
        {"device": "dispenser-1", "role": "dispenser", "state": "ready", "alert": ""},
        {"device": "dispenser-2", "role": "dispenser", "state": "alert", "alert": "paper_low"},
        {"device": "dispenser-3", "role": "dispenser", "state": "lost", "alert": ""},
        {"device": "pad-1", "role": "pad", "state": "ready", "alert": "", "health": {"battery": 15}},
        {"device": "pad-2", "role": "pad", "state": "ready", "alert": "", "health": {"battery": "full"}},
    ]
    for path in ("/supervisor", "/devices"):
        page = await visit(path, user="supervisor", size=(1280, 800))
        rows = page.locator(".powered" if path == "/supervisor" else "tbody tr")
        await expect(rows.filter(has_text="dispenser-1")).to_contain_text("Paper is fine")
        await expect(rows.filter(has_text="dispenser-2")).to_contain_text("Paper is running low")
        await expect(rows.filter(has_text="pad-1").locator(".chip.bad")).to_have_text("Battery 15 %")
        assert await page.locator("main").get_by_text("full").count() == 0


@pytest.mark.parametrize(("lang", "says"), [("en", "No alarm. No device is in use."), ("zh", "没有设备在用")])
async def test_a_hall_without_devices_does_not_call_nothing_well(
    hall: ShownHall, visit: Visitors, lang: str, says: str
) -> None:
    hall.devices += [{"device": "pad-1", "state": "never_started"}]
    page = await visit("/supervisor", user="supervisor", lang=lang)
    await expect(page.locator(".alarms .soft")).to_have_text(says if lang == "en" else f"没有告警。{says}。")


async def test_a_device_that_never_started_is_no_alarm_and_one_that_fell_silent_is(
    hall: ShownHall, visit: Visitors
) -> None:
    hall.devices += [{"device": f"pad-{number}", "state": "never_started"} for number in range(1, 5)]
    hall.devices.append({"device": "keypad-1", "state": "ready"})
    page = await visit("/supervisor", user="supervisor", size=(1024, 768))
    await expect(page.locator(".alarms")).to_contain_text("All is well. Devices: 1")
    hall.devices += [{"device": "keypad-2", "state": "never_seen"}, {"device": "keypad-3", "state": "lost"}]
    page = await visit("/supervisor", user="supervisor", size=(1024, 768))
    await expect(page.locator(".alarms h2 b")).to_have_text("2")
    await expect(page.locator(".alarms")).not_to_contain_text("pad-1")


@pytest.mark.parametrize(
    ("lang", "says"), [("en", "turn has come, held until 09:15"), ("zh", "已轮到，号位保留到 09:15")]
)
async def test_whose_turn_has_come_on_the_way_is_marked_with_the_end_of_the_hold(
    hall: ShownHall, visit: Visitors, lang: str, says: str
) -> None:
    await hall.give_from_afar()
    await hall.take(afar=True)
    page = await visit("/supervisor", user="supervisor", lang=lang)
    row = page.locator("li", has_text="A001")
    await expect(row).to_be_visible()
    await expect(row.locator(".chip")).to_have_count(0)
    await hall.do(c.OpenCounter(1, "clerk-1"), c.Tick())
    await expect(row.locator(".chip")).to_have_text(says)
    assert await contrast_faults(page) == []


async def test_the_supervisor_s_page_has_the_code_to_check_in(hall: ShownHall, visit: Visitors) -> None:
    page = await visit("/supervisor", user="supervisor", size=(1024, 768))
    await expect(page.locator(".alarms")).to_be_visible()
    await expect(page.locator("[data-afar]")).to_have_count(0)
    await hall.give_from_afar()
    page = await visit("/supervisor", user="supervisor", size=(1024, 768))
    board = await visit("/board", size=(1920, 1080))
    code = await board.locator("[data-afar]").get_attribute("data-afar")
    assert code is not None
    await expect(page.locator("aside [data-afar]")).to_have_text(f"Check-in code: {code}")
    assert await contrast_faults(page) == []
