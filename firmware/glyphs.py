"""Characters from a font in flash, as ``tools/glyphs`` makes it: found by search, never loaded as a whole.

File: "QF1", the number of characters (2 bytes), their code points in order (3 bytes each), then 32 bytes a character:
16 columns of the upper half, 16 of the lower; of a Latin letter 8 and 8, and 16 that mean nothing.
"""

from screens.canvas import cells

MAGIC = b"QF1"
_HEAD = 5
_CODE = 3
_BITMAP = 32
_STEP = 32
"""One code point of so many stays in memory, so that a search reads once: 60 bytes for 600 characters."""

BOX = (b"\xff\x01\x01\x01\x01\x01\x01\xff" + b"\x7f\x40\x40\x40\x40\x40\x40\x7f",
       b"\x00\xfe" + b"\x02" * 12 + b"\xfe\x00" + b"\x00\x7f" + b"\x40" * 12 + b"\x7f\x00")  # fmt: skip
"""What is not in the font, narrow and wide."""


class Font:
    """``file``: open for reading bytes. Raises ``ValueError`` where it is no font."""

    def __init__(self, file):
        self._file = file
        head = file.read(_HEAD)
        if len(head) < _HEAD or head[:3] != MAGIC:
            raise ValueError("not a font")
        self._count = int.from_bytes(head[3:], "big")
        steps = []
        for place in range(0, self._count, _STEP):
            file.seek(_HEAD + place * _CODE)
            steps.append(file.read(_CODE))
        self._steps = b"".join(steps)

    def bitmap(self, code):
        """16 bytes of a narrow character, 32 of a wide one."""
        place = self._place(code)
        wide = cells(code) - 1
        if place is None:
            return BOX[wide]
        self._file.seek(_HEAD + self._count * _CODE + place * _BITMAP)
        return self._file.read(_BITMAP if wide else _BITMAP // 2)

    def _place(self, code):
        step = _below(self._steps, code)
        if step is None:
            return None
        self._file.seek(_HEAD + step * _STEP * _CODE)
        run = self._file.read(min(_STEP, self._count - step * _STEP) * _CODE)
        place = _below(run, code)
        found = int.from_bytes(run[place * _CODE : place * _CODE + _CODE], "big")
        return step * _STEP + place if found == code else None


def _below(packed, code):
    """The last place whose code point is not above ``code``, or None."""
    low, high = 0, len(packed) // _CODE
    while low < high:
        middle = (low + high) // 2
        if int.from_bytes(packed[middle * _CODE : middle * _CODE + _CODE], "big") <= code:
            low = middle + 1
        else:
            high = middle
    return low - 1 if low else None
