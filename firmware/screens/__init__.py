"""Screens: here the plainest two, else one module a kind, each with a class ``Screen``. They are handed their bus, and
know no pins.

A screen that does not answer stops nobody: it is set up anew every ``AGAIN_MS`` until it does.
"""

AGAIN_MS = 5_000


class Plain:
    """A screen that shows nothing. ``show`` takes the lines of a role, ``sign`` what a counter display says of its
    counter: (state, number, arrow, dark, stale, calling, words, clock, counter); each kind of screen draws what it can.
    One line alone is the device's name, also where there is no room for lines.
    """

    def show(self, lines):
        """Replaces the lines."""

    def sign(self, sign):
        """Replaces the sign."""

    def tick(self, now_ms):
        """Time has passed."""


class TextScreen(Plain):
    """A serial screen of text: form feed, then lines of UTF-8, then an end of text. ``bus``: a UART."""

    BAUD = 115_200

    def __init__(self, bus):
        self._bus = bus

    def show(self, lines):
        """Replaces what is shown."""
        self._bus.write(b"\x0c" + "\n".join(lines).encode() + b"\x03")
