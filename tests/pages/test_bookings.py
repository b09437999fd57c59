"""Appointments from the phone to the kiosk: a code, three touches at most, one ticket."""

import re

import pytest
from playwright.async_api import Page, expect

from hub.core import commands as c
from tests.pages.conftest import Visitors
from tests.pages.hall import DAY, ShownHall
from tests.pages.looks import contrast_faults, small_targets, small_texts

pytestmark = pytest.mark.asyncio(loop_scope="session")
PHONE, KIOSK, TALL, DESK = (390, 844), (1280, 800), (1080, 1920), (1280, 900)
CODE = "K7M4P2XW"


async def looks_well(page: Page, *, target_px: int = 44, text_px: int = 16) -> None:
    assert await small_targets(page, target_px) == []
    assert await small_texts(page, text_px) == []
    assert await contrast_faults(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def to_confirm(phone: Page) -> None:
    await phone.locator("[data-line]").first.click()
    await phone.locator("[data-item]").first.click()
    await phone.locator("[data-time='10:20']").click()
    await expect(phone.locator("[data-act=book]")).to_be_visible()


@pytest.mark.parametrize("large", [False, True])
async def test_a_phone_books_an_item_and_keeps_the_code(hall: ShownHall, visit: Visitors, large: bool) -> None:
    phone = await visit("/book", size=PHONE)
    await expect(phone.locator("[data-line]").first).to_be_visible()
    if large:
        await phone.locator("[data-act=large]").click()
    await looks_well(phone)
    await phone.locator("[data-line]").first.click()
    await looks_well(phone)
    await phone.locator("[data-item]").first.click()
    await expect(phone.locator("[data-day]").first).to_have_attribute("aria-pressed", "true")
    await expect(phone.locator("[data-time='09:20']")).to_contain_text("Places left: 2")
    await looks_well(phone)
    await phone.locator("[data-time='10:20']").click()
    await expect(phone.locator(".items")).to_contain_text(hall.setup.items[0].documents[0]["en"])
    await looks_well(phone)
    await phone.locator("[data-act=book]").click()
    await expect(phone.locator("[data-code]")).to_be_visible()
    await looks_well(phone)
    (booking,) = hall.service.record.appointments.bookings.values()
    assert (booking.on_day, booking.minute, booking.items) == (DAY, 620, (hall.setup.items[0].code,))
    assert await phone.locator("[data-code]").get_attribute("data-code") == booking.code
    await expect(phone).to_have_url(re.compile(f"/book/{booking.code}"))
    await expect(phone.locator("section.ticket")).to_contain_text("09:50 to 10:35")
    assert await phone.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
    await phone.goto(f"{hall.url}/book?lang=en")
    await phone.locator("[data-act=mine]").click()
    await expect(phone.locator("[data-code]")).to_be_visible()


async def test_another_day_has_slots_of_its_own(hall: ShownHall, visit: Visitors) -> None:
    phone = await visit("/book", size=PHONE)
    await phone.locator("[data-line]").first.click()
    await phone.locator("[data-item]").first.click()
    await phone.locator("[data-day='2026-01-02']").click()
    await expect(phone.locator("[data-day='2026-01-02']")).to_have_attribute("aria-pressed", "true")
    await expect(phone.locator("[data-time='09:00']")).to_be_visible()
    await phone.locator("[data-act=back]").click()
    await expect(phone.locator("[data-item]").first).to_be_visible()


async def test_a_place_that_was_taken_meanwhile_is_said(hall: ShownHall, visit: Visitors) -> None:
    phone = await visit("/book", size=PHONE)
    await to_confirm(phone)
    for code in ("AAAA2222", "BBBB2222"):
        await hall.book("10:20", code)
    await phone.locator("[data-act=book]").click()
    await expect(phone.locator(".refusal")).to_contain_text("are taken")
    await phone.locator("[data-act=back]").click()
    await expect(phone.locator("[data-time='10:40']")).to_be_visible()
    visit.mishaps = [each for each in visit.mishaps if "409" not in each]


async def test_cancelling_is_asked_twice_and_frees_the_place(hall: ShownHall, visit: Visitors) -> None:
    phone = await visit(f"/book/{await hall.book()}", size=PHONE)
    await phone.locator("[data-act=cancel]").click()
    assert len(hall.service.record.appointments.bookings) == 1
    await looks_well(phone)
    await phone.locator("[data-act=cancel-sure]").click()
    await expect(phone.locator("[data-step=cancelled]")).to_be_visible()
    assert hall.service.record.appointments.bookings == {}
    await phone.locator("[data-act=again]").click()
    await expect(phone.locator("[data-line]").first).to_be_visible()


async def test_a_code_that_names_nothing_leads_to_another_booking(hall: ShownHall, visit: Visitors) -> None:
    phone = await visit(f"/book/{CODE}", size=PHONE)
    await expect(phone.locator(".refusal")).to_contain_text("no appointment with this code")
    await phone.locator("[data-act=again]").click()
    await expect(phone.locator("[data-line]").first).to_be_visible()
    visit.mishaps.clear()


@pytest.mark.parametrize("size", [KIOSK, TALL])
@pytest.mark.parametrize("large", [False, True])
async def test_a_typed_code_becomes_a_ticket_at_the_kiosk(
    hall: ShownHall, visit: Visitors, size: tuple[int, int], large: bool
) -> None:
    await hall.book()
    kiosk = await visit("/kiosk", size=size)
    if large:
        await kiosk.locator("[data-act=large]").click()
    await kiosk.locator("[data-act=booked]").click()
    await expect(kiosk.locator("[data-letter='2']")).to_be_visible()
    await looks_well(kiosk, target_px=60, text_px=18)
    assert await kiosk.evaluate(FITS), "the keys need no scrolling"
    for letter in CODE:
        await kiosk.locator(f"[data-letter='{letter}']").click()
    await expect(kiosk.locator("[data-act=check-in]")).to_be_visible()
    await expect(kiosk.locator("strong.number")).to_have_text("09:20")
    await looks_well(kiosk, target_px=60, text_px=18)
    await kiosk.locator("[data-act=check-in]").click()
    await expect(kiosk.locator("strong.number")).to_have_text("A001")
    (ticket,) = hall.service.record.tickets.values()
    assert (ticket.priority, ticket.channel, ticket.items) == ("booked", "kiosk", (hall.setup.items[0].code,))


FITS = "document.querySelector('.step').scrollHeight <= document.querySelector('.step').clientHeight + 1"


async def scan(kiosk: Page, code: str) -> None:
    """What a scanner types."""
    await kiosk.keyboard.type(f"http://hall.example/book/{code}")
    await kiosk.keyboard.press("Enter")


@pytest.mark.parametrize("opened", [False, True])
async def test_a_scanned_code_checks_in_with_one_touch_and_never_twice(
    hall: ShownHall, visit: Visitors, opened: bool
) -> None:
    await hall.book()
    kiosk = await visit("/kiosk", size=KIOSK)
    if opened:
        await kiosk.locator("[data-act=booked]").click()
    await scan(kiosk, CODE)
    await kiosk.locator("[data-act=check-in]").click()
    await expect(kiosk.locator("strong.number")).to_have_text("A001")
    await scan(kiosk, CODE)
    await kiosk.locator("[data-act=check-in]").click()
    await expect(kiosk.locator("figure")).to_be_visible()
    await expect(kiosk.locator("strong.number")).to_have_text("A001")
    assert len(hall.service.record.tickets) == 1


async def test_a_keyboard_types_the_code_and_ends_it_with_enter(hall: ShownHall, visit: Visitors) -> None:
    await hall.book()
    kiosk = await visit("/kiosk", size=KIOSK)
    await kiosk.locator("[data-act=booked]").click()
    await kiosk.keyboard.type("k7m4p2xx")
    await kiosk.keyboard.press("Backspace")
    await kiosk.keyboard.type("w")
    await kiosk.keyboard.press("Enter")
    await expect(kiosk.locator("[data-act=check-in]")).to_be_visible()
    await kiosk.keyboard.press("Escape")
    await expect(kiosk.locator("[data-act=booked]")).to_be_visible()


async def test_a_wrong_code_is_said_and_can_be_typed_again(hall: ShownHall, visit: Visitors) -> None:
    kiosk = await visit("/kiosk", size=KIOSK)
    await kiosk.locator("[data-act=booked]").click()
    for letter in CODE:
        await kiosk.locator(f"[data-letter='{letter}']").click()
    await expect(kiosk.locator(".refusal")).to_contain_text("no appointment with this code")
    await expect(kiosk.locator("[data-letter='2']")).to_be_enabled()
    assert await kiosk.evaluate(FITS)
    visit.mishaps.clear()


async def test_who_comes_too_late_is_offered_an_ordinary_ticket_for_the_same_item(
    hall: ShownHall, visit: Visitors
) -> None:
    await hall.book()
    hall.clock.forward_s(3600)
    kiosk = await visit("/kiosk", size=KIOSK)
    await scan(kiosk, CODE)
    await kiosk.locator("[data-act=check-in]").click()
    await expect(kiosk.locator(".refusal")).to_contain_text("ordinary ticket")
    await looks_well(kiosk, target_px=60, text_px=18)
    await kiosk.locator("[data-act=plain]").click()
    await kiosk.locator("[data-act=take]").click()
    await expect(kiosk.locator("strong.number")).to_have_text("A001")
    (ticket,) = hall.service.record.tickets.values()
    assert (ticket.priority, ticket.booked_ms, ticket.items) == ("walk_in", None, (hall.setup.items[0].code,))
    visit.mishaps = [each for each in visit.mishaps if "409" not in each]


async def test_who_comes_too_early_hears_from_when_on(hall: ShownHall, visit: Visitors) -> None:
    await hall.book("11:00")
    kiosk = await visit("/kiosk", size=KIOSK)
    await scan(kiosk, CODE)
    await kiosk.locator("[data-act=check-in]").click()
    await expect(kiosk.locator(".refusal")).to_contain_text("10:30")
    visit.mishaps = [each for each in visit.mishaps if "409" not in each]


async def test_the_supervisor_sees_today_s_bookings_as_they_change(hall: ShownHall, visit: Visitors) -> None:
    await hall.book("09:20")
    await hall.book("10:20", "AAAA2222")
    desk = await visit("/supervisor", user="supervisor", size=DESK)
    await expect(desk.locator(".bookings [data-state=to_come]")).to_have_count(2)
    await hall.do(c.CheckIn(CODE, c.Channel.KIOSK, "link-of-this-citizen"))
    await expect(desk.locator(".bookings [data-state=come]")).to_contain_text("A001")
    assert CODE not in await desk.locator("body").inner_text()
