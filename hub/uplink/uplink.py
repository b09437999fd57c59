"""From one hall to the centre, whatever the line does.

Theory of operation. Nothing about the link is stored in the hall: at each connect it asks the centre which event it has last,
and goes on behind it, a minute or a week later. Events go in order, in runs that JetStream acknowledges once they are stored;
a few runs may be under way at once, and any failure ends the connection, so that the next one asks again. What arrives twice
is told apart by its number. Where the centre is a cluster, each connection is tried at the next member. A standing goes on
each change, at most one a second, and every ten seconds; it waits for no event, and only the newest is ever sent. Both spend
one budget of bytes: events wait for it, standings only use it up.

The hall's work never waits for any of this: ``tell`` sets a flag.
"""

import asyncio
import contextlib
import logging
import random
import re
import time
from collections import deque
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

import nats.errors
import nats.js.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.client import JetStreamContext

from hub.backoff import delay_s
from hub.core.better import Offer, of_plain
from hub.core.events import Recorded
from hub.core.hall import Hall
from hub.uplink import shapes
from hub.uplink.address import Way
from hub.uplink.budget import Budget
from hub.uplink.history import fork_of
from hub.uplink.line import FIRST_RETRY_S, MOST_RETRY_S, STEADY_S, Line, OwnLine
from hub.uplink.shapes import Answer, Ask, Piece, Told
from hub.uplink.source import Source

log = logging.getLogger(__name__)

HEARTBEAT_S = 10.0
STANDING_EVERY_S = 1.0
RUN = 64
"""Events in one message: half a second of a line of 64 kbit/s, so that a standing never waits long behind it."""

WINDOW = 4
"""Messages without an answer: a satellite's second does not slow a quick line down."""

AROUND = 200
"""Bytes that each message costs beside itself: subject, headers, the answer, TCP."""

ANSWER_S = 15.0
ASKED = 3
"""How often within that time."""

CANCEL_AGAIN_S = 0.5
OF_A_HALL = re.compile(r'"(hall|centre)\.[^.]+\.')
"""A subject in what NATS says of a refusal."""

FENCED_RETRY_S = 30.0
"""A fenced hub publishes nothing and asks so often whether the other one is still there."""

_chance = random.SystemRandom().random


class State(StrEnum):
    """``behind``: connected, and older events are still on their way."""

    AWAY = "away"
    BEHIND = "behind"
    LIVE = "live"
    FENCED = "fenced"


class Fenced(Exception):
    """The centre has heard a hub of this hall with a higher epoch."""


class Again(Exception):
    """The centre misses something: ask where to go on."""


FAILURES = (nats.errors.Error, nats.js.errors.APIError, OSError, TimeoutError, shapes.BadMessage, Again)


