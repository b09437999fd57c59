"""Webhooks, reviews and the sign-in of a centre."""

from pathlib import Path
from typing import Any, cast

import pytest
from playwright.async_api import Browser, expect

from tests.centre.test_reviews import rate
from tests.centre.world import DAY, PASSWORD, CentreWorld
from tests.pages.centre import undelivered
from tests.pages.conftest import CentreVisitors, Visitors

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


async def test_where_nobody_is_told_nothing_is_called_delivered(browser: Browser, tmp_path: Path) -> None:
    centre = CentreWorld(tmp_path)
    await centre.start()
    look = CentreVisitors(browser, cast(Any, centre))
    for lang, says in (("en", "No webhook is set up"), ("zh", "没有配置接收方")):
        page = await look("/webhooks", user="chief", lang=lang)
        await expect(page.locator("main .card")).to_have_count(1)
        await expect(page.locator("main .card")).to_contain_text(says)
    await look.leave()
    await centre.stop()
    assert look.mishaps == []


@pytest.mark.parametrize(
    ("lang", "shown"),
    [
        ("en", ["All ratings", "“Satisfied” and worse", "“Fairly satisfied” and worse", "“Dissatisfied” and worse",
                "“Very dissatisfied” only"]),
        ("zh", ["全部评价", "“满意”及更差", "“基本满意”及更差", "“不满意”及更差", "仅“非常不满意”"]),
    ],
)  # fmt: skip
async def test_the_choice_of_ratings_says_what_is_listed(
    centre: CentreWorld, look: Visitors, lang: str, shown: list[str]
) -> None:
    page = await look(f"/reviews?from={DAY}&to={DAY}", user="watcher", lang=lang)
    assert await page.locator("[name=most] option").all_inner_texts() == shown


@pytest.mark.parametrize("path", [f"/compare?from=2025-11-01&to={DAY}", "/hall/city"])
@pytest.mark.parametrize("width", [1280, 1920])
async def test_a_chart_fills_its_card_on_a_wide_screen(
    centre: CentreWorld, look: Visitors, path: str, width: int
) -> None:
    page = await look(path, user="watcher", size=(width, 900))
    await expect(page.locator(".charts .chart").first).to_be_visible()
    filled = await page.locator(".chart .drawn svg").evaluate_all("""charts => charts.map((each) => {
      const { width, height } = each.getBoundingClientRect();
      const sheet = each.viewBox.baseVal;
      return Math.min(width, (height * sheet.width) / sheet.height) / width;
    })""")
    assert filled
    assert min(filled) > 0.8


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
