"""The page of all halls for citizens: which is near and calls soonest, and none of its waits is old."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.centre.world import STANDINGS, CentreWorld
from tests.pages.centre import PHONE, picture
from tests.pages.conftest import Visitors

pytestmark = pytest.mark.asyncio(loop_scope="session")


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


async def test_a_hall_s_closing_time_is_the_end_of_service(centre: CentreWorld, look: Visitors) -> None:
    page = await look("/halls?hall=town", size=PHONE, lang="zh")
    await expect(page.locator(".details")).to_contain_text("17:00 结束办理")


async def test_the_soonest_hall_stands_first_for_who_says_where_they_are(centre: CentreWorld, look: Visitors) -> None:
    page = await look("/halls?from=city", size=PHONE)
    await expect(page.locator(".found li").first).to_have_attribute("data-hall", "town")
    await expect(page.locator("[data-hall=town] .reach")).to_have_text(
        "16 min on foot · 0.9 kmCalled in, way included: 18–21 min"
    )
    await page.select_option("[name=item]", "archive")
    await expect(page.locator(".found li")).to_have_count(1)
    await page.select_option("[name=item]", "")
    await page.fill("[name=find]", "liushu")
    await expect(page.locator(".found li")).to_have_count(1)
    await page.fill("[name=find]", "personnel file")
    await expect(page.locator(".found li")).to_have_attribute("data-hall", "city")


@pytest.mark.parametrize("query", ["item=nonsense", "item=nonsense&from=nowhere", "item=nonsense&from=town"])
async def test_an_item_that_no_hall_knows_is_not_asked_for(centre: CentreWorld, look: Visitors, query: str) -> None:
    page = await look(f"/halls?{query}", size=PHONE)
    await expect(page.locator(".found li")).to_have_count(3)
    await expect(page.locator("[name=item]")).to_have_value("")
    await expect(page.locator(".reach")).to_have_count(3 if "town" in query else 0)
    if "town" in query:
        await expect(page.locator("[data-hall=city] .reach b").first).to_be_visible()


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
