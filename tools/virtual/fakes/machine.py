"""The board's ``machine``, as far as the firmware uses it, wired to ``wires``."""

import binascii
import os
import sys

import wires

RESET_EXIT = 3
"""Exit code of a process that reset itself, as its runner expects it."""


class Pin:
    """A pin. A column of keys reads low while a closed place joins it to a row that is low, or to ground."""

    IN, OUT, PULL_UP, IRQ_FALLING, IRQ_RISING = 0, 1, 1, 2, 1

    def __init__(self, number, mode=-1, pull=-1, value=1):
        self.number = number
        self._level = bool(value)
        self._handler = None
        self._input = mode == self.IN
        wires.pins[number] = self

    def value(self, level=None):
        """Reads, or sets."""
        if level is not None:
            self._level = bool(level)
            return None
        place = self._grounding() if self._input else None
        if place:
            wires.read(place)
        return int(place is None and self._level)

    def __call__(self, level):
        self.value(level)

    def irq(self, handler, trigger, hard=False):
        """Calls the handler at the edges that the far end makes."""
        self._handler = handler

    def moves(self, level):
        """The far end has pulled the pin to a level."""
        self._level = bool(level)
        if self._handler:
            self._handler(self)

    def falls(self):
        """Something has pulled the pin low."""
        if self._handler and self._grounding():
            self._handler(self)

    def _grounding(self):
        """A closed place that pulls this column low, or None."""
        for row, column in wires.closed:
            if column == self.number and (row is None or not wires.pins[row].value()):
                return row, column
        return None


class UART:
    """A serial port: what is written is reported, what is sent back can be read."""

    def __init__(self, number, baudrate, tx=None, rx=None):
        self._number = number
        self._waiting = b""
        wires.uarts[number] = self

    def write(self, octets):
        """All at once; the other side takes as long as it likes."""
        wires.tell(uart=self._number, hex=binascii.hexlify(octets).decode())
        return len(octets)

    def flush(self):
        """It is all sent."""

    def any(self):
        """Bytes that wait."""
        return len(self._waiting)

    def read(self):
        """All that waits, or None."""
        octets, self._waiting = self._waiting, b""
        return octets or None

    def arrived(self, text):
        """The other side has sent bytes, in hex."""
        self._waiting += binascii.unhexlify(text)


PWRON_RESET, WDT_RESET = 1, 3


def reset_cause():
    """What the runner says; as on a Pico, a reset by the program itself counts as one by the watchdog."""
    return int(os.getenv("RESET_CAUSE") or PWRON_RESET)


class WDT:
    """A dog that bites from outside, where no loop of the firmware can hold it up: the runner kills the process."""

    def __init__(self, timeout):
        self._timeout_ms = timeout
        self.feed()

    def feed(self):
        """Not yet."""
        wires.tell(watchdog_ms=self._timeout_ms)


def unique_id():
    """A number that belongs to this device: made of its folder."""
    return binascii.crc32(sys.argv[-1].encode()).to_bytes(4, "big")


def reset():
    """Ends the process; the runner starts it again, as a board would."""
    sys.exit(RESET_EXIT)


def __getattr__(name):
    """What few devices have takes no room in the others."""
    return getattr(__import__("machine_parts"), name)
