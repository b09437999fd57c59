"""An ST7920 display, 128 x 64, on SPI, as graphics: its own characters are of another size and another hall.

A byte travels as three: what it is, its upper half, its lower half. At ``BAUD`` that takes longer than the 72
microseconds that the display needs for it, so that nothing has to wait.
"""

from screens.canvas import rows_of
from screens.grid import COLUMNS, Grid

BAUD = 200_000
_COMMAND, _BITS = 0xF8, 0xFA
BASIC, CLEAR, ON, EXTENDED, GRAPHICS = 0x30, 0x01, 0x0C, 0x34, 0x36
CLEARING = 16
"""Commands that mean nothing, 120 microseconds each, while it clears itself."""
SETUP = bytes((BASIC, BASIC, ON, CLEAR)) + bytes((BASIC,)) * CLEARING + bytes((EXTENDED, GRAPHICS))


def packed(kind, octets):
    """The bytes on the line."""
    line = bytearray((kind,))
    for octet in octets:
        line.append(octet & 0xF0)
        line.append(octet << 4 & 0xF0)
    return bytes(line)


def commands(octets):
    """Commands, each announced anew."""
    return b"".join(packed(_COMMAND, (octet,)) for octet in octets)


def line_of(y, octets):
    """One line of 128 pixels; the lower half of the display lies right of the upper one in its memory."""
    return commands((0x80 | y % 32, 0x88 if y >= 32 else 0x80)) + packed(_BITS, octets)


class Screen(Grid):
    """``bus``: (SPI, chip select, which is high while it is meant)."""

    def _begin(self):
        self._write(commands(SETUP))

    def _send(self, number):
        for page in (2 * number, 2 * number + 1):
            cells = [rows_of(self._canvas.bits, page * COLUMNS + x) for x in range(0, COLUMNS, 8)]
            for y in range(8):
                self._write(line_of(page * 8 + y, bytes(cell[y] for cell in cells)))

    def _write(self, octets):
        spi, select = self._bus
        select(1)
        spi.write(octets)
        select(0)
