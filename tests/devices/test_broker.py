"""nats-server as a child of the hub."""

import asyncio
import os
import select
import shutil
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from hub.devices.acl import Role
from hub.devices.broker import Broker, BrokerFailed
from hub.devices.connection import Unreachable, Will
from hub.devices.credentials import Registry
from hub.devices.link import Link
from hub.nats_server import environment
from tests.devices.conftest import running
from tests.devices.peers import HALL, PATIENCE_S, Recorder, RunningBroker

ROOT = Path(__file__).resolve().parents[2]
HUB_TOPIC = f"q1/{HALL}/hub"


class Hub(Recorder):
    """A hub that publishes its state at each link up, and knows how often the link went."""

    def __init__(self) -> None:
        super().__init__()
        self.downs = 0
        self.link: Link | None = None
        self.state = b"online"

    def on_up(self) -> None:
        assert self.link
        self.link.publish(HUB_TOPIC, self.state, retain=True)
        self.wake()

    def on_down(self) -> None:
        self.downs += 1
        self.wake()

    def on_message(self, topic: str, payload: bytes, retain: bool) -> None:
        self.hear(topic, payload, retain)


def link_of(hub: Hub, broker: Broker, registry: Registry) -> Link:
    me = registry.hub
    filters = [f"q1/{HALL}/d/+/ev"]
    return Link(
        lambda: broker.address(me.user, me.password), me.client_id, hub, filters, lambda: Will(HUB_TOPIC, b"offline")
    )


def as_running(broker: Broker, registry: Registry) -> RunningBroker:
    return RunningBroker("nats", broker.host, broker.port, registry, lambda: broker.pid or 0)


async def test_a_killed_and_wiped_broker_is_whole_again(tmp_path: Path, registry: Registry) -> None:
    broker, hub = Broker(tmp_path / "nats", lambda: registry.grants(HALL)), Hub()
    keypad = registry.get("keypad-1")
    assert keypad
    async with running(broker):
        hub.link = link_of(hub, broker, registry)
        task = asyncio.create_task(hub.link.run())
        await hub.until(lambda: hub.link is not None and hub.link.connects == 1)
        before = await as_running(broker, registry).sign_in(keypad, [HUB_TOPIC])
        await before.until_heard(b"online")
        assert broker.pid
        os.kill(broker.pid, signal.SIGKILL)
        shutil.rmtree(broker.store, ignore_errors=True)
        await hub.until(lambda: hub.downs == 1)
        hub.state = b"online again"
        hub.link.publish(HUB_TOPIC, b"old state kept while down", retain=True)
        hub.link.publish(f"q1/{HALL}/d/keypad-1/ack", b"an answer that nobody waits for")
        await hub.until(lambda: hub.link is not None and hub.link.connects == 2)
        after = await as_running(broker, registry).sign_in(keypad, [HUB_TOPIC])
        await after.until_heard(b"online again")
        assert after.payloads()[-1] == b"online again"
        assert hub.link.dropped == 1
        assert broker.deaths == 1
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_hub_that_ends_says_that_it_is_offline(nats: RunningBroker) -> None:
    hub, me = Hub(), nats.registry.hub
    hub.link = Link(
        lambda: nats.address(me.user, me.password), me.client_id, hub, [], lambda: Will(HUB_TOPIC, b"offline")
    )  # fmt: skip
    task = asyncio.create_task(hub.link.run())
    auditor = nats.auditor()
    await auditor.connection.open([HUB_TOPIC])
    await auditor.until_heard(b"online")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await auditor.until_heard(b"offline")
    assert set(auditor.payloads()[:-1]) == {b"online"}
    assert auditor.payloads()[-1] == b"offline"


async def test_a_bug_in_the_hub_ends_the_link_and_is_not_swallowed(nats: RunningBroker) -> None:
    class Broken(Hub):
        def on_message(self, topic: str, payload: bytes, retain: bool) -> None:
            raise ZeroDivisionError

    hub, me = Broken(), nats.registry.hub
    hub.link = Link(lambda: nats.address(me.user, me.password), me.client_id, hub, [f"q1/{HALL}/d/+/ev"])
    task = asyncio.create_task(hub.link.run())
    await hub.until(lambda: hub.link is not None and hub.link.up)
    auditor = nats.auditor()
    await auditor.connection.open(())
    auditor.publish(f"q1/{HALL}/d/keypad-1/ev", b"poison")
    with pytest.raises(ZeroDivisionError):
        await asyncio.wait_for(task, PATIENCE_S)


async def test_a_new_device_gets_in_and_a_revoked_one_gets_out(tmp_path: Path, registry: Registry) -> None:
    broker = Broker(tmp_path / "nats", lambda: registry.grants(HALL))
    keypad = registry.get("keypad-1")
    other = registry.get("keypad-2")
    assert keypad
    assert other
    async with running(broker):
        users = as_running(broker, registry)
        staying, going = await users.sign_in(other), await users.sign_in(keypad)
        registry.revoke("keypad-1")
        newcomer = registry.ensure("pad-9", Role.PAD, 2)
        broker.reload()
        await asyncio.wait_for(going.connection.ended, PATIENCE_S)
        with pytest.raises(Unreachable):
            await users.sign_in(keypad)
        await users.sign_in(newcomer)
        assert not staying.connection.ended.done()


async def test_the_configuration_is_read_by_its_owner_alone_and_the_store_goes_with_the_broker(
    tmp_path: Path, registry: Registry
) -> None:
    broker = Broker(tmp_path / "nats", lambda: registry.grants(HALL))
    async with running(broker):
        assert stat.S_IMODE((tmp_path / "nats" / "nats.conf").stat().st_mode) == 0o600
        assert stat.S_IMODE(broker.store.stat().st_mode) == 0o700
    assert not broker.store.exists()


@pytest.mark.parametrize(("cores", "given", "expected"), [(1, "", "1"), (2, "", "1"), (4, "", "2"), (4, "3", "3")])
def test_the_broker_gets_half_of_the_cores_that_it_shares(
    monkeypatch: pytest.MonkeyPatch, cores: int, given: str, expected: str
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda process: set(range(cores)))
    monkeypatch.delenv("GOMAXPROCS", raising=False)
    if given:
        monkeypatch.setenv("GOMAXPROCS", given)
    assert environment()["GOMAXPROCS"] == expected


async def test_a_broker_that_cannot_start_says_why(tmp_path: Path, registry: Registry) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        broker = Broker(tmp_path / "nats", lambda: registry.grants(HALL), port=port)
        with pytest.raises(BrokerFailed, match=str(port)):
            await asyncio.wait_for(broker.run(), PATIENCE_S)


HOLD = """
import asyncio, sys
from pathlib import Path
from hub.devices.broker import Broker
async def main():
    broker = Broker(Path(sys.argv[1]), list)
    task = asyncio.create_task(broker.run())
    await broker.ready()
    print(broker.pid, broker.store, flush=True)
    await task
asyncio.run(main())
"""


def test_the_broker_dies_with_a_killed_hub(tmp_path: Path) -> None:
    hub = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE)
    assert hub.stdout
    pid, store = hub.stdout.readline().split()
    watch = os.pidfd_open(int(pid))
    hub.kill()
    hub.wait()
    readable, _, _ = select.select([watch], [], [], PATIENCE_S)
    os.close(watch)
    shutil.rmtree(os.fsdecode(store))
    assert readable
