"""A hall as it is really started, with its bench switched on: the hub as a child, its own broker, a real journal."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from tests.pages.hall import ROOT
from tools.running.demo import add_clerk, add_supervisor
from tools.running.hub_child import HubChild

OPTIONS = ("--trust-clock", "--bench", "--web-port", "0", "--broker-port", "0")
PATIENCE_MS = 60_000
"""Firmware waits up to 22 s before it tries a broker again."""


class BenchHall:
    """``hub``; ``pin``: of the clerk of counter 1."""

    def __init__(self, folder: Path) -> None:
        self.password, (_, self.pin) = add_supervisor(folder, "supervisor"), add_clerk(folder, 1)
        self.hub = HubChild(ROOT / "hub" / "halls" / "city.toml", folder, OPTIONS, log=folder / "hub.log")

    async def start(self) -> None:
        await self.hub.start()
        await self.hub.sign_in("supervisor", self.password)
        await self.hub.call("POST", "/day/open", {})

    async def take(self) -> str:
        """A ticket, taken over the API; its number."""
        item = (await self.hub.call("GET", "/items"))["items"][0]["code"]
        return str((await self.hub.call("POST", "/tickets", {"items": [item]}))["number"])

    async def events(self, kind: str) -> list[dict[str, Any]]:
        """The journal's events of a kind."""
        page = await self.hub.call("GET", "/journal?limit=500")
        return [each for each in page["events"] if each["type"] == kind]

    async def event(self, kind: str) -> dict[str, Any]:
        """The one event of this kind, once it is there."""
        async with asyncio.timeout(PATIENCE_MS / 1000):
            while not (found := await self.events(kind)):
                await asyncio.sleep(0.05)
        (event,) = found
        return event

    async def visitor(self, browser: Browser, mishaps: list[str]) -> BrowserContext:
        """A supervisor's browser; ``mishaps`` collects what its consoles complain of."""
        context = await browser.new_context(viewport={"width": 1280, "height": 800})
        context.on("weberror", lambda error: mishaps.append(str(error.error)))
        context.on("console", lambda said: mishaps.append(said.text) if said.type in ("error", "warning") else None)
        who = {"user": "supervisor", "password": self.password}
        answer = await context.request.post(
            f"{self.hub.web}/api/v1/session", data=who, headers={"Origin": self.hub.web}
        )
        assert answer.ok
        return context

    async def bench(self, context: BrowserContext) -> Page:
        page = await context.new_page()
        await page.goto(f"{self.hub.web}/bench?lang=en")
        return page

    @contextmanager
    def without_broker(self) -> Iterator[None]:
        """The broker is killed, and its port held by nobody's server, so that the hub cannot start it again."""
        held = None
        while held is None:
            for child in children(self.hub.pid):
                os.kill(child, signal.SIGKILL)
            held = listening(self.hub.broker)
        with held:
            yield


def children(pid: int) -> list[int]:
    """The hub has one child, its broker."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def listening(address: tuple[str, int]) -> socket.socket | None:
    """A socket that listens there and answers nothing; None while somebody else does."""
    try:
        return socket.create_server(address)
    except OSError:
        return None


@asynccontextmanager
async def bench_hall(folder: Path) -> AsyncIterator[BenchHall]:
    hall = BenchHall(folder)
    await hall.start()
    try:
        yield hall
    finally:
        await hall.hub.stop()


async def switch_on(page: Page, role: str, device: str) -> Locator:
    """Open a device of counter 1; its card, once its keys can be pressed."""
    await page.locator("select[name=role]").select_option(role)
    await page.locator("[data-act=open]").click()
    return await running(page, device)


async def running(page: Page, device: str) -> Locator:
    card = page.locator(f"[data-device={device}][data-state=running]")
    await expect(card).to_be_visible(timeout=PATIENCE_MS)
    return card


async def press(card: Locator, *names: str) -> None:
    """With the mouse."""
    for name in names:
        await card.locator(f"[data-key='{name}']").click()


async def shows(card: Locator, words: str) -> None:
    await expect(card.locator("[data-screen]")).to_contain_text(words, timeout=PATIENCE_MS)


async def boot_of(card: Locator) -> int:
    return int(await card.get_attribute("data-boot") or 0)
