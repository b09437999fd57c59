"""Why a device starts, and how many starts in a row ended soon. One small record, written twice in a start's life."""

from storage import Damaged

YOUNG_MS = 60_000
"""A start that ends sooner than this was a quick one."""
MANY = 5
"""Quick ones in a row, after which the role is left alone: safe mode."""
DELIBERATE = ("command", "update", "retry")


class Restarts:
    """``why`` this start; ``quick``: how many starts in a row before it ended within ``YOUNG_MS``, by themselves."""

    def __init__(self, storage, why):
        self._storage = storage
        self.why = why
        self.quick = 0 if why in DELIBERATE else self._count()
        self._settled = False
        storage.save("restarts", self.quick + 1)

    def tick(self, now_ms):
        """Time has passed since the start: it is no quick one any more."""
        if now_ms >= YOUNG_MS and not self._settled:
            self._settled = True
            self._storage.save("restarts", 0)

    def note(self, why):
        """Says why the reset that comes next is done."""
        self._storage.save("why", why)

    def _count(self):
        try:
            return self._storage.load("restarts") or 0
        except Damaged:
            return 0
