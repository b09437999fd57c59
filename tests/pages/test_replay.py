"""The page on which a day is seen again."""

import pytest
from playwright.async_api import Page, expect

from hub.core import commands as c
from tests.pages.conftest import Visitors
from tests.pages.hall import ShownHall

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def small_day(hall: ShownHall) -> None:
    """09:00 two tickets; 09:10 one is called; 09:20 finished; 09:30 the end."""
    await hall.take()
    await hall.take()
    await hall.do(c.OpenCounter(1, "clerk-1"))
    await hall.do(c.CallNext(1), after_s=600)
    await hall.do(c.FinishService(1), after_s=600)
    await hall.do(c.CloseDay(), after_s=600)


async def at(page: Page, share: float) -> None:
    """Move the slider."""
    await page.locator("input[name=at]").evaluate(
        "(each, share) => { each.value = Number(each.min) + (each.max - each.min) * share;"
        " each.dispatchEvent(new Event('input')); }",
        share,
    )


async def test_the_slider_shows_the_hall_at_each_time(hall: ShownHall, visit: Visitors) -> None:
    await small_day(hall)
    page = await visit("/replay", user="supervisor")
    tiles, clock = page.locator(".tile strong"), page.locator(".clock")
    await at(page, 0.2)
    await expect(clock).to_have_text("09:06")
    await expect(tiles.nth(0)).to_have_text("2")
    await at(page, 0.4)
    await expect(clock).to_have_text("09:12")
    await expect(page.locator(".deskcard").first).to_contain_text("A001")
    await expect(page.locator(".waiting b")).to_have_text(["A002"])
    await expect(page.locator(".calls li").first).to_contain_text("A001")
    await at(page, 1)
    await expect(tiles.nth(6)).to_have_text("not open")
    await at(page, 0)
    await expect(page.locator(".calls li")).to_have_count(0)


async def test_it_plays_and_stands_still(hall: ShownHall, visit: Visitors) -> None:
    await small_day(hall)
    page = await visit("/replay", user="supervisor")
    await page.locator("[data-act=x60]").click()
    await expect(page.locator("[data-act=x60]")).to_have_attribute("aria-pressed", "true")
    await expect(page.locator(".clock")).not_to_have_text("09:00")
    await page.locator("[data-act=stand]").click()
    await expect(page.locator("[data-act=x60]")).to_have_attribute("aria-pressed", "false")
    await expect(page.locator("[data-act=stand]")).to_be_disabled()


async def test_a_day_that_nobody_has_is_said(hall: ShownHall, visit: Visitors) -> None:
    page = await visit("/replay", user="supervisor")
    await expect(page.locator("select[name=day] option")).to_have_text(["2026-01-01"])
    assert "link" not in await (await page.request.get(f"{hall.url}/api/v1/replay")).text()
