"""A hall names things as it likes: up to 200 characters stay in their card, and no page gets wider than its screen."""

from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from hub.core.catalogue import HallSetup, Text
from tests.pages.conftest import Visitors
from tests.pages.hall import ShownHall, city

pytestmark = pytest.mark.asyncio(loop_scope="session")

SIZES = {"desk": (1280, 800), "phone": (390, 844), "tall": (1080, 1920)}
OUTSIDE = """() => [...document.querySelectorAll('.choice strong, .choice .facts')].filter(each => {
  const [card, box] = [each.closest('.choice').getBoundingClientRect(), each.getBoundingClientRect()];
  return box.top < card.top || box.bottom > card.bottom || box.right > card.right;
}).map(each => each.innerText)"""
OVERLAID = """() => {
  const boxes = [...document.querySelectorAll('.choice, .pager')].map(each => each.getBoundingClientRect());
  return boxes.filter((one, at) => boxes.slice(at + 1).some(other => one.left < other.right && other.left < one.right
    && one.top < other.bottom && other.top < one.bottom)).length;
}"""
FITS = "document.documentElement.scrollWidth <= innerWidth"


def long_named() -> HallSetup:
    """The city's hall with names of 41 to 200 characters, every other one without a blank."""
    setup, lengths = city(), cycle((41, 80, 120, 200, 160))

    def named() -> Text:
        length = next(lengths)
        words = "Registration of enterprises " if length % 80 else "Registration"
        return {"zh": ("法定代表人变更登记" * 30)[:length], "en": (words * 20)[:length]}

    return replace(
        setup, names=named(), lines=tuple(replace(each, names=named()) for each in setup.lines),
        items=tuple(replace(each, names=named()) for each in setup.items),
        counters=tuple(replace(each, names=named()) for each in setup.counters),
    )  # fmt: skip


@pytest_asyncio.fixture(loop_scope="session", params=["city", "long"])
async def named_hall(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[ShownHall]:
    hall = ShownHall(long_named() if request.param == "long" else city(), tmp_path)
    await hall.start()
    yield hall
    await hall.stop()


async def cards_are_whole(page: Page) -> None:
    assert await page.evaluate(OUTSIDE) == []
    assert await page.evaluate(OVERLAID) == 0
    assert await page.evaluate(FITS)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
async def test_names_stay_in_the_cards_of_the_kiosk(
    named_hall: ShownHall, browser: Browser, lang: str, size: str
) -> None:
    visit = Visitors(browser, named_hall)
    kiosk = await visit("/kiosk", size=SIZES[size], lang=lang)
    await cards_are_whole(kiosk)
    await kiosk.locator(".choice").nth(1).click()
    await expect(kiosk.locator("[data-item]").first).to_be_visible()
    await cards_are_whole(kiosk)
    await kiosk.locator("[data-item]").first.click()
    await expect(kiosk.locator("[data-act=take]")).to_be_in_viewport(ratio=1)
    assert await kiosk.evaluate(FITS)
    await visit.leave()


@pytest.mark.parametrize("path", ["/supervisor", "/counter/1", "/board", "/devices", "/"])
async def test_no_page_is_wider_than_a_phone(named_hall: ShownHall, browser: Browser, path: str) -> None:
    await named_hall.take()
    visit = Visitors(browser, named_hall)
    page = await visit(path, user="supervisor", size=SIZES["phone"])
    assert await page.evaluate(FITS)
    await visit.leave()
