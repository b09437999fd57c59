"""The code that the hall's screens show, and who holds tickets from afar. In memory alone.

Theory of operation. The code is HMAC-SHA-256 of the time slot under a secret that is made at each start and kept nowhere, as
four digits. The code of the slot before is taken as well, so nobody is caught by the change.
"""

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Sequence

from hub.core.hall import Hall
from hub.web.call import Call
from hub.web.problems import Problem

DIGITS = 4
"""Typed on a phone in seconds; how often one may guess is ``Limits.arrivals``."""


class AfarDesk:
    """The secret of the codes, the screens that are told them, and who holds tickets from afar.

    ``screens``: addresses and networks of the hall's own boards and kiosks.
    """

    def __init__(self, screens: Sequence[str] = ()) -> None:
        self._secret = secrets.token_bytes(32)
        self._screens = [ipaddress.ip_network(each, strict=False) for each in screens]
        self._holders: dict[str, tuple[str, ...]] = {}

    def code(self, slot: int) -> str:
        """The code of a time slot."""
        made = hmac.digest(self._secret, str(slot).encode(), hashlib.sha256)
        return f"{int.from_bytes(made[:8]) % 10**DIGITS:0{DIGITS}}"

    def fits(self, code: str, slot: int) -> bool:
        """Is it the code of this slot or of the one before?"""
        return any(hmac.compare_digest(code, self.code(each)) for each in (slot, slot - 1))

    def is_screen(self, address: str | None) -> bool:
        """Is this address one of the hall's own screens?"""
        try:
            parsed = ipaddress.ip_address(address or "")
        except ValueError:
            return False
        mapped = getattr(parsed, "ipv4_mapped", None) or parsed
        return any(mapped in network for network in self._screens)

    def holds(self, hall: Hall, who: str) -> int:
        """Tickets whose citizens are not there yet that this address or session has taken since the start."""
        self._holders = {ticket: of for ticket, of in self._holders.items() if f"{ticket}.1" in hall.afar}
        return sum(who in of for of in self._holders.values())

    def hold(self, ticket: str, who: Sequence[str]) -> None:
        self._holders[ticket] = tuple(who)


def who_asks(call: Call) -> list[str]:
    """The address, and the session where there is one: each holds only so many."""
    return [call.address, *([call.session.token_hash] if call.session else [])]


def check_holding(call: Call) -> None:
    """Nobody hoards places; a press that is repeated is no second one."""
    if call.key and call.origin() in call.hall.origins:
        return
    most = call.hall.setup.afar.per_address
    if any(call.parts.afar.holds(call.hall, each) >= most for each in who_asks(call)):
        raise Problem(409, "afar_enough", most=most)
