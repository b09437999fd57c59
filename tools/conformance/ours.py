"""Our own firmware and our own hub as those who are tried: what a vendor sees when everything is right."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from hub.devices.acl import Role
from hub.devices.broker import Broker
from hub.devices.credentials import Registry
from hub.devices.provisioning import config_record, device_config
from tools.conformance.cutting import Relay
from tools.conformance.device_trial import DeviceTrial
from tools.conformance.findings import Book
from tools.conformance.hands import VirtualHands
from tools.conformance.hub_trial import HubTrial
from tools.conformance.line import RealBroker
from tools.conformance.played_device import FIRST_BOOT
from tools.conformance.secrets_file import SignIn, of_credential
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
    relay = Relay((broker.host, broker.port))
    config = device_config(credential, HALL, *await relay.listen(), registry.hall_key)
    (place / "config").write_bytes(config_record(config))
    virtual = VirtualDevice(place)
    await virtual.start()
    try:
        known = of_credential(credential, registry, HALL)
        line = RealBroker(broker.address(hub.user, hub.password))
        who = SignIn(hub.user, hub.password, f"conform-{device}")
        return await DeviceTrial(line, known, who, VirtualHands(virtual), relay).run()
    finally:
        await virtual.kill()
        await relay.close()


@asynccontextmanager
async def own_broker(folder: Path, registry: Registry, hall: str = HALL) -> AsyncIterator[Broker]:
    """A broker with the registry's users."""
    broker = Broker(folder, lambda: registry.grants(hall))
    running = asyncio.create_task(broker.run())
    try:
        await broker.ready()
        yield broker
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def try_our_hub(role: str) -> tuple[Book, str]:
    """The shipped hub as a process on a broker of the hall's own; killed and started again once."""
    device, counter = NAMES[Role(role)]
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="conform-")))
        hall = make_hall(folder / "hall", counters=2)
        registry = Registry.load(folder / "hall" / "data" / "devices.json")
        own, me = registry.ensure(device, Role(role), counter), registry.hub
        broker = await stack.enter_async_context(own_broker(folder, registry, hall.hall))
        url = f"mqtt://{me.user}:{me.password}@{broker.host}:{broker.port}"
        use_broker(hall.hub.hall_file, url)
        stack.push_async_callback(hall.hub.stop)
        await open_hall(hall)

        async def again() -> bool:
            hall.hub.kill()
            await hall.hub.wait()
            await hall.hub.start()
            return True

        line = RealBroker(broker.address(own.user, own.password))
        known = of_credential(own, registry, hall.hall)
        return await HubTrial(line, known, FIRST_BOOT, again).run(), device


def use_broker(hall_file: Path, url: str) -> None:
    """Have the hall use this broker instead of its embedded one."""
    text = hall_file.read_text(encoding="utf-8")
    lines = [f'broker = {{ url = "{url}" }}' if line.startswith("broker = ") else line for line in text.splitlines()]
    hall_file.write_text("\n".join(lines) + "\n", encoding="utf-8")
