"""So many messages of one hall in a second; what is above it waits or is dropped, and hurts nobody else. Pure."""

from dataclasses import dataclass

MESSAGES_A_SECOND = 50.0
BURST = 200.0


@dataclass(slots=True)
class Rate:
    """A token bucket; ``at_s``: any monotonic clock."""

    at_s: float = 0.0
    left: float = BURST

    def takes(self, now_s: float) -> bool:
        """May one more come now?"""
        self.left = min(self.left + (now_s - self.at_s) * MESSAGES_A_SECOND, BURST)
        self.at_s = now_s
        if self.left < 1.0:
            return False
        self.left -= 1.0
        return True
