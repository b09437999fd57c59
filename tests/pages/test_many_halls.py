"""Pages of a centre of 400 halls: no page asks for all of them, and each one is found."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Request, expect

from tests.centre.test_open_feed import many_halls
from tests.centre.world import DAY, STANDINGS, CentreWorld
from tests.pages.centre import PHONE, picture
from tests.pages.conftest import CentreVisitors, Visitors
from tests.pages.looks import contrast_faults, small_targets
from tests.pages.test_accessibility import faults

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def province(browser: Browser, tmp_path: Path) -> AsyncIterator[tuple[CentreWorld, Visitors]]:
    """A centre of 400 halls."""
    world = CentreWorld(tmp_path, **many_halls(400))
    for index in range(0, 400, 40):
        world.hear(replace(STANDINGS["town"], hall=f"hall-{index:03}", p50_s=2400, p80_s=3000, waiting=20))
    await world.start()
    visitors = CentreVisitors(browser, cast(Any, world))
    yield world, visitors
    await visitors.leave()
    await world.stop()
    assert visitors.mishaps == []


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_the_wall_of_many_halls_shows_the_urgent_ones_and_finds_the_others(
    province: tuple[CentreWorld, Visitors], lang: str
) -> None:
    _, look = province
    page = await look("/", user="watcher", lang=lang)
    await expect(page.locator(".hall-tile")).to_have_count(120)
    await expect(page.locator(".hall-tile").first).to_have_attribute("data-hall", "hall-000")
    await expect(page.locator("section h2 b")).to_have_text("400")
    assert await faults(page) == []
    assert await contrast_faults(page) == []
    assert await small_targets(page, 44) == []
    await picture(page, f"centre-many-wall-{lang}")
    await page.fill("[name=find]", "hall-399")
    await expect(page.locator(".hall-tile")).to_have_count(1)
    await expect(page.locator(".hall-tile")).to_have_attribute("data-hall", "hall-399")
    await page.fill("[name=find]", "")
    await expect(page.locator(".hall-tile")).to_have_count(120)


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_a_phone_asks_for_some_of_many_halls_and_never_for_all(
    province: tuple[CentreWorld, Visitors], lang: str
) -> None:
    _, look = province
    asked: list[str] = []
    page = await look("/halls", size=PHONE, lang=lang, before=lambda page: noted(page, asked))
    await expect(page.locator("p.card")).to_contain_text("400")
    await expect(page.locator(".found li")).to_have_count(0)
    await picture(page, f"centre-many-none-{lang}")
    await page.fill("[name=find]", "hall-39")
    await expect(page.locator(".found li")).to_have_count(10)
    await page.fill("[name=find]", "")
    await page.context.grant_permissions(["geolocation"])
    await page.context.set_geolocation({"latitude": 31.001, "longitude": 121.479})
    await page.locator("[data-act=near]").click()
    await expect(page.locator(".found li").first).to_have_attribute("data-hall", "hall-100")
    await expect(page.locator(".found li .reach").first).to_contain_text("2 ")
    await page.select_option("[name=node]", "river")
    await expect(page.locator(".found li").nth(1)).to_have_attribute("data-hall", re.compile("hall-(098|102)"))
    assert await faults(page) == []
    assert await contrast_faults(page) == []
    assert await small_targets(page, 48) == []
    await page.locator("[data-act=map]").click()
    await expect(page.locator(".map .hall-mark")).to_have_count(200)
    await picture(page, f"centre-many-map-{lang}")
    assert asked and all("?" in each for each in asked), asked


async def noted(page: Page, asked: list[str]) -> None:
    """Write down every question for halls."""

    def hear(request: Request) -> None:
        if "/api/v1/halls" in request.url:
            asked.append(request.url)

    page.on("request", hear)


async def test_reviews_of_many_halls_are_chosen_by_search(province: tuple[CentreWorld, Visitors]) -> None:
    _, look = province
    asked: list[str] = []
    page = await look(f"/reviews?from={DAY}&to={DAY}", user="watcher", before=lambda page: noted(page, asked))
    await expect(page.locator("[name=hall] option")).to_have_count(1)
    await page.fill("[name=find]", "hall-39")
    await expect(page.locator("[name=hall] option")).to_have_count(11)
    await page.select_option("[name=hall]", "hall-399")
    assert "hall=hall-399" in page.url
    assert all("?search" in each for each in asked), asked
