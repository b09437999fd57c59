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
from hub.core.events import MatterAccepted
from tests.pages.conftest import CHROMIUM, FLAGS, sign_in
from tests.pages.hall import ShownHall
from tools.screenshots.scene import Scene, play, play_matters

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
        *booking_shots(),
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


def booking_shots() -> list[Shot]:
    to_times = clicks("[data-line]", "[data-item]")
    to_confirm = both(to_times, clicks("[data-time]:enabled"))
    typed = clicks("[data-act=booked]", *(f"[data-letter='{letter}']" for letter in "K7M4P"))
    found = clicks("[data-act=booked]", *(f"[data-letter='{letter}']" for letter in "K7M4P2X5"))
    return [
        Shot("book-1", "/book", PHONE, "[data-line]"),
        Shot("book-2", "/book", PHONE, "[data-time]", act=to_times),
        Shot("book-3", "/book", PHONE, "[data-act=book]", act=to_confirm),
        Shot("book", "/book/K7M4P2X5", PHONE, "[data-code]"),
        Shot("book-large", "/book/K7M4P2X5", PHONE, "[aria-pressed=true]", act=clicks("[data-act=large]")),
        Shot("kiosk-wide-code", "/kiosk", WIDE, ".typed", act=typed),
        Shot("kiosk-wide-booking", "/kiosk", WIDE, "[data-act=check-in]", act=found),
        Shot("kiosk-tall-code", "/kiosk", TALL, ".typed", act=typed),
        Shot("kiosk-tall-booking", "/kiosk", TALL, "[data-act=check-in]", act=found),
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


def matter_shots(late: MatterAccepted, fresh: MatterAccepted) -> list[Shot]:
    """Of a hall with an overdue matter and one that was taken in just now."""
    sit = clicks(".counters li:nth-child(1) button")
    scan = both(typed(f"/m/{late.link}"), keys_of_page("Enter"))
    return [
        Shot("matters", "/matters", (1280, 1000), "tbody", "supervisor"),
        Shot("matters-return", "/matters", DESK, ".question", "supervisor", clicks("[data-act^=returned-]")),
        Shot("receipt", f"/m/{fresh.link}", PHONE, ".way"),
        Shot("receipt-overdue", f"/m/{late.link}", PHONE, ".way"),
        Shot("kiosk-receipt", "/kiosk", WIDE, ".far", act=scan),
        Shot("kiosk-receipt-tall", "/kiosk", TALL, ".far", act=scan),
        Shot(
            "clerk-matter",
            "/clerk",
            DESK,
            ".opens",
            "clerk-2",
            both(clicks(".counters li:nth-child(2) button"), keys("f")),
        ),
        Shot("clerk-receipt", "/clerk", DESK, ".handed", "clerk-1", sit),
        Shot("clerk-receipt-print", "/clerk", PHONE, ".handed", "clerk-1", both(sit, on_paper)),
    ]


async def on_paper(page: Page) -> None:
    """As a printer gets it."""
    await page.locator(".handed").wait_for()
    await page.emulate_media(media="print")


def typed(words: str) -> Act:
    """What a scanner reads."""
    return lambda page: page.keyboard.type(words)


def keys_of_page(key: str) -> Act:
    return lambda page: page.keyboard.press(key)


async def call_again(scene: Scene) -> None:
    """A repeated call is new to the board."""
    await scene.hall.do(c.Recall(2))


async def take(browser: Browser, hall: ShownHall, shot: Shot, language: str, folder: Path) -> Path:
    """Open the page as its user, act, wait, and keep the picture."""
    size = {"width": shot.size[0], "height": shot.size[1]}
    context = await browser.new_context(viewport=size, reduced_motion="reduce")  # type: ignore[arg-type]
    if shot.user:
        await sign_in(context, hall, shot.user)
    page = await context.new_page()
    await page.goto(f"{hall.url}{shot.path}?lang={language}")
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


async def halls(folder: Path) -> list[tuple[ShownHall, list[Shot]]]:
    """A morning, and a hall with matters; each with its pictures."""
    for name in ("morning", "matters"):
        (folder / name).mkdir(parents=True)
    scene = await play(folder / "morning")
    hall, late, fresh = await play_matters(folder / "matters")
    return [(scene.hall, shots(scene)), (hall, matter_shots(late, fresh))]


async def take_all(folder: Path, wanted: tuple[str, ...]) -> int:
    """Take the pictures; how many are too large."""
    too_large = 0
    with tempfile.TemporaryDirectory() as own:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for language in LANGUAGES:
                for hall, due in await halls(Path(own) / language):
                    for shot in due:
                        if not wanted or shot.name in wanted:
                            file = await take(browser, hall, shot, language, folder)
                            too_large += file.stat().st_size > MOST_BYTES
                            print(f"{file.stat().st_size:>8} {file}")
                    await hall.stop()
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
