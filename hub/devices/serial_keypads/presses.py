"""One press for all its copies. Pure: time is passed in.

These keypads repeat a frame until it is answered, and their frames have no number: the same bytes from the same address
within ``repeat_ms`` of the last copy are the same press. So are a second press of the same key in that time, which
nobody can tell apart; a digit typed twice has to wait as long.
"""

from dataclasses import dataclass

from hub.devices.serial_keypads.frames import Frame
from hub.devices.serial_keypads.meaning import Wanted


@dataclass(slots=True)
class Press:
    """``number``: its identity. ``since_ms``, ``seen_ms``: when its first, its last copy came.

    ``is_asked``: the hall is at it. ``answer``: what the keypad was told, once it was.
    """

    number: int
    frame: Frame
    wanted: list[Wanted]
    since_ms: int
    seen_ms: int
    is_asked: bool = False
    answer: bytes | None = None


class Presses:
    """The last press of each address, keys and ratings apart. Numbers go on over all addresses of a bus."""

    def __init__(self, repeat_ms: int) -> None:
        self._repeat_ms = repeat_ms
        self._last: dict[tuple[int, int], Press] = {}
        self._count = 0

    def again(self, frame: Frame, now_ms: int) -> Press | None:
        """The press that this frame is a copy of, or None where it is a new one."""
        last = self._last.get((frame.address, frame.function))
        if last is None or last.frame != frame or now_ms - last.seen_ms > self._repeat_ms:
            return None
        last.seen_ms = now_ms
        return last

    def new(self, frame: Frame, wanted: list[Wanted], now_ms: int) -> Press:
        """A new press. What means several things at once has as many numbers, from this one on."""
        press = Press(self._count + 1, frame, wanted, now_ms, now_ms)
        self._count += max(1, len(wanted))
        self._last[frame.address, frame.function] = press
        return press

    def forget(self) -> None:
        """The cable was pulled: no copy of before is waited for."""
        self._last.clear()
