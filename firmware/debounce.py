"""A press acts at its first edge; then the contact may bounce."""

QUIET_MS = 50
"""No contact bounces longer, and nobody presses twice that fast."""


class Debounce:
    """One button. ``now_ms`` never runs backwards."""

    def __init__(self):
        self.down = False
        self._until_ms = 0

    def edge(self, down, now_ms):
        """Whether this reading is a press."""
        if now_ms < self._until_ms or down == self.down:
            return False
        self.down = down
        self._until_ms = now_ms + QUIET_MS
        return down

    def idle(self, now_ms):
        """Whether it is released and has been for long enough: nothing of it needs to be remembered."""
        return not self.down and now_ms >= self._until_ms
