"""The page of halls for citizens: ways that somebody goes, waits of one moment, tickets from afar that one can come for."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.centre.world import CentreWorld
from tests.pages.conftest import Visitors
from tests.pages.test_centre import PHONE, CentreVisitors

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def centre(tmp_path: Path) -> AsyncIterator[CentreWorld]:
    world = CentreWorld(tmp_path)
    await world.start()
    yield world
    await world.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def look(browser: Browser, centre: CentreWorld) -> AsyncIterator[Visitors]:
    visitors = CentreVisitors(browser, cast(Any, centre))
    yield visitors
    await visitors.leave()
    assert visitors.mishaps == []


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
