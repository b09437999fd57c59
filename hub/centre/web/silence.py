"""Which halls have fallen silent. They lie by the second in which they were last heard, so a look costs what has fallen silent
since the one before, not a glance at every hall. Pure."""

from collections.abc import Iterator


class Silence:
    """``heard`` of each hall as it speaks; times in ms of the centre's wall clock."""

    def __init__(self) -> None:
        self._heard_ms: dict[str, int] = {}
        self._by_second: dict[int, set[str]] = {}

    def heard(self, hall: str, at_ms: int) -> None:
        """It has spoken, last at this moment."""
        self.forget(hall)
        self._heard_ms[hall] = at_ms
        self._by_second.setdefault(at_ms // 1000, set()).add(hall)

    def forget(self, hall: str) -> None:
        """It is silent, and known to be."""
        before_ms = self._heard_ms.pop(hall, None)
        if before_ms is None:
            return
        beside = self._by_second[before_ms // 1000]
        beside.discard(hall)
        if not beside:
            del self._by_second[before_ms // 1000]

    def fallen(self, edge_ms: int) -> set[str]:
        """Those that were last heard before this moment; each is told once, until it is heard again."""
        found = set(self._before(edge_ms))
        for hall in found:
            self.forget(hall)
        return found

    def _before(self, edge_ms: int) -> Iterator[str]:
        for second, halls in self._by_second.items():
            if second < edge_ms // 1000:
                yield from halls
            elif second == edge_ms // 1000:
                yield from (hall for hall in halls if self._heard_ms[hall] < edge_ms)
