"""Our MQTT client against real brokers, and against one that misbehaves."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from net import Link
from packets import PACKET_MAX, Broken, frame, read
from tests.firmware.brokers import PASSWORD, USER, Broker, Nats, free_port, running
from tests.firmware.peer import Peer

WILL = ("q1/h/d/x/state", b"lost")


class Ends:
    """What the link told its device."""

    def __init__(self, port: int) -> None:
        self.ups = 0
        self.downs = 0
        self.received: list[tuple[str, bytes, bool]] = []
        self._changed = asyncio.Condition()
        place = {"host": "127.0.0.1", "port": port, "client_id": "keypad0123456789", "user": USER, "password": PASSWORD}
        self.link = Link(place, WILL, lambda below: 0)

    async def linked(self, up: bool) -> None:
        async with self._changed:
            self.ups += up
            self.downs += not up
            self._changed.notify_all()

    async def take(self, topic: str, payload: bytes, retained: bool) -> None:
        async with self._changed:
            self.received.append((topic, payload, retained))
            self._changed.notify_all()

    async def wait_for(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(20), self._changed:
            await self._changed.wait_for(holds)


@asynccontextmanager
async def linked(port: int) -> AsyncIterator[Ends]:
    """A running link, cut without a goodbye at the end."""
    ends = Ends(port)
    task = asyncio.create_task(ends.link.run(ends.linked, ends.take))
    try:
        yield ends
    finally:
        if task.done():
            task.result()
        while not task.done():  # wait_for of CPython 3.11 may swallow a cancellation
            task.cancel()
            await asyncio.wait([task], timeout=1)
        if ends.link._writer:
            ends.link._writer.transport.abort()


async def test_messages_go_both_ways(broker: Broker) -> None:
    async with Peer(broker.port) as peer, linked(broker.port) as ends:
        await ends.wait_for(lambda: ends.ups == 1)
        await ends.link.subscribe(["q1/h/d/x/ack", "q1/h/d/x/menu/+"])
        await ends.link.publish("q1/h/d/x/ev", "号票".encode(), 1, False)
        await peer.wait_for(lambda: ("q1/h/d/x/ev", "号票".encode(), False) in peer.received)
        peer.publish("q1/h/d/x/ack", b"x" * 8000)
        peer.publish("q1/h/d/x/menu/3", b"m")
        await ends.wait_for(lambda: len(ends.received) == 2)
        assert sorted(ends.received) == [("q1/h/d/x/ack", b"x" * 8000, False), ("q1/h/d/x/menu/3", b"m", False)]


async def test_many_messages_arrive_whole_and_in_order(broker: Broker) -> None:
    async with Peer(broker.port) as peer, linked(broker.port) as ends:
        await ends.wait_for(lambda: ends.ups == 1)
        await ends.link.subscribe(["q1/h/d/x/cmd"])
        await ends.link.publish("q1/h/d/x/rsp", b"ready", 1, False)
        await peer.wait_for(lambda: bool(peer.received))
        sent = [b"%d" % n * (n * 7 % 200 + 1) for n in range(200)]
        for payload in sent:
            peer.publish("q1/h/d/x/cmd", payload)
        await ends.wait_for(lambda: len(ends.received) >= 200)
        assert [payload for _, payload, _ in ends.received] == sent


async def test_a_retained_state_is_marked_as_kept(broker: Broker) -> None:
    async with Peer(broker.port) as peer, linked(broker.port) as ends:
        peer.publish("q1/h/d/x/desired", b"kept", True)
        await peer.wait_for(lambda: bool(peer.received))
        await ends.wait_for(lambda: ends.ups == 1)
        await ends.link.subscribe(["q1/h/d/x/desired"])
        await ends.wait_for(lambda: bool(ends.received))
        peer.publish("q1/h/d/x/desired", b"live", True)
        await ends.wait_for(lambda: len(ends.received) == 2)
        assert ends.received == [("q1/h/d/x/desired", b"kept", True), ("q1/h/d/x/desired", b"live", False)]


async def test_a_device_that_falls_silent_leaves_its_will(broker: Broker) -> None:
    async with Peer(broker.port) as peer:
        async with linked(broker.port) as ends:
            await ends.wait_for(lambda: ends.ups == 1)
        await peer.wait_for(lambda: any(message[:2] == WILL for message in peer.received))
    async with Peer(broker.port) as peer:
        await peer.wait_for(lambda: (*WILL, True) in peer.received)


async def test_the_link_comes_back_after_the_broker_was_killed(broker: Broker) -> None:
    async with linked(broker.port) as ends:
        await ends.wait_for(lambda: ends.ups == 1)
        await broker.stop()
        await ends.wait_for(lambda: ends.downs == 1)
        await ends.link.publish("q1/h/d/x/ev", b"dropped", 1, False)
        await broker.start()
        await ends.wait_for(lambda: ends.ups == 2)
        async with Peer(broker.port) as peer:
            await ends.link.publish("q1/h/d/x/ev", b"after", 1, False)
            await peer.wait_for(lambda: ("q1/h/d/x/ev", b"after", False) in peer.received)
            assert b"dropped" not in [payload for _, payload, _ in peer.received]


async def test_a_wrong_password_makes_no_link(tmp_path: Path) -> None:
    async with running(Nats, tmp_path) as broker:
        ends = Ends(broker.port)
        ends.link._place["password"] = "wrong"
        with pytest.raises((Broken, EOFError, OSError)):
            await ends.link._connect()


class Script:
    """A server that sends prepared bytes to whoever connects."""

    def __init__(self, octets: bytes) -> None:
        self.octets = octets
        self.connections = 0
        self.again = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        if self.connections > 1:
            self.again.set()
        await reader.read(4096)
        writer.write(self.octets)
        await writer.drain()
        await reader.read(4096)
        writer.close()


CONNACK = b"\x20\x02\x00\x00"


@pytest.mark.parametrize(
    "octets",
    [
        b"\x20\x02\x00\x05",
        b"\x90\x00",
        b"HTTP/1.1 400 Bad\r\n",
        CONNACK + b"\x30\xff\xff\xff\x7f",
        CONNACK + b"\x90\x03\x00\x01\x80",
    ],
    ids=["refused", "no connack", "no mqtt", "too large", "subscription refused"],
)
async def test_a_broker_that_misbehaves_is_left_and_tried_again(octets: bytes) -> None:
    script = Script(octets)
    server = await asyncio.start_server(script.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with linked(port) as ends:
        await asyncio.wait_for(script.again.wait(), 20)
    server.close()
    assert ends.received == []


async def test_nobody_listening_is_tried_again() -> None:
    port = free_port()
    async with linked(port) as ends:
        server = await asyncio.start_server(Script(CONNACK).serve, "127.0.0.1", port)
        await ends.wait_for(lambda: ends.ups >= 1)
        server.close()


@pytest.mark.parametrize("size", [0, 1, 127, 128, PACKET_MAX])
async def test_a_frame_is_read_as_it_was_built(size: int) -> None:
    reader = asyncio.StreamReader()
    reader.feed_data(frame(0x30, b"x" * size) + b"rest")
    assert await read(reader) == (0x30, b"x" * size)


@pytest.mark.parametrize("octets", [frame(0x30, b"x" * (PACKET_MAX + 1)), b"\x30\xff\xff\xff\xff\x01"])
async def test_a_packet_over_the_limit_is_never_read(octets: bytes) -> None:
    reader = asyncio.StreamReader()
    reader.feed_data(octets)
    with pytest.raises(Broken):
        await read(reader)
