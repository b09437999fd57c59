"""The hall's time: the monotonic clock, tied to wall time at the start and never behind the journal.

Theory of operation. A wall clock can be wrong (a Pi without a battery boots in 1970, or at its last shutdown) and can
jump. So it is read once, and from then on only the monotonic clock counts. ``ok`` says whether that one reading can be
believed: it must not lie before the journal's last event or before this program was made, and the kernel must say that
the clock is synchronised, or have set it from a clock with a battery. When a clock becomes right later, hall time jumps
forward, never back, and the hub starts a new epoch so that waits over the jump are marked as unknown.
"""

import ctypes
import time
from collections.abc import Callable
from pathlib import Path

MADE_MS = 1_767_225_600_000
"""2026-01-01: no hall ran this program before."""

STA_UNSYNC = 0x40
"""Kernel flag: the clock is not synchronised (adjtimex, man 2)."""

RTC = Path("/sys/class/rtc/rtc0/hctosys")
"""Holds 1 where the kernel set the clock from a clock with a battery."""


def kernel_says_right() -> bool:
    """Is the machine's wall clock synchronised, or set from a battery clock?"""
    if RTC.exists() and RTC.read_text().strip() == "1":
        return True
    buffer = (ctypes.c_long * 64)()
    state = ctypes.CDLL(None).adjtimex(ctypes.byref(buffer))
    status = ctypes.c_int.from_buffer(buffer, 5 * ctypes.sizeof(ctypes.c_long)).value
    return bool(state >= 0 and not status & STA_UNSYNC)


def wall_ms() -> int:
    """The machine's wall clock in ms since the epoch."""
    return time.time_ns() // 1_000_000


def mono_ms() -> int:
    """The machine's monotonic clock in ms."""
    return time.monotonic_ns() // 1_000_000


class HallClock:
    """Real hall time. ``last_ms``: the journal's last event; ``trusted``: believe a clock that nothing confirms."""

    def __init__(
        self,
        last_ms: int = 0,
        trusted: bool = False,
        wall: Callable[[], int] = wall_ms,
        mono: Callable[[], int] = mono_ms,
        confirmed: Callable[[], bool] = kernel_says_right,
    ) -> None:
        self._wall, self._mono, self._confirmed = wall, mono, confirmed
        self._trusted = trusted
        self._tied_mono = mono()
        self._tied_ms = max(wall(), last_ms)
        self._ok = self._believes(last_ms)

    def _believes(self, last_ms: int) -> bool:
        plausible = self._wall() >= max(last_ms, MADE_MS)
        return plausible and (self._trusted or self._confirmed())

    def hall_ms(self) -> int:
        """Hall time in ms since the epoch."""
        return self._tied_ms + self._mono() - self._tied_mono

    def mono_ms(self) -> int:
        """The machine's monotonic clock in ms."""
        return self._mono()

    def ok(self) -> bool:
        """Is hall time known to be right?"""
        return self._ok

    def real_s(self, hall_ms: int) -> float:
        """Real seconds for a span of hall time: the same."""
        return hall_ms / 1000

    def set_right(self) -> bool:
        """Tie hall time to a wall clock that has become right; True where it did, once."""
        now_ms = self.hall_ms()
        if self._ok or not self._believes(0):
            return False
        self._tied_ms, self._tied_mono, self._ok = max(self._wall(), now_ms), self._mono(), True
        return True


class FastClock:
    """Hall time that starts at a chosen moment and runs ``speed`` times as fast: for replayed days."""

    def __init__(self, start_ms: int, speed: float, last_ms: int = 0, mono: Callable[[], int] = mono_ms) -> None:
        self._mono = mono
        self._tied_mono = mono()
        self._tied_ms = max(start_ms, last_ms)
        self._speed = speed

    def hall_ms(self) -> int:
        """Hall time in ms since the epoch."""
        return self._tied_ms + round((self._mono() - self._tied_mono) * self._speed)

    def mono_ms(self) -> int:
        """The machine's monotonic clock in ms."""
        return self._mono()

    def ok(self) -> bool:
        """A replayed day is what its clock says."""
        return True

    def real_s(self, hall_ms: int) -> float:
        """Real seconds in which hall time goes on by ``hall_ms``."""
        return hall_ms / 1000 / self._speed

    def set_right(self) -> bool:
        """It never was wrong."""
        return False
