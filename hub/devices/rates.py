"""How much one device may say, and when it is shut out. Pure: time is passed in.

A token bucket for each device passes 5 messages a second and bursts of 20; what is above that is dropped and counted.
A second bucket bounds the drops themselves: a device that is merely eager never empties it, a flooder does at once.
"""

from dataclasses import dataclass, field
from enum import StrEnum

PASS_PER_S, PASS_BURST = 5.0, 20.0
"""A person presses at most two keys a second; a burst is the resends after an outage."""
DROP_PER_S, DROP_BURST = 10.0, 100.0
"""Three times the allowed rate may be dropped for ever; 2,000 a second empties this in 60 ms."""
SHUT_OUT_MS = 60_000
"""Long enough to spare the hall, short enough that a repaired device comes back without a person."""


class Verdict(StrEnum):
    """What to do with a message. ``FLOOD`` comes once, with the message that shuts its device out."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    DROP = "drop"
    FLOOD = "flood"


@dataclass(slots=True)
class Bucket:
    """Tokens that come back with time, never more than ``burst``."""

    per_s: float
    burst: float
    tokens: float
    at_ms: int

    def take(self, now_ms: int) -> bool:
        """Take one token if there is one."""
        self.tokens = min(self.burst, self.tokens + self.per_s * max(0, now_ms - self.at_ms) / 1000)
        self.at_ms = now_ms
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


@dataclass(slots=True)
class _Device:
    passing: Bucket
    dropping: Bucket
    dropped: int = 0
    out_until_ms: int | None = None


@dataclass(slots=True)
class Rates:
    """The limits of all devices. Ask only about devices that are registered: each keeps a little memory."""

    _devices: dict[str, _Device] = field(default_factory=dict)

    def admit(self, device: str, now_ms: int) -> Verdict:
        """Judge one message of ``device``. ``now_ms``: any clock that never runs backwards."""
        seen = self._devices.get(device) or self._first(device, now_ms)
        if seen.out_until_ms is None and seen.passing.take(now_ms):
            return Verdict.PASS
        seen.dropped += 1
        if seen.out_until_ms is not None or seen.dropping.take(now_ms):
            return Verdict.DROP
        seen.out_until_ms = now_ms + SHUT_OUT_MS
        return Verdict.FLOOD

    def dropped(self, device: str) -> int:
        """Messages of a device dropped so far."""
        return self._devices[device].dropped if device in self._devices else 0

    def shut_out(self) -> frozenset[str]:
        """The devices that are out now."""
        return frozenset(device for device, seen in self._devices.items() if seen.out_until_ms is not None)

    def let_in(self, now_ms: int) -> frozenset[str]:
        """Let those in whose time is over, and say who they are."""
        over = [
            device
            for device, seen in self._devices.items()
            if seen.out_until_ms is not None and seen.out_until_ms <= now_ms
        ]
        for device in over:
            dropped = self._devices[device].dropped
            self._first(device, now_ms).dropped = dropped
        return frozenset(over)

    def _first(self, device: str, now_ms: int) -> _Device:
        passing = Bucket(PASS_PER_S, PASS_BURST, PASS_BURST, now_ms)
        dropping = Bucket(DROP_PER_S, DROP_BURST, DROP_BURST, now_ms)
        self._devices[device] = _Device(passing, dropping)
        return self._devices[device]
