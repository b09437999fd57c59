"""Buttons and lamps of a device."""

import asyncio

from machine import Pin
from neopixel import NeoPixel

from debounce import QUIET_MS, Debounce
from watch import SLICE_S


class Buttons:
    """A matrix of keys, or keys to ground. Sleeps until an edge, then scans until all are released."""

    def __init__(self, buttons):
        self._names = {place: name for name, place in buttons.items()}
        self._fingers = {}
        self._rows = {row: Pin(row, Pin.OUT, value=0) for row, _ in self._names if row is not None}
        self._columns = {column: Pin(column, Pin.IN, Pin.PULL_UP) for _, column in self._names}
        self._edge = asyncio.ThreadSafeFlag()
        for pin in self._columns.values():
            pin.irq(self._wake, Pin.IRQ_FALLING)

    async def run(self, pressed, clock, alive):
        """Calls ``await pressed(name)`` for each press, and ``alive()`` every slice; an edge that was lost is found then."""
        while True:
            alive()
            try:
                await asyncio.wait_for(self._edge.wait(), SLICE_S)
            except asyncio.TimeoutError:
                pass  # looks all the same
            self._edge.clear()
            held = True
            while held:
                alive()
                for place in self._pressed(self._scan(), clock()):
                    await pressed(self._names[place])
                held = any(debounce.down for debounce in self._fingers.values())
                await asyncio.sleep(QUIET_MS / 1000)

    def _pressed(self, down, now_ms):
        """The places that this reading presses. Only keys under a finger, or just left by it, take memory."""
        for place in [place for place, debounce in self._fingers.items() if debounce.idle(now_ms)]:
            del self._fingers[place]
        for place in down:
            if place in self._names and place not in self._fingers:
                self._fingers[place] = Debounce()
        return [place for place, debounce in self._fingers.items() if debounce.edge(place in down, now_ms)]

    def _wake(self, pin):
        self._edge.set()

    def _scan(self):
        """The (row, column) places that are closed. Between scans all rows are low, so that any key makes an edge."""
        down = {(None, column) for column, pin in self._columns.items() if not self._rows and not pin.value()}
        for row in self._rows:
            for other, pin in self._rows.items():
                pin.value(other != row)
            down |= {(row, column) for column, pin in self._columns.items() if not pin.value()}
        for pin in self._rows.values():
            pin.value(0)
        return down


class Lights:
    """The chain of lamps, by name."""

    def __init__(self, names, pin, colours):
        self._colours = colours
        self._place = {name: place for place, name in enumerate(names)}
        self._chain = NeoPixel(Pin(pin, Pin.OUT), len(names))

    def set(self, name, colour):
        """Lights a lamp; one that this device does not have is nothing."""
        if name in self._place:
            self._chain[self._place[name]] = self._colours[colour]
            self._chain.write()
