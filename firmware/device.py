"""A device at work: panel and link -> session -> panel, link, flash, printer; and a watch over its tasks."""

import asyncio
import binascii

import machine

import board
import texts
from net import Link
from panel import EFFECTS, Panel
from post import Post
from printer import print_ticket
from session import Session
from storage import Storage
from watch import Watch
from wifi import Wifi
from words import Words

EFFECTS_OF_STOCK = ("issue", "ledger", "first", "look", "pack", "chunk")
TICK_S = 0.25
"""Half a blink; resends and time-outs are whole seconds."""
WATCHDOG_MS = 8_000
"""The most that a Pico W can count; writing flash takes a tenth of it."""
LOOK_S = 0.5
TASKS = ("link", "tick", "printing", "buttons")
CLASSES = {"keypad": "Keypad", "pad": "Pad", "counter_display": "CounterDisplay", "dispenser": "Dispenser"}


class Device:
    """One start of a device whose records lie in ``folder``; ``start``: in which mode (`startup.Start`)."""

    def __init__(self, folder, start):
        self._start = start
        self._storage = Storage(folder)
        self._config = config = self._storage.load("config")
        config["key"], config["hall_key"] = (binascii.unhexlify(config[name]) for name in ("key", "hall_key"))
        self._clock = board.Clock()
        texts.look_in(Words())
        self._panel = Panel(config, folder)
        self._jobs, self._job = [], asyncio.Event()
        post = Post(config, self._storage.next_boot())
        if start.about["mode"] != "role":
            self._role = __import__("modes").role(start, config["language"])
            post.mute()
        else:
            self._role = getattr(__import__(config["role"]), CLASSES[config["role"]])(config["language"])
        issues = start.about["mode"] == "role" and config["role"] == "dispenser"
        self._stock = __import__("stock").Stock(folder, self._storage) if issues else None
        self._session = Session(post, self._role, config["role"], start.about, board.rng)
        self._watch = Watch(TASKS, self._clock())
        self._link, self._wifi = Link(config, post.will(), board.rng, self._linking), Wifi(board.rng)

    async def run(self):
        """Runs for ever; any exception is a fault of the program and ends it."""
        await self._apply(self._session.start(self._kept(), self._clock()))
        await asyncio.gather(self._watching(), self._connect(), self._tick(), self._printing(), self._buttons())

    async def _watching(self):
        """Feeds the watchdog while every task lives."""
        watchdog = machine.WDT(timeout=WATCHDOG_MS)
        while True:
            now_ms = self._clock()
            late = self._watch.late(now_ms)
            if late:
                __import__("modes").hangs(self._start, late)
            watchdog.feed()
            self._start.tick(now_ms, self._session.heard_ms)
            await asyncio.sleep(LOOK_S)

    def _alive(self, name):
        self._watch.alive(name, self._clock())

    async def _buttons(self):
        await self._panel.run(self._pressed, self._clock, lambda: self._alive("buttons"))
        self._watch.over("buttons")

    async def _connect(self):
        await self._link.run(self._linked, self._received, self._join)

    async def _join(self):
        await self._wifi.join(self._config["ssid"], self._config["wifi_password"], self._linking)

    def _linking(self):
        self._alive("link")

    async def _linked(self, up):
        await self._apply(self._session.linked(up, self._clock()))
        if up and "failed" in self._start.slot:
            await self._apply(self._session.say(__import__("modes").failed(self._start), self._clock()))

    async def _received(self, topic, raw, retained):
        await self._apply(self._session.received(topic, raw, retained, self._clock()))

    async def _pressed(self, name):
        await self._apply(self._session.button(name, self._clock()))

    async def _tick(self):
        while True:
            self._alive("tick")
            now_ms = self._clock()
            self._panel.tick(now_ms)
            effects = self._session.tick(now_ms, self._health)
            if self._stock:
                effects += self._session.say(self._stock.due(now_ms), now_ms)
            await self._apply(effects)
            await asyncio.sleep(TICK_S)

    async def _printing(self):
        while True:
            self._watch.over("printing")
            await self._job.wait()
            self._job.clear()
            while self._jobs:
                self._alive("printing")
                job, ticket, paper = self._jobs.pop(0)
                pieces = (binascii.a2b_base64(paper),) if isinstance(paper, str) else paper
                status, reason = await print_ticket(self._panel.printer, pieces, lambda: self._alive("printing"))
                await self._apply(self._session.printed(job, ticket, status, reason, self._clock()))

    async def _apply(self, effects):
        """Flash and panel at once and in order; then, where others may run, the wire."""
        for effect in effects:  # grows while it is read: what flash answers is done in its turn
            if effect[0] in EFFECTS:
                self._panel.do(effect, self._clock())
            elif effect[0] == "keep":
                self._storage.save(effect[1], effect[2])
            elif self._stock and effect[0] in EFFECTS_OF_STOCK:
                effects += self._stock.do(effect, self._session, self._clock())
            elif effect[0] == "print":
                self._jobs.append(effect[1:])
                self._job.set()
        for effect in effects:
            if effect[0] == "publish":
                await self._link.publish(*effect[1:])
            elif effect[0] == "subscribe":
                await self._link.subscribe(effect[1])
            elif effect[0] == "restart":
                self._start.reset(effect[1] if len(effect) > 1 else "command")
            elif effect[0] == "update":
                effects = __import__("modes").take_up(self._start, effect[1], effect[2], self._config)
                await self._apply(self._session.say(effects, self._clock()))

    def _kept(self):
        kept = self._storage.recall(self._role.RECORD) if self._role.RECORD else None
        return self._stock.kept(kept) if self._stock else kept

    def _health(self):
        body = {"heap_free": board.heap_free(), "uptime_s": self._clock() // 1000, "rssi": self._wifi.rssi()}
        body["refused"] = min(self._session.refused, 99_999)
        body["pending"] = self._role.untold()
        return body
