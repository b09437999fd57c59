"""Events of halls, into the store.

Theory of operation. Workers take messages from one durable consumer, as many workers as there are. What has come is checked while
the store writes what came before; all of it is stored in one transaction, and acknowledged only then. So the busier it is, the
larger the batches, and a worker that dies leaves its messages to the others; whatever comes twice is found by its number. What
can never be taken (too large, of another shape, in another's name) is counted, logged once for each hall and reason, and ended;
what cannot be taken now (a full disk, a hall too fast, a number that is missing) comes again later. A number that stays missing
is asked for again. No hall's fault keeps a message of another one waiting.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg

from hub.backoff import delay_s
from hub.centre import streams
from hub.centre.batch import HallRun, Stored
from hub.centre.cards import shared
from hub.centre.guard import Guard
from hub.centre.halls import Halls
from hub.centre.pull import Pull
from hub.centre.store import STORE_FAILURES, Store
from hub.own_thread import OwnThread
from hub.uplink import shapes
from hub.uplink.shapes import BadMessage, Told

log = logging.getLogger(__name__)

LATER_S = 1.0
PATIENCE = 5
"""Deliveries of a message whose predecessor is missing, before the hall is asked for it."""

ASK_AGAIN_S = 30.0
FIRST_RETRY_S, MOST_RETRY_S = 0.5, 30.0


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that was checked."""

    message: Msg
    run: HallRun


class Intake:
    """One worker. ``run`` it as a task once ``client`` is connected; ``failing``: the store does not work."""

    def __init__(
        self, client: Client, halls: Halls, store: Store, guard: Guard, mono_s: Callable[[], float] = time.monotonic
    ) -> None:
        self.failing = False
        self.first_retry_s = FIRST_RETRY_S
        self._client, self._halls, self._store, self._guard, self._mono_s = client, halls, store, guard, mono_s
        self._beside = OwnThread("store")
        self._asked_s: dict[str, float] = {}
        self._failures = 0

    async def run(self) -> None:
        """Work until cancelled, or the connection is closed (raises what NATS raises)."""
        pull = Pull(self._client, streams.EVENTS, streams.WORKERS)
        await pull.start()
        storing: asyncio.Task[None] | None = None
        try:
            while True:
                try:
                    taken = [each for message in await pull.batch() if (each := await self._checked(message))]
                    if storing:
                        await storing
                    storing = asyncio.create_task(self._store_all(taken)) if taken else None
                except (nats.errors.Error, OSError) as error:
                    storing = None
                    await self._broker_failed(error)
        finally:
            if storing:
                storing.cancel()
                await asyncio.gather(storing, return_exceptions=True)
            self._beside.close()

    async def _broker_failed(self, error: Exception) -> None:
        """It restarts, or another member of the cluster takes over: the client comes back by itself. Raises once it is closed."""
        if self._client.is_closed:
            raise error
        log.warning("the broker: %s", error)
        await asyncio.sleep(LATER_S)

    async def _checked(self, message: Msg) -> Taken | None:
        """A message that may go to the store; None where its end has been decided."""
        hall = shapes.hall_of(message.subject)
        if self._guard.too_fast(hall, "events"):
            await message.nak(LATER_S)
            return None
        try:
            run = shapes.read_run(hall, message.data)
        except BadMessage as bad:
            self._guard.refuse(hall, bad.reason, str(bad))
            await message.term()
            return None
        return Taken(message, HallRun(hall, run.life, run.events, run.epoch))

    async def _store_all(self, taken: list[Taken]) -> None:
        """One transaction, then the acknowledgements. A store that fails takes its time before the next one."""
        runs = [each.run for each in taken]
        try:
            found = await self._beside(lambda: self._store.add(runs, self._halls.wall_ms()))
        except STORE_FAILURES as failed:
            self._store_failed(failed)
            for each in taken:
                await each.message.nak(LATER_S)
            await asyncio.sleep(delay_s(self._failures, self.first_retry_s, MOST_RETRY_S, 1.0))
            return
        if self.failing:
            log.info("the store works again")
        self.failing, self._failures = False, 0
        for each, stored in zip(taken, found, strict=True):
            await self._answer(each, stored)

    async def _answer(self, taken: Taken, stored: Stored) -> None:
        """What came of one message."""
        hall = taken.run.hall
        if stored.gap_at:
            await self._miss(hall, stored.gap_at, taken.message)
            return
        if stored.unfit:
            self._guard.refuse(hall, "schema", stored.unfit)
        if stored.fenced:
            await self._guard.fence(hall, taken.run.epoch, stored.place.epoch)
        # Of another life: from before the hall came back with another history, or invented.
        if stored.unfit or stored.fenced or stored.other_life:
            await taken.message.term()
            return
        if stored.rewritten:
            self._guard.rewritten(hall, stored.rewritten)
        changes: dict[str, Any] = {"stored_seq": stored.place.stored_seq, "head": stored.place.head}
        if stored.fresh:
            self._halls.store_works("events", True)
        if cards := [each.card for each in stored.fresh if each.card]:
            changes["card"] = shared(cards[-1])
        self._halls.change(hall, **changes)
        await taken.message.ack()

    async def _miss(self, hall: str, gap_at: int, message: Msg) -> None:
        """An event before these is missing: it may be on its way; else the hall is asked to go on behind the last one."""
        if message.metadata.num_delivered < PATIENCE:
            await message.nak(LATER_S)
            return
        await message.term()
        if self._mono_s() - self._asked_s.get(hall, -ASK_AGAIN_S) >= ASK_AGAIN_S:
            self._asked_s[hall] = self._mono_s()
            log.warning("event %d of the hall %s is missing: asked for it again", gap_at, hall)
            await self._client.publish(shapes.told_subject(hall), shapes.packed(Told(again=gap_at - 1)))

    def _store_failed(self, failed: Exception) -> None:
        """Nothing was acknowledged, so nothing is lost; halls go on, and their events wait in the stream."""
        if not self.failing:
            log.error("the store failed, events wait until it works again: %s", failed)
        self.failing, self._failures = True, self._failures + 1
        self._halls.store_works("events", False)
