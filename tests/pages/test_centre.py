"""The pages of a centre: halls for citizens, the wall, a node, a hall, the comparison; live, and honest about age."""

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.async_api import Browser, Page, expect

from hub.core import commands as c
from hub.core.catalogue import Place
from hub.core.hall_card import HallCard, ItemCard
from hub.core.standing import Standing
from tests.centre.stored import add
from tests.centre.test_boards import FromStory
from tests.centre.test_reviews import rate, rated
from tests.centre.world import CITY, DAY, PASSWORD, STANDINGS, TOWN, VILLAGE, CentreWorld
from tests.core.story import Story, setup
from tests.pages.conftest import NOBODY, CentreVisitors, Visitors
from tests.pages.looks import contrast_faults, small_targets
from tests.pages.test_accessibility import faults
from tests.pages.test_every_page import HOSTILE

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHONE, DESK = (390, 844), (1280, 900)
PAGES = {
    "/halls": ("", PHONE, ".found li"),
    "/halls?hall=town&from=city": ("", DESK, ".details .accepts"),
    "/": ("watcher", DESK, ".hall-tile"),
    "/node/east": ("watcher", PHONE, ".hall-tile"),
    "/hall/city": ("chief", DESK, ".chart"),
    "/hall/village": ("watcher", PHONE, ".seat"),
    "/hall/village?desk": ("watcher", DESK, ".seat"),
    f"/compare?from=2025-11-01&to={DAY}": ("watcher", DESK, "section table"),
    f"/reviews?from={DAY}&to={DAY}": ("watcher", DESK, "section table"),
    f"/reviews?from={DAY}&to={DAY}&hall=village": ("watcher", PHONE, "section .soft"),
    "/webhooks": ("chief", DESK, "section table"),
    "/signin": ("", PHONE, "form"),
}
"""Address -> who looks, how large the screen is, what is there when the page is."""


async def picture(page: Page, name: str) -> None:
    """For somebody's eyes, where they ask for it."""
    if folder := os.environ.get("CENTRE_PICTURES"):
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


async def undelivered(centre: CentreWorld) -> None:
    """Two messages that wait, one that was given up."""
    for seq in (3, 4, 5):
        centre.web.webhooks.tell("rewritten", "town", {"seq": seq})
    await centre.web.webhooks.keep()
    (line,) = centre.web.webhooks.lines
    while not centre.outbox.undelivered(1)[0].tries:
        await line.step()
    first = centre.outbox.undelivered(1)[0]
    centre.outbox.give_up(replace(first, why=""), "status_503", centre.clock.ms)


def morning(centre: CentreWorld) -> FromStory:
    """The village with a citizen at each of two counters, three who wait, one who is on the way, and events that are not here yet."""
    hall = FromStory(centre, "village", Story(replace(setup(), place=Place(remote=True, url="https://hall.example"))))
    hall.story.open(1, 2, 3)
    hall.story.serving(1)
    hall.story.take("pension")
    hall.story.do(c.CallNext(2))
    hall.story.do(c.PauseCounter(3, "lunch"))
    for item in ("card", "benefit", "card"):
        hall.story.take(item)
    hall.story.do(c.TakeTicket(("card",), c.Channel.PHONE, "afar", afar=True))
    hall.send()
    hall.hear(ahead=4)
    return hall


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_every_page_is_whole_and_clean_in_every_language_and_theme(
    centre: CentreWorld, look: Visitors, lang: str
) -> None:
    centre.clock.forward_s(600)
    for hall in ("city", "town"):
        centre.hear(STANDINGS[hall])
    centre.halls.change("town", rewritten=40, fenced=True, clock_off_s=90_000)
    rate(centre)
    morning(centre)
    await undelivered(centre)
    for number, (path, (user, size, ready)) in enumerate(PAGES.items()):
        page = await look(path, user=user, size=size, lang=lang)
        await expect(page.locator(ready).first).to_be_visible()
        words = await page.locator("body").inner_text()
        assert not [word for word in words.split() if word.startswith(("page.", "problem.", "level."))], path
        for theme in ("light", "dark"):
            await page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
            assert await contrast_faults(page) == [], (path, theme)
            await picture(page, f"centre-{number}-{lang}-{theme}")
        assert await faults(page) == [], path
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        await page.close()


