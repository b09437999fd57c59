"""``python -m tools.screenshots FOLDER [NAME ...]``: take all pictures, or those that are named."""

import argparse
import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page, async_playwright

from hub.core import commands as c
from tests.pages.conftest import CHROMIUM, FLAGS, sign_in
from tools.screenshots.scene import Scene, play

Act = Callable[[Page], Awaitable[None]]
WALL, WIDE, TALL, DESK, PHONE = (1920, 1080), (1280, 800), (1080, 1920), (1024, 768), (390, 844)
LANGUAGES = {"zh": "", "en": "-en"}
"""Language of the pages -> how the names of its pictures end."""

MOST_BYTES = 200_000
"""A README with all of them still opens at once."""

COLOURS = 128
"""Flat grounds and smooth letters need no more, and the files become a third."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture. ``act``: what to do on the page first; ``wait``: what must be there then."""

    name: str
    path: str
    size: tuple[int, int]
    wait: str = "main > *"
    user: str = ""
    act: Act | None = None


def clicks(*selectors: str) -> Act:
    async def act(page: Page) -> None:
        for selector in selectors:
            await page.locator(selector).first.click()

    return act


def keys(*pressed: str) -> Act:
    async def act(page: Page) -> None:
        await page.locator(".keys button:enabled").first.wait_for()
        for key in pressed:
            await page.keyboard.press(key)

    return act


def both(*acts: Act) -> Act:
    async def act(page: Page) -> None:
        for each in acts:
            await each(page)

    return act


def shots(scene: Scene) -> list[Shot]:
    """All pictures, in the order in which a visit goes."""
    to_items = clicks(".choice:nth-child(3)")
    to_confirm = both(to_items, clicks("[data-item]:nth-child(1)"))
    return [
        Shot("index", "/", WIDE, ".tile"),
        *kiosk_shots("kiosk-wide", WIDE, to_items, to_confirm),
        *kiosk_shots("kiosk-tall", TALL, to_items, to_confirm),
        Shot("ticket", f"/t/{scene.waiting.link}", PHONE, "[data-fact]"),
        Shot(
            "ticket-pass",
            f"/t/{scene.waiting.link}",
            PHONE,
            ".sure",
            act=clicks("[data-act=remind]", "[data-act=pass]"),
        ),
        Shot("ticket-called", f"/t/{scene.called.link}", PHONE, ".go"),
        Shot("ticket-served", f"/t/{scene.served.link}", PHONE, ".level"),
        Shot("board", "/board", WALL, ".fresh", act=lambda page: call_again(scene)),
        Shot("counter-calling", "/counter/2", WALL, ".calling"),
        Shot("counter-serving", "/counter/3", WALL, ".serving"),
        Shot("counter-paused", "/counter/4", WALL, ".paused"),
        Shot("pad-welcome", "/pad/2", DESK, ".rest", "pad-1"),
        Shot("pad", "/pad/1", DESK, ".level", "pad-1"),
        Shot("pad-complaint", "/pad/1", DESK, ".sure", "pad-1", clicks("[data-act=complain]")),
        Shot("pad-reasons", "/pad/1", DESK, ".reason", "pad-1", clicks("[data-score='2']")),
        Shot("signin", "/signin", DESK, "form"),
        Shot("clerk-choose", "/clerk", DESK, ".counters", "clerk-3"),
        *clerk_shots(),
        Shot("supervisor", "/supervisor", (1280, 1100), ".tiles", "supervisor"),
        Shot("supervisor-call", "/supervisor", DESK, ".question", "supervisor", clicks("[data-act^=call-]")),
        Shot("reports", "/reports", (1280, 1400), "main svg", "supervisor"),
        Shot("replay", "/replay", (1280, 900), "main > *", "supervisor"),
        Shot("planning", "/planning", (1280, 900), "form", "supervisor"),
        Shot("settings", "/settings", (1280, 900), "main > *", "supervisor"),
        Shot("devices", "/devices", (1280, 900), "table", "supervisor", clicks("[data-act=open]")),
    ]


def kiosk_shots(name: str, size: tuple[int, int], to_items: Act, to_confirm: Act) -> list[Shot]:
    large = both(to_confirm, clicks("[data-act=large]"))
    return [
        Shot(f"{name}-1", "/kiosk", size, ".choice"),
        Shot(f"{name}-2", "/kiosk", size, "[data-item]", act=to_items),
        Shot("kiosk" if size == WIDE else f"{name}-3", "/kiosk", size, "[data-act=take]", act=to_confirm),
        Shot(f"{name}-3-large", "/kiosk", size, "[aria-pressed=true]", act=large),
        Shot(
            f"{name}-search",
            "/kiosk",
            size,
            "[data-item]",
            act=clicks("[data-act=search]", "[data-letter=S]", "[data-letter=B]"),
        ),
        Shot(f"{name}-4", "/kiosk", size, "figure", act=both(to_confirm, clicks("[data-act=take]"))),
    ]


def clerk_shots() -> list[Shot]:
    sit = clicks(".counters li:nth-child(2) button")
    here = clicks(".counters li:nth-child(3) button")
    return [
        Shot("clerk", "/clerk", DESK, ".current", "clerk-2", sit),
        Shot("clerk-serving", "/clerk", DESK, ".current", "clerk-3", here),
        Shot("clerk-finish", "/clerk", DESK, ".outcomes", "clerk-3", both(here, keys("f", "4"))),
        Shot("clerk-day", "/clerk", DESK, ".day", "clerk-3", both(here, keys("d"))),
        Shot("clerk-transfer", "/clerk", DESK, ".transfer", "clerk-3", both(here, keys("t"))),
    ]


async def call_again(scene: Scene) -> None:
    """A repeated call is new to the board."""
    await scene.hall.do(c.Recall(2))


async def take(browser: Browser, scene: Scene, shot: Shot, language: str, folder: Path) -> Path:
    """Open the page as its user, act, wait, and keep the picture."""
    size = {"width": shot.size[0], "height": shot.size[1]}
    context = await browser.new_context(viewport=size, reduced_motion="reduce")  # type: ignore[arg-type]
    if shot.user:
        await sign_in(context, scene.hall, shot.user)
    page = await context.new_page()
    await page.goto(f"{scene.hall.url}{shot.path}?lang={language}")
    await page.locator("main > *").first.wait_for()
    if shot.act:
        await shot.act(page)
    await page.locator(shot.wait).first.wait_for()
    await page.mouse.move(0, 0)
    file = folder / f"{shot.name}{LANGUAGES[language]}.png"
    await page.screenshot(path=file)
    Image.open(file).quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    await context.close()
    return file


async def take_all(folder: Path, wanted: tuple[str, ...]) -> int:
    """Take the pictures; how many are too large."""
    too_large = 0
    with tempfile.TemporaryDirectory() as own:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for language in LANGUAGES:
                where = Path(own) / language
                where.mkdir()
                scene = await play(where)
                for shot in shots(scene):
                    if not wanted or shot.name in wanted:
                        file = await take(browser, scene, shot, language, folder)
                        too_large += file.stat().st_size > MOST_BYTES
                        print(f"{file.stat().st_size:>8} {file}")
                await scene.hall.stop()
            await browser.close()
    return too_large


def main() -> int:
    """0 when every picture is small enough."""
    parser = argparse.ArgumentParser(prog="python -m tools.screenshots", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    return 1 if asyncio.run(take_all(asked.folder, tuple(asked.names))) else 0


if __name__ == "__main__":
    raise SystemExit(main())
