"""What a device is that is no role now: it listens, says how it is, and does what the hub commands."""

from role import Role
from texts import word

RETRY_MS = 3_600_000
"""A device in safe mode tries its role again after an hour: what killed it may have passed."""


class Quiet(Role):
    """Shows one word of `texts` and further ``lines``; its alert has the same name."""

    def __init__(self, language, name, lines=()):
        Role.__init__(self, language)
        self.name = name
        self._lines = lines

    def start(self, kept, now_ms):
        """Says what is the matter."""
        return [("show", (word(self.language, self.name),) + tuple(self._lines)), ("state", "alert", self.name)]

    def message(self, type, body, now_ms):
        """Nothing is printed here."""
        return [("done", body["id"], False, self.name)] if type == "cmd" else []

    def tick(self, now_ms):
        """After a while, another try."""
        return [("restart", "retry")] if now_ms >= RETRY_MS else []