@pytest.mark.parametrize(("lang", "words"), [("zh", "远程取号"), ("en", "Take a ticket from afar")])
async def test_a_hall_that_gives_tickets_from_afar_is_one_touch_away(
    centre: CentreWorld, look: Visitors, lang: str, words: str
) -> None:
    page = await look("/halls", size=PHONE, lang=lang)
    link = page.locator("[data-act=take-city]")
    await expect(link).to_have_text(words)
    await expect(link).to_have_attribute("href", f"https://city.example/afar?lang={lang}")
    await expect(page.locator("[data-act=take-town]")).to_have_count(0)
    await page.select_option("[name=item]", "archive")
    await expect(link).to_have_attribute("href", f"https://city.example/afar?lang={lang}&item=archive")


async def test_no_page_links_to_what_is_no_web_address(centre: CentreWorld, look: Visitors) -> None:
    """Even where the feed came from somebody else than the centre."""

    async def hostile(route: Any) -> None:
        answer = await route.fetch()
        await route.fulfill(
            response=answer, body=(await answer.text()).replace("https://city.example", "javascript:alert(1)//")
        )

    page = await look("/halls", size=PHONE, before=lambda page: page.route("**/api/v1/halls", hostile))
    await expect(page.locator("[data-hall=city]")).to_be_visible()
    assert await page.locator("a[href^='javascript']").count() == 0
    await expect(page.locator("[data-act=take-city]")).to_have_count(0)


async def test_a_wait_that_has_become_old_is_not_shown_as_a_fresh_one(centre: CentreWorld, look: Visitors) -> None:
    page = await look("/halls", size=PHONE)
    town = page.locator("[data-hall=town]")
    await expect(town.locator(".wait-mark")).to_contain_text("2–5 min")
    centre.clock.forward_s(31)
    centre.hear(STANDINGS["city"])
    page = await look("/halls", size=PHONE)
    await expect(page.locator("[data-hall=town] .wait-mark")).to_have_text("Wait not known (no data since 10:30)")
    await expect(page.locator("[data-hall=city] .wait-mark")).to_contain_text("25–35 min")


async def test_a_phone_that_hears_nothing_more_takes_its_waits_back(centre: CentreWorld, look: Visitors) -> None:
    page = await look("/halls", size=PHONE, before=lambda page: page.clock.install())
    await expect(page.locator("[data-hall=town] .wait-mark")).to_contain_text("2–5 min")
    await page.route("**/api/v1/halls*", lambda route: route.abort())
    await page.clock.run_for(46_000)
    await expect(page.locator(".stale")).to_contain_text("No new data")
    await expect(page.locator("[data-hall=town] .wait-mark")).to_contain_text("Wait not known")
    look.mishaps.clear()  # The browser tells of what it could not load.


@pytest.mark.parametrize(("lang", "words"), [("zh", "会自动继续"), ("en", "goes on by itself")])
async def test_a_phone_that_asks_too_often_says_so_and_goes_on(
    centre: CentreWorld, look: Visitors, lang: str, words: str
) -> None:
    while not centre.web.parts.open_rate.take("127.0.0.1"):
        pass
    page = await look("/halls", size=PHONE, lang=lang, before=lambda page: page.clock.install())
    await expect(page.locator(".stale")).to_contain_text(words)
    await expect(page.locator(".found")).to_have_count(0)
    centre.clock.forward_s(5)
    await page.clock.run_for(4_100)
    await expect(page.locator(".found li")).to_have_count(3)
    await expect(page.locator(".stale")).to_have_count(0)
    look.mishaps.clear()  # The browser tells of the refused question.


ALONE = """selector => [...document.querySelectorAll(selector)].filter(row => {
  const boxes = [...row.children].map(each => each.getBoundingClientRect());
  const last = boxes.at(-1);
  const beside = boxes.filter(each => Math.abs(each.top - last.top) < 2).length;
  return beside === 1 && last.width < row.getBoundingClientRect().width * 0.9;
}).length"""
"""How many groups of tiles have a last one that stands alone beside an empty place."""


@pytest.mark.parametrize("width", [360, 412, 768, 1000, 1280, 1440, 1920])
async def test_no_tile_stands_alone_in_its_last_row(centre: CentreWorld, look: Visitors, width: int) -> None:
    for path in ("/", "/hall/town", f"/reviews?from={DAY}&to={DAY}", f"/compare?from={DAY}&to={DAY}"):
        page = await look(path, user="watcher", size=(width, 900))
        await expect(page.locator(".tile").first).to_be_visible()
        assert await page.evaluate(ALONE, ".tiles, .hall-tiles") == 0, path
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        await page.close()


