"""Which of two hubs with one name is heard. Pure.

The one with the higher epoch; a lower one is fenced while the higher is alive. Once that has been silent for a minute, a lower
epoch is the hall come back from an old backup (its epoch went back too), and is heard again.
"""

from dataclasses import dataclass

SILENT_MS = 60_000
"""Six heartbeats."""


@dataclass(slots=True)
class Fence:
    """``epoch``: the one that is heard; ``heard_ms``: when last (centre's wall clock)."""

    epoch: int = 0
    heard_ms: int = 0

    def lets(self, epoch: int, now_ms: int) -> bool:
        """May a hub of this epoch speak? It counts as heard if so."""
        if epoch < self.epoch and now_ms - self.heard_ms < SILENT_MS:
            return False
        self.epoch, self.heard_ms = epoch, now_ms
        return True
