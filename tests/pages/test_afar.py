"""Tickets from afar in the browser: taken at home, held, checked in by position, by code, by the kiosk, or lapsed in words."""

import os
import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from hub.core import commands as c
from hub.web.afar_desk import AfarDesk
from tests.pages.conftest import Visitors
from tests.pages.hall import ShownHall
from tests.pages.looks import contrast_faults, small_targets, small_texts
from tests.pages.test_accessibility import faults

pytestmark = pytest.mark.asyncio(loop_scope="session")
PHONE, KIOSK, WALL, DESK = (390, 844), (1280, 800), (1920, 1080), (1280, 900)
HALL, ELSEWHERE = {"latitude": 31.2305, "longitude": 121.4738}, {"latitude": 31.30, "longitude": 121.4738}


async def looks_well(page: Page, name: str = "") -> None:
    assert await small_targets(page, 44) == []
    assert await small_texts(page, 16) == []
    assert await contrast_faults(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await picture(page, name)


async def picture(page: Page, name: str) -> None:
    """For somebody's eyes, where they ask for it."""
    if name and (folder := os.environ.get("AFAR_PICTURES")):
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_three_touches_take_a_ticket_at_home(hall: ShownHall, visit: Visitors, lang: str) -> None:
    await hall.give_from_afar()
    await hall.do(c.OpenCounter(1, "clerk-1"))
    phone = await visit("/afar", size=PHONE, lang=lang)
    await looks_well(phone, f"lines-{lang}")
    await phone.locator("[data-line]").first.click()
    await looks_well(phone)
    await phone.locator("[data-item]").first.click()
    await expect(phone.locator("[data-fact=wait]")).to_be_visible()
    await expect(phone.locator(".how")).to_contain_text("15")
    await looks_well(phone, f"confirm-{lang}")
    await phone.locator("[data-act=take]").click()
    await expect(phone.locator("[data-state=afar]")).to_be_visible()
    await expect(phone.locator("[data-state=afar] .number")).to_have_text("A001")
    await expect(phone).to_have_url(re.compile("/t/"))
    await looks_well(phone, f"ticket-{lang}")
    (ticket,) = hall.service.record.tickets.values()
    assert (ticket.channel, hall.state("A001")) == ("phone", "afar")
    await phone.goto(f"{hall.url}/afar?lang={lang}")
    await phone.locator("[data-act=mine]").click()
    await expect(phone.locator("[data-state=afar]")).to_be_visible()


async def test_an_item_in_the_address_is_chosen_already(hall: ShownHall, visit: Visitors) -> None:
    await hall.give_from_afar()
    item = hall.setup.items[3]
    phone = await visit(f"/afar?item={item.code}", size=PHONE)
    await expect(phone.locator(".lead")).to_have_text(item.names["en"])
    await phone.locator("[data-act=priority]").click()
    await phone.locator("[data-priority=priority]").click()
    await phone.locator("[data-act=take]").click()
    await expect(phone.locator("[data-state=afar]")).to_be_visible()
    (ticket,) = hall.service.record.tickets.values()
    assert (ticket.items, ticket.priority) == ((item.code,), "priority")


async def test_letters_and_words_find_an_item(hall: ShownHall, visit: Visitors) -> None:
    await hall.give_from_afar()
    phone = await visit("/afar", size=PHONE)
    name = hall.setup.items[0].names["en"]
    await phone.fill("[name=find]", name[:6].lower())
    await expect(phone.locator(f"[data-item={hall.setup.items[0].code}]")).to_be_visible()
    for words in ("lost my card", "丢 社保卡", "card security replacement"):
        await phone.fill("[name=find]", words)
        await expect(phone.locator("[data-item=social-card-replacement]")).to_be_visible()
    await phone.fill("[name=find]", "qqqqqq")
    await expect(phone.locator("[data-item]")).to_have_count(0)


async def test_a_hall_that_gives_none_says_so(hall: ShownHall, visit: Visitors) -> None:
    phone = await visit("/afar", size=PHONE)
    await expect(phone.locator(".over")).to_contain_text("in the hall only")
    board = await visit("/board", size=WALL)
    await expect(board.locator("[data-afar]")).to_have_count(0)


async def test_the_hub_s_no_is_said_before_anything_is_lost(hall: ShownHall, visit: Visitors) -> None:
    await hall.give_from_afar(most=1)
    await hall.take(afar=True)
    phone = await visit(f"/afar?item={hall.setup.items[0].code}", size=PHONE)
    await phone.locator("[data-act=take]").click()
    await expect(phone.locator(".refusal")).to_contain_text("on their way to the hall already (1)")
    visit.mishaps.clear()  # The browser tells of a refusal.


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_the_ticket_has_no_fault_before_and_after_its_turn(hall: ShownHall, visit: Visitors, theme: str) -> None:
    await hall.give_from_afar()
    taken = await hall.take(afar=True)
    phone = await visit(f"/t/{taken.link}?theme={theme}", size=PHONE)
    await expect(phone.locator("dl").first).to_be_visible()
    assert await faults(phone) == []
    await hall.do(c.OpenCounter(1, "clerk-1"), c.Tick())
    await expect(phone.locator(".closing")).to_contain_text("held until 09:1")
    assert await faults(phone) == []
    await phone.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
    await looks_well(phone, f"turn-{theme}")


async def test_a_phone_at_the_hall_checks_in_by_its_position(hall: ShownHall, visit: Visitors) -> None:
    await hall.give_from_afar()
    taken = await hall.take(afar=True)
    phone = await visit(f"/t/{taken.link}", size=PHONE)
    await phone.context.grant_permissions(["geolocation"])
    await phone.context.set_geolocation(ELSEWHERE)
    await phone.locator("[data-act=here]").click()
    await expect(phone.locator(".refusal")).to_contain_text("m from the hall")
    visit.mishaps.clear()  # The browser tells of a refusal.
    await phone.context.set_geolocation(HALL)
    await phone.locator("[data-act=here]").click()
    await expect(phone.locator("[data-state=waiting]")).to_be_visible()
    assert hall.state("A001") == "waiting"
    await expect(phone.locator(".arrival")).to_have_count(0)


async def test_without_a_position_the_code_is_asked_for(hall: ShownHall, visit: Visitors) -> None:
    await hall.give_from_afar()
    taken = await hall.take(afar=True)
    phone = await visit(f"/t/{taken.link}", size=PHONE)
    await phone.locator("[data-act=here]").click()
    await expect(phone.locator(".refusal")).to_contain_text("type the code")
    assert hall.state("A001") == "afar"


async def test_the_code_of_the_board_checks_in(hall: ShownHall, visit: Visitors) -> None:
    await hall.give_from_afar()
    taken = await hall.take(afar=True)
    board = await visit("/board", size=WALL)
    code = await board.locator("[data-afar]").get_attribute("data-afar")
    assert code is not None
    assert await contrast_faults(board) == []
    assert await board.evaluate("document.querySelector('.board').scrollHeight <= innerHeight")
    await picture(board, "board")
    kiosk = await visit("/kiosk", size=KIOSK)
    await expect(kiosk.locator("[data-afar]")).to_have_attribute("data-afar", code)
    await picture(kiosk, "kiosk")
    phone = await visit(f"/t/{taken.link}", size=PHONE)
    await phone.fill("[name=code]", code)
    await phone.locator("[data-act=code]").click()
    await expect(phone.locator("[data-state=waiting]")).to_be_visible()


async def test_a_scan_at_the_kiosk_checks_in(hall: ShownHall, visit: Visitors) -> None:
    await hall.give_from_afar()
    taken = await hall.take(afar=True)
    kiosk = await visit("/kiosk", size=KIOSK)
    await expect(kiosk.locator("[data-afar]")).to_be_visible()
    await kiosk.keyboard.type(f"https://hall.example/t/{taken.link}")
    await kiosk.keyboard.press("Enter")
    await expect(kiosk.locator("[data-state=waiting]")).to_contain_text("You are checked in")
    assert hall.state("A001") == "waiting"
    await picture(kiosk, "kiosk-scanned")


async def test_a_kiosk_that_is_no_screen_of_the_hall_says_what_to_do(hall: ShownHall, visit: Visitors) -> None:
    hall.web.parts.afar = AfarDesk()
    await hall.give_from_afar()
    taken = await hall.take(afar=True)
    kiosk = await visit("/kiosk", size=KIOSK)
    await kiosk.keyboard.type(f"https://hall.example/t/{taken.link}")
    await kiosk.keyboard.press("Enter")
    await expect(kiosk.locator("[data-state=afar]")).to_contain_text("ask our staff")
    assert hall.state("A001") == "afar"
    visit.mishaps.clear()  # The browser tells of a refusal.


async def test_whose_place_was_held_in_vain_reads_why(hall: ShownHall, visit: Visitors) -> None:
    await hall.give_from_afar()
    taken = await hall.take(afar=True)
    await hall.do(c.OpenCounter(1, "clerk-1"), c.Tick())
    phone = await visit(f"/t/{taken.link}", size=PHONE)
    await expect(phone.locator(".closing")).to_be_visible()
    await hall.do(c.Tick(), after_s=900)
    await expect(phone.locator("[data-state=cancelled]")).to_contain_text("you were not there")


async def test_the_supervisor_sees_who_is_on_the_way(hall: ShownHall, visit: Visitors) -> None:
    await hall.give_from_afar()
    await hall.take(afar=True)
    page = await visit("/supervisor", user="supervisor", size=DESK)
    await expect(page.locator("aside")).to_contain_text("On the way")


RINGS = """
window.rung = [];
window.Notification = class { constructor(words) { rung.push(words); }
  static permission = "default"; static async requestPermission() { this.permission = "granted"; } };
"""


async def test_a_phone_that_was_asked_to_tells_that_its_turn_is_near(hall: ShownHall, visit: Visitors) -> None:
    await hall.give_from_afar()
    await hall.do(c.OpenCounter(1, "clerk-1"))
    for _ in range(4):
        await hall.take()
    taken = await hall.take(afar=True)
    phone = await visit(f"/t/{taken.link}", size=PHONE, before=lambda page: page.add_init_script(RINGS))
    await expect(phone.locator(".soon")).to_have_count(0)
    await phone.locator("[data-act=remind]").click()
    await expect(phone.locator(".reminding")).to_be_visible()
    await hall.do(*[c.CallNext(1)] * 4, after_s=60)
    await expect(phone.locator(".soon")).to_be_visible()
    await phone.wait_for_function("rung.length === 1")
    assert "A005" in (await phone.evaluate("rung"))[0]


@pytest.mark.parametrize("size", [(1280, 800), (1080, 1920), (1024, 768)])
@pytest.mark.parametrize("path", ["/kiosk", "/board"])
async def test_the_code_leaves_room_for_all_else(
    hall: ShownHall, visit: Visitors, path: str, size: tuple[int, int]
) -> None:
    await hall.do(c.OpenCounter(1, "clerk-1"))
    await hall.take()
    before = await visit(path, size=size)
    await hall.give_from_afar()
    screen = await visit(path, size=size)
    await expect(screen.locator("[data-afar]")).to_be_visible()
    assert await screen.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await screen.evaluate("document.querySelector('[data-afar]').getBoundingClientRect().bottom <= innerHeight")
    if path == "/kiosk":
        for page in (before, screen):
            await page.locator("[data-act=large]").click()
            await expect(page.locator("[data-act=large][aria-pressed=true]")).to_be_visible()
        assert await screen.evaluate("document.documentElement.scrollWidth <= innerWidth")
        room = "document.querySelector('.step').clientHeight"
        assert await screen.evaluate(room) == await before.evaluate(room)
        assert await contrast_faults(screen) == []
    await picture(screen, f"{path[1:]}-{size[0]}")
