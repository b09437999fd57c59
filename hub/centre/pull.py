"""Messages of the workers' consumer: everything that has come by the time somebody asks, so that a busy store gets large batches.

The client's own ``fetch`` waits for each message by itself, which costs more than all that is done with it.
"""

import asyncio
import json
from collections import deque

from nats.aio.client import Client
from nats.aio.msg import Msg

MOST = 512
"""Messages that are on their way or wait here; half of them are a batch."""

EXPIRES_S = 5.0
LATER_S = 1.0
"""After an answer that says no more than that there is trouble, such as a new leader of the stream."""

NOTHING_CAME = ("404", "408")
STATUS = "Status"
PENDING = "Nats-Pending-Messages"


class Pull:
    """One worker's share. ``start`` it, then await ``batch`` again and again; raises what the client raises."""

    def __init__(self, client: Client, stream: str, consumer: str) -> None:
        self._client = client
        self._next = f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{consumer}"
        self._inbox = client.new_inbox()
        self._came: deque[Msg] = deque()
        self._news = asyncio.Event()
        self._asked_for = 0
        self._troubled = False

    async def start(self) -> None:
        await self._client.subscribe(self._inbox, cb=self._take)

    async def batch(self) -> list[Msg]:
        """At least one message."""
        while True:
            if self._troubled:
                self._troubled = False
                await asyncio.sleep(LATER_S)
            if self._asked_for + len(self._came) <= MOST // 2:
                await self._ask(MOST - self._asked_for - len(self._came))
            if self._came:
                return [self._came.popleft() for _ in range(min(len(self._came), MOST // 2))]
            self._news.clear()
            try:
                async with asyncio.timeout(EXPIRES_S + LATER_S):
                    await self._news.wait()
            except TimeoutError:  # neither messages nor word that there are none: the connection was lost meanwhile
                self._asked_for = 0

    async def _ask(self, count: int) -> None:
        self._asked_for += count
        question = {"batch": count, "expires": round(EXPIRES_S * 1e9)}
        await self._client.publish(self._next, json.dumps(question).encode(), reply=self._inbox)

    async def _take(self, message: Msg) -> None:
        status = (message.headers or {}).get(STATUS)
        if status is None:
            self._asked_for = max(self._asked_for - 1, 0)
            self._came.append(message)
        else:
            left = (message.headers or {}).get(PENDING, "")
            self._asked_for = max(self._asked_for - int(left), 0) if left.isdigit() else 0
            self._troubled = status not in NOTHING_CAME
        self._news.set()