@pytest.mark.parametrize(
    ("values", "decimals", "ticks"),
    [
        ([0.004, 0.01], 1, ["0", "0.1"]), ([0], 1, ["0", "0.1"]), ([0, None], 0, ["0", "1"]), ([0.3, 0.4], 0, ["0", "1"]),
        ([0.4], 1, ["0", "0.1", "0.2", "0.3", "0.4"]), ([3], 0, ["0", "1", "2", "3"]), ([12], 1, ["0", "5", "10", "15"]),
    ],
)  # fmt: skip
async def test_the_axis_of_a_chart_says_each_number_once(
    look: Visitors, values: list[float | None], decimals: int, ticks: list[str]
) -> None:
    page = await look("/halls")
    drawn = await page.evaluate(
        """async ([values, decimals]) => {
          const { barChart } = await import('/web/lib/chart.js');
          const { render } = await import('/web/lib/view.js');
          const place = document.body.appendChild(document.createElement('div'));
          render(place, barChart({ title: 't', rows: values.map((value, at) => ({ name: `${at}`, value })), decimals }));
          return [...place.querySelectorAll('text[text-anchor=end]')].map((each) => each.textContent);
        }""",
        [values, decimals],
    )
    assert drawn == ticks


async def test_a_hall_s_closing_time_is_the_end_of_service(centre: CentreWorld, look: Visitors) -> None:
    page = await look("/halls?hall=town", size=PHONE, lang="zh")
    await expect(page.locator(".details")).to_contain_text("17:00 结束办理")


async def test_the_soonest_hall_stands_first_for_who_says_where_they_are(centre: CentreWorld, look: Visitors) -> None:
    page = await look("/halls?from=city", size=PHONE)
    await expect(page.locator(".found li").first).to_have_attribute("data-hall", "town")
    await expect(page.locator("[data-hall=town] .reach")).to_have_text("16 min on foot · 0.9 kmCalled in about 21 min")
    await page.select_option("[name=item]", "archive")
    await expect(page.locator(".found li")).to_have_count(1)
    await page.select_option("[name=item]", "")
    await page.fill("[name=find]", "liushu")
    await expect(page.locator(".found li")).to_have_count(1)
    await page.fill("[name=find]", "personnel file")
    await expect(page.locator(".found li")).to_have_attribute("data-hall", "city")


@pytest.mark.parametrize(("typed", "found"), [("dangan", "city"), ("zlx", ""), ("liushucun", "village")])
async def test_halls_are_found_as_people_type(centre: CentreWorld, look: Visitors, typed: str, found: str) -> None:
    page = await look("/halls", size=PHONE, lang="zh")
    await page.fill("[name=find]", typed)
    await expect(page.locator(".found li")).to_have_count(1 if found else 0)
    if found:
        await expect(page.locator(".found li")).to_have_attribute("data-hall", found)
    await page.fill("[name=find]", "")
    await expect(page.locator(".found li")).to_have_count(3)


async def test_the_browser_s_place_is_asked_for_and_a_no_is_no_end(centre: CentreWorld, look: Visitors) -> None:
    page = await look("/halls", size=PHONE)
    await page.locator("[data-act=near]").click()
    await expect(page.locator(".refusal")).to_contain_text("could not be found")
    await page.context.grant_permissions(["geolocation"])
    await page.context.set_geolocation({"latitude": 31.239, "longitude": 121.479})
    await page.locator("[data-act=near]").click()
    await expect(page.locator("[data-hall=town] .reach")).to_contain_text("4 min on foot")
    await expect(page.locator(".found [role=status]").first).to_contain_text("within 15 minutes: 1")


async def test_the_map_shows_halls_by_shape_and_starts_where_it_is_touched(centre: CentreWorld, look: Visitors) -> None:
    page = await look("/halls", size=PHONE)
    await page.locator("[data-act=map]").click()
    await expect(page.locator(".map .hall-mark")).to_have_count(3)
    await expect(page.locator(".map path.spot.long")).to_have_count(1)
    await expect(page.locator(".map circle.spot.short")).to_have_count(2)
    assert await page.locator("image, iframe, img").count() == 0
    await page.locator(".map svg").click(position={"x": 60, "y": 60})
    await expect(page.locator(".map .here")).to_have_count(1)
    await expect(page.locator(".found .reach").first).to_be_visible()
    await page.locator(".map .hall-mark").first.press("Enter")
    await expect(page.locator(".details")).to_have_count(1)
    await picture(page, "centre-map")


