"""Webhooks, reviews and the sign-in of a centre."""

import pytest
from playwright.async_api import expect

from tests.centre.test_reviews import rate
from tests.centre.world import DAY, PASSWORD, CentreWorld
from tests.pages.centre import undelivered
from tests.pages.conftest import Visitors

pytestmark = pytest.mark.asyncio(loop_scope="session")


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
