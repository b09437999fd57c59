"""The page of reports: figures, charts with their tables, files; and a hall whose names are hostile."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route, expect

from hub.core import commands as c
from hub.core.catalogue import HallSetup
from tests.pages.conftest import Visitors
from tests.pages.hall import ShownHall, city
from tests.pages.looks import contrast_faults, small_targets

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def work(hall: ShownHall) -> None:
    """One served after two minutes and rated with a 2, one who never came; a complaint."""
    first = await hall.take()
    await hall.take()
    await hall.do(c.OpenCounter(1, "clerk-1"), c.OpenCounter(2, "clerk-2"))
    await hall.do(c.CallNext(1), after_s=120)
    await hall.do(c.CallNext(2))
    await hall.do(c.FinishService(1), after_s=300)
    await hall.do(c.MissTicket(2), c.Rate(f"{first.ticket}.1", 2, ("papers",)), c.Complain(1))


async def settled(page: Page) -> None:
    await expect(page.locator("[data-act=table-by_hour]")).to_be_visible()


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_a_day_is_shown_in_figures_and_charts(hall: ShownHall, visit: Visitors, lang: str) -> None:
    await work(hall)
    page = await visit("/reports", user="supervisor", lang=lang)
    await settled(page)
    assert await page.locator(".tile strong").all_inner_texts() == [
        "2", "1", "1 (50 %)", "2", "2", "0", "4.7", "1", "2（100 % 的人已评价）" if lang == "zh" else "2 (100 % have rated)",
    ]  # fmt: skip
    label = await page.locator(".drawn svg").first.get_attribute("aria-label")
    assert label and "09:00" in label
    await expect(page.locator(".low")).to_contain_text("Too many papers" if lang == "en" else "材料")
    words = await page.locator("body").inner_text()
    assert not [word for word in words.split() if word.startswith("page.")]
    for theme in ("light", "dark"):
        await page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        assert await contrast_faults(page) == []


async def three_hours(page: Page) -> None:
    """An hour that kept half of its promises, one that kept four fifths, and one that kept them all."""
    figures = {"promised": 20, "in_p50": 0.5, "error_s": 60}
    hours = [{"hour": hour, **figures, "in_p80": kept} for hour, kept in ((9, 0.5), (10, 0.8), (11, 1.0))]

    async def answer(route: Route) -> None:
        report = await (await route.fetch()).json()
        report["promises"] = {"total": {**figures, "in_p80": 0.77}, "hours": hours, "items": []}
        await route.fulfill(json=report)

    await page.route("**/api/v1/reports?*", answer)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ["Too seldom", "About as often as promised", "Too cautious"]),
        ("zh", ["兑现过少", "与承诺大致相符", "过于谨慎"]),
    ],
)
async def test_promises_kept_too_seldom_alone_are_an_alarm(
    hall: ShownHall, visit: Visitors, lang: str, said: list[str]
) -> None:
    await work(hall)
    page = await visit("/reports", user="supervisor", lang=lang, before=three_hours)
    chart = page.locator("figure:has([data-act=table-promises])")
    bars = chart.locator(".drawn .bar-of")
    await expect(bars).to_have_count(3)
    assert [await each.get_attribute("class") for each in await bars.all()] == [
        "bar-of bad", "bar-of", "bar-of careful",
    ]  # fmt: skip
    fills = await bars.evaluate_all("bars => bars.map((each) => getComputedStyle(each).fill)")
    assert len(set(fills)) == 3
    await expect(chart.locator(".drawn .limit")).to_have_count(0)
    assert await chart.locator(".drawn .aim").evaluate("line => getComputedStyle(line).stroke") != fills[0]
    for words in said:
        await expect(chart.locator(".legend")).to_contain_text(words)
    await chart.locator("[data-act=table-promises]").click()
    last = await chart.locator("tbody td:last-child").all_inner_texts()
    assert [words in cell for words, cell in zip(said, last, strict=True)] == [True] * 3


async def test_the_table_behind_a_chart_is_shown_on_demand_and_on_paper(hall: ShownHall, visit: Visitors) -> None:
    await work(hall)
    page = await visit("/reports", user="supervisor")
    await settled(page)
    rows = page.locator("figure").first.locator("tbody tr")
    await expect(rows.first).to_be_hidden()
    await page.locator("[data-act=table-by_hour]").click()
    assert await rows.first.locator("td").all_inner_texts() == ["09:00", "2", "1", "1", "0", "2", "2", "0"]
    await page.emulate_media(media="print")
    await expect(page.locator(".choices")).to_be_hidden()
    await expect(page.locator("figure").nth(1).locator("table")).to_be_visible()
    assert await contrast_faults(page) == []


async def test_the_files_are_of_the_period_that_is_shown(hall: ShownHall, visit: Visitors) -> None:
    await work(hall)
    page = await visit("/reports", user="supervisor")
    await settled(page)
    await page.locator("[data-act=month]").click()
    await expect(page.locator(".heading h2")).to_contain_text("2026-01-01 – 2026-01-31")
    async with page.expect_download() as coming:
        await page.locator("[data-act=csv]").click()
    file = await coming.value
    assert file.suggested_filename == "anycounter-2026-01-01-2026-01-31.csv"
    assert "2,1,1,0" in Path(await file.path()).read_text(encoding="utf-8-sig")
    await page.locator("[data-act=earlier]").click()
    await expect(page.locator("main")).to_contain_text("There was no business in this time.")
    assert "2025-12" in (await page.locator("[data-act=pdf]").get_attribute("href") or "")


async def test_a_hall_that_has_never_opened_says_so(hall: ShownHall, visit: Visitors) -> None:
    await hall.do(c.CloseDay())
    page = await visit("/reports", user="supervisor")
    await expect(page.locator("main")).to_contain_text("There was no business in this time.")


def long_named(setup: HallSetup) -> HallSetup:
    name = {"zh": "长名" * 100, "en": "<script>alert(1)</script>‮مرحبا😀" + "x" * 170}
    return replace(
        setup, names=name, lines=tuple(replace(each, names=name) for each in setup.lines),
        counters=tuple(replace(each, names=name) for each in setup.counters),
    )  # fmt: skip


async def test_names_of_200_characters_stay_in_their_places(browser: Browser, tmp_path: Path) -> None:
    hall = ShownHall(long_named(city()), tmp_path)
    await hall.start()
    visit = Visitors(browser, hall)
    await work(hall)
    for size in ((1280, 800), (390, 844)):
        for path in ("/reports", "/replay", "/settings", "/supervisor"):
            page = await visit(path, user="supervisor", size=size)
            if path == "/reports":
                await settled(page)
                for each in await page.locator("figure button").all():
                    await each.click()
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, size)
            assert await page.locator("main script").count() == 0
            await page.close()
    await visit.leave()
    await hall.stop()
    assert visit.mishaps == []


async def test_a_phone_has_large_enough_keys(hall: ShownHall, visit: Visitors) -> None:
    await work(hall)
    page = await visit("/reports", user="supervisor", size=(390, 844))
    await settled(page)
    assert await small_targets(page, 44) == []


async def test_the_report_says_what_the_forecast_has_learned(hall: ShownHall, visit: Visitors) -> None:
    await work(hall)
    told = {
        "through": "2020-01-10", "days": 20, "history": True, "p50": 1.05, "p80": 1.1,
        "hour": {"hour": 12, "p80": 1.4}, "item": {"item": hall.setup.items[0].code, "p80": 0.8},
        "boosting": {"state": "on", "error_s": 90.0, "base_error_s": 150.0, "days": 7},
    }  # fmt: skip
    hall.web.parts.learned = lambda: told
    page = await visit("/reports", user="supervisor", lang="en")
    await settled(page)
    shown = await page.locator(".learned p").all_inner_texts()
    assert shown[0] == "The forecast of today has learned from 20 days up to 2020-01-10."
    assert "110 %" in shown[1]
    assert "12:00 (140 %)" in shown[1]
    assert "1.5 min, without it 2.5 min" in shown[2]
