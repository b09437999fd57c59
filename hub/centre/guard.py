"""What is refused of a hall is counted, and said once: too much, of another shape, of a hub that is not in charge."""

import logging
import time
from collections.abc import Callable

from nats.aio.client import Client

from hub.centre.halls import Halls
from hub.uplink import shapes
from hub.uplink.shapes import Told
from hub.web.limits import Buckets

log = logging.getLogger(__name__)

MESSAGES_A_SECOND, BURST = 50.0, 200.0
"""Of one hall and one kind; what is above it waits or is dropped, and hurts nobody else."""


class Guard:
    """One for everything of a process that hears halls. ``mono_s``: for rates alone.

    ``quiet``: others hear the same, count it, and tell a fenced hub so.
    """

    def __init__(
        self, client: Client, halls: Halls, mono_s: Callable[[], float] = time.monotonic, *, quiet: bool = False
    ) -> None:
        self._client, self._halls, self._quiet = client, halls, quiet
        self._rates = Buckets(MESSAGES_A_SECOND, BURST, mono_s)

    def too_fast(self, hall: str, kind: str) -> bool:
        """Is it above the hall's rate? Counted if so."""
        if not self._rates.take(f"{hall} {kind}"):
            return False
        self.refuse(hall, "rate", f"too many: {kind}")
        return True

    async def fence(self, hall: str, epoch: int, higher: int) -> None:
        """Two hubs have one name, and this one has the lower epoch: it is told, and everybody sees it."""
        self.refuse(hall, "fenced", f"epoch {epoch}, there is {higher}")
        self._halls.change(hall, fenced=True)
        if not self._quiet:
            await self._client.publish(shapes.told_subject(hall), shapes.packed(Told(fenced=higher)))

    def refuse(self, hall: str, reason: str, why: str) -> None:
        """Count it; the first one of its kind is logged."""
        if not self._quiet and self._halls.refuse(hall, reason) == 1:
            log.warning("the hall %s: a message is refused (%s): %s", hall, reason, why)

    def rewritten(self, hall: str, seq: int) -> None:
        """Its history is not what it told, from this number on."""
        before = self._halls.get(hall)
        if before is None or before.rewritten != seq:
            log.error("the hall %s has another history than it told: event %d", hall, seq)
        self._halls.change(hall, rewritten=seq)
