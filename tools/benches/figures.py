"""Samples to figures."""

import math
import time
from collections.abc import Sequence

KEYS = (
    "issue_p50_ms", "issue_p99_ms", "issue_rate_8", "press_ack_p50_ms", "press_ack_p99_ms", "press_screen20_p99_ms",
    "press_screen200_p95_ms", "rush_p99_ms_fsync20", "rush_p99_ms_fsync100", "rss_mb", "ready_s",
    "first_ticket_after_kill_s", "bytes_per_ticket", "floor_mqtt_p50_ms", "floor_commit_p50_ms",
    "floor_handler_p50_ms", "floor_handler_rate_8",
)  # fmt: skip
"""What a run gives, in the order of its report."""

Figures = dict[str, float]


def percentile(samples: Sequence[float], share: float) -> float:
    """The smallest sample that ``share`` per cent of them do not exceed (nearest rank). Raises ``ValueError``."""
    if not samples:
        raise ValueError("nothing was measured")
    return sorted(samples)[max(math.ceil(len(samples) * share / 100), 1) - 1]


class Stopwatch:
    """Milliseconds and seconds since it was made."""

    def __init__(self) -> None:
        self._began_s = time.perf_counter()

    @property
    def s(self) -> float:
        """Seconds so far."""
        return time.perf_counter() - self._began_s

    @property
    def ms(self) -> float:
        """Milliseconds so far."""
        return self.s * 1000
