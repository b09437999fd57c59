"""Another hall: offered where it saves time, told by its closing time, sorted by who calls soonest; and nobody is called too early."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from hub.core import commands as c
from hub.core.better import Better
from tests.centre.world import CITY, STANDINGS, TOWN, VILLAGE, CentreWorld
from tests.pages.centre import PHONE, picture
from tests.pages.conftest import CentreVisitors, Visitors
from tests.pages.hall import ShownHall
from tests.pages.looks import contrast_faults, small_targets
from tests.pages.test_accessibility import faults

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOUR_S, MINUTE_S = 3600, 60


async def crowd(hall: ShownHall) -> None:
    """A hall with one counter where twenty wait."""
    await hall.do(c.OpenCounter(1, "clerk-1"))
    for _ in range(20):
        await hall.take()


BETTER = Better("town", TOWN.names, TOWN.address, 12, "walk", 300, 600, 0, (), "17:00")


@pytest.mark.parametrize(
    ("lang", "says"),
    [
        ("en", "Hedong township office is sooner: 12 min on foot, wait 5–10 min, closes at 17:00"),
        ("zh", "河东镇人社所更快：步行约 12 分钟，等候 5–10 分钟，17:00 结束办理"),
    ],
)
async def test_kiosk_and_ticket_offer_a_better_hall_while_the_centre_says_so(
    hall: ShownHall, visit: Visitors, lang: str, says: str
) -> None:
    first = hall.setup.items[0].code
    hall.better = replace(BETTER, items=(first,))
    await crowd(hall)
    kiosk = await visit("/kiosk", lang=lang)
    await kiosk.locator(".choice").first.click()
    await kiosk.locator(f"[data-item={first}]").click()
    await expect(kiosk.locator(".better")).to_have_text(says)
    for theme in ("light", "dark"):
        await kiosk.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        assert await contrast_faults(kiosk) == []
    await picture(kiosk, f"kiosk-better-{lang}")
    taken = await hall.take(first)
    phone = await visit(f"/t/{taken.link}", lang=lang, size=PHONE)
    await expect(phone.locator(".better")).to_have_text(says)
    assert await faults(phone) == []
    await picture(phone, f"ticket-better-{lang}")
    other = await hall.take(hall.setup.items[-1].code)
    phone = await visit(f"/t/{other.link}", lang=lang, size=PHONE)
    await expect(phone.locator("dl").first).to_be_visible()
    await expect(phone.locator(".better")).to_have_count(0)


async def test_an_old_offer_of_another_hall_is_dropped_at_the_kiosk(hall: ShownHall, visit: Visitors) -> None:
    hall.better = replace(BETTER, items=tuple(item.code for item in hall.setup.items))
    await crowd(hall)
    kiosk = await visit("/kiosk", before=lambda page: page.clock.install())
    await kiosk.locator(".choice").first.click()
    await kiosk.locator("[data-item]").first.click()
    await expect(kiosk.locator(".better")).to_have_count(1)
    hall.better = None
    await kiosk.route("**/api/v1/items*", lambda route: route.abort())
    for _ in range(4):  # Somebody reads and touches, so that the kiosk does not start over.
        await kiosk.clock.run_for(16_000)
        await kiosk.locator("h2").first.click()
    await expect(kiosk.locator(".better")).to_have_count(0)
    visit.mishaps.clear()  # The browser tells of what it could not load.


@pytest.mark.parametrize(("saved_min", "offers"), [(5, 1), (4, 0)])
async def test_no_page_offers_a_hall_that_is_slower_than_the_wait_beside_it(
    hall: ShownHall, visit: Visitors, saved_min: int, offers: int
) -> None:
    await crowd(hall)
    first = hall.setup.items[0].code
    kiosk = await visit("/kiosk")
    here_s = (await kiosk.evaluate("fetch('/api/v1/items').then((answer) => answer.json())"))["items"][0]["wait"][
        "p80_s"
    ]
    hall.better = replace(BETTER, items=(first,), minutes=-(-here_s // MINUTE_S) - 10 - saved_min)
    hall.clock.forward_s(2)  # A picture is used again for a second.
    await kiosk.locator(".choice").first.click()
    await kiosk.locator(f"[data-item={first}]").click()
    await expect(kiosk.locator("dl.wait")).to_be_visible()
    await expect(kiosk.locator(".better")).to_have_count(offers)
    taken = await hall.take(first)
    phone = await visit(f"/t/{taken.link}", size=PHONE)
    await expect(phone.locator("dl").first).to_be_visible()
    await expect(phone.locator(".better")).to_have_count(offers)


async def test_a_ticket_that_is_called_soon_is_sent_nowhere(hall: ShownHall, visit: Visitors) -> None:
    hall.better = replace(BETTER, items=tuple(item.code for item in hall.setup.items))
    await hall.do(c.OpenCounter(1, "clerk-1"))
    phone = await visit(f"/t/{(await hall.take()).link}", size=PHONE)
    await expect(phone.locator("[data-fact=ahead]")).to_have_text("0")
    await expect(phone.locator(".better")).to_have_count(0)


@pytest.mark.parametrize(("lang", "words"), [("en", "No counter is serving"), ("zh", "目前没有窗口")])
async def test_nobody_s_turn_is_near_while_no_counter_is_at_work(
    hall: ShownHall, visit: Visitors, lang: str, words: str
) -> None:
    phone = await visit(f"/t/{(await hall.take()).link}", size=PHONE, lang=lang)
    await expect(phone.locator(".nobody")).to_contain_text(words)
    await expect(phone.locator(".soon")).to_have_count(0)
    await hall.do(c.OpenCounter(1, "clerk-1"), c.PauseCounter(1, "lunch"))
    await expect(phone.locator(".nobody")).to_have_count(1)
    await hall.do(c.ResumeCounter(1))
    await expect(phone.locator(".soon")).to_have_count(1)
    await expect(phone.locator(".nobody")).to_have_count(0)


@pytest.mark.parametrize(("lang", "waits"), [("en", "No counter open yet"), ("zh", "等待窗口开放")])
async def test_a_ticket_from_afar_is_not_called_in_before_a_counter_is_open(
    hall: ShownHall, visit: Visitors, lang: str, waits: str
) -> None:
    await hall.give_from_afar()
    taken = await hall.take(afar=True)
    phone = await visit(f"/t/{taken.link}", size=PHONE, lang=lang)
    await expect(phone.locator("dl").first).to_contain_text(waits)
    await expect(phone.locator(".soon")).to_have_count(0)
    await hall.take()
    await hall.do(c.OpenCounter(1, "clerk-1"))
    await expect(phone.locator(".soon")).to_have_count(1)


@pytest.mark.parametrize(
    ("time_s", "crowded", "says"),
    [
        (4 * HOUR_S, True, ""),
        (8 * HOUR_S + 25 * MINUTE_S, True, "The counters close at 17:30: it will hardly be your turn before."),
        (8 * HOUR_S + 25 * MINUTE_S, False, ""),
        (9 * HOUR_S, False, "The counters close at 17:30: it will hardly be your turn before."),
    ],
    ids=["time enough", "too many before", "nobody before", "closed already"],
)
async def test_afar_and_kiosk_warn_before_a_ticket_is_taken_that_comes_up_behind_closing(
    hall: ShownHall, visit: Visitors, time_s: int, crowded: bool, says: str
) -> None:
    await hall.give_from_afar()
    hall.clock.forward_s(time_s)
    if crowded:
        await crowd(hall)
    else:
        await hall.do(c.OpenCounter(1, "clerk-1"))
    first = hall.setup.items[0].code
    phone = await visit(f"/afar?item={first}", size=PHONE)
    kiosk = await visit("/kiosk")
    await kiosk.locator(".choice").first.click()
    await kiosk.locator(f"[data-item={first}]").click()
    for page in (phone, kiosk):
        await expect(page.locator("[data-act=take]")).to_be_visible()
        await expect(page.locator(".closing")).to_have_count(1 if says else 0)
        if says:
            await expect(page.locator(".closing")).to_have_text(says)


async def names(page: Page) -> list[str]:
    found: list[str] = await page.locator(".found li").evaluate_all("cards => cards.map((each) => each.dataset.hall)")
    return found


async def test_without_a_place_the_shortest_wait_is_first_and_stale_and_closed_halls_are_last(
    centre: CentreWorld, look: Visitors
) -> None:
    centre.halls.change("anew", card=replace(VILLAGE, hall="anew"))
    centre.hear(replace(STANDINGS["city"], hall="shut", day=""))
    centre.halls.change("shut", card=replace(CITY, hall="shut", names={"en": "A shut hall", "zh": "甲"}))
    centre.clock.forward_s(MINUTE_S)
    for each in ("city", "town", "shut"):
        centre.hear(replace(STANDINGS["city"], hall="shut", day="") if each == "shut" else STANDINGS[each])
    page = await look("/halls", size=PHONE)
    await expect(page.locator(".found li")).to_have_count(5)
    assert await names(page) == ["town", "city", "village", "shut", "anew"]
    await expect(page.locator(".found > p").first).to_have_text("Halls: 5")
    await page.select_option("[name=from]", "city")
    await expect(page.locator(".found > p").first).to_contain_text("within 15 minutes")


async def test_from_a_hall_of_no_map_nothing_is_counted_that_nobody_can_know(tmp_path: Path, browser: Browser) -> None:
    world = CentreWorld(tmp_path, [replace(each, latitude=None, longitude=None) for each in (CITY, TOWN, VILLAGE)])
    world.hear(replace(STANDINGS["city"], day=""))
    await world.start()
    look = CentreVisitors(browser, world)  # type: ignore[arg-type]
    page = await look("/halls?from=city", size=PHONE)
    await expect(page.locator(".reach").first).to_be_visible()
    await expect(page.locator(".found > p").first).to_have_text("Halls: 3")
    assert await names(page) == ["village", "town", "city"]
    await look.leave()
    await world.stop()
    assert look.mishaps == []


TO_CLOSING_S = 6 * HOUR_S + 30 * MINUTE_S
"""From the centre's morning to 17:00, when the township's counters end."""


@pytest.mark.parametrize(
    ("before_min", "late", "en", "zh"),
    [
        (20, "called", "Closes at 17:00, before you would be called", "17:00 结束办理，等不到叫号"),
        (10, "there", "Closes at 17:00, before you would be there", "17:00 结束办理，赶不到"),
        (-20, "closed", "Closed at 17:00", "已于 17:00 结束办理"),
    ],
)
async def test_a_hall_that_closes_too_early_says_so_and_is_not_counted(
    centre: CentreWorld, look: Visitors, before_min: int, late: str, en: str, zh: str
) -> None:
    centre.clock.forward_s(TO_CLOSING_S - before_min * MINUTE_S)
    for each in STANDINGS.values():
        centre.hear(each)
    for lang, says in (("en", en), ("zh", zh)):
        page = await look("/halls?from=city", size=PHONE, lang=lang)
        card = page.locator("[data-hall=town]")
        await expect(card.locator(f"[data-late={late}]")).to_have_text(says)
        await expect(card.locator(".reach b")).to_have_count(1)
        await expect(page.locator(".found > p").first).to_contain_text("0")
        assert (await names(page))[-1] == "town"
        assert await contrast_faults(page) == []
        assert await small_targets(page, 44) == []


async def test_who_is_nowhere_sees_no_wait_of_a_hall_behind_its_closing_time(
    centre: CentreWorld, look: Visitors
) -> None:
    centre.clock.forward_s(TO_CLOSING_S + MINUTE_S)
    for each in STANDINGS.values():
        centre.hear(each)
    page = await look("/halls", size=PHONE)
    await expect(page.locator("[data-hall=town] .wait-mark")).to_have_text("Closed")
    assert (await names(page))[-1] == "town"