async def test_the_wall_lives_and_says_who_is_not_heard(centre: CentreWorld, look: Visitors) -> None:
    page = await look("/", user="watcher")
    await expect(page.locator("[data-hall=town]")).to_contain_text("Waiting: 1")
    centre.hear(replace(STANDINGS["town"], waiting=17))
    await expect(page.locator("[data-hall=town]")).to_contain_text("Waiting: 17")
    centre.clock.forward_s(180)
    centre.hear(STANDINGS["city"])
    await expect(page.locator("[data-hall=town]")).to_contain_text("Not heard for 3 min")
    await expect(page.locator("[data-hall=town]")).not_to_contain_text("Waiting")
    await expect(page.locator(".advice")).to_contain_text("No hall nearby has room")


async def test_a_surge_is_told_with_where_to_send_people(centre: CentreWorld, look: Visitors) -> None:
    page = await look("/", user="watcher")
    await expect(page.locator(".advice")).to_contain_text(
        "Whoever stays is called in about 35 min.Send people to: Hedong township office (16 min away, called in about 21 min)"
    )
    await expect(page.locator(".advice")).not_to_contain_text("Liushu")
    await page.locator("[data-hall=city]").click()
    await expect(page.locator("h1")).to_have_text("City service hall")
    await expect(page.locator(".advice")).to_contain_text("Visits this hour: 60, usually 31 by now.")


async def test_a_node_sums_up_its_branch_alone(centre: CentreWorld, look: Visitors) -> None:
    page = await look("/node/east", user="watcher")
    await expect(page.locator("h1")).to_have_text("East district")
    await expect(page.locator(".hall-tile")).to_have_count(2)
    await expect(page.locator("tbody th a")).to_have_attribute("href", "/node/river")
    await expect(page.locator(".tiles .tile strong").nth(1)).to_have_text("1")


async def test_only_administrators_see_how_the_link_is(centre: CentreWorld, look: Visitors) -> None:
    await expect((await look("/hall/city", user="chief")).locator("section.card h2")).to_have_text("Link")
    page = await look("/hall/city", user="watcher")
    await expect(page.locator(".chart").first).to_be_visible()
    await expect(page.locator("section.card h2")).to_have_count(0)


async def test_a_hall_s_board_lives_and_says_what_is_missing(centre: CentreWorld, look: Visitors) -> None:
    hall = morning(centre)
    page = await look("/hall/village", user="watcher")
    await expect(page.locator("[data-counter='1']")).to_have_text(re.compile("^Counter 1A001serving"))
    await expect(page.locator("[data-counter='3'] strong")).to_have_text("–")
    await expect(page.locator(".last-calls li").first).to_contain_text("A002")
    await expect(page.locator("[data-line=social] .numbers")).to_have_text("A003 A005")
    await expect(page.locator("[data-part=coming]")).to_have_text("On the way, with a ticket from afar: 1 A006")
    hall.story.do(c.StartService(2))
    hall.story.do(c.FinishService(2))
    centre.clock.forward_s(5)
    hall.send()
    hall.hear(ahead=4)
    await expect(page.locator(".hall-board .chip")).to_contain_text("4 newer events are not here yet")
    await expect(page.locator("[data-counter='2']")).not_to_contain_text("A002")


@pytest.mark.parametrize(("lang", "says"), [("en", "takes nothing"), ("zh", "无法写入")])
async def test_a_store_that_takes_nothing_is_an_alarm_on_the_wall_until_it_works(
    centre: CentreWorld, look: Visitors, lang: str, says: str
) -> None:
    page, hall = await look("/", user="watcher", lang=lang), await look("/hall/town", user="watcher", lang=lang)
    await expect(page.locator(".hall-tile").first).to_be_visible()
    await expect(page.locator("[data-alarm=store]")).to_have_count(0)
    centre.halls.store_works("events", False)
    for each in (page, hall):
        await expect(each.locator("[data-alarm=store]")).to_contain_text(says)
    for theme in ("light", "dark"):
        await page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        assert await contrast_faults(page) == []
    assert await faults(page) == []
    await picture(page, f"centre-store-{lang}")
    centre.halls.store_works("events", True)
    for each in (page, hall):
        await expect(each.locator("[data-alarm=store]")).to_have_count(0)


