"""What gives presses on some devices only: a rotary encoder, card readers."""

import asyncio

from machine import UART, Pin

from card import SerialCard, Wiegand
from encoder import Encoder

CARD_BAUD = 9_600
CARD_POLL_S = 0.1
"""A number of a card is shorter than the port's buffer."""
CARD_PAUSE_S = 0.05
"""A reader sends a bit every two milliseconds; after so long a silence it is through."""


class Knob:
    """A rotary encoder, which gives presses called *up* and *down*."""

    def __init__(self, a, b):
        self._encoder, self._edge = Encoder(), asyncio.ThreadSafeFlag()
        self._a, self._b = (Pin(number, Pin.IN, Pin.PULL_UP) for number in (a, b))
        for pin in (self._a, self._b):
            pin.irq(self._turned, Pin.IRQ_FALLING | Pin.IRQ_RISING)

    async def run(self, pressed, clock):
        """Calls ``await pressed(name)`` for each click of the knob, for ever."""
        while True:
            await self._edge.wait()
            self._edge.clear()
            clicks = self._encoder.taken()
            for _ in range(abs(clicks)):
                await pressed("down" if clicks > 0 else "up")

    def _turned(self, pin):
        if self._encoder.read(self._a.value(), self._b.value()):
            self._edge.set()


def reader(kind, pins):
    """A card reader, which gives presses called ``card:NUMBER``."""
    return (
        SerialReader(UART(pins[0], CARD_BAUD, tx=Pin(pins[1]), rx=Pin(pins[2])))
        if kind == "serial"
        else WiegandReader(*pins)
    )


class SerialReader:
    """Listens to a serial port."""

    def __init__(self, port):
        self._port, self._card = port, SerialCard()

    async def run(self, pressed, clock):
        """Calls ``await pressed("card:...")`` for each card, for ever."""
        while True:
            number = self._card.feed(self._port.read() or b"") if self._port.any() else None
            if number:
                await pressed("card:" + number)
            await asyncio.sleep(CARD_POLL_S)


class WiegandReader:
    """Listens to two wires; each falling edge is a bit."""

    def __init__(self, zero, one):
        self._bits, self._edge = Wiegand(), asyncio.ThreadSafeFlag()
        self._pins = [_falling(zero, self._on_zero), _falling(one, self._on_one)]

    async def run(self, pressed, clock):
        """Calls ``await pressed("card:...")`` for each card, for ever."""
        while True:
            await self._edge.wait()
            count = -1
            while count != self._bits.count:
                count = self._bits.count
                await asyncio.sleep(CARD_PAUSE_S)
            number = self._bits.taken()
            self._edge.clear()
            if number:
                await pressed("card:" + number)

    def _on_zero(self, pin):
        self._bits.bit(0)
        self._edge.set()

    def _on_one(self, pin):
        self._bits.bit(1)
        self._edge.set()


def _falling(number, handler):
    pin = Pin(number, Pin.IN, Pin.PULL_UP)
    try:
        pin.irq(handler, Pin.IRQ_FALLING, hard=True)  # a pulse must not wait for the tidying of the heap
    except TypeError:  # a board without such interrupts
        pin.irq(handler, Pin.IRQ_FALLING)
    return pin
