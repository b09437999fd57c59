"""Telling other programs what happens to halls: signed, repeated until heard, bounded, and not lost by a restart.

Theory of operation. What there is to tell is kept in the store (``outbox.py``) before anybody is told. Each hook has one task,
so that a dead receiver delays nobody else; the task claims the hook's oldest message and sends it as one POST of JSON.
``Anycounter-Signature`` is the HMAC-SHA-256 of the timestamp, a dot, the delivery id, a dot and the very bytes of the body, in
hex. Any answer of 2xx ends it; anything else, or silence, repeats it after 1, 2, 4 ... 300 s with a fresh timestamp and the same
``Anycounter-Delivery``, for a day. Whoever dies between the answer and the note of it has the message repeated as well.

A store that fails keeps what is to be told in memory, at most ``QUEUED``, until it works again.
"""

import asyncio
import hashlib
import hmac
import json
import logging
import secrets
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from hub.centre.outbox import QUEUED, Message, Outbox

log = logging.getLogger(__name__)

EVENTS = ("hall_stale", "hall_back", "surge", "surge_over", "rewritten")
FIRST_S, LONGEST_S = 1.0, 300.0
GIVEN_UP_MS = 24 * 3600 * 1000
POLL_S = 2.0
"""Between two looks for a message that is due, or that a node which has died left behind."""

TIMESTAMP, DELIVERY, SIGNATURE = "Anycounter-Timestamp", "Anycounter-Delivery", "Anycounter-Signature"
STORE_FAILURES = (SQLAlchemyError, OSError)

Send = Callable[[str, bytes, Mapping[str, str]], Awaitable[int]]
"""POST to an address; the status. Raises ``OSError`` where nobody answers."""


