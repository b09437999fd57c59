"""A keypad without its board: the wire, the credential and the deliveries of a real one, and a broker to say it to."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import wire.of_all
import wire.of_keypad  # noqa: F401 - the messages of a keypad
from hub.devices.address import Address
from hub.devices.connection import Connection
from hub.devices.credentials import Credential
from wire.delivery import Outbox, Sent
from wire.envelope import decode, encode, message
from wire.timing import expiry_ms
from wire.topics import device_topic

JITTER = 0
"""A measured press is sent at once; so is everything again after a reconnect."""


def mono_ms() -> int:
    return time.monotonic_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer: which press, what the hub said, and when it was decoded, in seconds of ``time.perf_counter``."""

    boot: int
    seq: int
    body: dict[str, Any]
    at_s: float

    @property
    def origin(self) -> str:
        """Boot and number of the press."""
        return f"{self.boot}:{self.seq}"


@dataclass(slots=True)
class Keypad:
    """One start of a keypad. ``heard``: every answer, repeated ones too. ``shown``: (number, counter) it displayed."""

    credential: Credential
    hall: str
    boot: int = 1
    heard: list[Heard] = field(default_factory=list)
    shown: set[tuple[str, int]] = field(default_factory=set)
    outbox: Outbox = field(init=False)
    _connection: Connection | None = None
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.outbox = Outbox(self.boot)

    async def connect(self, broker: tuple[str, int]) -> None:
        """Sign in and listen; raises ``Unreachable``. What was not answered yet is due again."""
        own = self.credential
        address = Address(broker[0], broker[1], own.user, own.password)
        connection = Connection(address, own.client_id, None, self._hear)
        await connection.open([self._topic("ack"), self._topic("desired")])
        self._connection = connection
        self.outbox.hasten(mono_ms())

    def disconnect(self) -> None:
        """The cable is pulled."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def press(self, key: str, arg: str = "") -> Sent | None:
        """A finger on a key; None while too many presses wait for their answer."""
        body = {"key": key, "arg": arg, "seen": None}
        sent: Sent | None = self.outbox.add("press", body, mono_ms(), expiry_ms("press", body))
        return sent

    def say_due(self) -> None:
        """Put on the wire whatever is due, forget what has become too old."""
        now_ms = mono_ms()
        self.outbox.expired(now_ms)
        if self._connection is None or self._connection.ended.done():
            return
        topic = self._topic("ev")
        for sent in self.outbox.due(now_ms, JITTER):
            said = message(sent.type, self.credential.device, self.boot, sent.seq, sent.body, sent.age_ms(now_ms))
            self._connection.publish(topic, encode(topic, self.credential.key, said), False)

    async def answer(self, sent: Sent, patience_s: float) -> Heard:
        """The hub's answer to this press, once it is there; raises ``TimeoutError``."""
        await self.until(lambda: any(each.seq == sent.seq for each in self.heard[-3:]), patience_s)
        return next(each for each in self.heard if each.seq == sent.seq)

    async def until(self, true: Callable[[], bool], patience_s: float) -> None:
        """Return once what was heard makes it true; raises ``TimeoutError``."""
        async with asyncio.timeout(patience_s):
            while not true():
                self._news.clear()
                await self._news.wait()

    def _hear(self, topic: str, payload: bytes, retain: bool) -> None:
        """A message of the hub; one that is not its own would be a bug, and ends the connection."""
        envelope = decode(topic, payload, self.credential.key)
        body = envelope["body"]
        if envelope["type"] == "ack":
            self.heard.append(Heard(body["boot"], body["seq"], body, time.perf_counter()))
            self.outbox.ack(body["boot"], body["seq"])
        elif body["number"]:
            self.shown.add((body["number"], body["counter"]))
        self._news.set()

    def _topic(self, kind: str) -> str:
        topic: str = device_topic(self.hall, self.credential.device, kind)
        return topic