async def test_administrators_see_what_no_webhook_heard_and_no_secret(centre: CentreWorld, look: Visitors) -> None:
    await undelivered(centre)
    page = await look("/webhooks", user="chief")
    await expect(page.locator("tbody tr")).to_have_count(4)
    await expect(page.locator("tbody tr").first).to_have_text(
        "http://127.0.0.1:1Hall heard again · History rewritten21"
    )
    await expect(page.locator("tbody tr").last).to_contain_text("It answered 503Given up at")
    assert "secret" not in await page.content()
    page = await look("/webhooks", user="watcher")
    await expect(page.locator(".refusal")).to_have_text("Your account may not do this.")
    assert await page.locator("nav a[href='/webhooks']").count() == 0
    look.mishaps.clear()  # The browser tells of the 403.


async def test_bad_reviews_are_read_with_their_reasons(centre: CentreWorld, look: Visitors) -> None:
    rate(centre)
    page = await look(f"/reviews?from={DAY}&to={DAY}", user="watcher")
    await expect(page.locator(".tile strong").nth(1)).to_have_text("40 %")
    await expect(page.locator("section").last.locator("tbody tr")).to_have_count(5)
    await page.select_option("[name=most]", "2")
    await expect(page.locator("section").last.locator("tbody tr")).to_have_count(3)
    await page.select_option("[name=hall]", "town")
    row = page.locator("section").last.locator("tbody tr")
    await expect(row).to_have_count(1)
    await expect(row).to_have_text(
        f"{DAY} 10:30Hedong township office3A001Apply for a social security cardVery dissatisfiedToo many papers"
    )
    assert "hall=town" in page.url


async def test_who_is_not_signed_in_is_led_to_the_sign_in_and_back(centre: CentreWorld, look: Visitors) -> None:
    page = await look("/compare")
    await expect(page).to_have_url(f"{centre.url}/signin?next=%2Fcompare")
    await page.fill("[name=user]", "watcher")
    await page.fill("[name=password]", PASSWORD)
    await page.locator("button.primary").click()
    await expect(page).to_have_url(f"{centre.url}/compare")
    await expect(page.locator("h1")).to_be_visible()
    look.mishaps.clear()  # The browser tells of the 401 that led here.


async def test_targets_are_large_enough_to_touch(centre: CentreWorld, look: Visitors) -> None:
    page = await look("/halls?hall=city", size=PHONE)
    await expect(page.locator(".details .accepts").first).to_be_visible()
    assert await small_targets(page, 48) == []
    for path in ("/", "/hall/city", "/node/east"):
        page = await look(path, user="watcher", size=PHONE)
        await expect(page.locator("section").first).to_be_visible()
        assert await small_targets(page, 44) == [], path


def poisoned(card: HallCard) -> tuple[ItemCard, ...]:
    return tuple(replace(item, names={"zh": HOSTILE, "en": HOSTILE}) for item in card.items)


async def test_hostile_names_are_text_everywhere(browser: Browser, tmp_path: Path) -> None:
    bad = {"zh": HOSTILE, "en": HOSTILE}
    cards = [
        replace(each, names=bad, address=bad, directions=bad, phone=HOSTILE, items=poisoned(each))
        for each in (CITY, TOWN, VILLAGE)
    ]
    world = CentreWorld(tmp_path, cards, hooks=(NOBODY,))
    world.hear(Standing("city", 9, 1, "", world.clock.ms, "<script>", 1, 1, 5, 9, 5000, 6000, alarms={"x_y": 3}))
    add(world.store, [rated("city", 1, 1, HOSTILE, number=HOSTILE)], world.clock.ms)
    morning(world)
    await world.start()
    await undelivered(world)
    look = CentreVisitors(browser, cast(Any, world))
    for path, (user, size, ready) in PAGES.items():
        page = await look(path, user=user, size=size)
        await expect(page.locator(ready).first).to_be_visible()
        assert await page.locator("main img, main script, iframe").count() == 0, path
    await look.leave()
    await world.stop()
    assert look.mishaps == []