@dataclass(frozen=True, slots=True)
class Hook:
    """Who hears of which events (none named: all)."""

    url: str
    secret: str
    events: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Its name in the store, where an address with a password in it has no place."""
        return hashlib.sha256(self.url.encode()).hexdigest()[:16]

    def wants(self, event: str) -> bool:
        return not self.events or event in self.events


def signature(secret: str, timestamp: str, delivery: str, body: bytes) -> str:
    """Hex of the HMAC-SHA-256 over timestamp, dot, delivery id, dot, body."""
    return hmac.new(secret.encode(), f"{timestamp}.{delivery}.".encode() + body, hashlib.sha256).hexdigest()


def message(delivery: str, event: str, hall: str, at_ms: int, detail: Mapping[str, Any]) -> str:
    """The body: compact JSON, keys in this order. ``at_ms``: centre's clock."""
    told = {"id": delivery, "event": event, "hall": hall, "at_ms": at_ms, "detail": dict(detail)}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def headers(hook: Hook, now_ms: int, delivery: str, body: bytes) -> dict[str, str]:
    """What goes above a body that is sent at this moment."""
    timestamp = str(now_ms // 1000)
    return {
        "Content-Type": "application/json",
        TIMESTAMP: timestamp,
        DELIVERY: delivery,
        SIGNATURE: signature(hook.secret, timestamp, delivery, body),
    }


def pause_ms(tries: int) -> int:
    """Until the next attempt, after this many that failed."""
    return round(min(FIRST_S * 2.0 ** min(tries - 1, 20), LONGEST_S) * 1000)


class Webhooks:
    """All hooks of a centre. ``wall_ms``: its clock; ``new_id``: a delivery id that no other node makes."""

    def __init__(
        self,
        hooks: Iterable[Hook],
        outbox: Outbox,
        send: Send,
        wall_ms: Callable[[], int],
        new_id: Callable[[], str] = lambda: secrets.token_hex(12),
    ) -> None:
        self.hooks, self.outbox = tuple(hooks), outbox
        self.lines = [Line(hook, outbox, send, wall_ms) for hook in self.hooks]
        self._wall_ms, self._new_id = wall_ms, new_id
        self._untold: deque[tuple[str, str, str, int, dict[str, Any]]] = deque(maxlen=QUEUED)
        self._keeping = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._tasks = [asyncio.create_task(line.run()) for line in self.lines]

    def stop(self) -> None:
        for task in self._tasks:
            task.cancel()

    def tell(self, event: str, hall: str, detail: Mapping[str, Any]) -> None:
        """Note what happened; returns at once. ``keep`` puts it into the store."""
        self._untold.append((event, hall, str(detail.get("seq", "")), self._wall_ms(), dict(detail)))

    async def keep(self) -> list[tuple[str, str]]:
        """Put into the store what was noted, in order; (event, hall) of what no other node had told. Raises what the store raises:
        the rest is kept for the next time."""
        told = []
        async with self._keeping:  # two looks at once
            while self._untold:
                first = self._untold.popleft()
                try:
                    if await self._keep(*first):
                        told.append(first[:2])
                except STORE_FAILURES:
                    self._untold.appendleft(first)
                    raise
        for line in self.lines:
            line.wake()
        return told

    async def _keep(self, event: str, hall: str, mark: str, at_ms: int, detail: dict[str, Any]) -> bool:
        """One of them; False where another node had told it."""
        delivery = self._new_id()
        body = message(delivery, event, hall, at_ms, detail)
        wanted = [hook.key for hook in self.hooks if hook.wants(event)]
        return await asyncio.to_thread(self.outbox.tell, event, hall, mark, at_ms, delivery, body, wanted)

    async def tidy(self) -> None:
        """Once in a while."""
        now_ms = self._wall_ms()
        await asyncio.to_thread(self.outbox.tidy, now_ms, now_ms - GIVEN_UP_MS - round(LONGEST_S * 1000))


class Line:
    """One hook's way out."""

    def __init__(self, hook: Hook, outbox: Outbox, send: Send, wall_ms: Callable[[], int]) -> None:
        self.hook = hook
        self._outbox, self._send, self._wall_ms = outbox, send, wall_ms
        self._news = asyncio.Event()
        self._failing = False

    def wake(self) -> None:
        """There may be something to tell."""
        self._news.set()

    async def run(self) -> None:
        """Deliver what is due until cancelled; a store that fails is asked again."""
        while True:
            self._news.clear()
            try:
                busy = await self.step()
                self._failing = False
            except STORE_FAILURES as failed:
                if not self._failing:
                    log.error("webhooks wait for the store: %s", failed)
                self._failing, busy = True, False
            if not busy:
                try:
                    await asyncio.wait_for(self._news.wait(), POLL_S)
                except TimeoutError:
                    continue

    async def step(self) -> bool:
        """One attempt; False where nothing was due, or somebody else is at it. Raises what the store raises."""
        told = await asyncio.to_thread(self._outbox.claim, self.hook.key, self._wall_ms())
        if told is None:
            return False
        why = await self._attempt(told)
        await asyncio.to_thread(self._note, told, why)
        return True

    async def _attempt(self, told: Message) -> str:
        """ "" once it was heard, else why not."""
        body = told.body.encode()
        try:
            status = await self._send(self.hook.url, body, headers(self.hook, self._wall_ms(), told.delivery, body))
        except (OSError, TimeoutError) as error:
            log.debug("a webhook does not answer: %s", error)
            return "no_answer"
        return "" if 200 <= status < 300 else f"status_{status}"

    def _note(self, told: Message, why: str) -> None:
        """What came of an attempt, for all nodes."""
        now_ms = self._wall_ms()
        if not why:
            self._outbox.delivered(told)
        elif now_ms - told.at_ms > GIVEN_UP_MS:
            log.warning("a webhook was not heard for a day: %s of %s is given up (%s)", told.event, told.hall, why)
            self._outbox.give_up(told, why, now_ms)
        else:
            self._outbox.failed(told, why, now_ms + pause_ms(told.tries + 1))
