"""Digits and capitals, four columns wide and seven rows high: for one strip of matrices, and where there is no font."""

from glyphs import BOX
from screens.canvas import cells

WIDTH = 4
KNOWN = b"-0123456789:ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_COLUMNS = (
    b"\x08\x08\x08\x08\x3e\x41\x41\x3e\x00\x42\x7f\x40\x62\x51\x49\x46\x41\x49\x49\x36\x0f\x08\x08\x7f\x27\x45\x45\x39"
    b"\x3e\x45\x45\x38\x01\x61\x19\x07\x36\x49\x49\x36\x06\x49\x49\x3e\x00\x36\x00\x00\x7e\x09\x09\x7e\x7f\x49\x49\x36"
    b"\x3e\x41\x41\x22\x7f\x41\x41\x3e\x7f\x49\x49\x41\x7f\x09\x09\x01\x3e\x41\x49\x7a\x7f\x08\x08\x7f\x00\x41\x7f\x41"
    b"\x20\x40\x40\x3f\x7f\x08\x14\x63\x7f\x40\x40\x40\x7f\x06\x06\x7f\x7f\x06\x18\x7f\x3e\x41\x41\x3e\x7f\x09\x09\x06"
    b"\x3e\x41\x51\x7e\x7f\x09\x19\x66\x46\x49\x49\x31\x00\x01\x7f\x01\x3f\x40\x40\x3f\x1f\x60\x60\x1f\x7f\x30\x30\x7f"
    b"\x63\x1c\x1c\x63\x07\x48\x48\x3f\x61\x51\x4d\x43"
)


def columns_of(code):
    """The four columns of a character, or None; small letters are shown as capitals."""
    if 0x61 <= code <= 0x7A:
        code -= 0x20
    place = KNOWN.find(bytes((code,))) if code < 0x80 else -1
    if place >= 0:
        return _COLUMNS[place * WIDTH : place * WIDTH + WIDTH]
    return bytes(WIDTH) if code == 0x20 else None


class SmallFont:
    """Stands in for a font that is missing, so that a device can at least say its name."""

    def bitmap(self, code):
        """16 bytes of a narrow character, 32 of a wide one."""
        columns = columns_of(code)
        if columns is None:
            return BOX[cells(code) - 1]
        upper = bytes(column << 4 & 0xFF for column in columns)
        lower = bytes(column >> 4 for column in columns)
        return b"\0\0" + upper + b"\0\0\0\0" + lower + b"\0\0"
