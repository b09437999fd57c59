"""A device at work: panel and link -> session -> panel, link, flash, printer."""

import asyncio
import binascii
import sys

import machine

import board
from net import Link
from panel import EFFECTS, Panel
from post import Post
from printer import print_ticket
from session import Session
from storage import Damaged, Storage
from wifi import Wifi

FIRMWARE = "0.1.0"
TICK_S = 0.25
"""Half a blink; resends and time-outs are whole seconds."""
WATCHDOG_MS = 8_000
"""The most that a Pico W can count; writing flash takes a tenth of it."""
CLASSES = {"keypad": "Keypad", "pad": "Pad", "counter_display": "CounterDisplay", "dispenser": "Dispenser"}


class Device:
    """One start of a device whose records lie in ``folder``."""

    def __init__(self, folder):
        self._storage = Storage(folder)
        self._config = config = self._storage.load("config")
        config["key"], config["hall_key"] = (binascii.unhexlify(config[name]) for name in ("key", "hall_key"))
        self._clock = board.Clock()
        self._panel = Panel(config)
        self._jobs, self._job = [], asyncio.Event()
        post = Post(config, self._storage.next_boot())
        about = {"hardware": sys.platform, "firmware": FIRMWARE}
        self._role = getattr(__import__(config["role"]), CLASSES[config["role"]])(config["language"])
        self._session = Session(post, self._role, config["role"], about, board.rng)
        self._link, self._wifi = Link(config, post.will(), board.rng), Wifi(board.rng)

    async def run(self):
        """Runs for ever; any exception is a fault of the program and ends it."""
        await self._apply(self._session.start(self._kept(), self._clock()))
        await asyncio.gather(
            self._connect(), self._tick(), self._printing(), self._panel.run(self._pressed, self._clock)
        )

    async def _connect(self):
        await self._link.run(self._linked, self._received, self._join)

    async def _join(self):
        await self._wifi.join(self._config["ssid"], self._config["wifi_password"])

    async def _linked(self, up):
        await self._apply(self._session.linked(up, self._clock()))

    async def _received(self, topic, raw, retained):
        await self._apply(self._session.received(topic, raw, retained, self._clock()))

    async def _pressed(self, name):
        await self._apply(self._session.button(name, self._clock()))

    async def _tick(self):
        watchdog = machine.WDT(timeout=WATCHDOG_MS)
        while True:
            watchdog.feed()
            now_ms = self._clock()
            self._panel.tick(now_ms)
            await self._apply(self._session.tick(now_ms, self._health))
            await asyncio.sleep(TICK_S)

    async def _printing(self):
        while True:
            await self._job.wait()
            self._job.clear()
            while self._jobs:
                job, ticket, text = self._jobs.pop(0)
                status, reason = await print_ticket(self._panel.printer, binascii.a2b_base64(text))
                await self._apply(self._session.printed(job, ticket, status, reason, self._clock()))

    async def _apply(self, effects):
        """Flash and panel at once and in order; then, where others may run, the wire."""
        for effect in effects:
            if effect[0] in EFFECTS:
                self._panel.do(effect, self._clock())
            elif effect[0] == "keep":
                self._storage.save(effect[1], effect[2])
            elif effect[0] == "print":
                self._jobs.append(effect[1:])
                self._job.set()
        for effect in effects:
            if effect[0] == "publish":
                await self._link.publish(*effect[1:])
            elif effect[0] == "subscribe":
                await self._link.subscribe(effect[1])
            elif effect[0] == "restart":
                machine.reset()

    def _kept(self):
        try:
            return self._storage.load(self._role.RECORD) if self._role.RECORD else None
        except Damaged:
            return None

    def _health(self):
        body = {"heap_free": board.heap_free(), "uptime_s": self._clock() // 1000, "rssi": self._wifi.rssi()}
        body["refused"] = min(self._session.refused, 99_999)
        return body
