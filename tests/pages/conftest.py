"""One browser for all tests of the pages; for each test a hall of its own and visitors who notice every mishap."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, cast

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from hub.centre.webhooks import Hook
from tests.centre.world import PASSWORD as PASSWORD_OF_CENTRE
from tests.centre.world import CentreWorld
from tests.pages.hall import PASSWORD, ShownHall, city

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
WATCH_POLICY = "document.addEventListener('securitypolicyviolation', (event) => console.error(event.violatedDirective))"

expect.set_options(timeout=10_000)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.fail("these tests need chromium: apt install chromium fonts-wqy-microhei")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def hall(tmp_path: Path) -> AsyncIterator[ShownHall]:
    hall = ShownHall(city(), tmp_path)
    await hall.start()
    yield hall
    await hall.stop()


GIVEN_UP = "WebSocket is closed before the connection is established"
"""On a machine that is full a page that is left, or that gives a socket up, may not have had it yet."""


class Visitors:
    """Opens pages, each as a person of their own; ``mishaps``: errors in consoles, of scripts and of the policy."""

    password = PASSWORD

    def __init__(self, browser: Browser, hall: ShownHall) -> None:
        self._browser, self._hall = browser, hall
        self._contexts: dict[str, BrowserContext] = {}
        self.mishaps: list[str] = []

    async def __call__(
        self, path: str, *, user: str = "", size: tuple[int, int] = (1280, 800), lang: str = "en",
        before: Callable[[Page], Awaitable[Any]] | None = None,
    ) -> Page:  # fmt: skip
        """Open a page, signed in as ``user``; ``before``: what to set up in the browser first."""
        page = await (await self._context(user)).new_page()
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        page.on("console", lambda said: self._heard(said.type, said.text))
        page.on("pageerror", lambda error: self.mishaps.append(str(error)))
        page.on("dialog", lambda dialog: self.mishaps.append(dialog.message))
        if before:
            await before(page)
        await page.goto(f"{self._hall.url}{path}{'&' if '?' in path else '?'}lang={lang}")
        await expect(page.locator("main > *").first).to_be_visible()
        return page

    def _heard(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and GIVEN_UP not in text:
            self.mishaps.append(text)

    async def _context(self, user: str) -> BrowserContext:
        """The browser of this user, with what it has in its cache and its cookies."""
        if user not in self._contexts:
            context = await self._browser.new_context(reduced_motion="reduce")
            self._contexts[user] = context
            await context.add_init_script(WATCH_POLICY)
            if user:
                await sign_in(context, self._hall, user, self.password)
        return self._contexts[user]

    async def leave(self) -> None:
        for context in self._contexts.values():
            await context.close()


async def sign_in(context: BrowserContext, hall: ShownHall, user: str, password: str = PASSWORD) -> None:
    """As the sign-in page does it."""
    answer = await context.request.post(
        f"{hall.url}/api/v1/session", data={"user": user, "password": password}, headers={"Origin": hall.url}
    )
    assert answer.ok, await answer.text()


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, hall: ShownHall) -> AsyncIterator[Visitors]:
    """Whatever a test does, no page may have had a mishap; one that provokes some clears the list itself."""
    visitors = Visitors(browser, hall)
    yield visitors
    await visitors.leave()
    assert visitors.mishaps == []


NOBODY = Hook("http://127.0.0.1:1/secret-of-the-path", "a secret that signs", ("hall_back", "rewritten"))
"""A receiver that does not answer."""


@pytest_asyncio.fixture(loop_scope="session")
async def centre(tmp_path: Path) -> AsyncIterator[CentreWorld]:
    world = CentreWorld(tmp_path, hooks=(NOBODY,))
    await world.start()
    yield world
    await world.stop()


class CentreVisitors(Visitors):
    """The same people at a centre, whose password is its own."""

    password = PASSWORD_OF_CENTRE


@pytest_asyncio.fixture(loop_scope="session")
async def look(browser: Browser, centre: CentreWorld) -> AsyncIterator[Visitors]:
    visitors = CentreVisitors(browser, cast(Any, centre))
    yield visitors
    await visitors.leave()
    assert visitors.mishaps == []
