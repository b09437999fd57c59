"""``python -m tools.pages [--json]``: what a page costs: the first picture on a slow processor, a week, 200 at once."""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from hub.core import commands as c
from hub.core import policy
from tests.pages.conftest import CHROMIUM, FLAGS
from tests.pages.hall import ShownHall
from tools.pages.week import week_of
from tools.screenshots.scene import play

SLOWER = 6
"""A core of a Raspberry Pi 4 against one of a desk computer, roughly: Chromium runs scripts and styles so much slower."""
FIRST = """new MutationObserver((_, watcher) => {
  if (!document.querySelector("main > *")) return;
  watcher.disconnect();
  requestAnimationFrame(() => { window.first_ms = performance.now(); });
}).observe(document, {subtree: true, childList: true});"""
"""Notes when the page shows its first whole picture."""

TOLD = """() => new Promise((tell) => {
  const look = () => (window.first_ms ? tell(window.first_ms) : setTimeout(look, 20));
  look();
})"""
SHOWN = """(number) => new Promise((tell) => {
  const look = () => (document.querySelector(".call .number")?.textContent === number ? tell(true) : setTimeout(look, 10));
  look();
})"""
"""The pages' policy lets no condition be evaluated from a string again and again, so each waits by itself."""

PAGES = {"board": "/board", "counter": "/counter/2", "kiosk": "/kiosk", "ticket": "/t/{link}"}
Figures = dict[str, float]


async def first_pictures_ms(browser: Browser, url: str, times: int) -> list[float]:
    """Milliseconds from the address to the first whole picture, nothing cached, on a slow processor."""
    found = []
    for _ in range(times):
        context = await browser.new_context(viewport={"width": 1920, "height": 1080})
        page = await context.new_page()
        await (await context.new_cdp_session(page)).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        await page.add_init_script(FIRST)
        await page.goto(url)
        found.append(await page.evaluate(TOLD))
        await context.close()
    return found


async def open_many(browser: Browser, hall: ShownHall, count: int) -> list[Page]:
    """So many boards, in one browser."""
    context = await browser.new_context(viewport={"width": 640, "height": 360}, reduced_motion="reduce")
    pages = []
    for _ in range(count):
        page = await context.new_page()
        await page.goto(f"{hall.url}/board?lang=en")
        await page.locator("main > *").first.wait_for()
        pages.append(page)
    return pages


async def call_and_wait_s(hall: ShownHall, pages: Sequence[Page], counter: int) -> list[float]:
    """Seconds from a call to each page that shows it."""
    record = hall.service.record
    number = record.ticket_of(policy.in_order(record, hall.service.now_ms())[0]).number
    began_s = time.monotonic()

    async def shown(page: Page) -> float:
        await page.evaluate(SHOWN, number)
        return time.monotonic() - began_s

    waits = [asyncio.create_task(shown(page)) for page in pages]
    await hall.do(c.CallNext(counter))
    return list(await asyncio.gather(*waits))


async def measure(folder: Path, asked: argparse.Namespace) -> Figures:
    """All figures, by key."""
    figures: Figures = {}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        scene = await play(folder)
        for name, path in PAGES.items():
            say(f"first picture: {name}, {asked.times} times")
            url = scene.hall.url + path.format(link=scene.waiting.link)
            figures[f"first_{name}_ms"] = round(statistics.median(await first_pictures_ms(browser, url, asked.times)))
        for name in ("board", "kiosk"):
            say(f"a week of the {name}: {asked.pictures} pictures")
            growth, total = await week_of(browser, scene.hall.url + PAGES[name], asked.pictures)
            figures |= {f"week_{name}_growth_kb": round(growth / 1024), f"week_{name}_heap_kb": round(total / 1024)}
        say(f"{asked.open} open pages")
        pages = await open_many(browser, scene.hall, asked.open)
        figures["open_pages_last_ms"] = round(1000 * max(await call_and_wait_s(scene.hall, pages, 1)))
        await browser.close()
        await scene.hall.stop()
    return figures


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tools.pages", description=__doc__)
    parser.add_argument("--json", action="store_true", help="the figures as one JSON object")
    parser.add_argument("--times", type=int, default=9, help="how often each page is opened afresh")
    parser.add_argument(
        "--pictures", type=int, default=25_200, help="of the week; one each 10 s of ten hours is 25,200"
    )
    parser.add_argument("--open", type=int, default=200, help="pages open at once")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures: dict[str, Any] = asyncio.run(measure(Path(folder), asked))
    print(json.dumps(figures) if asked.json else "\n".join(f"{key:<28}{value:>10,}" for key, value in figures.items()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
