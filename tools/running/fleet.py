"""The devices of a hall as virtual ones: paired from the hub's own registry, each the real firmware in its process."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from hub.devices.credentials import Credential, Registry
from tools.virtual.device import VirtualDevice
from tools.virtual.pairing import pair

STARTING_AT_ONCE = 8
"""Interpreters that start together: more only wait for the same two cores."""


@dataclass(slots=True)
class Fleet:
    """``devices``: by device id. ``roles``: device id -> (role, counter)."""

    devices: dict[str, VirtualDevice] = field(default_factory=dict)
    roles: dict[str, tuple[str, int | None]] = field(default_factory=dict)

    def of(self, role: str) -> list[VirtualDevice]:
        """All devices of a role, in the order of their ids."""
        return [self.devices[device] for device in sorted(self.roles) if self.roles[device][0] == role]

    def at(self, role: str, counter: int) -> VirtualDevice:
        """The device of this role at a counter."""
        return next(self.devices[device] for device, at in self.roles.items() if at == (role, counter))

    async def stop(self) -> None:
        """Pull all plugs."""
        await asyncio.gather(*(device.kill() for device in self.devices.values()))


async def start_fleet(registry: Registry, hall: str, broker: tuple[str, int], folder: Path, language: str) -> Fleet:
    """Pair and start one virtual device for each that the registry knows."""
    fleet = Fleet()
    gate = asyncio.Semaphore(STARTING_AT_ONCE)

    async def one(credential: Credential) -> None:
        async with gate:
            await fleet.devices[credential.device].start()

    for credential in registry:
        place = folder / credential.device
        pair_one(credential, registry, hall, broker, place, language)
        fleet.devices[credential.device] = VirtualDevice(place)
        fleet.roles[credential.device] = (str(credential.role), credential.counter)
    await asyncio.gather(*(one(credential) for credential in registry))
    return fleet


def pair_one(
    credential: Credential, registry: Registry, hall: str, broker: tuple[str, int], place: Path, language: str
) -> None:
    """Write what pairing would write."""
    pair(
        place, hall=hall, device=credential.device, role=str(credential.role), key=credential.key,
        hall_key=registry.hall_key, client_id=credential.client_id, host=broker[0], port=broker[1],
        user=credential.user, password=credential.password, language=language,
    )  # fmt: skip
