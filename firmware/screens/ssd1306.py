"""An SSD1306 display, 128 x 64, on I2C."""

from screens.grid import COLUMNS, Grid

ADDRESS = 0x3C
SETUP = b"\x00\xae\x20\x00\x40\xa1\xa8\x3f\xc8\xd3\x00\xda\x12\xd5\x80\xd9\xf1\xdb\x30\x81\xcf\xa4\xa6\x8d\x14\xaf"
"""A byte that announces commands, then: off, pages row by row, 64 lines, both axes turned, charge pump, on."""
_COMMANDS, _BITS = b"\x00", b"\x40"


def placed(row):
    """The commands that make the next bytes fill a row of text: two pages from edge to edge."""
    return _COMMANDS + bytes((0x21, 0, COLUMNS - 1, 0x22, 2 * row, 2 * row + 1))


class Screen(Grid):
    """``bus``: an I2C."""

    def _begin(self):
        self._bus.writeto(ADDRESS, SETUP)

    def _send(self, number):
        self._bus.writeto(ADDRESS, placed(number))
        start = number * 2 * COLUMNS
        self._bus.writeto(ADDRESS, _BITS + self._canvas.bits[start : start + 2 * COLUMNS])
