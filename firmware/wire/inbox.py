"""The receiver's side of what `delivery` describes. For the hub: a device hears states and answers, no actions."""

WINDOW = 64
"""Numbers below the highest that may still come late; the rate limit of a device is 5 a second, bursts of 20."""


class Inbox:
    """The receiver's side for one device. Begin from the highest (boot, seq) known, (0, 0) for a new device."""

    NEW, AGAIN, OLD_BOOT, TOO_OLD = "new", "again", "old_boot", "too_old"

    def __init__(self, boot=0, highest=0):
        self.boot = boot
        self.highest = highest
        self._seen = set()
        self._floor = highest

    def take(self, boot, seq):
        """What this name is: ``NEW`` (now remembered), ``AGAIN``, ``OLD_BOOT`` or ``TOO_OLD``."""
        if boot < self.boot:
            return self.OLD_BOOT
        if boot > self.boot:
            self.boot, self.highest, self._floor, self._seen = boot, 0, 0, set()
        if seq in self._seen:
            return self.AGAIN
        if seq <= self.highest - WINDOW:
            return self.TOO_OLD
        self._seen.add(seq)
        self._rise(seq)
        return self.NEW

    def missing(self):
        """Numbers of the window that have not come (yet): a gap that lasts means that something was lost."""
        low = max(self._floor, self.highest - WINDOW) + 1
        return [seq for seq in range(low, self.highest) if seq not in self._seen]

    def _rise(self, seq):
        if seq > self.highest:
            self.highest = seq
            self._seen = {kept for kept in self._seen if kept > seq - WINDOW}
