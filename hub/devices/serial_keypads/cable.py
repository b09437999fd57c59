"""The serial port of a bus: opened, read, asked in turn, and opened again whenever it goes away.

What has come in before the port was opened, and half of a frame when it closes, are thrown away: a press of before is not
acted on later.
"""

import asyncio
import logging
import random
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

import serial
from serial_asyncio_fast import open_serial_connection

from hub.backoff import delay_s
from hub.devices.serial_keypads.frames import Frame, FrameReader, Layout
from hub.devices.serial_keypads.profile import Profile

log = logging.getLogger(__name__)

FIRST_RETRY_S, MOST_RETRY_S = 0.2, 10.0
PIECE = 256
PARITIES = {"none": serial.PARITY_NONE, "even": serial.PARITY_EVEN, "odd": serial.PARITY_ODD}

_chance = random.SystemRandom().random


class Listener(Protocol):
    """Who hears of the line; returns at once."""

    @property
    def addresses(self) -> tuple[int, ...]: ...
    def take(self, frame: Frame) -> None: ...
    def on_open(self) -> None:
        """The port is open."""

    def poll(self, address: int) -> bytes: ...


class Cable:
    """``run`` it until cancelled. ``opens``: how often the port was opened."""

    def __init__(self, port: str, profile: Profile, layout: Layout) -> None:
        self.opens = 0
        self.reader = FrameReader(layout)
        self._port, self._profile, self._layout = port, profile, layout
        self._writer: asyncio.StreamWriter | None = None
        self._failures = 0

    def send(self, octets: bytes) -> None:
        """Hand bytes to the line; while there is none they are dropped."""
        if self._writer and octets:
            self._writer.write(octets)

    async def run(self, listener: Listener) -> None:
        """Stay at the port. What is wrong with it is logged once until it works again."""
        while True:
            try:
                await self._at_port(listener)
            except OSError as error:
                self._failures += 1
                level = logging.WARNING if self._failures == 1 else logging.DEBUG
                log.log(level, "keypads at %s cannot be reached: %s", self._port, error)
            await asyncio.sleep(delay_s(self._failures, FIRST_RETRY_S, MOST_RETRY_S, _chance()))

    async def _at_port(self, listener: Listener) -> None:
        """From opening to the end of the port; raises ``OSError``."""
        line = self._profile.line
        incoming, self._writer = await open_serial_connection(
            url=self._port, baudrate=line.baud, parity=PARITIES[line.parity], stopbits=line.stop_bits, exclusive=True
        )
        try:
            self._writer.transport.get_extra_info("serial").reset_input_buffer()
            self.reader = self._fresh_reader()
            self.opens += 1
            if self._failures:
                log.warning("keypads at %s are there again", self._port)
            self._failures = 0
            listener.on_open()
            await (self._poll if self._profile.polls else self._read)(incoming, listener)
        finally:
            await self._close()

    def _fresh_reader(self) -> FrameReader:
        """Its counts go on, its bytes do not."""
        reader, old = FrameReader(self._layout), self.reader
        reader.garbage, reader.wrong, reader.cut = old.garbage, old.wrong, old.cut
        return reader

    async def _read(self, incoming: asyncio.StreamReader, listener: Listener) -> None:
        """Whatever comes; a quiet line ends a frame that was cut."""
        gap_s = self._profile.line.gap_ms / 1000
        while True:
            for frame in await self._heard(incoming, gap_s if self.reader.is_within else None):
                listener.take(frame)

    async def _poll(self, incoming: asyncio.StreamReader, listener: Listener) -> None:
        """Each address in turn: ask, wait for one frame or for its time to pass."""
        polls = self._profile.polls
        assert polls
        while True:
            for address in listener.addresses:
                self.send(listener.poll(address))
                await self._one(incoming, polls.answer_ms / 1000, listener.take)
                await asyncio.sleep(polls.pause_ms / 1000)

    async def _one(self, incoming: asyncio.StreamReader, patience_s: float, take: Callable[[Frame], None]) -> None:
        frames: list[Frame] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                while not frames:
                    frames = self.reader.feed(await self._octets(incoming))
        for frame in frames or self.reader.idle():
            take(frame)

    async def _heard(self, incoming: asyncio.StreamReader, patience_s: float | None) -> list[Frame]:
        """The frames that the next bytes complete; without bytes in time, what can be saved of those that were cut."""
        try:
            async with asyncio.timeout(patience_s):
                octets = await self._octets(incoming)
        except TimeoutError:
            return self.reader.idle()
        return self.reader.feed(octets)

    async def _octets(self, incoming: asyncio.StreamReader) -> bytes:
        octets = await incoming.read(PIECE)
        if not octets:
            raise OSError("the port has closed")
        return octets

    async def _close(self) -> None:
        """At once: what was not sent is thrown away."""
        writer, self._writer = self._writer, None
        if writer:
            writer.transport.abort()
            with suppress(OSError):
                await writer.wait_closed()
