"""What is let in of a hall: not too much, and only from the hub that is in charge. Everything else is counted and said once."""

import copy
import logging
import time
from collections.abc import Callable

from nats.aio.client import Client

from hub.centre.fence import Fence
from hub.centre.halls import Halls
from hub.uplink import shapes
from hub.uplink.shapes import Told
from hub.web.limits import Buckets

log = logging.getLogger(__name__)

MESSAGES_A_SECOND, BURST = 50.0, 200.0
"""Of one hall and one kind; what is above it waits or is dropped, and hurts nobody else."""


class Guard:
    """One for everything of a process that hears halls. ``mono_s``: for rates alone.

    ``tells``: does it tell a fenced hub so? One process that does is enough.
    """

    def __init__(
        self, client: Client, halls: Halls, mono_s: Callable[[], float] = time.monotonic, *, tells: bool = True
    ) -> None:
        self._client, self._halls, self._tells, self._counts = client, halls, tells, True
        self._fences = {each.hall: Fence(each.epoch, each.received_ms) for each in halls.all()}
        self._rates = Buckets(MESSAGES_A_SECOND, BURST, mono_s)

    def uncounted(self) -> "Guard":
        """The same guard for what other processes hear and count as well."""
        beside = copy.copy(self)
        beside._counts = False
        return beside

    def too_fast(self, hall: str, kind: str) -> bool:
        """Is it above the hall's rate? Counted if so."""
        if not self._rates.take(f"{hall} {kind}"):
            return False
        self.refuse(hall, "rate", f"too many: {kind}")
        return True

    def epoch(self, hall: str) -> int:
        """The highest that was heard."""
        return self._fence(hall).epoch

    async def lets(self, hall: str, epoch: int) -> bool:
        """May a hub of this epoch speak? Two hubs have one name where it may not: it is told, and everybody sees it."""
        fence = self._fence(hall)
        if fence.lets(epoch, self._halls.wall_ms()):
            return True
        self.refuse(hall, "fenced", f"epoch {epoch}, there is {fence.epoch}")
        self._halls.change(hall, fenced=True)
        if self._tells:
            await self._client.publish(shapes.told_subject(hall), shapes.packed(Told(fenced=fence.epoch)))
        return False

    def refuse(self, hall: str, reason: str, why: str) -> None:
        """Count it; the first one of its kind is logged."""
        if self._counts and self._halls.refuse(hall, reason) == 1:
            log.warning("the hall %s: a message is refused (%s): %s", hall, reason, why)

    def rewritten(self, hall: str, seq: int) -> None:
        """Its history is not what it told, from this number on."""
        before = self._halls.get(hall)
        if before is None or before.rewritten != seq:
            log.error("the hall %s has another history than it told: event %d", hall, seq)
        self._halls.change(hall, rewritten=seq)

    def _fence(self, hall: str) -> Fence:
        return self._fences.setdefault(hall, Fence())
