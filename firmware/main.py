"""Wires a device together: pins and link -> session -> pins, link, flash, printer."""

import board  # first: it tidies up behind the imports  # isort: skip
import asyncio
import binascii
import sys

import machine

import layout
from net import Link, Wifi
from pins import Buttons, Lights, Screen
from post import Post
from printer import print_ticket
from session import Session
from storage import Damaged, Storage

FIRMWARE = "0.1.0"
FOLDER = "/anycounter"
TICK_S = 0.25
"""Half a blink; resends and time-outs are whole seconds."""
WATCHDOG_MS = 8_000
"""The most that a Pico W can count; writing flash takes a tenth of it."""
IDENTIFY_MS = 5_000
_LOCAL = ("lamp", "show", "keep", "print", "identify")
"""Effects that the device has done before it lets anything else run."""
CLASSES = {"keypad": "Keypad", "pad": "Pad", "counter_display": "CounterDisplay", "dispenser": "Dispenser"}


class Device:
    """One start of a device whose records lie in ``folder``."""

    def __init__(self, folder):
        self._storage = Storage(folder)
        self._config = config = self._storage.load("config")
        config["key"], config["hall_key"] = (binascii.unhexlify(config[name]) for name in ("key", "hall_key"))
        self._clock = board.Clock()
        buttons, lamps, has_printer = layout.of(config["role"])
        self._buttons, self._lights, self._screen = Buttons(buttons), Lights(lamps), Screen()
        number, tx, rx = layout.PRINTER_UART
        self._printer = machine.UART(number, 115200, tx=machine.Pin(tx), rx=machine.Pin(rx)) if has_printer else None
        self._jobs, self._job = [], asyncio.Event()
        self._lines, self._identify_ms = (), None
        post = Post(config, self._storage.next_boot())
        self._role = getattr(__import__(config["role"]), CLASSES[config["role"]])(config["language"])
        self._session = Session(post, self._role, config["role"], (sys.platform, FIRMWARE), board.rng)
        self._link, self._wifi = Link(config, post.will(), board.rng), Wifi()

    async def run(self):
        """Runs for ever; any exception is a fault of the program and ends it."""
        await self._apply(self._session.start(self._kept(), self._clock()))
        await asyncio.gather(
            self._connect(), self._tick(), self._printing(), self._buttons.run(self._pressed, self._clock)
        )

    async def _connect(self):
        await self._wifi.join(self._config["ssid"], self._config["wifi_password"])
        await self._link.run(self._linked, self._received)

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
            if self._identify_ms is not None and now_ms >= self._identify_ms:
                self._identify_ms = None
                self._screen.show(self._lines)
            await self._apply(self._session.tick(now_ms, self._health))
            await asyncio.sleep(TICK_S)

    async def _printing(self):
        while True:
            await self._job.wait()
            self._job.clear()
            while self._jobs:
                job, ticket, text = self._jobs.pop(0)
                status, reason = await print_ticket(self._printer, binascii.a2b_base64(text))
                await self._apply(self._session.printed(job, ticket, status, reason, self._clock()))

    async def _apply(self, effects):
        """Flash, lamps and screen at once and in order; then, where others may run, the wire."""
        for effect in effects:
            if effect[0] in _LOCAL:
                getattr(self, "_" + effect[0])(*effect[1:])
        for effect in effects:
            if effect[0] == "publish":
                await self._link.publish(*effect[1:])
            elif effect[0] == "subscribe":
                await self._link.subscribe(effect[1])
            elif effect[0] == "restart":
                machine.reset()

    def _lamp(self, name, colour):
        self._lights.set(name, colour)

    def _keep(self, name, record):
        self._storage.save(name, record)

    def _show(self, lines):
        self._lines = lines
        if self._identify_ms is None:
            self._screen.show(lines)

    def _identify(self):
        self._identify_ms = self._clock() + IDENTIFY_MS
        self._screen.show((self._config["device"],))

    def _print(self, *job):
        self._jobs.append(job)
        self._job.set()

    def _kept(self):
        try:
            return self._storage.load(self._role.RECORD) if self._role.RECORD else None
        except Damaged:
            return None

    def _health(self):
        body = {"heap_free": board.heap_free(), "uptime_s": self._clock() // 1000, "rssi": self._wifi.rssi()}
        body["refused"] = min(self._session.refused, 99_999)
        return body


def run(folder=FOLDER):
    """Runs the device of a board; after a fault it starts anew, as after a power cut."""
    try:
        asyncio.run(Device(folder).run())
    except Exception as fault:
        sys.print_exception(fault)
        machine.reset()


if __name__ == "__main__":
    run()
