"""The hall board: read from across the hall, whole with many calls, quiet facts below."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from hub.core import commands as c
from tests.pages.conftest import Visitors
from tests.pages.hall import ShownHall, city

pytestmark = pytest.mark.asyncio(loop_scope="session")

CAPITAL = 0.7
"""Height of a capital or a digit in its type size, in the fonts that the pages name."""
PIXEL_MM = 55 * 25.4 / (1920**2 + 1080**2) ** 0.5
"""Of a screen with 55 inches and 1,080 rows."""
LEAST_MM = 12_000 * 16 / 3438
"""16 minutes of arc at 12 m: the least that ISO 9241-303 allows for reading."""


async def call(hall: ShownHall, counters: int) -> None:
    for counter in range(1, counters + 1):
        await hall.take()
        await hall.do(c.OpenCounter(counter, f"clerk-{counter}"), c.CallNext(counter))


async def heights_mm(board: Page, selector: str) -> list[float]:
    sizes = await board.locator(selector).evaluate_all(
        "all => all.map(each => parseFloat(getComputedStyle(each).fontSize))"
    )
    return [size * CAPITAL * PIXEL_MM for size in sizes]


@pytest_asyncio.fixture(loop_scope="session")
async def large_hall(tmp_path: Path) -> AsyncIterator[ShownHall]:
    """A hall of twelve counters."""
    setup = city()
    counters = tuple(replace(setup.counters[0], number=number) for number in range(1, 13))
    hall = ShownHall(replace(setup, counters=counters), tmp_path)
    await hall.start()
    yield hall
    await hall.stop()


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920)])
@pytest.mark.parametrize("counters", [1, 4, 5, 12])
async def test_numbers_are_read_from_twelve_metres(
    browser: Browser, large_hall: ShownHall, counters: int, size: tuple[int, int]
) -> None:
    await call(large_hall, counters)
    visit = Visitors(browser, large_hall)
    board = await visit("/board", size=size)
    await expect(board.locator(".call")).to_have_count(min(counters, 8))
    for selector in (".call .number", ".call .where b"):
        heights = await heights_mm(board, selector)
        print(size, counters, selector, heights)
        assert min(heights) >= LEAST_MM
    assert await board.evaluate(CUT_OFF) == []
    await visit.leave()
    assert visit.mishaps == []


CUT_OFF = """() => [...document.querySelectorAll('.call')].flatMap((call) => {
  const room = call.getBoundingClientRect();
  return [...call.querySelectorAll('.number, .where b')].filter((each) => {
    const box = each.getBoundingClientRect();
    return box.left < room.left || box.right > room.right || each.scrollWidth > each.clientWidth + 1;
  }).map((each) => each.textContent);
})"""


async def test_the_facts_of_the_items_follow_the_notices(hall: ShownHall, visit: Visitors) -> None:
    board = await visit("/board", size=(1920, 1080), lang="zh", before=lambda page: page.clock.install())
    seen = set()
    for _ in range(2 * (len(hall.setup.notices) + 1)):
        seen.add(await board.locator(".notice p").inner_text())
        await board.clock.run_for(12_000)
    facts = [words for words in seen if "监督电话" in words]
    assert len(facts) == 2
    assert {notice["zh"] for notice in hall.setup.notices} <= seen


@pytest.mark.parametrize("size", [(412, 915), (360, 740)])
@pytest.mark.parametrize("counters", [0, 1, 6])
@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_a_phone_shows_the_whole_board_without_scrolling_sideways(
    browser: Browser, large_hall: ShownHall, counters: int, size: tuple[int, int], lang: str
) -> None:
    await large_hall.give_from_afar()
    await call(large_hall, counters)
    for counter in range(1, counters + 1):
        await large_hall.do(c.MissTicket(counter))
        await large_hall.take()
        await large_hall.do(c.CallNext(counter))
    for _ in range(12):
        await large_hall.take()
    visit = Visitors(browser, large_hall)
    board = await visit("/board?sound=on", size=size, lang=lang)
    await expect(board.locator(".waiting .total strong")).to_have_text("12")
    assert await board.evaluate("document.documentElement.scrollWidth") <= size[0]
    await visit.leave()
