"""How much one address, one session, one client may ask for."""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

REMEMBERED = 10_000
"""Addresses or sessions whose use is remembered: more than a hall has phones; the longest unused is forgotten."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of the web side. Rates are per second; ``burst`` is what may come at once.

    ``kiosks``: addresses that may take tickets without a rate, because many citizens stand before one machine; the
    hub's own is one. ``failed_links``: each guess at a ticket link that is wrong. ``pairing``: questions
    of an unpaired device, which asks every two seconds. ``arrivals``: wrong codes and positions of one ticket from afar.
    ``plain``: connections that are no live ones; ``open``: of both, and fewer where the process may not open so many files.
    ``head_s``: the first request of a connection must have come in this time, and the body of each.
    """

    body_bytes: int = 16 * 1024
    tickets_rate: float = 0.2
    tickets_burst: float = 10
    failed_links_rate: float = 0.5
    failed_links_burst: float = 20
    arrivals_rate: float = 1 / 60
    arrivals_burst: float = 5
    presses_rate: float = 20
    presses_burst: float = 60
    sign_ins_rate: float = 0.5
    sign_ins_burst: float = 20
    pairing_rate: float = 2
    pairing_burst: float = 10
    plain_per_address: int = 200
    open_total: int = 4096
    head_s: float = 20.0
    live_total: int = 1024
    live_per_address: int = 256
    kiosks: tuple[str, ...] = ("127.0.0.1", "::1")
    write_timeout_s: float = 5.0
    live_gap_s: float = 0.05
    ticket_gap_s: float = 2.0
    refresh_s: float = 9.0
    idle_s: float = 30 * 60
    session_s: float = 12 * 3600


class Buckets:
    """Token buckets, one per key. The clock is monotonic seconds."""

    def __init__(self, rate: float, burst: float, mono_s: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._burst, self._mono_s = rate, burst, mono_s
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_s(self, key: str) -> float:
        """Seconds until the next token; 0.0 when there is one."""
        return max(0.0, (1 - self._tokens(key, self._mono_s())) / self._rate)

    def take(self, key: str) -> float:
        """Take a token: 0.0, or, without taking, the seconds until there is one."""
        now_s = self._mono_s()
        left = self._tokens(key, now_s)
        if left < 1:
            return (1 - left) / self._rate
        self._keep(key, left - 1, now_s)
        return 0.0

    def spend(self, key: str) -> None:
        """One token less, down to none."""
        now_s = self._mono_s()
        self._keep(key, max(0.0, self._tokens(key, now_s) - 1), now_s)

    def _keep(self, key: str, left: float, now_s: float) -> None:
        self._left[key] = (left, now_s)
        self._left.move_to_end(key)
        if len(self._left) > REMEMBERED:
            self._left.popitem(last=False)

    def _tokens(self, key: str, now_s: float) -> float:
        left, at_s = self._left.get(key, (self._burst, now_s))
        return min(self._burst, left + (now_s - at_s) * self._rate)


def network_of(address: str | None) -> str:
    """What counts as one address: an IPv4 address, or the /64 that one IPv6 household or phone owns."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        if not parsed.is_loopback:
            return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
