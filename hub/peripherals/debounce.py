"""A pure debouncer: acts on the first edge at once, then ignores edges until the contact has been quiet.

Acting at once keeps a press fast; waiting for quiet, not only for time, keeps the bounce of a short tap's release from
being a second press.
"""

IGNORE_MS = 50
"""Contacts of cheap keys bounce up to 20 ms, worn ones twice that; nobody presses twice within 50 ms."""


class Debouncer:
    """Edges of one contact in, presses out. Times are milliseconds of any clock that does not run backwards."""

    def __init__(self, ignore_ms: int = IGNORE_MS) -> None:
        self._ignore_ms = ignore_ms
        self._last_ms: int | None = None

    def edge(self, down: bool, now_ms: int) -> bool:
        """Is this edge a press? Releases only restart the quiet time."""
        quiet = self._last_ms is None or now_ms - self._last_ms >= self._ignore_ms
        self._last_ms = now_ms
        return down and quiet
