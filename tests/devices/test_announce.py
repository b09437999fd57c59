"""The hub in multicast DNS: told, told anew, taken back. The library is a fake that records; its packets are tested with ours."""

import asyncio
from typing import Any

import pytest
from zeroconf import ServiceInfo

from hub.devices.announce import Announcement, announce, own_addresses


class Network:
    """Whoever speaks in it, and the addresses of the machine; ``broken``: how often it refuses."""

    def __init__(self, *addresses: list[str], broken: int = 0) -> None:
        self.said: list[Any] = []
        self.broken = broken
        self._addresses = list(addresses)
        self.slept = 0

    def addresses(self) -> list[str]:
        """Each look finds the next ones."""
        return self._addresses.pop(0) if len(self._addresses) > 1 else self._addresses[0]

    def speaker(self, interfaces: list[str]) -> Any:
        if self.broken:
            self.broken -= 1
            raise OSError("no network")
        self.said.append(interfaces)
        return self

    async def async_register_service(self, info: ServiceInfo, allow_name_change: bool) -> None:
        self.said.append((info.name, info.parsed_addresses(), info.port))

    async def async_unregister_all_services(self) -> None:
        self.said.append("goodbye")

    async def async_close(self) -> None:
        self.said.append("closed")

    async def sleep(self, seconds: float) -> None:
        """Time flies; the test ends after ten naps."""
        self.slept += 1
        if self.slept > 10:
            raise asyncio.CancelledError
        await asyncio.sleep(0)


async def run(network: Network, host: str = "0.0.0.0") -> list[Any]:
    what = Announcement("city-hall", host, 1883, 8080, True, network.addresses)
    with pytest.raises(asyncio.CancelledError):
        await announce(what, network.speaker, network.sleep)
    return network.said


NAME = "city-hall._anycounter._tcp.local."


async def test_the_hub_is_announced_and_says_good_bye() -> None:
    said = await run(Network(["10.0.0.7"]))
    assert said == [["10.0.0.7"], (NAME, ["10.0.0.7"], 1883), "goodbye", "closed"]


async def test_a_new_address_is_announced_in_place_of_the_old_one() -> None:
    said = await run(Network(["10.0.0.7"], ["10.0.0.7"], ["10.0.0.8"]))
    assert said[:6] == [
        ["10.0.0.7"],
        (NAME, ["10.0.0.7"], 1883),
        "goodbye",
        "closed",
        ["10.0.0.8"],
        (NAME, ["10.0.0.8"], 1883),
    ]


async def test_a_network_that_refuses_is_tried_again_and_ends_nothing() -> None:
    said = await run(Network(["10.0.0.7"], broken=3))
    assert said[0] == ["10.0.0.7"]


async def test_without_an_address_nothing_is_said() -> None:
    assert await run(Network([])) == []


async def test_a_hub_with_one_address_announces_that_one() -> None:
    assert (await run(Network([]), "192.168.1.5"))[0] == ["192.168.1.5"]


def test_the_machine_s_own_addresses_are_none_of_the_loopback() -> None:
    assert not any(address.startswith("127.") for address in own_addresses())
