"""A picture in pages of eight rows, and text on it. A byte is a column of eight pixels, bit 0 on top."""

NARROW_BELOW = 0x250
"""Latin letters are 8 columns wide, everything else 16."""


class Canvas:
    """``bits``: the pages one after the other, ``columns`` bytes each."""

    def __init__(self, columns, pages):
        self.columns = columns
        self.bits = bytearray(columns * pages)

    def clear(self, page=0, pages=None):
        """Makes pages dark; all of them by default."""
        start = page * self.columns
        end = len(self.bits) if pages is None else start + pages * self.columns
        for place in range(start, end):
            self.bits[place] = 0

    def put(self, x, page, bitmap, pages=2):
        """Copies a bitmap of so many pages; what does not fit beside the edge is left out."""
        width = len(bitmap) // pages
        shown = max(0, min(width, self.columns - x))
        for number in range(pages):
            start = (page + number) * self.columns + x
            self.bits[start : start + shown] = bitmap[number * width : number * width + shown]

    def write(self, x, page, codes, font):
        """Writes characters, 16 rows high, into two pages."""
        for code in codes:
            self.put(x, page, font.bitmap(code))
            x += 8 * cells(code)


def codes_of(text):
    """The code points of a text, read from its bytes: MicroPython keeps each character that a loop has met."""
    code, codes = 0, []
    for byte in text.encode():
        if byte & 0xC0 == 0x80:
            code = code << 6 | byte & 0x3F
            codes[-1] = code
        else:
            code = byte if byte < 0x80 else byte & (0x1F if byte < 0xE0 else 0x0F if byte < 0xF0 else 0x07)
            codes.append(code)
    return codes


def cells(code):
    """Cells of 8 columns that a character takes."""
    return 1 if code < NARROW_BELOW else 2


def rows_of(bits, start):
    """Eight columns as eight rows, the leftmost pixel in bit 7."""
    rows = bytearray(8)
    for x in range(8):
        column, y = bits[start + x], 0
        while column:
            if column & 1:
                rows[y] |= 0x80 >> x
            column >>= 1
            y += 1
    return rows
