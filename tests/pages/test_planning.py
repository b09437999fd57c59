"""The planner's page: a question, its progress, its answer in both languages and themes; and the advice at the supervisor's."""

import json
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from hub.core import commands as c
from hub.planning.planner import Days
from tests.fakes.archive import memory_archive
from tests.pages.conftest import Visitors
from tests.pages.hall import ShownHall
from tests.pages.looks import contrast_faults, small_targets

pytestmark = pytest.mark.asyncio(loop_scope="session")

PATIENCE_MS = 60_000
"""A simulation takes a second or two, and much longer beside other work."""


async def ask(page: Page, what: str, **fields: str) -> None:
    """Choose the question, type the numbers, start."""
    await page.locator("select[name=what]").select_option(what)
    for name, value in {"visits": "20", "days": "2", **fields}.items():
        await page.locator(f"input[name={name}]").fill(value)
    await page.locator("[data-act=start]").click()


@pytest.mark.parametrize(("lang", "words"), [("zh", "有 1 名柜员病假"), ("en", "clerks ill: 1")])
async def test_an_answer_comes_in_words_charts_and_tables(
    hall: ShownHall, visit: Visitors, lang: str, words: str
) -> None:
    page = await visit("/planning", user="supervisor", lang=lang)
    await ask(page, "ill", ill="1")
    await expect(page.locator(".told")).to_contain_text(words, timeout=PATIENCE_MS)
    await expect(page.locator(".drawn svg").first).to_be_visible()
    assert await page.locator("table").count() > 5
    shown = await page.locator("body").inner_text()
    assert not [word for word in shown.split() if word.startswith(("page.", "plan.", "refused."))]
    for theme in ("light", "dark"):
        await page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        assert await contrast_faults(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_the_files_hold_the_answer(hall: ShownHall, visit: Visitors) -> None:
    page = await visit("/planning", user="supervisor", lang="en")
    await ask(page, "windows", counters="6")
    await expect(page.locator("[data-act=json]")).to_be_visible(timeout=PATIENCE_MS)
    async with page.expect_download() as coming:
        await page.locator("[data-act=json]").click()
    file = await coming.value
    assert file.suggested_filename == "anycounter-plan.json"
    figures = json.loads(Path(await file.path()).read_text(encoding="utf-8"))
    assert [row["counters"] for row in figures["rows"]] == [6, 6]


async def test_what_is_typed_stays_and_a_question_asks_for_what_it_needs(hall: ShownHall, visit: Visitors) -> None:
    page = await visit("/planning", user="supervisor", lang="en")
    await page.locator("input[name=visits]").fill("321")
    await page.locator("select[name=what]").select_option("reform")
    await expect(page.locator("input[name=windows]")).to_have_value("54")
    await expect(page.locator("input[name=visits]")).to_have_value("321")
    await page.locator("select[name=what]").select_option("surge")
    await expect(page.locator("input[name=windows]")).to_have_count(0)
    await expect(page.locator("select[name=line] option")).to_have_count(1 + len(hall.setup.lines))
    await page.locator("select[name=like]").select_option("monday")
    await expect(page.locator("input[name=visits]")).to_have_count(0)


async def test_a_simulation_shows_how_far_it_is_and_is_cancelled(hall: ShownHall, visit: Visitors) -> None:
    page = await visit("/planning", user="supervisor", lang="en")
    await ask(page, "windows", visits="20000", counters="200", days="200")
    await expect(page.locator("progress")).to_be_visible()
    await expect(page.locator("[data-act=start]")).to_be_disabled()
    await page.locator("[data-act=cancel]").click()
    await expect(page.locator("progress")).to_have_count(0)
    await expect(page.locator("[data-act=start]")).to_be_enabled()
    assert not hall.planner.running


async def test_days_that_are_not_there_are_told_in_the_page(hall: ShownHall, visit: Visitors) -> None:
    page = await visit("/planning", user="supervisor", lang="en")
    await page.locator("select[name=like]").select_option("sunday")
    await page.locator("[data-act=start]").click()
    await expect(page.locator(".refusal")).to_contain_text("no recorded day of this kind")
    visit.mishaps.clear()  # The browser tells of the hub's no.


async def test_a_phone_has_room_for_it(hall: ShownHall, visit: Visitors) -> None:
    page = await visit("/planning", user="supervisor", size=(390, 844))
    await expect(page.locator("form")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await small_targets(page, 44) == []


@pytest.mark.parametrize(("lang", "words"), [("zh", "可以关闭一个窗口"), ("en", "One counter can close")])
async def test_the_supervisor_is_advised(hall: ShownHall, visit: Visitors, lang: str, words: str) -> None:
    archive = memory_archive(hall.journal)

    async def a_week_ago() -> list[str]:
        return ["2025-12-25"]

    hall.planner.past = Days(a_week_ago, lambda day: archive.events("2026-01-01"))
    await hall.take()
    await hall.do(*(c.OpenCounter(number, f"clerk-{number}") for number in (1, 2, 3)))
    await hall.planner.advise_once(hall.service.record, hall.clock.hall_ms())
    page = await visit("/supervisor", user="supervisor", lang=lang)
    await expect(page.locator("aside")).to_contain_text(words)
    assert await contrast_faults(page) == []
