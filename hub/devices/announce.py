"""Tells the hall's network where the hub is, by multicast DNS, so that no device needs an address that may change."""

import asyncio
import ipaddress
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import ifaddr
from zeroconf import ServiceInfo
from zeroconf.asyncio import AsyncZeroconf

log = logging.getLogger(__name__)

SERVICE = "_anycounter._tcp.local."
LOOK_S = 30.0
"""How soon a cable that was moved, or a new address, is noticed."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """``host``: what the broker listens on; ``port``: its port; ``web_port``: that of the pages.

    ``found``: the IPv4 addresses of this machine now.
    """

    hall: str
    host: str
    port: int
    web_port: int
    tls: bool
    found: Callable[[], list[str]] = field(default_factory=lambda: own_addresses, compare=False)

    @property
    def is_wanted(self) -> bool:
        """A hub that listens to itself alone has nothing to tell."""
        try:
            return not ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host != "localhost"

    def service(self, addresses: list[str]) -> ServiceInfo:
        """What is told: address and port of the broker, and beside them the hall, the web port and whether TLS is on."""
        texts = {"hall": self.hall, "web": str(self.web_port), "tls": str(int(self.tls))}
        return ServiceInfo(
            SERVICE, f"{self.hall}.{SERVICE}", port=self.port, properties=texts, parsed_addresses=addresses,
            server=f"anycounter-{self.hall}.local.",
        )  # fmt: skip

    def addresses(self) -> list[str]:
        """The IPv4 addresses at which devices reach the broker now."""
        return self.found() if self.host == "0.0.0.0" else [self.host]  # noqa: S104


def own_addresses() -> list[str]:
    """The IPv4 addresses of this machine, but for the loopback."""
    found = (str(ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4)
    return sorted(each for each in found if not ipaddress.ip_address(each).is_loopback)


async def announce(
    what: Announcement,
    speaker: Callable[..., AsyncZeroconf] = AsyncZeroconf,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Announce until cancelled, again whenever the addresses change. A network that refuses is tried again."""
    while True:
        addresses = what.addresses()
        try:
            if addresses:
                await _announce(what, addresses, speaker, sleep)
        except OSError as error:
            log.warning("the hub cannot announce itself in the network: %s", error)
        await sleep(LOOK_S)


async def _announce(
    what: Announcement,
    addresses: list[str],
    speaker: Callable[..., AsyncZeroconf],
    sleep: Callable[[float], Awaitable[None]],
) -> None:
    """Until the addresses are others."""
    told = speaker(interfaces=addresses)
    try:
        await told.async_register_service(what.service(addresses), allow_name_change=True)
        log.info("the hub announces itself: %s port %d", ", ".join(addresses), what.port)
        while True:
            await sleep(LOOK_S)
            if what.addresses() != addresses:
                return
    finally:
        await told.async_unregister_all_services()
        await told.async_close()
