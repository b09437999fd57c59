"""Numbers for dispensers ahead of need: each holds a band, and gets a fresh one before its own is used up."""

import logging
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from hub.core.commands import LendNumbers, Request
from hub.core.decisions.offline import needs_numbers
from hub.core.events import CounterOpened, DayOpened, HubStarted, Recorded, TicketTaken
from hub.core.hall import Hall
from hub.core.numbers import BAND, BLOCK, first_of, number_of
from hub.devices.acl import Role
from hub.devices.credentials import Registry
from hub.devices.envelopes import Body
from hub.service import HallBusy, HallService, JournalFailed

log = logging.getLogger(__name__)


class Leases:
    """Events may make numbers scarce; ``tick`` then asks the hall for what dispensers lack, like anybody else."""

    def __init__(
        self, service: HallService, registry: Registry, spawn: Callable[[Coroutine[Any, Any, None]], object]
    ) -> None:
        self._service = service
        self._registry = registry
        self._spawn = spawn
        self._asking: set[str] = set()
        self._due = True

    def tell(self, recorded: Sequence[Recorded]) -> None:
        """Some of these events may have made numbers scarce, or a day in which they can be lent."""
        if any(
            isinstance(each.event, DayOpened | HubStarted | CounterOpened) or _is_offline(each) for each in recorded
        ):
            self.look_again()

    def look_again(self) -> None:
        """Dispensers may need numbers."""
        self._due = True

    def tick(self) -> None:
        """Lend to every dispenser that needs it."""
        if not self._due:
            return
        self._due = False
        hall = self._service.record
        dispensers = {credential.device for credential in self._registry if credential.role is Role.DISPENSER}
        for device in sorted(dispensers - self._asking) if hall.day_open else ():
            if needs_numbers(hall, device):
                self._asking.add(device)
                self._spawn(self._ask(device))

    async def _ask(self, device: str) -> None:
        hall = self._service.record
        origin = f"hub:lend-{device}:{hall.epoch}:{hall.seq}"
        try:
            answer = await self._service.handle(Request(origin, "hub", device, LendNumbers(device)))
            if answer.refusal:
                log.warning("no numbers for %s to issue offline: %s", device, answer.refusal.reason)
        except (HallBusy, JournalFailed) as failed:
            self._due = True
            log.debug("numbers for %s are asked for later: %r", device, failed)
        finally:
            self._asking.discard(device)


def _is_offline(recorded: Recorded) -> bool:
    return isinstance(recorded.event, TicketTaken) and bool(recorded.event.lease)


def lease_body(hall: Hall, device: str) -> Body | None:
    """A dispenser's band as the wire takes it; None while it has none."""
    band = hall.leases.get(device)
    if band is None:
        return None
    first = first_of(band)
    prefix = number_of(first).rstrip("0123456789")
    place = (first - 1) % BLOCK + 1
    return {"id": hall.bands[band].lease, "first": first, "prefix": prefix, "from": place, "count": BAND}
