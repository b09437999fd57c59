"""The page of halls for citizens: ways that somebody goes, waits of one moment, tickets from afar that one can come for."""

import re
from dataclasses import replace
from typing import Any

import pytest
from playwright.async_api import expect

from tests.centre.world import CITY, STANDINGS, CentreWorld
from tests.pages.centre import PHONE
from tests.pages.conftest import Visitors

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_hall_s_wait_and_its_total_are_of_one_moment(centre: CentreWorld, look: Visitors) -> None:
    """Even where the feed of all halls is a moment older than the answer about the way."""

    async def earlier(route: Any) -> None:
        answer = await route.fetch()
        told = await answer.json()
        for each in told["halls"]:
            each |= {"p50_s": 3000, "p80_s": 3600, "waiting": 40, "open": 1}
        await route.fulfill(response=answer, json=told)

    page = await look("/halls?from=city", size=PHONE, before=lambda page: page.route("**/api/v1/halls", earlier))
    town = page.locator("[data-hall=town]")
    await expect(town.locator(".reach b")).to_have_text("Called in, way included: 18–21 min")
    await expect(town.locator(".wait-mark")).to_have_text("2–5 min")
    await expect(town).to_contain_text("Open counters: 3 of 4")


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            [
                "With a ticket taken on arrival, called in, way included: 41–51 min",
                "With a ticket from afar, taken now, called in: 25–35 min",
            ],
        ),
        ("zh", ["到厅再取号，叫到（含路上）：41–51 分钟", "现在远程取号，叫到：25–35 分钟"]),
    ],
)
async def test_a_ticket_from_afar_is_called_in_the_longer_of_way_and_wait(
    centre: CentreWorld, look: Visitors, lang: str, words: list[str]
) -> None:
    page = await look("/halls?from=town", size=PHONE, lang=lang)
    await expect(page.locator("[data-hall=city] .reach b")).to_have_text(words)
    page = await look("/halls?from=city", size=PHONE, lang=lang)
    await expect(page.locator("[data-hall=city] .reach b")).to_have_count(1)  # Who is there needs none.
    centre.halls.change("city", card=replace(CITY, hold_s=180))
    centre.clock.forward_s(2)
    page = await look("/halls?from=town", size=PHONE, lang=lang)
    await expect(page.locator("[data-far=city]")).to_be_visible()
    await expect(page.locator("[data-hall=city] .reach b")).to_have_count(1)  # Nor is one told of who may be too late.


async def test_a_way_longer_than_the_wait_is_the_time_of_a_ticket_from_afar(
    centre: CentreWorld, look: Visitors
) -> None:
    page = await look("/halls", size=PHONE)
    told = await page.evaluate(
        """async () => {
          const { calledInFromAfar } = await import('/web/lib/halls.js');
          const reach = { minutes: 16 };
          return [[660, 780], [660, 1500], [1500, 1800]].map(([p50_s, p80_s]) => calledInFromAfar({ p50_s, p80_s, reach }));
        }"""
    )
    assert [each.split(": ")[1] for each in told] == ["About 16 min", "16–25 min", "25–30 min"]


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "More than two hours away · 1067 km"), ("zh", "路上要两小时以上 · 1067 公里")]
)
async def test_a_hall_at_the_other_end_of_the_country_has_no_minutes(
    centre: CentreWorld, look: Visitors, lang: str, words: str
) -> None:
    page = await look("/halls", size=PHONE, lang=lang)
    await page.context.grant_permissions(["geolocation"])
    await page.context.set_geolocation({"latitude": 39.9, "longitude": 116.4})
    await page.locator("[data-act=near]").click()
    await expect(page.locator("[data-hall=town] .reach")).to_have_text(words)
    await expect(page.locator(".found li").first).to_have_attribute("data-hall", "village")
    await expect(page.locator(".found [role=status]").first).to_contain_text("3")
    assert not re.search(r"\d{3,} (min|分钟)", await page.locator(".found").inner_text())


async def test_a_long_way_of_the_centre_s_table_is_told_in_hours(centre: CentreWorld, look: Visitors) -> None:
    page = await look("/halls", size=PHONE)
    words = await page.evaluate(
        """async () => {
          const { wayWords } = await import('/web/lib/halls.js');
          return [80, 90, 91, 1440].map((minutes) => wayWords({ minutes, how: 'table', metres: null }));
        }"""
    )
    assert words == ["80 min away", "90 min away", "1 h 31 min away", "24 h 0 min away"]


