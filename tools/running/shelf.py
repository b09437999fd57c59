"""A page that shows the virtual devices as they are and lets you press their buttons with the mouse."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web

from tools.running.fleet import Fleet
from tools.virtual.device import VirtualDevice

PAGE = Path(__file__).parent / "shelf"
KEY_ORDER = (
    *"1234567890", "clear", "open", "next", "recall", "start", "finish", "miss", "hold", "resume", "transfer", "pause", "undo",
    "help", "close", *(f"i{place}" for place in range(1, 13)), "up", "down", "add", "ok", "back", "priority", "language",
    "complaint",
)  # fmt: skip
"""As keys lie on a device; MicroPython's tables keep no order."""

PAPER_CHARS = 1200
"""How much of the last paper is shown."""


class Shelf:
    """Serves the page; sends a device's picture whenever it changes."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self._clients: set[web.WebSocketResponse] = set()
        self._pending: dict[str, None] = {}
        self._wake = asyncio.Event()
        for device_id, device in fleet.devices.items():
            device.on_change = self._noticed(device_id, device.on_change)

    def _noticed(self, device_id: str, also: Callable[[], None] | None) -> Callable[[], None]:
        def notice() -> None:
            if also:
                also()
            self._pending[device_id] = None
            self._wake.set()

        return notice

    async def start(self, port: int = 0) -> tuple[web.AppRunner, str]:
        """Listen on loopback; the runner to clean up and the page's address."""
        app = web.Application()
        app.router.add_get("/", page)
        app.router.add_get("/live", self._live)
        app.router.add_static("/", PAGE)
        runner = web.AppRunner(app, shutdown_timeout=1.0)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        host, chosen = runner.addresses[0][:2]
        return runner, f"http://{host}:{chosen}/"

    async def run(self) -> None:
        """Send changes until cancelled; what changed twice meanwhile is sent once."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            changed, self._pending = list(self._pending), {}
            text = json.dumps([self._picture(device) for device in changed])
            for client in list(self._clients):
                await send(client, text)

    async def _live(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=20)
        await socket.prepare(request)
        self._clients.add(socket)
        await send(socket, json.dumps([self._picture(device) for device in sorted(self._fleet.devices)]))
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    await self._press(json.loads(message.data))
        finally:
            self._clients.discard(socket)
        return socket

    async def _press(self, wanted: dict[str, str]) -> None:
        """One press; a name that the device does not have is nothing."""
        device = self._fleet.devices.get(wanted.get("device", ""))
        if device and wanted.get("button") in device.buttons:
            await device.press(wanted["button"])

    def _picture(self, device_id: str) -> dict[str, Any]:
        device = self._fleet.devices[device_id]
        role, counter = self._fleet.roles[device_id]
        return {
            "device": device_id, "role": role, "counter": counter, "display": device.display,
            "lamps": device.lamps, "buttons": sorted(device.buttons, key=key_place), "paper": paper_text(device),
        }  # fmt: skip


def key_place(button: str) -> int:
    """Where a key lies among the others; one that is not known comes last."""
    return KEY_ORDER.index(button) if button in KEY_ORDER else len(KEY_ORDER)


async def page(request: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE / "index.html")


async def send(client: web.WebSocketResponse, text: str) -> None:
    """Send, unless the page has just gone."""
    if not client.closed:
        try:
            await client.send_str(text)
        except ConnectionResetError:
            await client.close()


def paper_text(device: VirtualDevice) -> str:
    """The readable part of the last paper: commands of the printer left out."""
    text = device.printed[-4096:].decode("gb18030", errors="ignore")
    plain = "".join(char if char == "\n" or char.isprintable() else "\x00" for char in text)
    lines = [line.split("\x00")[-1].strip() for line in plain.split("\n")]
    return "\n".join(line for line in lines if line)[-PAPER_CHARS:]
