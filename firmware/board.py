"""What a board gives besides its pins: time, chance, memory. Also runs on CPython, for virtual devices."""

import gc
import os
import time

TIDY_BYTES = 4_096
"""Collect after so many bytes, from the first import on: else what lives long lies scattered over the whole heap,
and no room for an 8 KiB message is left in one piece."""

if hasattr(gc, "threshold"):
    gc.threshold(TIDY_BYTES)


class Clock:
    """Milliseconds since the start, never running backwards; a board's own ticks wrap after 12 days."""

    def __init__(self):
        self._board = hasattr(time, "ticks_ms")
        self._last = self._ticks()
        self._now_ms = 0

    def __call__(self):
        ticks = self._ticks()
        self._now_ms += time.ticks_diff(ticks, self._last) if self._board else ticks - self._last
        self._last = ticks
        return self._now_ms

    def _ticks(self):
        return time.ticks_ms() if self._board else getattr(time, "monotonic_ns")() // 1_000_000  # CPython has no ticks


def rng(below):
    """A random integer below ``below``."""
    return int.from_bytes(os.urandom(3), "little") % below


def heap_free():
    """Bytes of free heap; 0 where nobody counts."""
    return gc.mem_free() if hasattr(gc, "mem_free") else 0
