"""What halls send, into the store and into ``Halls``.

Theory of operation. Workers take messages from one durable consumer, as many workers as there are; each message is checked, and
stored in one transaction before it is acknowledged. So a worker that dies leaves its messages to the others, and whatever comes
twice is found by its number. What can never be taken (too large, of another shape, in another's name) is counted, logged once
for each hall and reason, and ended; what cannot be taken now (a full disk, a hall too fast, a number that is missing) comes
again later. A number that stays missing is asked for again. No hall's fault keeps a message of another one waiting.

Standings take no part in that: the newest of each hall is all there is.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import DeliverPolicy
from nats.js.errors import APIError
from sqlalchemy.exc import SQLAlchemyError

from hub.backoff import delay_s
from hub.centre import streams
from hub.centre.fence import Fence
from hub.centre.halls import HallNow, Halls
from hub.centre.store import DAY_MS, Store, Stored
from hub.core.standing import HEAD, Standing
from hub.uplink import shapes
from hub.uplink.shapes import Answer, Ask, BadMessage, Run, Told
from hub.web.limits import Buckets

log = logging.getLogger(__name__)

R = TypeVar("R")
BATCH = 32
MESSAGES_A_SECOND, BURST = 50.0, 200.0
"""Of one hall and one kind; what is above it waits or is dropped, and hurts nobody else."""

FETCH_S = 5.0
LATER_S = 1.0
PATIENCE = 5
"""Deliveries of a message whose predecessor is missing, before the hall is asked for it."""

ASK_AGAIN_S = 30.0
KEEP_MS = 60_000
"""Between two standings of a hall that the store gets: the stream has the newest anyway."""

FIRST_RETRY_S, MOST_RETRY_S = 0.5, 30.0
STORE_FAILURES = (SQLAlchemyError, OSError)


class Intake:
    """One worker. ``run`` it as a task once ``client`` is connected; ``mono_s``: for rates alone."""

    def __init__(
        self, client: Client, halls: Halls, store: Store, mono_s: Callable[[], float] = time.monotonic
    ) -> None:
        self.failing = False
        self.first_retry_s = FIRST_RETRY_S
        self._client, self._halls, self._store, self._mono_s = client, halls, store, mono_s
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._fences: dict[str, Fence] = {}
        self._rates = Buckets(MESSAGES_A_SECOND, BURST, mono_s)
        self._asked_s: dict[str, float] = {}
        self._kept_ms: dict[str, int] = {}
        self._heads: dict[str, tuple[int, str]] = {}
        for each in halls.all():
            self._fences[each.hall] = Fence(each.epoch, each.received_ms)

    async def run(self) -> None:
        """Work until cancelled, or the connection is closed (raises what NATS raises)."""
        stream = self._client.jetstream()
        await self._client.subscribe(shapes.ASK_FOR_ALL, queue=streams.WORKERS, cb=self._asked)
        await stream.subscribe(
            shapes.NOW_FOR_ALL, stream=streams.NOW, ordered_consumer=True, cb=self._stood,
            deliver_policy=DeliverPolicy.LAST_PER_SUBJECT,
        )  # fmt: skip
        consumer = await stream.pull_subscribe_bind(streams.WORKERS, streams.EVENTS)
        failures = 0
        while True:
            try:
                messages = await consumer.fetch(BATCH, FETCH_S)
                for message in messages:
                    await (message.nak(LATER_S) if self.failing else self._take(message))
            except (TimeoutError, nats.errors.TimeoutError):
                continue
            except (nats.errors.Error, APIError, OSError) as error:
                await self._broker_failed(error)
                continue
            failures = failures + 1 if self.failing else 0
            if failures:
                await asyncio.sleep(delay_s(failures, self.first_retry_s, MOST_RETRY_S, 1.0))
                self.failing = False

    async def _broker_failed(self, error: Exception) -> None:
        """It restarts, or another member of the cluster takes over: the client comes back by itself. Raises once it is closed."""
        if self._client.is_closed:
            raise error
        log.warning("the broker: %s", error)
        await asyncio.sleep(LATER_S)

    async def _take(self, message: Msg) -> None:
        """One message with events."""
        hall = shapes.hall_of(message.subject)
        if self._rates.take(f"{hall} events"):
            self._refuse(hall, "rate", "too many messages")
            await message.nak(LATER_S)
            return
        try:
            run = shapes.read_run(hall, message.data)
        except BadMessage as bad:
            self._refuse(hall, bad.reason, str(bad))
            await message.term()
            return
        if not self._fence(hall).lets(run.epoch, self._halls.wall_ms()):
            await self._fenced(hall, run.epoch)
            await message.term()
            return
        await self._store_run(hall, run, message)

    async def _store_run(self, hall: str, run: Run, message: Msg) -> None:
        """One transaction, then the acknowledgement."""
        try:
            place = await self._beside(lambda: self._store.place(hall))
            if run.life != place.life:  # from before the hall came back with another history, or invented
                await message.term()
                return
            stored = await self._beside(lambda: self._store.add(hall, run.events, self._halls.wall_ms()))
        except STORE_FAILURES as failed:
            self._store_failed(failed)
            await message.nak(LATER_S)
            return
        if stored.gap_at:
            await self._miss(hall, stored.gap_at, message)
            return
        self._took(hall, stored)
        await message.ack()

    def _took(self, hall: str, stored: Stored) -> None:
        """The store has it: say so to whoever looks."""
        changes: dict[str, Any] = {"stored_seq": stored.place.stored_seq}
        self._heads[hall] = (stored.place.stored_seq, stored.place.head)
        if stored.fresh:
            self._halls.store_works(True)
        if cards := [each.card for each in stored.fresh if each.card]:
            changes["card"] = cards[-1]
        if stored.rewritten:
            self._rewritten(hall, stored.rewritten)
        self._halls.change(hall, **changes)

    def _rewritten(self, hall: str, seq: int) -> None:
        before = self._halls.get(hall)
        if before is None or before.rewritten != seq:
            log.error("the hall %s has another history than it told: event %d", hall, seq)
        self._halls.change(hall, rewritten=seq)

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
        self.failing = True
        self._halls.store_works(False)

    async def _stood(self, message: Msg) -> None:
        """One standing."""
        hall = shapes.hall_of(message.subject)
        if self._rates.take(f"{hall} now"):
            self._refuse(hall, "rate", "too many standings")
            return
        try:
            told = shapes.read_standing(hall, message.data)
        except BadMessage as bad:
            self._refuse(hall, bad.reason, str(bad))
            return
        now_ms = self._halls.wall_ms()
        if not self._fence(hall).lets(told.epoch, now_ms):
            await self._fenced(hall, told.epoch)
            return
        off_ms = told.at_ms - now_ms
        clock_off_s = off_ms // 1000 if abs(off_ms) > DAY_MS else 0
        before = self._halls.get(hall) or HallNow(hall)
        self._halls.change(
            hall, standing=told, received_ms=now_ms, epoch=told.epoch, clock_off_s=clock_off_s,
            fenced=before.fenced and before.epoch == told.epoch,
        )  # fmt: skip
        try:
            await self._look_at_head(told)
            await self._keep(told, before, now_ms, clock_off_s)
        except STORE_FAILURES as failed:  # the next one comes within seconds
            log.debug("a standing is not kept: %s", failed)
            self._halls.store_works(False)

    async def _look_at_head(self, told: Standing) -> None:
        """Does the chain go on where the store has it?"""
        stored = self._heads.get(told.hall)
        if stored is None or told.seq > stored[0]:
            return
        known = (
            stored[1] if told.seq == stored[0] else await self._beside(lambda: self._store.hash_of(told.hall, told.seq))
        )
        if known and told.head != known[:HEAD]:
            self._rewritten(told.hall, told.seq)

    async def _keep(self, told: Standing, before: HallNow, now_ms: int, clock_off_s: int) -> None:
        """Now and then, and whatever must outlive us at once."""
        kept_ms = self._kept_ms.get(told.hall, 0)
        if told.epoch != before.epoch or clock_off_s != before.clock_off_s or now_ms - kept_ms >= KEEP_MS:
            self._kept_ms[told.hall] = now_ms
            await self._beside(lambda: self._store.keep_standing(told, now_ms, clock_off_s))
            if not self.failing:
                self._halls.store_works(True)

    async def _asked(self, message: Msg) -> None:
        """A hall asks where to go on. No answer while the store does not work: it asks again."""
        hall = shapes.hall_of(message.subject)
        if self._rates.take(f"{hall} ask"):
            self._refuse(hall, "rate", "too many questions")
            return
        try:
            asked: Ask = shapes.decoded(message.data[: shapes.MOST_STANDING], Ask)
            answer = await self._answer(hall, asked)
        except BadMessage as bad:
            self._refuse(hall, bad.reason, str(bad))
            return
        except STORE_FAILURES as failed:
            self._store_failed(failed)
            return
        await message.respond(shapes.packed(answer))

    async def _answer(self, hall: str, asked: Ask) -> Answer:
        """Raises what the store raises, or ``BadMessage``."""
        fence = self._fence(hall)
        if not fence.lets(asked.epoch, self._halls.wall_ms()):
            await self._fenced(hall, asked.epoch)
            return Answer(epoch=fence.epoch, refused="fenced")
        if asked.at is not None:
            seq = asked.at
            return Answer(seq=seq, hash=await self._beside(lambda: self._store.hash_of(hall, seq)), epoch=fence.epoch)
        if asked.fork is not None:
            await self._begin_life(hall, asked.fork, asked.hash)
        place = await self._beside(lambda: self._store.place(hall))
        self._heads[hall] = (place.stored_seq, place.head)
        self._halls.change(hall, stored_seq=place.stored_seq, epoch=fence.epoch)
        return Answer(place.life, place.stored_seq, place.head, fence.epoch)

    async def _begin_life(self, hall: str, fork: int, fork_hash: str) -> None:
        place = await self._beside(lambda: self._store.begin_life(hall, fork, fork_hash))
        if place is None:
            raise BadMessage("schema", f"a fork at {fork} that nobody knows")
        self._rewritten(hall, fork + 1)

    def _fence(self, hall: str) -> Fence:
        return self._fences.setdefault(hall, Fence())

    async def _fenced(self, hall: str, epoch: int) -> None:
        """Two hubs have one name: the older one is told, and everybody sees it."""
        fence = self._fence(hall)
        self._refuse(hall, "fenced", f"epoch {epoch}, there is {fence.epoch}")
        self._halls.change(hall, fenced=True)
        await self._client.publish(shapes.told_subject(hall), shapes.packed(Told(fenced=fence.epoch)))

    def _refuse(self, hall: str, reason: str, why: str) -> None:
        """Count it; the first one of its kind is logged."""
        if self._halls.refuse(hall, reason) == 1:
            log.warning("the hall %s: a message is refused (%s): %s", hall, reason, why)

    async def _beside(self, work: Callable[[], R]) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
