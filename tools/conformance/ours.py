"""Our own firmware and our own hub as those who are tried: what a vendor sees when everything is right."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from hub.devices.acl import Role
from hub.devices.address import Address
from hub.devices.broker import Broker
from hub.devices.credentials import Registry
from hub.devices.provisioning import config_record, device_config
from tools.conformance.device_trial import DeviceTrial
from tools.conformance.findings import Book
from tools.conformance.hands import VirtualHands
from tools.conformance.hub_trial import HubTrial
from tools.conformance.line import RealBroker
from tools.conformance.played_device import FIRST_BOOT
from tools.conformance.secrets_file import of_credential
from tools.peers.hall import make_hall, open_hall
from tools.virtual.device import VirtualDevice

HALL = "conform"
NAMES = {
    Role.DISPENSER: ("dispenser-1", None), Role.KEYPAD: ("keypad-1", 1), Role.PAD: ("pad-1", 1),
    Role.COUNTER_DISPLAY: ("display-1", 1),
}  # fmt: skip


async def try_our_device(role: str) -> tuple[Book, str]:
    """A virtual device of this role, on a broker of its own."""
    device, counter = NAMES[Role(role)]
    with tempfile.TemporaryDirectory(prefix="conform-") as folder:
        registry = Registry.create(Path(folder) / "devices.json")
        registry.ensure(device, Role(role), counter)
        async with own_broker(Path(folder), registry) as broker:
            return await try_virtual(Path(folder), registry, broker, device), device


async def try_virtual(folder: Path, registry: Registry, broker: Broker, device: str) -> Book:
    """One of the registry's devices as a virtual one."""
    credential, hub = registry.get(device), registry.hub
    assert credential
    place = folder / device
    place.mkdir()
    config = device_config(credential, HALL, broker.host, broker.port, registry.hall_key)
    (place / "config").write_bytes(config_record(config))
    virtual = VirtualDevice(place)
    await virtual.start()
    try:
        known = of_credential(credential, registry, HALL)
        assert known.hub
        line = RealBroker(broker.address(hub.user, hub.password))
        return await DeviceTrial(line, known, known.hub, VirtualHands(virtual)).run()
    finally:
        await virtual.kill()


@asynccontextmanager
async def own_broker(folder: Path, registry: Registry) -> AsyncIterator[Broker]:
    """A broker with the registry's users."""
    broker = Broker(folder, lambda: registry.grants(HALL))
    running = asyncio.create_task(broker.run())
    try:
        await broker.ready()
        yield broker
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def try_our_hub(role: str) -> tuple[Book, str]:
    """The shipped hub as a process, with its own broker; killed and started again once."""
    device, counter = NAMES[Role(role)]
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="conform-")))
        hall = make_hall(folder / "hall", counters=2)
        registry = Registry.load(folder / "hall" / "data" / "devices.json")
        credential = registry.ensure(device, Role(role), counter)
        stack.push_async_callback(hall.hub.stop)
        await open_hall(hall)
        host, port = hall.hub.broker

        async def again() -> bool:
            hall.hub.kill()
            await hall.hub.wait()
            await hall.hub.start()
            return True

        own = credential
        broker = RealBroker(Address(host, port, own.user, own.password))
        known = of_credential(credential, registry, hall.hall)
        return await HubTrial(broker, known, FIRST_BOOT, again).run(), device
