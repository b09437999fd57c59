"""A number over a counter on LED matrices of 8 x 8, each with its MAX7219, in one chain.

Strips of 32 or 64 columns, one (8 rows: digits, capitals) or two (16 rows: every character of the font). The chain enters
at the right end of the lower strip, goes left, and on at the right end of the upper one. What is first sent goes farthest.
A number is shown whole or not at all: cut short, it would call somebody else.
"""

from screens import Plain
from screens.canvas import Canvas, cells, codes_of, rows_of
from screens.small import WIDTH, columns_of

BAUD = 1_000_000
SETUP = ((0x0F, 0), (0x0C, 1), (0x0B, 7), (0x09, 0), (0x0A, 2))
"""(register, value): no test, on, all lines, no digits of its own, brightness 2 of 15. Sent again with each picture: a
spike on the line may have changed one."""
TURN_MS = 1_500
"""Words wider than the display come in pieces."""
REFRESH_MS = 10_000
ARROWS = {
    "left": b"\x08\x1c\x3e\x08\x08\x08\x00",
    "right": b"\x08\x08\x08\x3e\x1c\x08\x00",
    "up": b"\x08\x04\x7e\x04\x08\x00",
    "down": b"\x10\x20\x7e\x20\x10\x00",
}
SMALL_WORDS = {"paused": "PAUSE", "closed": "CLOSED"}
"""What one strip says, where there is no room for the hall's own words."""


def words_of(sign, rows):
    """(arrow, words) of a sign; a call that is dark at the moment has neither."""
    state, number, arrow, dark, _, _, words, clock, _ = sign
    if number:
        return ("", "") if dark else (arrow, number)
    if clock:
        return "", clock
    return "", words if rows == 16 else SMALL_WORDS.get(state, "--")


def pieces_of(arrow, words, columns, rows, is_number):
    """[(arrow, codes)] that fit beside one another, one after the other. A number that does not fit is a dash."""
    codes, step = codes_of(words), (WIDTH + 1) if rows == 8 else 8
    width = sum(step * (cells(code) if rows == 16 else 1) for code in codes) - (1 if rows == 8 and codes else 0)
    if is_number:
        if width + (8 if arrow else 0) <= columns:
            return [(arrow, codes)]
        return [("", codes if width <= columns else [0x2D])]
    room = columns // step
    pieces = [[]]
    for code in codes:
        if sum(cells(each) for each in pieces[-1]) + cells(code) > room:
            pieces.append([])
        pieces[-1].append(code)
    return [("", piece) for piece in pieces]


def drawn(piece, columns, rows, font, stale):
    """The canvas: an arrow, then characters; dots along the lowest line where all this may be old."""
    canvas, x, (arrow, codes) = Canvas(columns, rows // 8), 0, piece
    if arrow:
        canvas.put(0, rows // 16, ARROWS[arrow], 1)
        x = 8
    if rows == 16:
        canvas.write(x, 0, codes, font)
    else:
        for code in codes:
            canvas.put(x, 0, columns_of(code) or b"\x7f\x41\x41\x7f", 1)
            x += WIDTH + 1
    if stale:
        for place in range(len(canvas.bits) - columns, len(canvas.bits), 4):
            canvas.bits[place] |= 0x80
    return canvas


def frames(canvas):
    """What is sent: for each of the eight lines of every module one transfer of (register, value) for all of them."""
    modules = [rows_of(canvas.bits, start) for start in range(0, len(canvas.bits), 8)]
    return [b"".join(bytes((line + 1, module[line])) for module in modules) for line in range(8)]


class Screen(Plain):
    """``bus``: (SPI, chip select, which is low while it is meant)."""

    def __init__(self, bus, parts, font):
        self._bus, self._font = bus, font
        self._columns, self._rows = parts["columns"], parts["rows"]
        self._pieces, self._sign = [("", [])], None
        self._now_ms, self._since_ms, self._sent_ms, self._sent = 0, 0, None, None

    def show(self, lines):
        """The device's name; there is no room for lines."""
        if len(lines) == 1:
            self._say("", lines[0], False)

    def sign(self, sign):
        """The counter's number, the time, or words."""
        self._sign = sign
        arrow, words = words_of(sign, self._rows)
        self._say(arrow, words, bool(sign[1]))

    def tick(self, now_ms):
        """The next piece."""
        self._now_ms = now_ms
        self._draw()

    def _say(self, arrow, words, is_number):
        self._pieces = pieces_of(arrow, words, self._columns, self._rows, is_number)
        self._since_ms = self._now_ms
        self._draw()

    def _draw(self):
        piece = self._pieces[(self._now_ms - self._since_ms) // TURN_MS % len(self._pieces)]
        stale = self._sign is not None and self._sign[4]
        old = self._sent_ms is None or self._now_ms - self._sent_ms >= REFRESH_MS
        if old or self._sent != (piece, stale):
            self._send(drawn(piece, self._columns, self._rows, self._font, stale))
            self._sent, self._sent_ms = (piece, stale), self._now_ms

    def _send(self, canvas):
        modules = len(canvas.bits) // 8
        for frame in [bytes(pair) * modules for pair in SETUP] + frames(canvas):
            spi, select = self._bus
            select(0)
            spi.write(frame)
            select(1)
