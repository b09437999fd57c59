"""Standings of halls, into ``Halls``; now and then into the store, for the next start. The newest of each hall is all there is.

Every process of a centre that shows halls, or tells of them above, listens for itself; workers have no need to. What halls
publish reaches it as plain NATS, which costs the broker half of what a consumer of the stream does, and goes on while a cluster
elects leaders; the stream of the newest standings is for the start alone, and for what was missed while the connection was lost.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import DeliverPolicy

from hub.centre import streams
from hub.centre.batch import DAY_MS
from hub.centre.fence import Fence
from hub.centre.guard import Guard
from hub.centre.halls import HallNow, Halls
from hub.centre.store import STORE_FAILURES, Kept, Store
from hub.core.standing import HEAD, Standing
from hub.own_thread import OwnThread
from hub.uplink import shapes
from hub.uplink.shapes import BadMessage

log = logging.getLogger(__name__)

KEEP_MS = 60_000
"""Between two standings of a hall that the store gets: the stream has the newest anyway."""

CATCH_UP_S = 2.0
"""A stream that says nothing for so long has said everything, or cannot; each hall speaks every ten seconds anyway."""

KEEP_EVERY_S = 2.0
"""How often the store gets those that are due, all at once."""


class Listening:
    """``run`` it as a task once ``client`` is connected. ``keeps``: does this process keep standings in the store now?"""

    def __init__(
        self, client: Client, halls: Halls, store: Store, guard: Guard, keeps: Callable[[], bool] = lambda: True
    ) -> None:
        self._client, self._halls, self._store, self._guard, self._keeps = client, halls, store, guard, keeps
        self._beside = OwnThread("standings")
        self._fences = {each.hall: Fence(each.epoch, each.received_ms) for each in halls.all()}
        self._urgent = asyncio.Event()
        self._kept_ms: dict[str, int] = {}
        self._due: dict[str, Kept] = {}

    async def run(self) -> None:
        """Work until cancelled."""
        await self._client.subscribe(shapes.NOW_FOR_ALL, cb=self._stood)
        connections = -1
        try:
            while True:
                if connections != (now := self._client.stats["reconnects"]):
                    connections = now
                    await self._catch_up()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._urgent.wait(), KEEP_EVERY_S)
                self._urgent.clear()
                await self._keep()
        finally:
            self._beside.close()

    async def _catch_up(self) -> None:
        """The newest of each hall that has not spoken meanwhile."""
        began_ms = self._halls.wall_ms()
        try:
            stream = await self._client.jetstream().subscribe(
                shapes.NOW_FOR_ALL, stream=streams.NOW, ordered_consumer=True,
                deliver_policy=DeliverPolicy.LAST_PER_SUBJECT,
            )  # fmt: skip
            try:
                left = 1
                while left:
                    message = await stream.next_msg(CATCH_UP_S)
                    left = message.metadata.num_pending
                    known = self._halls.get(shapes.hall_of(message.subject))
                    if known is None or known.received_ms < began_ms:
                        await self._stood(message, round(message.metadata.timestamp.timestamp() * 1000))
            finally:
                await stream.unsubscribe()
        except (nats.errors.Error, OSError) as failed:
            log.debug("no more of the newest standings: %s", failed)

    async def _stood(self, message: Msg, came_ms: int | None = None) -> None:
        """One standing. ``came_ms``: when, where that is not now."""
        hall = self._halls.name_of(shapes.hall_of(message.subject))
        if self._guard.too_fast(hall, "standings"):
            return
        try:
            told = shapes.read_standing(hall, message.data)
        except BadMessage as bad:
            self._guard.refuse(hall, bad.reason, str(bad))
            return
        now_ms = self._halls.wall_ms()
        fence = self._fences.setdefault(hall, Fence())
        if not fence.lets(told.epoch, now_ms):
            await self._guard.fence(hall, told.epoch, fence.epoch)
            return
        off_ms = told.at_ms - now_ms
        clock_off_s = off_ms // 1000 if abs(off_ms) > DAY_MS else 0
        before = self._halls.get(hall) or HallNow(hall)
        now = self._halls.change(
            hall, standing=told, received_ms=min(now_ms, came_ms or now_ms), epoch=told.epoch, clock_off_s=clock_off_s,
            fenced=before.fenced and before.epoch == told.epoch,
        )  # fmt: skip
        await self._look_at_head(now, told)
        changed = told.epoch != before.epoch or clock_off_s != before.clock_off_s
        if self._keeps() and (changed or now_ms - self._kept_ms.get(hall, 0) >= KEEP_MS):
            self._due[hall] = Kept(told, now_ms, clock_off_s)
            if clock_off_s != before.clock_off_s:  # the next events are counted by it
                self._urgent.set()

    async def _look_at_head(self, now: HallNow, told: Standing) -> None:
        """Does the chain go on where the store has it? A store that fails is asked at the next standing."""
        if not now.head or told.seq > now.stored_seq:
            return
        known = now.head
        if told.seq < now.stored_seq:
            try:
                known = await self._beside(lambda: self._store.hash_of(told.hall, told.seq))
            except STORE_FAILURES:
                return
        if known and told.head != known[:HEAD]:
            self._guard.rewritten(told.hall, told.seq)

    async def _keep(self) -> None:
        """What is due goes to the store; while that fails it stays due."""
        if not self._due:
            return
        due, self._due = self._due, {}
        try:
            await self._beside(lambda: self._store.keep_standings(list(due.values())))
        except STORE_FAILURES as failed:
            log.debug("standings are kept later: %s", failed)
            self._halls.store_works("standings", False)
            self._due = due | self._due
            return
        self._halls.store_works("standings", True)
        self._kept_ms |= {hall: kept.received_ms for hall, kept in due.items()}
