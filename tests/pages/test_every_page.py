"""What holds for all pages: both languages, hostile names, no mishap, legible text."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from hub.core import commands as c
from hub.core.catalogue import HallSetup, Text
from tests.pages.conftest import Visitors
from tests.pages.hall import ShownHall, city
from tests.pages.looks import contrast_faults

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAGES = {
    "/": ("", (1280, 800)),
    "/board": ("", (1920, 1080)),
    "/counter/1": ("", (1920, 1080)),
    "/kiosk": ("", (1280, 800)),
    "/book": ("", (390, 844)),
    "/afar": ("", (390, 844)),
    "/pad/1": ("pad-1", (1024, 768)),
    "/clerk": ("clerk-2", (1024, 768)),
    "/supervisor": ("supervisor", (1024, 768)),
    "/matters": ("supervisor", (1024, 768)),
    "/devices": ("supervisor", (1024, 768)),
    "/reports": ("supervisor", (1024, 768)),
    "/replay": ("supervisor", (1024, 768)),
    "/planning": ("supervisor", (1024, 768)),
    "/shadow": ("supervisor", (1024, 768)),
    "/settings": ("supervisor", (1024, 768)),
    "/signin": ("", (1024, 768)),
    "/bench": ("supervisor", (390, 844)),
}
HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>{{7*7}}${alert(3)}\u202e\u0000'\"&lt;"


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_every_page_is_whole_in_every_language(hall: ShownHall, visit: Visitors, lang: str) -> None:
    await hall.take()
    taken = await hall.take()
    await hall.do(c.OpenCounter(1, "clerk-3"), c.CallNext(1))
    for path, (user, size) in {**PAGES, f"/t/{taken.link}": ("", (390, 844))}.items():
        page = await visit(path, user=user, size=size, lang=lang)
        assert await page.evaluate("document.documentElement.lang") == lang
        words = await page.locator("body").inner_text()
        assert not [word for word in words.split() if word.startswith(("page.", "refused."))], path
        for theme in ("light", "dark"):
            await page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
            assert await contrast_faults(page) == [], (path, theme)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        await page.close()


def poisoned(setup: HallSetup) -> HallSetup:
    """The same hall, named by somebody who wants to run a script on every screen."""
    bad: Text = {"zh": HOSTILE, "en": HOSTILE}
    items = tuple(replace(each, names=bad, documents=(bad,)) for each in setup.items)
    lines = tuple(replace(each, names=bad) for each in setup.lines)
    priorities = tuple(replace(each, names=bad) for each in setup.priorities)
    counters = tuple(replace(each, names=bad) for each in setup.counters)
    return replace(setup, names=bad, items=items, lines=lines, priorities=priorities, counters=counters, notices=(bad,))


async def test_hostile_names_are_shown_as_text_and_run_nothing(browser: Browser, tmp_path: Path) -> None:
    hall = ShownHall(poisoned(city()), tmp_path)
    await hall.start()
    visit = Visitors(browser, hall)
    taken = await hall.take()
    await hall.do(c.OpenCounter(1, "clerk-2"), c.CallNext(1), c.AskForHelp(1))
    hall.devices.append({"device": HOSTILE, "state": HOSTILE})
    for path, (user, size) in {**PAGES, f"/t/{taken.link}": ("", (390, 844))}.items():
        page = await visit(path, user=user, size=size)
        assert await page.locator("img, main script, iframe").count() == 0, path
    await expect(page.locator(".items")).to_contain_text("<script>alert(2)</script>")
    await visit.leave()
    await hall.stop()
    assert visit.mishaps == []
