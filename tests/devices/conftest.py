"""The two real brokers, each on a port of its own, with the users of one small hall."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hub.devices import mosquitto
from hub.devices.broker import Broker, free_port
from hub.devices.credentials import Registry
from hub.private_file import write_private
from tests.devices.peers import AUDITOR, HALL, PATIENCE_S, RunningBroker, make_registry

MOSQUITTO = "/usr/sbin/mosquitto"


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return make_registry(tmp_path)


@asynccontextmanager
async def running(broker: Broker) -> AsyncIterator[asyncio.Task[None]]:
    """The broker, ready; ended on leaving."""
    task = asyncio.create_task(broker.run())
    ready = asyncio.create_task(broker.ready())
    await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED, timeout=PATIENCE_S)
    ready.cancel()
    if task.done():
        task.result()
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def nats_broker(folder: Path, registry: Registry) -> AsyncIterator[RunningBroker]:
    broker = Broker(folder, lambda: [*registry.grants(HALL), AUDITOR])
    async with running(broker):
        yield RunningBroker("nats", broker.host, broker.port, registry, lambda: broker.pid or 0)


@asynccontextmanager
async def mosquitto_broker(folder: Path, registry: Registry, more: str = "") -> AsyncIterator[RunningBroker]:
    grants = [*registry.grants(HALL), AUDITOR]
    passwords, acl, config = folder / "passwords", folder / "acl", folder / "mosquitto.conf"
    host, port = "127.0.0.1", free_port("127.0.0.1")
    write_private(passwords, mosquitto.password_file(grants).encode())
    write_private(acl, mosquitto.acl_file(grants).encode())
    write_private(config, (mosquitto.server_config(host, port, passwords, acl) + "user root\n" + more).encode())
    process = await asyncio.create_subprocess_exec(MOSQUITTO, "-c", str(config), stderr=asyncio.subprocess.PIPE)
    try:
        await _said(process, b"running")
        yield RunningBroker("mosquitto", host, port, registry, lambda: process.pid)
    finally:
        process.kill()
        await process.communicate()


async def _said(process: asyncio.subprocess.Process, word: bytes) -> None:
    assert process.stderr is not None
    async with asyncio.timeout(PATIENCE_S):
        async for line in process.stderr:
            if word in line:
                return
    raise AssertionError("mosquitto ended before it was running")


@pytest.fixture(params=["nats", "mosquitto"])
async def broker(request: pytest.FixtureRequest, tmp_path: Path, registry: Registry) -> AsyncIterator[RunningBroker]:
    """Each test that asks for it runs on both real brokers; a broker that is not installed fails it."""
    start = {"nats": nats_broker, "mosquitto": mosquitto_broker}[request.param]
    async with start(tmp_path / request.param, registry) as found:
        yield found


@pytest.fixture
async def nats(tmp_path: Path, registry: Registry) -> AsyncIterator[RunningBroker]:
    async with nats_broker(tmp_path / "nats", registry) as found:
        yield found
