"""An LED bar of the counter on RS-485: a ready-made panel that speaks the frames of ``wire/bar.py``.

It goes dark by itself after 60 s without a frame, so that each is said again every ``REPEAT_MS``.
"""

from screens import Plain
from wire.bar import framed, is_number

BAUD = 9_600
REPEAT_MS = 10_000
WORDS = {"paused": b"\xd4\xdd\xcd\xa3\xb7\xfe\xce\xf1", "closed": b"\xce\xb4\xbf\xaa\xb7\xc5"}
"""GB2312 of the words for these states: a device cannot make GB2312 of a text."""


def frame_of(sign, address):
    """The frame for a sign of a counter; what cannot be shown truly is not shown at all."""
    state, number, _, _, stale, calling, _, clock, counter = sign
    if number:
        if not is_number(number):
            return framed(address, b"C")
        if stale:
            return framed(address, b"P", number.encode() + b" ?")
        return framed(address, b"F" if calling else b"S", "{},{}".format(number, counter).encode())
    if clock and state != "paused":
        return framed(address, b"P", clock.encode())
    return framed(address, b"P", WORDS[state]) if state in WORDS else framed(address, b"C")


class Screen(Plain):
    """``bus``: (UART, direction, which is high while we talk)."""

    def __init__(self, bus, parts, font):
        self._bus, self._address = bus, parts["address"]
        self._frame, self._now_ms, self._said_ms = framed(self._address, b"C"), 0, None

    def show(self, lines):
        """The device's name; a bar has no room for lines."""
        if len(lines) == 1:
            self._say(framed(self._address, b"P", lines[0].encode()[:32]))

    def sign(self, sign):
        """The counter's number, the time, or words."""
        self._say(frame_of(sign, self._address))

    def tick(self, now_ms):
        """Says it again when it is time to."""
        self._now_ms = now_ms
        if self._said_ms is None or now_ms - self._said_ms >= REPEAT_MS:
            self._send()

    def _say(self, frame):
        if frame != self._frame:
            self._frame = frame
            self._send()

    def _send(self):
        uart, direction = self._bus
        direction(1)
        uart.write(self._frame)
        uart.flush()
        direction(0)
        self._said_ms = self._now_ms