TOO_FAR = {
    "en": "No ticket from afar: the way takes 16 min, your turn may come in 12 min, and the place is then held for 3 min."
    " Please take one in the hall.",
    "zh": "路上约 16 分钟，可能过 12 分钟就轮到您，号位只保留 3 分钟，请到大厅取号。",
}


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_who_cannot_be_there_in_time_is_offered_no_ticket_from_afar(
    centre: CentreWorld, look: Visitors, lang: str
) -> None:
    centre.halls.change("city", card=replace(CITY, hold_s=180))
    page = await look("/halls?from=town&hall=city", size=PHONE, lang=lang)
    city = page.locator("[data-hall=city]")
    await expect(city.locator("[data-far=city]")).to_have_text(TOO_FAR[lang])
    await expect(city.locator("[data-act=take-city]")).to_have_count(0)
    await expect(city.locator(".good-news")).to_have_count(0)
    centre.halls.change("city", card=replace(CITY, hold_s=240))
    centre.clock.forward_s(2)
    page = await look("/halls?from=town&hall=city", size=PHONE, lang=lang)
    href = f"https://city.example/afar?lang={lang}&way=16"
    await expect(page.locator("[data-act=take-city]")).to_have_attribute("href", href)
    await expect(page.locator(".good-news")).to_have_count(1)
    await page.select_option("[name=item]", "archive")
    href = f"https://city.example/afar?lang={lang}&item=archive&way=16"
    await expect(page.locator("[data-act=take-city]")).to_have_attribute("href", href)


async def test_two_hours_and_more_are_too_far_for_any_place_that_is_held(centre: CentreWorld, look: Visitors) -> None:
    centre.halls.change("city", card=replace(CITY, hold_s=7200))
    page = await look("/halls", size=PHONE)
    await expect(page.locator("[data-act=take-city]")).to_have_count(1)
    await page.context.grant_permissions(["geolocation"])
    await page.context.set_geolocation({"latitude": 39.9, "longitude": 116.4})
    await page.locator("[data-act=near]").click()
    await expect(page.locator("[data-far=city]")).to_contain_text(
        "more than two hours, the place is held for 2 h 0 min"
    )
    await expect(page.locator("[data-act=take-city]")).to_have_count(0)


async def test_a_hall_that_has_not_said_how_long_it_holds_a_place_is_offered_as_before(
    centre: CentreWorld, look: Visitors
) -> None:
    centre.halls.change("city", card=replace(CITY, hold_s=0))
    page = await look("/halls?from=village", size=PHONE)
    await expect(page.locator("[data-act=take-city]")).to_have_count(1)


@pytest.mark.parametrize(
    ("lang", "names"),
    [
        ("zh", ["档案接收和转递", "社会保障卡申领", "养老待遇资格认证"]),
        ("en", ["Apply for a social security card", "Confirm pension entitlement", "Move a personnel file"]),
    ],
)
async def test_items_are_listed_by_what_one_reads(
    centre: CentreWorld, look: Visitors, lang: str, names: list[str]
) -> None:
    page = await look("/halls", size=PHONE, lang=lang)
    await expect(page.locator("[name=item] option:not([value=''])")).to_have_text(names)


async def test_with_an_item_chosen_a_wait_is_that_item_s(centre: CentreWorld, look: Visitors) -> None:
    items = tuple(replace(item, kind=int(item.code == "card")) for item in CITY.items)
    centre.halls.change("city", card=replace(CITY, items=items))
    centre.hear(replace(STANDINGS["city"], kinds_s=(1800, 2700, 120, 300)))
    page = await look("/halls", size=PHONE)
    wait = page.locator("[data-hall=city] .wait-mark")
    await expect(wait).to_have_text("25–35 min")
    await page.select_option("[name=item]", "card")
    await expect(wait).to_have_text("2–5 min")
    await page.select_option("[name=from]", "village")
    await expect(page.locator("[data-hall=city] .reach b").first).to_be_visible()
    await expect(wait).to_have_text("2–5 min")
    await page.select_option("[name=item]", "archive")
    await expect(wait).to_have_text("30–45 min")
