"""Telling other programs what happens to halls: signed, repeated until heard, bounded.

Theory of operation. Each hook has a queue of its own and one task, so that a dead receiver delays nobody. A message is
one POST of JSON; ``Anycounter-Signature`` is the HMAC-SHA-256 of the timestamp, a dot and the very bytes of the body, in
hex. Any answer of 2xx ends it; anything else, or silence, repeats it after 1, 2, 4 ... 300 s with a fresh timestamp and the
same ``id``, for a day. Where more than ``QUEUED`` wait, the oldest is dropped and counted.
"""

import asyncio
import hashlib
import hmac
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

log = logging.getLogger(__name__)

EVENTS = ("hall_stale", "hall_back", "surge", "rewritten")
QUEUED = 1000
FIRST_S, LONGEST_S = 1.0, 300.0
GIVEN_UP_MS = 24 * 3600 * 1000

TIMESTAMP, SIGNATURE = "Anycounter-Timestamp", "Anycounter-Signature"

Send = Callable[[str, bytes, Mapping[str, str]], Awaitable[int]]
"""POST to an address; the status. Raises ``OSError`` where nobody answers."""


@dataclass(frozen=True, slots=True)
class Hook:
    """Who hears of which events (none named: all)."""

    url: str
    secret: str
    events: tuple[str, ...] = ()

    def wants(self, event: str) -> bool:
        return not self.events or event in self.events


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Hex of the HMAC-SHA-256 over timestamp, dot, body."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def message(event: str, hall: str, at_ms: int, number: int, detail: Mapping[str, Any]) -> bytes:
    """The body: compact JSON, keys in this order. ``at_ms``: centre's clock. ``number``: in the order of this centre's run."""
    told = {"id": f"{hall}-{at_ms}-{number}", "event": event, "hall": hall, "at_ms": at_ms, "detail": dict(detail)}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def headers(hook: Hook, now_ms: int, body: bytes) -> dict[str, str]:
    """What goes above a body that is sent at this moment."""
    timestamp = str(now_ms // 1000)
    return {
        "Content-Type": "application/json",
        TIMESTAMP: timestamp,
        SIGNATURE: signature(hook.secret, timestamp, body),
    }


class Webhooks:
    """All hooks of a centre. ``wall_ms``: its clock; ``sleep``: until the next attempt."""

    def __init__(
        self,
        hooks: Iterable[Hook],
        send: Send,
        wall_ms: Callable[[], int],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._lines = [Line(hook, send, wall_ms, sleep) for hook in hooks]
        self._wall_ms, self._number = wall_ms, 0
        self.turn: Callable[[], bool] = lambda: True
        """Is it for this process to tell? Of several web nodes one does."""

    def start(self) -> None:
        for line in self._lines:
            line.start()

    def stop(self) -> None:
        for line in self._lines:
            line.stop()

    @property
    def dropped(self) -> int:
        """Messages that were never heard: too many waited, or a day went by."""
        return sum(line.dropped for line in self._lines)

    def tell(self, event: str, hall: str, detail: Mapping[str, Any]) -> None:
        """Queue for everybody who wants it; returns at once."""
        if not self.turn():
            return
        self._number += 1
        at_ms = self._wall_ms()
        body = message(event, hall, at_ms, self._number, detail)
        for line in self._lines:
            if line.hook.wants(event):
                line.put(at_ms, body)


class Line:
    """One hook's queue and its task."""

    def __init__(
        self, hook: Hook, send: Send, wall_ms: Callable[[], int], sleep: Callable[[float], Awaitable[None]]
    ) -> None:
        self.hook, self.dropped = hook, 0
        self._send, self._wall_ms, self._sleep = send, wall_ms, sleep
        self._queue: deque[tuple[int, bytes]] = deque()
        self._filled = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def put(self, at_ms: int, body: bytes) -> None:
        if len(self._queue) >= QUEUED:
            self._queue.popleft()
            self.dropped += 1
        self._queue.append((at_ms, body))
        self._filled.set()

    async def _run(self) -> None:
        while True:
            while not self._queue:
                self._filled.clear()
                await self._filled.wait()
            await self._deliver(*self._queue.popleft())

    async def _deliver(self, at_ms: int, body: bytes) -> None:
        """Until it is heard, or a day has gone by."""
        wait_s = FIRST_S
        while not await self._heard(body):
            if self._wall_ms() - at_ms > GIVEN_UP_MS:
                self.dropped += 1
                return
            await self._sleep(wait_s)
            wait_s = min(wait_s * 2, LONGEST_S)

    async def _heard(self, body: bytes) -> bool:
        try:
            status = await self._send(self.hook.url, body, headers(self.hook, self._wall_ms(), body))
        except (OSError, TimeoutError) as error:
            log.debug("a webhook does not answer: %s", error)
            return False
        return 200 <= status < 300
