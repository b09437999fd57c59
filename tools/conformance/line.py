"""A way to the broker: signing in, saying, hearing; and by paho, for real."""

import asyncio
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from hub.devices.address import Address
from tools.conformance.secrets_file import SignIn

PATIENCE_S = 10.0
"""For one answer of the broker."""


class NoBroker(Exception):
    """The broker cannot be reached, or does not let us in."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message as the broker gave it. ``at_s``: the loop's clock; ``kept``: it had been stored, not said just now."""

    at_s: float
    topic: str
    raw: bytes
    kept: bool
    qos: int


Hear = Callable[[Said], None]


class Line(Protocol):
    """One client that is signed in. ``cuts``: how often its connection has broken."""

    cuts: int

    def say(self, topic: str, raw: bytes, retain: bool, qos: int) -> None:
        """Publish."""

    async def listen(self, filters: Sequence[str]) -> None:
        """Subscribe; asked again, stored messages come again. What is refused stays silent."""

    async def leave(self) -> None:
        """Sign off."""


class Broker(Protocol):
    """Where lines begin."""

    async def sign_in(
        self, who: SignIn, hear: Hear, will: tuple[str, bytes] | None = None, clean: bool = True
    ) -> Line: ...


class RealBroker:
    """A broker at an address."""

    def __init__(self, address: Address) -> None:
        self._address = address

    async def sign_in(self, who: SignIn, hear: Hear, will: tuple[str, bytes] | None = None, clean: bool = True) -> Line:
        """A connected client; raises ``NoBroker``."""
        line = PahoLine(self._address, who, hear, will, clean)
        await line.open()
        return line


class PahoLine:
    """paho in a thread of its own; everything that it hears is handed to the loop.

    With a clean session it connects again when it was cut off, and listens to the same topics.
    """

    def __init__(self, address: Address, who: SignIn, hear: Hear, will: tuple[str, bytes] | None, clean: bool) -> None:
        self.cuts = 0
        self._address, self._hear = address, hear
        self._loop = asyncio.get_running_loop()
        self._opened: asyncio.Future[bool] = self._loop.create_future()
        self._granted = asyncio.Event()
        self._filters: list[str] = []
        client = mqtt.Client(CallbackAPIVersion.VERSION2, who.client_id, clean_session=clean, protocol=mqtt.MQTTv311,
                             reconnect_on_failure=clean)  # fmt: skip
        client.reconnect_delay_set(1, 1)
        client.username_pw_set(who.user, who.password)
        if address.tls:
            client.tls_set_context(ssl.create_default_context())
        if will:
            client.will_set(*will, qos=1, retain=True)
        client.on_connect = self._connected
        client.on_subscribe = lambda *_: self._soon(self._granted.set)
        client.on_disconnect = lambda *_: self._soon(self._cut)
        client.on_message = self._received
        self._client = client

    async def open(self) -> None:
        where = f"{self._address.host}:{self._address.port}"
        try:
            await asyncio.to_thread(self._client.connect, self._address.host, self._address.port, 10)
            self._client.loop_start()
            async with asyncio.timeout(PATIENCE_S):
                let_in = await self._opened
        except (OSError, TimeoutError) as error:
            raise NoBroker(f"{where}: {error!r}") from error
        if not let_in:
            raise NoBroker(f"{where}: it refuses this user and password")

    def say(self, topic: str, raw: bytes, retain: bool, qos: int) -> None:
        self._client.publish(topic, raw, qos, retain)

    async def listen(self, filters: Sequence[str]) -> None:
        self._granted.clear()
        self._filters = list(dict.fromkeys([*self._filters, *filters]))
        self._client.subscribe([(each, 1) for each in filters])
        async with asyncio.timeout(PATIENCE_S):
            await self._granted.wait()

    async def leave(self) -> None:
        self._client.disconnect()
        await asyncio.to_thread(self._client.loop_stop)

    def _connected(self, *given: Any) -> None:
        self._soon(self._settle, not given[3].is_failure)
        if self._filters and not given[3].is_failure:
            self._client.subscribe([(each, 1) for each in self._filters])

    def _settle(self, let_in: bool) -> None:
        if not self._opened.done():
            self._opened.set_result(let_in)

    def _cut(self) -> None:
        self.cuts += 1

    def _received(self, _client: Any, _userdata: Any, message: mqtt.MQTTMessage) -> None:
        raw, topic = bytes(message.payload), message.topic
        self._soon(lambda: self._hear(Said(self._loop.time(), topic, raw, message.retain, message.qos)))

    def _soon(self, call: Callable[..., object], *given: Any) -> None:
        """Hand to the loop, if it still runs."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call, *given)
