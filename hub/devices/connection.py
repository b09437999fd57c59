"""One MQTT connection, from CONNECT to its end: paho on the asyncio loop.

A connection is used once. What it had not delivered dies with it, so that nothing old is sent after something new:
after the next connect the hub publishes every retained state again.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from hub.devices.address import Address
from hub.devices.certificates import client_context

KEEPALIVE_S = 5
"""A silent broker is noticed within twice this; devices and screens must be ready again within 10 s."""
OPEN_S = 5.0
REACH_S = 4.0
FAREWELL_S = 1.0
MOST_UNACKED = 2000
"""Messages that the broker has not confirmed: one that is this far behind has stalled."""

OnMessage = Callable[[str, bytes, bool], None]


class Unreachable(Exception):
    """No connection could be made, or it has ended; says why, without secrets."""


@dataclass(frozen=True, slots=True)
class Will:
    """What the broker says, retained, in the name of one who has gone silent."""

    topic: str
    payload: bytes


class Connection:
    """``open`` once, then ``publish``; ``ended`` is done when it is over, or raises a bug of ``on_message``."""

    def __init__(self, address: Address, client_id: str, will: Will | None, on_message: OnMessage) -> None:
        self.ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._address = address
        self._on_message = on_message
        self._loop = asyncio.get_running_loop()
        self._socket: socket.socket | None = None
        self._writing = False
        self._unacked = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._opened: asyncio.Future[None] = self._loop.create_future()
        self._granted: asyncio.Future[None] = self._loop.create_future()
        self._client = self._make_client(client_id, will)

    async def open(self, filters: Iterable[str]) -> None:
        """Connect, sign in and subscribe; raises ``Unreachable``."""
        try:
            async with asyncio.timeout(OPEN_S):
                await asyncio.to_thread(self._client.reconnect)
                self._attach()
                await self._opened
                wanted = [(topic, 1) for topic in filters]
                if wanted:
                    self._client.subscribe(wanted)
                    await self._granted
        except (OSError, TimeoutError, Unreachable) as error:
            if self.ended.done():
                self.ended.result()
            self.close()
            raise Unreachable(f"{self._address.host}:{self._address.port}: {error!r}") from error

    def publish(self, topic: str, payload: bytes, retain: bool) -> None:
        """Send with QoS 1. Delivery to the broker is likely, not promised: only an answer of the other side counts."""
        self._unacked += 1
        if self._unacked > MOST_UNACKED:
            self._end("the broker has stalled")
            return
        self._idle.clear()
        self._client.publish(topic, payload, qos=1, retain=retain)

    async def farewell(self) -> None:
        """Wait, at most ``FAREWELL_S``, until the broker has confirmed everything, then sign off without a will."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), FAREWELL_S)
        if not self.ended.done():
            self._client.disconnect()
            self._client.loop_write()
        self.close()

    def close(self) -> None:
        """Drop the connection as it is: the broker sends the will."""
        self._end("closed")

    def _make_client(self, client_id: str, will: Will | None) -> mqtt.Client:
        client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id, protocol=mqtt.MQTTv311)
        client.username_pw_set(self._address.user, self._address.password)
        if self._address.tls:
            authority = self._address.authority
            client.tls_set_context(client_context(authority) if authority else ssl.create_default_context())
        if will:
            client.will_set(will.topic, will.payload, qos=1, retain=True)
        client.max_inflight_messages_set(MOST_UNACKED)
        client.connect_timeout = REACH_S
        client.connect_async(self._address.host, self._address.port, KEEPALIVE_S)
        return client

    def _attach(self) -> None:
        """Hand the socket to the loop. It was made in a thread, as that may block; callbacks start here."""
        client = self._client
        found = client.socket()
        if found is None or self.ended.done():
            raise Unreachable("the connection was closed at once")
        assert isinstance(found, socket.socket)
        self._socket = found
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._loop.add_reader(found, self._read)
        client.on_connect = self._connected
        client.on_subscribe = self._subscribed
        client.on_message = self._received
        client.on_publish = self._confirmed
        client.on_disconnect = self._disconnected
        client.on_socket_register_write = self._write_soon
        client.on_socket_close = self._closing
        self._write_soon()
        self._keep_alive()

    def _detach(self) -> None:
        if self._socket is not None:
            self._loop.remove_reader(self._socket)
            self._loop.remove_writer(self._socket)
            self._socket, self._writing = None, False

    def _closing(self, *_: Any) -> None:
        self._detach()

    def _read(self) -> None:
        try:
            self._client.loop_read()
            while isinstance(self._socket, ssl.SSLSocket) and self._socket.pending():
                self._client.loop_read()
        except Exception as error:
            self._end("a bug", error)

    def _write_soon(self, *_: Any) -> None:
        self._loop.call_soon(self._write)

    def _write(self) -> None:
        """Send what is queued; ask the loop to be called again only while the socket is full."""
        if self._socket is None:
            return
        self._client.loop_write()
        full = self._socket is not None and self._client.want_write()
        if full and not self._writing and self._socket is not None:
            self._loop.add_writer(self._socket, self._write)
        elif not full and self._writing and self._socket is not None:
            self._loop.remove_writer(self._socket)
        self._writing = full

    def _keep_alive(self) -> None:
        if self._socket is not None:
            self._client.loop_misc()
            self._loop.call_later(1.0, self._keep_alive)

    def _connected(self, *given: Any) -> None:
        reason = given[3]
        if self._opened.done():
            return
        if reason.is_failure:
            self._opened.set_exception(Unreachable(f"refused: {reason}"))
        else:
            self._opened.set_result(None)

    def _subscribed(self, *given: Any) -> None:
        refused = [str(reason) for reason in given[3] if reason.is_failure]
        if self._granted.done():
            return
        if refused:
            self._granted.set_exception(Unreachable(f"subscription refused: {refused[0]}"))
        else:
            self._granted.set_result(None)

    def _received(self, _client: mqtt.Client, _userdata: Any, message: mqtt.MQTTMessage) -> None:
        self._on_message(message.topic, bytes(message.payload), message.retain)

    def _confirmed(self, *_: Any) -> None:
        self._unacked -= 1
        if not self._unacked:
            self._idle.set()

    def _disconnected(self, *given: Any) -> None:
        self._end(f"disconnected: {given[3]}")

    def _end(self, why: str, bug: Exception | None = None) -> None:
        """Be over, once: whoever waits for anything of this connection is told."""
        self._detach()
        if self.ended.done():
            return
        self._idle.set()
        if bug:
            self.ended.set_exception(bug)
        else:
            self.ended.set_result(why)
        for waiting in (self._opened, self._granted):
            if not waiting.done():
                waiting.set_exception(Unreachable(why))
                waiting.exception()
        found = self._client.socket()
        if isinstance(found, socket.socket):
            found.close()
