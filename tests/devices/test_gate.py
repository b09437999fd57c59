"""A flooding device against a real broker."""

import asyncio
from contextlib import suppress
from pathlib import Path

from hub.devices.acl import hub_subscriptions
from hub.devices.broker import Broker
from hub.devices.connection import Unreachable
from hub.devices.credentials import Credential, Registry
from hub.devices.gate import Gate
from hub.devices.link import Link
from hub.devices.rates import SHUT_OUT_MS, Rates
from tests.devices.conftest import running
from tests.devices.peers import AUDITOR, HALL, Peer, Recorder, RunningBroker
from tests.devices.raw import connect_packet, publish_packet

BATCH = 20


class Hall(Recorder):
    """A hub that only counts: who said what, after the gate."""

    gate: Gate

    def on_up(self) -> None:
        self.wake()

    def on_down(self) -> None:
        self.wake()

    def on_message(self, topic: str, payload: bytes, retain: bool) -> None:
        if self.gate.admit(topic.split("/")[3]):
            self.hear(topic, payload, retain)


async def flood(broker: RunningBroker, credential: Credential) -> None:
    """Say as much as the connection takes, until the broker ends it."""
    reader, writer = await asyncio.open_connection(broker.host, broker.port)
    writer.write(connect_packet(credential.client_id, credential.user, credential.password))
    await reader.readexactly(4)
    packet = publish_packet(f"q1/{HALL}/d/{credential.device}/ev", b"flood") * BATCH
    with suppress(ConnectionError):
        while not reader.at_eof():
            writer.write(packet)
            await writer.drain()
    writer.close()


async def press(peer: Peer, hall: Hall, count: int) -> None:
    """A person's presses, each seen by the hall before the next."""
    for number in range(count):
        said = f"press {number}".encode()
        peer.publish(f"q1/{HALL}/d/keypad-2/ev", said)
        await hall.until_heard(said)


async def test_a_flooder_is_disconnected_and_nobody_else_loses_a_press(tmp_path: Path, registry: Registry) -> None:
    rates, hall, clock_ms = Rates(), Hall(), [0]
    own = Broker(tmp_path / "nats", lambda: [*registry.grants(HALL, rates.shut_out()), AUDITOR])
    hall.gate = Gate(rates, lambda: clock_ms[0], own.reload)
    async with running(own):
        broker = RunningBroker("nats", own.host, own.port, registry, lambda: own.pid or 0)
        hub = registry.hub
        link = Link(lambda: own.address(hub.user, hub.password), hub.client_id, hall, hub_subscriptions(HALL))
        task = asyncio.create_task(link.run())
        await hall.until(lambda: link.up)
        first, second = registry.get("keypad-1"), registry.get("keypad-2")
        assert first
        assert second
        honest = await broker.sign_in(second)
        async with asyncio.timeout(20):
            await asyncio.gather(flood(broker, first), press(honest, hall, 15))
        assert rates.shut_out() == {"keypad-1"}
        assert hall.payloads().count(b"flood") == 20
        assert not honest.connection.ended.done()

        clock_ms[0] += SHUT_OUT_MS
        hall.gate.refresh()
        await sign_in_at_last(broker, first)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def sign_in_at_last(broker: RunningBroker, credential: Credential) -> None:
    """Sign in, trying again while the broker still refuses."""
    async with asyncio.timeout(20):
        while True:
            with suppress(Unreachable):
                await broker.sign_in(credential)
                return


def test_a_shut_out_device_is_ignored_where_the_broker_is_not_ours() -> None:
    said: list[str] = []
    gate = Gate(Rates(), lambda: 0, lambda: said.append("changed"))
    admitted = [gate.admit("keypad-1") for _ in range(2000)]
    assert sum(admitted) == 20
    assert said == ["changed"]
    assert gate.admit("keypad-2")
