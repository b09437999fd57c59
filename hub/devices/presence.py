"""Which devices are there, and how they are: birth, state, heartbeat, last will. Pure: time is passed in.

Each kind of message counts by itself within a boot, so that an older one never replaces a newer one, and everything of
an earlier boot is an echo: a will that comes late does not bury the device that has started again. A will of the
present boot may be late too (the device lost one connection and made another); the next heartbeat sets it right.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from hub.devices.credentials import Credential
from hub.devices.envelopes import Envelope
from wire.delivery import Fence
from wire.timing import TELE_MS

log = logging.getLogger(__name__)

SILENT_MS = 7 * TELE_MS // 2
"""Three heartbeats missed, and a half for the network."""

OF_START = ("mode", "why", "restarts", "slot")
"""What a birth tells of its start; None from a firmware that does not."""

NEVER_SEEN, READY, LOST = "never_seen", "ready", "lost"
NEVER_STARTED = "never_started"
"""Not heard since it was registered: nobody misses it yet. ``never_seen``: heard before, and not since the hub started."""


@dataclass(slots=True)
class Sight:
    """A device as last heard. ``said``: its own last word on its state; ``lost``: gone since."""

    boot: int = 0
    said: str = NEVER_SEEN
    code: str = ""
    lost: bool = False
    seen_ms: int | None = None
    hardware: str = ""
    firmware: str = ""
    start: dict[str, Any] = field(default_factory=dict)
    health: dict[str, Any] = field(default_factory=dict)
    fence: Fence = field(default_factory=Fence)

    @property
    def state(self) -> str:
        """ready | issuing_offline | alert | lost | never_seen."""
        return LOST if self.lost else self.said


class Presence:
    """What is known of each device since the hub started."""

    def __init__(self) -> None:
        self._sights: dict[str, Sight] = {}

    def boot_of(self, device: str) -> int:
        """The device's present boot; 0 for one never seen."""
        return self._sights[device].boot if device in self._sights else 0

    def take(self, envelope: Envelope, now_ms: int, retain: bool = False) -> None:
        """A birth, state, heartbeat or command's answer. ``retain``: from the broker's store, which proves no life."""
        sight = self._sights.setdefault(envelope.device, Sight())
        is_will = envelope.type == "state" and envelope.body["state"] == LOST
        kind = "will" if is_will else envelope.kind
        if not sight.fence.lets(kind, envelope.boot, envelope.seq, ordered=not is_will):
            return
        if envelope.boot > sight.boot:
            sight.boot, sight.said, sight.code, sight.lost = envelope.boot, READY, "", False
        if is_will:
            self._lose(envelope.device, sight, "its last will")
            return
        self._note(envelope, sight)
        if sight.lost and retain:
            return
        if sight.lost:
            log.info("device %s is back", envelope.device)
        sight.lost, sight.seen_ms = False, now_ms

    def tick(self, now_ms: int) -> None:
        """Whoever has been silent for too long is lost."""
        for device, sight in self._sights.items():
            if not sight.lost and sight.seen_ms is not None and now_ms - sight.seen_ms > SILENT_MS:
                self._lose(device, sight, f"silent for {(now_ms - sight.seen_ms) // 1000} s")

    def picture(self, credentials: Iterable[Credential], now_ms: int) -> list[dict[str, Any]]:
        """One row a device. ``state``: that of its ``Sight``, or never_started.

        ``age_ms``: since it was last heard, or None; ``alert``: what is wrong with it, or ""."""
        return [self._row(credential, now_ms) for credential in credentials]

    def _note(self, envelope: Envelope, sight: Sight) -> None:
        body = envelope.body
        if envelope.type == "birth":
            sight.hardware, sight.firmware = body["hardware"], body["firmware"]
            sight.start = {name: body.get(name) for name in OF_START}
        elif envelope.type == "state":
            sight.said, sight.code = body["state"], body["code"]
        elif envelope.type == "tele":
            sight.health = body

    def _lose(self, device: str, sight: Sight, why: str) -> None:
        if not sight.lost:
            log.warning("device %s is lost: %s", device, why)
        sight.lost = True

    def _row(self, credential: Credential, now_ms: int) -> dict[str, Any]:
        sight = self._sights.get(credential.device, Sight())
        return {
            "device": credential.device,
            "role": str(credential.role),
            "counter": credential.counter,
            "state": NEVER_STARTED if sight.state == NEVER_SEEN and not credential.heard else sight.state,
            "alert": sight.code if sight.state == "alert" else "",
            "age_ms": None if sight.seen_ms is None else now_ms - sight.seen_ms,
            "boot": sight.boot,
            "firmware": sight.firmware,
            "hardware": sight.hardware,
            "health": sight.health,
            **dict.fromkeys(OF_START),
            **sight.start,
        }
