"""Wrong passwords: after a few, everybody behind the same name, address or both waits, longer each time."""

import time
from collections import OrderedDict
from collections.abc import Callable

FREE = {"both": 5, "address": 20, "user": 50}
"""Attempts before the first wait: few for one name from one address; many for a name alone, so that a stranger who
only knows a clerk's name cannot keep the clerk out."""

FIRST_WAIT_S, LONGEST_WAIT_S = 30.0, 900.0
REMEMBERED = 10_000
"""Keys that are remembered; the longest unused is forgotten."""


class Lockout:
    """Counts attempts before they are checked, so that many at once do not slip through together."""

    def __init__(self, mono_s: Callable[[], float] = time.monotonic) -> None:
        self._mono_s = mono_s
        self._failed: OrderedDict[tuple[str, str], tuple[int, float]] = OrderedDict()

    def wait_s(self, user: str, address: str) -> float:
        """Seconds that this user at this address still has to wait."""
        now_s = self._mono_s()
        untils = [self._failed.get(key, (0, now_s))[1] for key in keys(user, address)]
        return max(0.0, max(untils) - now_s)

    def attempt(self, user: str, address: str) -> None:
        """Count an attempt as failed until ``succeeded`` says otherwise."""
        now_s = self._mono_s()
        for key in keys(user, address):
            count = self._failed.get(key, (0, now_s))[0] + 1
            over = count - FREE[key[0]]
            wait_s = min(FIRST_WAIT_S * 2 ** min(over, 10), LONGEST_WAIT_S) if over >= 0 else 0.0
            self._failed[key] = (count, now_s + wait_s)
            self._failed.move_to_end(key)
        while len(self._failed) > REMEMBERED:
            self._failed.popitem(last=False)

    def succeeded(self, user: str, address: str) -> None:
        """The right password forgives this name here, and takes its one attempt off the wider counts."""
        for key in keys(user, address):
            count, until_s = self._failed.get(key, (0, 0.0))
            if key[0] == "both" or count <= 1:
                self._failed.pop(key, None)
            else:
                self._failed[key] = (count - 1, until_s if count > FREE[key[0]] else 0.0)


def keys(user: str, address: str) -> tuple[tuple[str, str], ...]:
    return ("both", f"{user}\n{address}"), ("address", address), ("user", user)
