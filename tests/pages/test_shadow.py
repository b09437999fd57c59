"""The page of the second policy: off in plain words, on with its differences, growing with the day, in both languages and themes."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from hub.core import commands as c
from tests.pages.conftest import Visitors
from tests.pages.hall import ShownHall
from tests.pages.looks import contrast_faults, small_targets

pytestmark = pytest.mark.asyncio(loop_scope="session")

GREEN_FIRST = """names = { zh = "照顾绿色通道", en = "Green channel first" }
weights = { priority = 6 }
max_wait_s = 1200"""
PATIENCE_MS = 30_000


async def rush(hall: ShownHall) -> None:
    """A001 walks in, A002 comes a minute later with priority; 20 s after that one is called: A001, with a third more points."""
    await hall.do(c.OpenCounter(1, "clerk-1"), c.OpenCounter(2, "clerk-2"))
    await hall.take()
    hall.clock.forward_s(60)
    await hall.take(priority="priority")
    await hall.do(c.CallNext(1), after_s=20)


async def whole(page: Page) -> None:
    await expect(page.locator(".whole tbody tr").first).to_be_visible(timeout=PATIENCE_MS)


@pytest.mark.parametrize(("lang", "words"), [("zh", "本大厅没有设第二规则"), ("en", "This hall has no second policy")])
async def test_a_hall_without_a_second_policy_says_so(hall: ShownHall, visit: Visitors, lang: str, words: str) -> None:
    page = await visit("/shadow", user="supervisor", lang=lang)
    await expect(page.locator("main")).to_contain_text(words)
    await expect(page.locator("main a.primary")).to_have_attribute("href", "/settings#shadow")
    await expect(page.locator("nav [aria-current]")).to_have_attribute("href", "/shadow")


@pytest.mark.parametrize(
    ("lang", "name", "reason"),
    [("zh", "照顾绿色通道", "综合排序最前；已等候 20 秒；2 人中第一；办理时间短 · 189 分"),
     ("en", "Green channel first", "highest in the order; waited 20 s; first among 2; short business · 189 points")],
)  # fmt: skip
async def test_a_difference_is_told_with_both_reasons(
    hall: ShownHall, visit: Visitors, lang: str, name: str, reason: str
) -> None:
    hall.second_policy(GREEN_FIRST)
    await rush(hall)
    page = await visit("/shadow", user="supervisor", lang=lang)
    await whole(page)
    await expect(page.locator(".heading")).to_contain_text(name)
    await expect(page.locator(".changed li")).to_have_count(2)
    await expect(page.locator(".tile strong")).to_have_text(["1", "0", "1", "100 %"])
    cells = page.locator(".differences tbody td")
    await expect(cells.nth(0)).to_have_text("09:01")
    await expect(cells.nth(1)).to_have_text("1")
    await expect(cells.nth(2).locator("strong")).to_have_text("A001")
    await expect(cells.nth(3).locator("strong")).to_have_text("A002")
    await expect(cells.nth(3).locator("span").first).to_have_text(reason)
    shown = await page.locator("body").inner_text()
    assert not [word for word in shown.split() if word.startswith(("page.", "why.", "refused."))]
    for theme in ("light", "dark"):
        await page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        assert await contrast_faults(page) == []
        if folder := os.environ.get("SHADOW_PICTURES"):
            await page.screenshot(path=Path(folder) / f"shadow-{lang}-{theme}.png", full_page=True)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_the_list_grows_with_the_day(hall: ShownHall, visit: Visitors) -> None:
    hall.second_policy(GREEN_FIRST)
    await rush(hall)
    page = await visit("/shadow", user="supervisor", before=lambda page: page.clock.install())
    await whole(page)
    await expect(page.locator(".tile strong").first).to_have_text("1")
    await hall.do(c.CallNext(2), after_s=60)
    await page.clock.run_for(31_000)
    await expect(page.locator(".tile strong").first).to_have_text("2", timeout=PATIENCE_MS)
    await expect(page.locator(".tile strong").nth(2)).to_have_text("1")


async def test_a_second_policy_with_the_hall_s_own_values_says_that_nothing_differs(
    hall: ShownHall, visit: Visitors
) -> None:
    hall.second_policy("max_wait_s = 1800")
    await rush(hall)
    page = await visit("/shadow", user="supervisor")
    await whole(page)
    await expect(page.locator(".heading")).to_contain_text("nothing will differ")
    await expect(page.locator(".differences")).to_contain_text("Both policies have called the same tickets.")


async def test_a_file_that_has_become_wrong_is_told_and_the_page_goes_on(hall: ShownHall, visit: Visitors) -> None:
    hall.second_policy("max_wait_s = -1")
    page = await visit("/shadow", user="supervisor")
    await expect(page.locator(".refusal")).to_contain_text("cannot read the hall’s file")
    visit.mishaps.clear()  # The browser tells of the hub's no.


async def test_a_phone_has_room_for_it(hall: ShownHall, visit: Visitors) -> None:
    hall.second_policy(GREEN_FIRST)
    await rush(hall)
    page = await visit("/shadow", user="supervisor", size=(390, 844))
    await whole(page)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await small_targets(page, 44) == []


async def test_a_second_policy_is_written_in_the_settings_and_looks_at_once(hall: ShownHall, visit: Visitors) -> None:
    await rush(hall)
    events = len(hall.journal.events)
    page = await visit("/settings", user="supervisor")
    await page.locator("[data-act=tab-shadow]").click()
    await page.locator("[data-act=edit]").click()
    await page.locator("[name='weights.priority']").fill("0")
    await page.locator("[data-act=check]").click()
    await expect(page.locator("fieldset", has=page.locator("[name='weights.priority']")).locator(".wrong")).to_contain_text(
        "0.1–100"
    )  # fmt: skip
    await page.locator("[name='weights.priority']").fill("6")
    await page.locator("[data-act=check]").click()
    await page.locator("[name=reason]").fill("would it be fairer?")
    await page.locator("[data-act=save]").click()
    await expect(page.locator("dl.rules")).to_contain_text("Priority 6")
    assert await contrast_faults(page) == []
    if folder := os.environ.get("SHADOW_PICTURES"):
        await page.screenshot(path=Path(folder) / "settings-shadow.png", full_page=True)
    assert len(hall.journal.events) == events, "nothing is decided by it, so nothing is written"
    looking = await visit("/shadow", user="supervisor")
    await expect(looking.locator(".tile strong").nth(2)).to_have_text("1", timeout=PATIENCE_MS)
