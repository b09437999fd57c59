"""What waits to be published while there is no broker: of each retained topic the newest, of others nothing. Pure."""

MOST_TOPICS = 1024
"""Retained topics of a hall: a handful for each device, and a hall has up to 200 devices."""


class Backlog:
    """Bounded by the number of retained topics. ``dropped`` counts the messages that were not kept."""

    def __init__(self, most: int = MOST_TOPICS) -> None:
        self._most = most
        self._newest: dict[str, bytes] = {}
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._newest)

    def put(self, topic: str, payload: bytes, retain: bool) -> None:
        """Keep a retained message in place of an older one of its topic; drop any other: its sender repeats it."""
        if not retain or (topic not in self._newest and len(self._newest) >= self._most):
            self.dropped += 1
            return
        self._newest.pop(topic, None)
        self._newest[topic] = payload

    def take(self) -> list[tuple[str, bytes]]:
        """Everything kept, in the order of its last change; nothing stays behind."""
        kept, self._newest = self._newest, {}
        return list(kept.items())
