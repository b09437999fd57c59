"""The connection that uplinks speak through: one of their own, or one that all halls of a centre share.

A shared one has one budget of bytes. Standings go at once and are paid for later, so that events of any hall wait behind the
standings of all. It never has less than its halls' heartbeats need: halls whose standings came too seldom would look dead.
"""

import asyncio
import contextlib
import logging
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Protocol

import nats.errors
from nats.aio.client import Client

from hub.backoff import delay_s
from hub.uplink import shapes
from hub.uplink.address import Way
from hub.uplink.budget import Budget

log = logging.getLogger(__name__)

CONNECT_S, CLOSE_S = 10.0, 1.0
FIRST_RETRY_S, MOST_RETRY_S = 0.5, 60.0
STEADY_S = 30.0
"""A connection that lasted so long was a good one, even if there was nothing to send."""

HALL_NEEDS = 100
"""Bytes a second for the standings of one hall that shares a connection, and a little beside them."""

ASKING = 32
"""Halls of a shared connection that ask at the same time where to go on: a centre answers one after the other."""

LINE_FAILURES = (nats.errors.Error, OSError, TimeoutError)

Ended = Callable[[Exception | None], None]
"""Told that the connection is closed (None), or that something was refused on it."""

_chance = random.SystemRandom().random


async def close(client: Client) -> None:
    """Close it; one whose TLS never began, or broke, would wait for a goodbye that does not come."""
    with contextlib.suppress(*LINE_FAILURES):
        async with asyncio.timeout(CLOSE_S):
            await client.close()


class Line(Protocol):
    """What an uplink needs of its connection. ``asking``: whose turn it is to ask."""

    asking: asyncio.Semaphore

    async def open(self, ended: Ended) -> Client:
        """The connection, as soon as there is one; raises why there is none."""
        ...

    def budget(self) -> Budget: ...

    async def leave(self, client: Client, ended: Ended) -> None:
        """The uplink is done with the connection, or could not go on with it."""
        ...


class Members:
    """The addresses of a way, and how a connection to the next one is made. ``name``: what the broker calls it."""

    def __init__(self, way: Way, name: str) -> None:
        self._way, self._name = way, name
        self._addresses = deque(way.addresses())

    async def sign_in(
        self, closed: Callable[[], Awaitable[None]], failed: Callable[[Exception], Awaitable[None]]
    ) -> Client:
        """A connection to the next member that lets us in; raises why the last one did not.

        A member that takes connections and then answers nothing is left as well: each time begins with the one after it.
        """
        why: Exception = OSError("no address")
        for _ in range(len(self._addresses)):
            address = self._addresses[0]
            self._addresses.rotate(-1)
            try:
                return await self._dial(address, closed, failed)
            except (nats.errors.Error, OSError) as refused:  # its machine is off, or it does not know us yet
                why = refused
        raise why

    async def _dial(
        self, address: str, closed: Callable[[], Awaitable[None]], failed: Callable[[Exception], Awaitable[None]]
    ) -> Client:
        """The client itself would try the one address it has for two minutes; we go to another one."""
        client, made = Client(), False

        async def closed_later() -> None:
            if made:
                await closed()

        async def failed_later(error: Exception) -> None:
            if made:
                await failed(error)

        try:
            async with asyncio.timeout(CONNECT_S):
                await client.connect(
                    address, user=self._way.user, password=self._way.key, name=self._name,
                    inbox_prefix=shapes.inbox(self._way.user), tls=self._way.tls(), tls_hostname=self._way.tls_name(),
                    allow_reconnect=False, max_reconnect_attempts=1, reconnect_time_wait=0, connect_timeout=round(CONNECT_S),
                    closed_cb=closed_later, error_cb=failed_later, ping_interval=20, max_outstanding_pings=2,
                )  # fmt: skip
            made = True
        finally:
            if not made:
                await close(client)
        if client.is_closed:
            raise nats.errors.ConnectionClosedError
        return client


class OwnLine:
    """A connection for each time that the one uplink opens it."""

    def __init__(self, way: Way, name: str) -> None:
        self._members, self._rate = Members(way, name), way.bytes_a_second
        self.asking = asyncio.Semaphore(1)

    async def open(self, ended: Ended) -> Client:
        async def closed() -> None:
            ended(None)

        async def failed(error: Exception) -> None:
            ended(error)

        return await self._members.sign_in(closed, failed)

    def budget(self) -> Budget:
        return Budget(self._rate, asyncio.get_running_loop().time())

    async def leave(self, client: Client, ended: Ended) -> None:
        await close(client)


class SharedLine:
    """One connection for all halls; ``run`` it as a task."""

    def __init__(self, way: Way) -> None:
        self._members, self._way = Members(way, way.user), way
        self.asking = asyncio.Semaphore(ASKING)
        self.connections = 0
        self._client: Client | None = None
        self._up, self._gone = asyncio.Event(), asyncio.Event()
        self._users: dict[Ended, None] = {}
        self._left = self._most = 0
        self._budget: Budget | None = None

    async def run(self) -> None:
        """Work until cancelled: there is a connection whenever there can be one."""
        failures = 0
        while True:
            began_s = time.monotonic()
            self._gone.clear()
            try:
                self._client = await self._members.sign_in(self._closed, self._failed)
            except LINE_FAILURES as failed:
                log.log(
                    logging.DEBUG if failures else logging.WARNING, "the level above: away: %s", failed or "no answer"
                )
            else:
                await self._while_up(self._client)
            failures = 1 if time.monotonic() - began_s > STEADY_S else failures + 1
            await asyncio.sleep(delay_s(failures, FIRST_RETRY_S, MOST_RETRY_S, _chance()))

    async def _while_up(self, client: Client) -> None:
        """Lend it until it ends, or hardly anybody gets on with it."""
        log.info("the level above lets us in")
        self.connections += 1
        self._left = 0
        self._up.set()
        try:
            await self._gone.wait()
        finally:
            self._up.clear()
            for ended in list(self._users):
                ended(None)
            await close(client)

    async def open(self, ended: Ended) -> Client:
        await self._up.wait()
        assert self._client
        self._users[ended] = None
        self._most = max(self._most, len(self._users))
        return self._client

    def budget(self) -> Budget:
        """The one budget, wide enough for so many halls."""
        if self._budget is None:
            self._budget = Budget(self._way.bytes_a_second, asyncio.get_running_loop().time())
        self._budget.at_least(self._most * HALL_NEEDS)
        return self._budget

    async def leave(self, client: Client, ended: Ended) -> None:
        """Others go on; where twice as many have left as there are halls, the member is no good, and another one is tried."""
        self._users.pop(ended, None)
        self._left += 1
        if client is self._client and self._left > 2 * max(self._most, 2):
            self._gone.set()

    async def _closed(self) -> None:
        self._gone.set()

    async def _failed(self, error: Exception) -> None:
        """What is refused is one hall's: the subject says whose, and the others do not listen."""
        for ended in list(self._users):
            ended(error)
