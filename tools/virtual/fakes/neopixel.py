"""A chain of lamps that reports its colours."""

import wires


class NeoPixel:
    """``n`` pixels, dark at first."""

    def __init__(self, pin, n):
        self._pixels = [(0, 0, 0)] * n

    def __setitem__(self, place, colour):
        self._pixels[place] = colour

    def write(self):
        """Shows what was set."""
        wires.tell(lamps=self._pixels)
