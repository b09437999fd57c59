"""A hall asks where to go on, or says that its history is another one; any worker answers, from the store.

After a start of the centre all halls ask at once: those that have asked while the store was busy are one question to it.
"""

import asyncio
import logging

from nats.aio.client import Client
from nats.aio.msg import Msg

from hub.centre import streams
from hub.centre.guard import Guard
from hub.centre.halls import Halls
from hub.centre.place import Place
from hub.centre.store import STORE_FAILURES, Store
from hub.own_thread import OwnThread
from hub.uplink import shapes
from hub.uplink.shapes import Answer, Ask, BadMessage

log = logging.getLogger(__name__)

MOST_AT_ONCE = 500


class Answers:
    """``start`` it once ``client`` is connected."""

    def __init__(self, client: Client, halls: Halls, store: Store, guard: Guard) -> None:
        self._client, self._halls, self._store, self._guard = client, halls, store, guard
        self._beside = OwnThread("answers")
        self._answering: set[asyncio.Task[None]] = set()
        self._wanted: list[tuple[str, int, asyncio.Future[Place]]] = []
        self._looking = False

    async def start(self) -> None:
        await self._client.subscribe(shapes.ASK_FOR_ALL, queue=streams.WORKERS, cb=self._begin)

    async def _begin(self, message: Msg) -> None:
        task = asyncio.create_task(self._asked(message))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _asked(self, message: Msg) -> None:
        """No answer while the store does not work: the hall asks again."""
        hall = shapes.hall_of(message.subject)
        if self._guard.too_fast(hall, "questions"):
            return
        try:
            asked: Ask = shapes.decoded(message.data[: shapes.MOST_STANDING], Ask)
            answer = await self._answer(hall, asked)
        except BadMessage as bad:
            self._guard.refuse(hall, bad.reason, str(bad))
            return
        except STORE_FAILURES as failed:
            log.warning("the hall %s gets no answer, since the store failed: %s", hall, failed)
            return
        await message.respond(shapes.packed(answer))

    async def _answer(self, hall: str, asked: Ask) -> Answer:
        """Raises what the store raises, or ``BadMessage``."""
        place = await self._place(hall, asked.epoch)
        if asked.epoch < place.epoch:
            await self._guard.fence(hall, asked.epoch, place.epoch)
            return Answer(epoch=place.epoch, refused="fenced")
        epoch = asked.epoch
        if asked.at is not None:
            seq = asked.at
            return Answer(seq=seq, hash=await self._beside(lambda: self._store.hash_of(hall, seq)), epoch=epoch)
        if asked.fork is not None:
            await self._begin_life(hall, asked.fork, asked.hash)
            place = await self._place(hall, epoch)
        self._halls.change(hall, stored_seq=place.stored_seq, head=place.head, epoch=epoch)
        return Answer(place.life, place.stored_seq, place.head, epoch)

    async def _place(self, hall: str, epoch: int) -> Place:
        """How far the store is with the hall, and whose it is, asked together with all that want to know as well."""
        found: asyncio.Future[Place] = asyncio.get_running_loop().create_future()
        self._wanted.append((hall, epoch, found))
        if not self._looking:
            self._looking = True
            try:
                while self._wanted:
                    await self._look()
            finally:
                self._looking = False
        return await found

    async def _look(self) -> None:
        wanted, self._wanted = self._wanted[:MOST_AT_ONCE], self._wanted[MOST_AT_ONCE:]
        asked: dict[str, int] = {}
        for hall, epoch, _ in wanted:
            asked[hall] = max(epoch, asked.get(hall, 0))
        try:
            places = await self._beside(lambda: self._store.let_in(asked, self._halls.wall_ms()))
        except STORE_FAILURES as failed:
            for _, _, found in wanted:
                found.set_exception(failed)
        else:
            for hall, _, found in wanted:
                found.set_result(places.get(hall, Place()))

    async def _begin_life(self, hall: str, fork: int, fork_hash: str) -> None:
        place = await self._beside(lambda: self._store.begin_life(hall, fork, fork_hash))
        if place is None:
            raise BadMessage("schema", f"a fork at {fork} that nobody knows")
        self._guard.rewritten(hall, fork + 1)
