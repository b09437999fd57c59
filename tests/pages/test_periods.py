"""Pages of a period: what is no period is kept as it was typed, told in the hub's own words, and mended in place."""

import pytest
from playwright.async_api import expect

from tests.centre.world import DAY, CentreWorld
from tests.pages.conftest import Visitors
from tests.pages.hall import ShownHall

pytestmark = pytest.mark.asyncio(loop_scope="session")

NO_DATE = "A parameter in the address is wrong. {field}: must be a date that exists, such as 2026-01-31."
NO_DAY = "A parameter in the address is wrong. {field}: the calendar has no such day; a date is such as 2026-01-31."
NO_DAYS = f"{NO_DAY.format(field='From')} To: must be a date that exists, such as 2026-01-31."
NO_PERIOD = "That is no period of a report. To: must be at most 400 days, and end no earlier than it begins."
OF_CENTRE = ("/compare", "/reviews", "/hall/city")


@pytest.mark.parametrize("path", OF_CENTRE)
@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("from=2026-02-31", NO_DAY.format(field="From")), ("from=2026-02-31&to=today", NO_DAYS),
        (f"from={DAY}&to=today", NO_DATE.format(field="To")),
        (f"from={DAY}&to=2025-01-01", NO_PERIOD), (f"from=%26most%3D1&to={DAY}", NO_DATE.format(field="From")),
    ],
)  # fmt: skip
async def test_what_is_no_period_of_a_centre_is_refused_in_the_api_s_words_and_kept(
    centre: CentreWorld, look: Visitors, path: str, query: str, words: str
) -> None:
    page = await look(f"{path}?{query}", user="watcher")
    typed = dict(part.split("=") for part in query.split("&"))
    await expect(page.get_by_role("alert")).to_have_text(words)
    for name, value in typed.items():
        await expect(page.locator(f"input[name={name}]")).to_have_value(value.replace("%26", "&").replace("%3D", "="))
    await expect(page.locator("a[download]")).to_have_count(0)
    await page.locator("input[name=from]").fill(DAY)
    await page.locator("input[name=from]").press("Enter")
    await page.locator("input[name=to]").fill(DAY)
    await page.locator("input[name=to]").press("Enter")
    await expect(page.get_by_role("alert")).to_have_count(0)
    links = page.locator("a[download]")
    assert await links.count() > 0
    await expect(page.locator(f"a[download][href*='from={DAY}&to={DAY}']")).to_have_count(await links.count())
    look.mishaps.clear()  # The browser tells of what was refused.


async def test_it_is_told_in_chinese_too(centre: CentreWorld, look: Visitors) -> None:
    page = await look("/compare?from=2026-02-31", user="watcher", lang="zh")
    await expect(page.get_by_role("alert")).to_contain_text("从：日历上没有这一天；日期例如 2026-01-31")
    look.mishaps.clear()  # The browser tells of what was refused.


@pytest.mark.parametrize("kind", ["day", "week", "month"])
async def test_an_impossible_day_of_a_report_is_refused_and_kept(hall: ShownHall, visit: Visitors, kind: str) -> None:
    page = await visit(f"/reports?kind={kind}&day=2026-02-31", user="supervisor")
    await expect(page.get_by_role("alert")).to_have_text(NO_DAY.format(field="Date"))
    await expect(page.locator("input[name=day]")).to_have_value("2026-02-31")
    await expect(page.locator("a[download]")).to_have_count(0)
    await page.locator("input[name=day]").fill("2026-02-28")
    await page.locator("input[name=day]").press("Enter")
    await expect(page.get_by_role("alert")).to_have_count(0)
    await expect(page.locator("input[name=day]")).to_have_attribute("type", "date")
    await expect(page.locator(".heading h2")).to_contain_text("2026-02")
    visit.mishaps.clear()  # The browser tells of what was refused.


@pytest.mark.parametrize("path", ["/replay", "/shadow"])
async def test_an_impossible_day_that_is_told_again_is_refused_and_kept(
    hall: ShownHall, visit: Visitors, path: str
) -> None:
    page = await visit(f"{path}?day=2026-02-31", user="supervisor")
    await expect(page.get_by_role("alert")).to_have_text(NO_DAY.format(field="Day"))
    await expect(page.locator("select[name=day]")).to_have_value("2026-02-31")
    visit.mishaps.clear()  # The browser tells of what was refused.
