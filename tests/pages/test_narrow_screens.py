"""Charts and tables of a centre's staff on a phone: whole, or in a place of their own that scrolls and has a name."""

import pytest
from playwright.async_api import Page, expect

from tests.centre.test_reviews import rate
from tests.centre.world import DAY, CentreWorld
from tests.pages.conftest import Visitors

pytestmark = pytest.mark.asyncio(loop_scope="session")

PATHS = (f"/compare?from=2025-11-01&to={DAY}", f"/reviews?from={DAY}&to={DAY}", "/hall/city", "/")

STICKS_OUT = """() => [...document.querySelectorAll('main *')].filter(each => {
  const { right, left, width } = each.getBoundingClientRect();
  if (!width || (right <= innerWidth + 1 && left >= -1)) return false;
  const place = each.parentElement.closest('.wide, .drawn');
  return !(place && place.tabIndex === 0 && place.getAttribute('role') === 'group' && place.ariaLabel
    && getComputedStyle(place).overflowX === 'auto');
}).map(each => each.outerHTML.slice(0, 80))"""

CUT_CHARTS = """() => [...document.querySelectorAll('.drawn')].filter(each =>
  each.querySelectorAll('.bar-of').length <= 6 && each.scrollWidth > each.clientWidth + 1).length"""

PARTED_WORDS = """() => [...document.querySelectorAll('td, th, h3, .tile span')].flatMap(cell => {
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), found = [];
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    for (const { 0: word, index } of text.data.matchAll(/[A-Za-z]+/g)) {
      const range = document.createRange();
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      if (new Set([...range.getClientRects()].map(each => Math.round(each.top))).size > 1) found.push(word);
    }
  }
  return found;
})"""

NARROWEST = """() => Math.min(...[...document.querySelectorAll('.wide td.named')].filter(each => each.offsetWidth)
  .map(each => each.offsetWidth / parseFloat(getComputedStyle(each).fontSize)))"""
"""Letters that the narrowest cell of names holds in a line."""


async def opened(look: Visitors, path: str, size: tuple[int, int], lang: str) -> Page:
    page = await look(path, user="watcher", size=size, lang=lang)
    await expect(page.locator(".tile").first).to_be_visible()
    return page


LINES = """async words => {
  const { twoLines } = await import('/web/lib/chart.js');
  return words.map(each => twoLines(each, 64));
}"""


@pytest.mark.parametrize("size", [(412, 915), (360, 740)], ids=["412", "360"])
@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_nothing_is_cut_off_and_no_name_breaks_inside_a_word(
    centre: CentreWorld, look: Visitors, size: tuple[int, int], lang: str
) -> None:
    rate(centre)
    for path in PATHS:
        page = await opened(look, path, size, lang)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert await page.evaluate(STICKS_OUT) == [], path
        assert await page.evaluate(CUT_CHARTS) == 0, path
        assert await page.evaluate(PARTED_WORDS) == [], path
        if path.startswith(("/compare", "/reviews")):
            assert await page.evaluate(NARROWEST) >= 8, path
        await page.close()


async def test_the_name_below_a_bar_has_two_lines_and_says_where_it_was_cut(look: Visitors) -> None:
    page = await look("/halls")
    names = [
        "Town",
        "Very satisfied",
        "Dissatisfied",
        "City Human Resources Hall",
        "镇人社服务所",
        "市人力资源和社会保障综合服务大厅",
    ]
    drawn = await page.evaluate(LINES, names)
    assert drawn == [
        ["Town"], ["Very", "satisfied"], ["Dissatis…"], ["City", "Human Re…"], ["镇人社服", "务所"], ["市人力资", "源和社…"]
    ]  # fmt: skip
