"""The pages of a centre as wholes: clean in every language and theme, on every width, whatever halls call themselves."""

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.async_api import Browser, expect

from hub.core.hall_card import HallCard, ItemCard
from hub.core.standing import Standing
from tests.centre.stored import add
from tests.centre.test_reviews import rate, rated
from tests.centre.world import CITY, DAY, STANDINGS, TOWN, VILLAGE, CentreWorld
from tests.pages.centre import PAGES, PHONE, morning, picture, undelivered
from tests.pages.conftest import NOBODY, CentreVisitors, Visitors
from tests.pages.looks import contrast_faults, small_targets
from tests.pages.test_accessibility import faults
from tests.pages.test_every_page import HOSTILE

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_every_page_is_whole_and_clean_in_every_language_and_theme(
    centre: CentreWorld, look: Visitors, lang: str
) -> None:
    centre.clock.forward_s(600)
    for hall in ("city", "town"):
        centre.hear(STANDINGS[hall])
    centre.halls.change("town", rewritten=40, fenced=True, clock_off_s=90_000)
    rate(centre)
    morning(centre)
    await undelivered(centre)
    for number, (path, (user, size, ready)) in enumerate(PAGES.items()):
        page = await look(path, user=user, size=size, lang=lang)
        await expect(page.locator(ready).first).to_be_visible()
        words = await page.locator("body").inner_text()
        assert not [word for word in words.split() if word.startswith(("page.", "problem.", "level."))], path
        for theme in ("light", "dark"):
            await page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
            assert await contrast_faults(page) == [], (path, theme)
            await picture(page, f"centre-{number}-{lang}-{theme}")
        assert await faults(page) == [], path
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        await page.close()


ALONE = """selector => [...document.querySelectorAll(selector)].filter(row => {
  const boxes = [...row.children].map(each => each.getBoundingClientRect());
  const last = boxes.at(-1);
  const beside = boxes.filter(each => Math.abs(each.top - last.top) < 2).length;
  return beside === 1 && last.width < row.getBoundingClientRect().width * 0.9;
}).length"""
"""How many groups of tiles have a last one that stands alone beside an empty place."""


@pytest.mark.parametrize("width", [360, 412, 768, 1000, 1280, 1440, 1920])
async def test_no_tile_stands_alone_in_its_last_row(centre: CentreWorld, look: Visitors, width: int) -> None:
    for path in ("/", "/hall/town", f"/reviews?from={DAY}&to={DAY}", f"/compare?from={DAY}&to={DAY}"):
        page = await look(path, user="watcher", size=(width, 900))
        await expect(page.locator(".tile").first).to_be_visible()
        assert await page.evaluate(ALONE, ".tiles, .hall-tiles") == 0, path
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        await page.close()


async def test_targets_are_large_enough_to_touch(centre: CentreWorld, look: Visitors) -> None:
    page = await look("/halls?hall=city", size=PHONE)
    await expect(page.locator(".details .accepts").first).to_be_visible()
    assert await small_targets(page, 48) == []
    for path in ("/", "/hall/city", "/node/east"):
        page = await look(path, user="watcher", size=PHONE)
        await expect(page.locator("section").first).to_be_visible()
        assert await small_targets(page, 44) == [], path


def poisoned(card: HallCard) -> tuple[ItemCard, ...]:
    return tuple(replace(item, names={"zh": HOSTILE, "en": HOSTILE}) for item in card.items)


async def test_hostile_names_are_text_everywhere(browser: Browser, tmp_path: Path) -> None:
    bad = {"zh": HOSTILE, "en": HOSTILE}
    cards = [
        replace(each, names=bad, address=bad, directions=bad, phone=HOSTILE, items=poisoned(each))
        for each in (CITY, TOWN, VILLAGE)
    ]
    world = CentreWorld(tmp_path, cards, hooks=(NOBODY,))
    world.hear(Standing("city", 9, 1, "", world.clock.ms, "<script>", 1, 1, 5, 9, 5000, 6000, alarms={"x_y": 3}))
    add(world.store, [rated("city", 1, 1, HOSTILE, number=HOSTILE)], world.clock.ms)
    morning(world)
    await world.start()
    await undelivered(world)
    look = CentreVisitors(browser, cast(Any, world))
    for path, (user, size, ready) in PAGES.items():
        page = await look(path, user=user, size=size)
        await expect(page.locator(ready).first).to_be_visible()
        assert await page.locator("main img, main script, iframe").count() == 0, path
    await look.leave()
    await world.stop()
    assert look.mishaps == []
