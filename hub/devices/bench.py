"""Devices that run in the pages of a bench: registered while a page has them, struck out after it.

Their ids begin with ``bench-``, which no other device's may. A page holds its device's secrets, so they live no longer
than the page, and a restart of the hub ends them all. A browser may have forgotten how often a device was started:
each loan comes with a boot that is later than all before, made of hall time, which never runs backwards.
"""

import asyncio
import ssl
from collections.abc import Callable

from hub.devices.acl import AT_COUNTER, Role
from hub.devices.boots import by_second
from hub.devices.credentials import Registry
from hub.devices.devices import Devices
from hub.devices.provisioning import PREFIXES, config_record, device_config

BENCH = "bench-"
CONNECT_S = 4.0
"""Less than the firmware waits."""


def clear_bench(registry: Registry) -> None:
    """Strike out what an earlier run of the hub has left; before the broker starts."""
    for device in [each.device for each in registry if each.device.startswith(BENCH)]:
        registry.revoke(device)


class Workbench:
    """The registry and the broker, as far as a bench may use them."""

    def __init__(self, registry: Registry, devices: Devices, hall: str, now_ms: Callable[[], int]) -> None:
        self._registry, self._devices = registry, devices
        self._hall, self._now_ms = hall, now_ms
        self._boots: dict[str, int] = {}

    def lend(self, role: str, number: int, language: str) -> tuple[str, dict[str, str]]:
        """A device of its own for this place: its id and the records of its flash, which hold its secrets."""
        kind = Role(role)
        device = f"{BENCH}{PREFIXES.get(kind, kind)}-{number}"
        known = self._registry.get(device)
        credential = self._registry.ensure(device, kind, number if kind in AT_COUNTER else None)
        if credential is not known:
            self._devices.registry_changed()
        key, host, port = self._registry.hall_key, self._devices.host, self._devices.port
        config = device_config(credential, self._hall, host, port, key, language)
        boot = self._boots[device] = self._next_boot(device)
        return device, {"config": config_record(config).decode(), "boot-0": config_record(boot).decode()}

    def _next_boot(self, device: str) -> int:
        """Later than every start so far, this run's of the hub or an earlier one's; the firmware counts on from it."""
        return max(by_second(self._now_ms()), self._devices.boot_of(device), self._boots.get(device, 0) + 1)

    def take_back(self, device: str) -> None:
        """Its secrets open nothing any more."""
        if self._registry.revoke(device):
            self._devices.registry_changed()

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A fresh connection to the broker; raises ``OSError``."""
        address = self._devices.address
        context = ssl.create_default_context() if address.tls else None
        opening = asyncio.open_connection(address.host, address.port, ssl=context)
        try:
            return await asyncio.wait_for(opening, CONNECT_S)
        except TimeoutError as silence:
            raise OSError("the broker does not answer") from silence
