"""The hub's link to its broker: it stays up, or says that it is down.

Down, the newest message of each retained topic is kept and everything else is dropped: deliveries that matter are
repeated by their sender until answered. Up again, ``on_up`` is called so that every retained state is published anew:
a broker that lost everything is whole again.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Sequence
from typing import Protocol

from hub.backoff import delay_s
from hub.devices.address import Address
from hub.devices.backlog import Backlog
from hub.devices.connection import Connection, Unreachable, Will

log = logging.getLogger(__name__)

FIRST_RETRY_S, MOST_RETRY_S = 0.1, 5.0
"""All devices must be ready again within 10 s of the broker's return."""

_chance = random.SystemRandom().random


class Listener(Protocol):
    """Who hears of the link. All three must return at once; an exception is a bug and ends the link."""

    def on_up(self) -> None:
        """Connected and subscribed: publish every retained state again."""

    def on_down(self) -> None:
        """The connection is gone."""

    def on_message(self, topic: str, payload: bytes, retain: bool) -> None:
        """A message has come; ``retain``: it was stored in the broker, not sent just now."""


class Link:
    """``run`` it as a task until cancelled. ``address`` and ``will`` are asked before each connect."""

    def __init__(
        self, address: Callable[[], Address], client_id: str, listener: Listener, filters: Sequence[str],
        will: Callable[[], Will] | None = None,
    ) -> None:  # fmt: skip
        self._address = address
        self._client_id = client_id
        self._listener = listener
        self._filters = tuple(filters)
        self._will = will
        self._backlog = Backlog()
        self._connection: Connection | None = None
        self._failures = 0
        self.connects = 0

    @property
    def up(self) -> bool:
        """Connected and subscribed."""
        return self._connection is not None

    @property
    def dropped(self) -> int:
        """Messages that were dropped because the link was down."""
        return self._backlog.dropped

    def publish(self, topic: str, payload: bytes, retain: bool = False) -> None:
        """Send now, or while the link is down keep the newest of each retained topic."""
        if self._connection is None:
            self._backlog.put(topic, payload, retain)
        else:
            self._connection.publish(topic, payload, retain)

    async def run(self) -> None:
        """Stay connected until cancelled; then say what the will would have said, and sign off."""
        while True:
            try:
                why = await self._one_connection()
            except Unreachable as error:
                why = str(error)
            self._failures += 1
            level = logging.WARNING if self._failures == 1 else logging.DEBUG
            log.log(level, "the link to the broker is down: %s", why)
            await asyncio.sleep(delay_s(self._failures, FIRST_RETRY_S, MOST_RETRY_S, _chance()))

    async def _one_connection(self) -> str:
        """From connect to the end of the connection: why it ended."""
        will = self._will() if self._will else None
        connection = Connection(self._address(), self._client_id, will, self._listener.on_message)
        try:
            await connection.open(self._filters)
            self._come_up(connection)
            return await asyncio.shield(connection.ended)
        except asyncio.CancelledError:
            await self._sign_off(connection)
            raise
        finally:
            connection.close()
            if self._connection is not None:
                self._connection = None
                self._listener.on_down()

    def _come_up(self, connection: Connection) -> None:
        log.info("the link to the broker is up")
        self._connection, self._failures = connection, 0
        self.connects += 1
        for topic, payload in self._backlog.take():
            connection.publish(topic, payload, retain=True)
        self._listener.on_up()

    async def _sign_off(self, connection: Connection) -> None:
        if self._connection is None:
            return
        if self._will:
            will = self._will()
            connection.publish(will.topic, will.payload, retain=True)
        await connection.farewell()
