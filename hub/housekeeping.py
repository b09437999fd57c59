"""What the hub does by itself: its own start, a clock that becomes right, backups."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from hub.core.catalogue import HallSetup
from hub.core.commands import Command, Configure, Request, StartHub
from hub.core.events import DayClosed, Recorded
from hub.core.hall import Hall
from hub.service import HallService, JournalFailed

log = logging.getLogger(__name__)

CLOCK_LOOK_S = 15.0
"""How soon after the network came the hall knows the time."""

RETRY_S = 2.0
"""Between two tries to store the start."""

BACKUP_EVERY_S = 3600.0
"""A damaged card costs at most this much of what could not be read from it."""


def own_request(hall: Hall, name: str, command: Command) -> Request:
    """A request by the hub itself; its origin is unlike any other of this or an earlier start."""
    return Request(f"hub:{hall.epoch}:{hall.seq}:{name}", "hub", "hub", command)


async def begin(service: HallService, setup: HallSetup, clock_ok: bool, skip: int = 0, skip_day: str = "") -> None:
    """A new epoch, and the configuration of ``hall.toml`` where it differs from the journal's.

    ``skip``, ``skip_day``: numbers of a lost journal, as ``StartHub`` takes them.
    """
    start = StartHub(clock_ok=clock_ok, gap_known=clock_ok, skip=skip, skip_day=skip_day)
    first = service.record.seq == 0
    changed = first or service.record.setup != setup
    await insist(service, "start", start)
    if changed:
        await insist(service, "configure", Configure(setup))


async def insist(service: HallService, name: str, command: Command) -> None:
    """Until it is on disk: a hub that starts on a full disk waits for room instead of giving up."""
    while True:
        try:
            await service.handle(own_request(service.record, name, command))
            return
        except JournalFailed:
            await asyncio.sleep(RETRY_S)


async def check_journal(check: Callable[[], Awaitable[str]]) -> None:
    """Read every page of the journal once after the start; what is wrong is told, the hall goes on."""
    said = await check()
    if said:
        log.error("the journal is damaged, restart the hub to repair it: %s", said)


async def watch_clock(service: HallService, set_right: Callable[[], bool]) -> None:
    """When the clock becomes right, start a new epoch: waits over the jump are unknown from then on."""
    while True:
        await asyncio.sleep(CLOCK_LOOK_S)
        if set_right():
            log.info("the clock is right now")
            await service.handle(own_request(service.record, "clock", StartHub(clock_ok=True, gap_known=False)))


class Backups:
    """An outlet: copies the journal every hour while something happens, and after each day."""

    def __init__(self, make: Callable[[], Awaitable[object]]) -> None:
        self._make = make
        self._due = asyncio.Event()
        self._changed = False

    def tell(self, hall: Hall, recorded: Sequence[Recorded]) -> None:
        self._changed = True
        if any(isinstance(each.event, DayClosed) for each in recorded):
            self._due.set()

    async def run(self) -> None:
        """Work until cancelled. A backup that fails is told and tried again; the hall goes on."""
        while True:
            try:
                await asyncio.wait_for(self._due.wait(), BACKUP_EVERY_S)
            except TimeoutError:
                if not self._changed:
                    continue
            self._due.clear()
            self._changed = False
            try:
                await self._make()
            except (OSError, JournalFailed) as error:
                log.error("no backup was made: %s", error)
