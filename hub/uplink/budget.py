"""So many bytes a second on average: a village's line carries more than our events. Pure; time is passed in."""

BURST_S = 2.0
"""What was not used for so long may be used at once."""


class Budget:
    """A token bucket. ``now_s``: any monotonic clock."""

    def __init__(self, bytes_a_second: int, now_s: float) -> None:
        self._rate = float(bytes_a_second)
        self._left = self._rate * BURST_S
        self._at_s = now_s

    def spend(self, size: int, now_s: float) -> float:
        """Take the bytes; how many seconds to wait before they may go. What is urgent goes at once and is paid for later."""
        self._left = min(self._left + (now_s - self._at_s) * self._rate, self._rate * BURST_S) - size
        self._at_s = now_s
        return max(-self._left / self._rate, 0.0)

    def at_least(self, bytes_a_second: int) -> None:
        """From now on not less than this."""
        self._rate = max(self._rate, float(bytes_a_second))