class Uplink:
    """One hall's link; ``run`` it as a task. ``changed``: called after each change of ``state``; ``offer``: the better hall.

    ``line``: a connection that others use as well; without it there is one of its own.
    """

    def __init__(
        self, way: Way, source: Source, changed: Callable[[State], None] = lambda state: None, line: Line | None = None
    ) -> None:  # fmt: skip
        self.state = State.AWAY
        self.acknowledged = 0
        self.offer = Offer(time.monotonic)
        self._source, self._changed = source, changed
        self._line: Line = line or OwnLine(way, source.hall)
        self._news = asyncio.Event()
        self._moved = asyncio.Event()
        self._broken = asyncio.Event()
        self._why: Exception | None = None
        self._life, self._rounds = 0, 0
        self._brought, self._began_s = False, 0.0

    def tell(self, hall: Hall, recorded: Sequence[Recorded]) -> None:
        """An outlet of the hall."""
        self.wake()

    def wake(self) -> None:
        """There may be something new."""
        self._news.set()
        self._moved.set()

    async def run(self) -> None:
        """Work until cancelled."""
        failures = 0
        while True:
            try:
                await self._connected()
            except Fenced as fenced:
                self._be(State.FENCED, str(fenced))
                await asyncio.sleep(FENCED_RETRY_S)
                continue
            except FAILURES as failed:
                self._be(State.AWAY, str(failed) or type(failed).__name__)
                failures = 1 if self._was_good() else failures + 1
            except Exception:  # a fault of the link, or of what it reads, must not end the hall
                log.exception("the link to the centre failed")
                self._be(State.AWAY, "see above")
                failures += 1
            await asyncio.sleep(delay_s(failures, FIRST_RETRY_S, MOST_RETRY_S, _chance()))

    def _was_good(self) -> bool:
        """Did the last connection bring anything, or last? Else all halls would knock twice a second while a cluster elects."""
        return self._brought or time.monotonic() - self._began_s > STEADY_S

    async def _connected(self) -> None:
        """One connection, until it fails. Raises what ended it."""
        self._broken.clear()
        self._why, self._brought = None, False
        self._began_s = time.monotonic()
        client, heard = await self._sign_in(), None
        try:
            heard = await client.subscribe(shapes.told_subject(self._source.hall), cb=self._hear)
            async with self._line.asking:
                start = await self._where_to_go_on(client)
            budget = self._line.budget()
            await self._while_whole(self._standings(client, budget), self._events(client.jetstream(), budget, start))
        finally:
            if heard is not None and client.is_connected:
                with contextlib.suppress(*FAILURES):
                    await heard.unsubscribe()
            await self._line.leave(client, self._ended)

    async def _sign_in(self) -> Client:
        return await self._line.open(self._ended)

    def _ended(self, why: Exception | None) -> None:
        """The connection was closed, or something on it was refused: our own subjects, or all."""
        if why is None:
            self._broken.set()
            return
        log.debug("the link says: %s", why)
        said = str(why).lower()
        ours = f".{self._source.hall}." in said or not OF_A_HALL.search(said)
        if isinstance(why, nats.errors.AuthorizationError) or ("permission" in said and ours):
            self._break(why)

    def _break(self, why: Exception) -> None:
        """The connection is given up for this reason."""
        self._why = self._why or why
        self._broken.set()

    async def _hear(self, message: Msg) -> None:
        """What the centre says unasked."""
        try:
            told = shapes.decoded(message.data, Told)
        except shapes.BadMessage as bad:
            log.warning("the centre said something that cannot be read: %s", bad)
            return
        if told.fenced is not None and told.fenced > self._source.epoch:
            self._break(Fenced(f"a hub with the epoch {told.fenced} is there, ours is {self._source.epoch}"))
        elif told.better is not None:
            self._hear_offer(told.better)
        elif told.again is not None:
            self._rounds += 1
            self._break(Again(f"the centre asks for events behind {told.again} again"))

    def _hear_offer(self, told: dict[str, Any]) -> None:
        """A better hall, or that there is none any more."""
        try:
            self.offer.hear(of_plain(told) if told else None)
        except ValueError as wrong:
            log.warning("the centre offered a hall that cannot be read: %s", wrong)

    async def _while_whole(self, *works: object) -> None:
        """All of them at once until one fails or the connection breaks; raises why."""
        tasks = [asyncio.ensure_future(work) for work in (*works, self._broken.wait())]  # type: ignore[call-overload]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if self._why is not None:
                raise self._why
            for task in done:
                task.result()
            raise nats.errors.ConnectionClosedError
        finally:
            await ended(tasks)

    async def _where_to_go_on(self, client: Client) -> int:
        """The last event that the centre has of our history. Raises ``Fenced``."""
        answer = await self._ask(client, Ask(self._source.epoch))
        if answer.seq and await self._source.hash_at(answer.seq) != answer.hash:
            answer = await self._fork(client, answer)
        self._life, self.acknowledged = answer.life, answer.seq
        return answer.seq

    async def _fork(self, client: Client, answer: Answer) -> Answer:
        """Our history is not what the centre has: find out from where on, and say so."""

        async def theirs(seq: int) -> str:
            return (await self._ask(client, Ask(self._source.epoch, at=seq))).hash

        fork = await fork_of(self._source.hash_at, theirs, min(answer.seq, self._source.last_seq()))
        log.error("the centre has another history of this hall behind event %d: it is told all since then again", fork)
        return await self._ask(client, Ask(self._source.epoch, fork=fork, hash=await self._source.hash_at(fork)))

    async def _ask(self, client: Client, question: Ask) -> Answer:
        """Raises ``Fenced``."""
        reply = await self._reply(client, question)
        answer: Answer = shapes.decoded(reply.data, Answer)
        if answer.refused:
            raise Fenced(f"a hub with the epoch {answer.epoch} is there, ours is {self._source.epoch}")
        return answer

    async def _reply(self, client: Client, question: Ask) -> Msg:
        """A worker that dies takes its questions with it: what may be asked twice is."""
        subject, patience_s = shapes.ask_subject(self._source.hall), ANSWER_S
        if question.fork is None:
            patience_s = ANSWER_S / ASKED
            for _ in range(ASKED - 1):
                with contextlib.suppress(nats.errors.TimeoutError):
                    return await client.request(subject, shapes.packed(question), timeout=patience_s)
        return await client.request(subject, shapes.packed(question), timeout=patience_s)

    async def _standings(self, client: Client, budget: Budget) -> None:
        """The newest, on each change and every ten seconds."""
        loop = asyncio.get_running_loop()
        while True:
            self._moved.clear()
            told = await self._source.standing()
            if told is not None:
                payload = shapes.pack_standing(told)
                budget.spend(len(payload) + AROUND, loop.time())
                await client.publish(shapes.now_subject(self._source.hall), payload)
                await client.flush(round(ANSWER_S))
            await asyncio.sleep(STANDING_EVERY_S)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT_S - STANDING_EVERY_S):
                    await self._moved.wait()

    async def _events(self, stream: JetStreamContext, budget: Budget, start: int) -> None:
        """Run after run, up to ``WINDOW`` of them without an answer."""
        sent, under_way = start, deque[tuple[int, asyncio.Task[object]]]()
        try:
            while True:
                self._news.clear()
                pieces = await self._source.after(sent, RUN)
                self._be(State.BEHIND if len(pieces) == RUN else State.LIVE)
                if pieces:
                    payload = self._packed(pieces)
                    await asyncio.sleep(budget.spend(len(payload) + AROUND, asyncio.get_running_loop().time()))
                    sent = pieces[-1].seq
                    under_way.append((sent, asyncio.create_task(self._publish(stream, sent, payload))))
                while under_way and (len(under_way) >= WINDOW or not pieces):
                    seq, task = under_way.popleft()
                    await task
                    self.acknowledged, self._brought = seq, True
                if not pieces:
                    await self._news.wait()
        finally:
            await ended([task for _, task in under_way])

    def _packed(self, pieces: list[Piece]) -> bytes:
        """The message; a run that would be too large is cut, at worst to one event."""
        while (
            len(payload := shapes.pack_run(self._source.epoch, self._life, pieces)) > shapes.MOST_BYTES
            and len(pieces) > 1
        ):
            del pieces[len(pieces) // 2 :]
        return payload

    async def _publish(self, stream: JetStreamContext, seq: int, payload: bytes) -> object:
        hall = self._source.hall
        name = f"{hall}:{seq}" + (f"/{self._life}.{self._rounds}" if self._life or self._rounds else "")
        return await stream.publish(
            shapes.events_subject(hall), payload, timeout=ANSWER_S, headers={"Nats-Msg-Id": name}
        )  # fmt: skip

    def _be(self, state: State, why: str = "") -> None:
        if state == self.state:
            return
        before, self.state = self.state, state
        if state in (State.AWAY, State.FENCED):
            log.warning("the centre: %s: %s", state, why)
        elif before in (State.AWAY, State.FENCED):
            log.info("the centre hears us")
        self._changed(state)


async def ended(tasks: Sequence[asyncio.Task[Any]]) -> None:
    """Cancel them until they are over: a ``wait_for`` of the client's whose answer comes in that moment swallows a cancellation."""
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=CANCEL_AGAIN_S)
    await asyncio.gather(*tasks, return_exceptions=True)
