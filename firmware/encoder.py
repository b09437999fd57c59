"""A rotary encoder: two contacts that close a quarter turn apart. Pure.

Every change of (A, B) is a step right, a step left or impossible. A click of the knob is four steps; a contact that
bounces steps to and fro, and comes to nothing.
"""

STEPS_PER_CLICK = 4
_STEPS = (0, -1, 1, 0, 1, 0, 0, -1, -1, 0, 0, 1, 0, 1, -1, 0)
"""By old (A, B) and new (A, B) as four bits; 0 also where both changed at once: then nobody knows which way."""


class Encoder:
    """Both contacts are open, and read 1, at rest."""

    def __init__(self):
        self._last, self._steps, self._clicks = 3, 0, 0

    def read(self, a, b):
        """The contacts as they are now. Whether a click is waiting. Allocates nothing: it may be called by an interrupt."""
        now = (a << 1) | b
        self._steps += _STEPS[(self._last << 2) | now]
        self._last = now
        if now == 3:  # at rest: a click, or a bounce that went nowhere; what was missed is not carried on
            if self._steps >= STEPS_PER_CLICK - 1:
                self._clicks += 1
            elif self._steps <= 1 - STEPS_PER_CLICK:
                self._clicks -= 1
            self._steps = 0
        return self._clicks != 0

    def taken(self):
        """Clicks since the last look, right ones counted up."""
        clicks, self._clicks = self._clicks, 0
        return clicks
