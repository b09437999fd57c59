"""The hub's end of a real broker, by paho: an independent client, so that ours is tested against another's."""

import asyncio
from collections.abc import Callable
from typing import Any

import paho.mqtt.client as paho

from tests.firmware.brokers import PASSWORD, USER


class Peer:
    """Records every message as (topic, payload, retained); publishes."""

    def __init__(self, port: int) -> None:
        self.received: list[tuple[str, bytes, bool]] = []
        self._port = port
        self._loop = asyncio.get_running_loop()
        self._changed = asyncio.Condition()
        self._tasks: set[asyncio.Task[None]] = set()
        self._client = paho.Client(paho.CallbackAPIVersion.VERSION2, client_id="peer", protocol=paho.MQTTv311)
        self._client.username_pw_set(USER, PASSWORD)
        self._client.on_message = self._on_message
        self._client.on_subscribe = lambda *_: self._loop.call_soon_threadsafe(self._subscribed.set)
        self._client.on_connect = lambda client, *_: client.subscribe("q1/#", 1)
        self._subscribed = asyncio.Event()
        self.on_message: Callable[[str, bytes], None] | None = None

    async def __aenter__(self) -> "Peer":
        self._client.reconnect_delay_set(1, 1)
        self._client.connect("127.0.0.1", self._port)
        self._client.loop_start()
        await asyncio.wait_for(self._subscribed.wait(), 10)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._client.disconnect()
        await asyncio.to_thread(self._client.loop_stop)

    def publish(self, topic: str, payload: bytes, retained: bool = False) -> None:
        """QoS 1."""
        self._client.publish(topic, payload, 1, retained)

    async def wait_for(self, holds: Callable[[], bool], timeout_s: float = 20) -> None:
        """Returns as soon as it holds."""
        async with asyncio.timeout(timeout_s), self._changed:
            await self._changed.wait_for(holds)

    def _on_message(self, _client: Any, _userdata: Any, message: paho.MQTTMessage) -> None:
        self._loop.call_soon_threadsafe(self._take, (message.topic, message.payload, message.retain))

    def _take(self, message: tuple[str, bytes, bool]) -> None:
        self.received.append(message)
        if self.on_message:
            self.on_message(message[0], message[1])
        task = self._loop.create_task(self._notify())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()
