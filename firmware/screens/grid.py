"""What the displays of 128 x 64 pixels share: four rows of sixteen cells, of which only the changed ones are sent."""

from screens import AGAIN_MS, Plain
from screens.canvas import Canvas
from screens.page import Page

COLUMNS, PAGES = 128, 8


class Grid(Plain):
    """A screen of ``ROWS`` rows of text on a canvas; a kind of display says how to ``_begin`` and to ``_send`` a row."""

    ROWS, CELLS = PAGES // 2, COLUMNS // 8

    def __init__(self, bus, parts, font):
        self._bus, self._font = bus, font
        self._canvas = Canvas(COLUMNS, PAGES)
        self._page = Page(self.ROWS, self.CELLS)
        self._shown = {}
        self._now_ms, self._again_ms = 0, 0

    def show(self, lines):
        """Replaces what is shown."""
        self._page.take(lines)
        self._draw()

    def tick(self, now_ms):
        """Turns over; tries again where the display did not answer."""
        self._now_ms = now_ms
        self._draw()

    def _draw(self):
        if self._again_ms is None or self._now_ms >= self._again_ms:
            try:
                if self._again_ms is not None:
                    self._begin()
                    self._again_ms = None
                self._rows(self._page.at(self._now_ms))
            except OSError:
                self._again_ms = self._now_ms + AGAIN_MS
                self._shown = {}

    def _rows(self, rows):
        for number in range(self.ROWS):
            row = rows[number] if number < len(rows) else []
            if row != self._shown.get(number):
                self._canvas.clear(2 * number, 2)
                self._canvas.write(0, 2 * number, row, self._font)
                self._send(number)
                self._shown[number] = row

    def _begin(self):
        """Sets the display up. Raises ``OSError`` where it does not answer."""

    def _send(self, number):
        """Sends a row of the canvas. Raises ``OSError``."""
