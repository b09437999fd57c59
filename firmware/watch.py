"""Who of the tasks still lives, pure: each checks in, and the watchdog is fed only while none of them is late.

A task that waits for a packet or a button waits in slices of `SLICE_S` and checks in between; one that has nothing to do
signs off until it has. Nothing that is in order takes longer than a write that stalls (`net.WRITE_S`) and a slice.
"""

SLICE_S = 2
LIMIT_MS = 7_500
"""Below the watchdog's 8 s, so that the one who hangs can be named before it bites."""


class Watch:
    """The tasks of these names, all alive at ``now_ms``."""

    def __init__(self, names, now_ms):
        self._seen_ms = {name: now_ms for name in names}

    def alive(self, name, now_ms):
        """A task checks in."""
        self._seen_ms[name] = now_ms

    def over(self, name):
        """A task has nothing to do until it checks in again, or for ever."""
        self._seen_ms.pop(name, None)

    def late(self, now_ms):
        """The task that has been silent for the longest time, and for too long; or None."""
        late = None
        for name, seen_ms in self._seen_ms.items():
            if now_ms - seen_ms > LIMIT_MS and (late is None or seen_ms < self._seen_ms[late]):
                late = name
        return late
