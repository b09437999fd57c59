"""A clerk's PIN or card at a keypad: a few wrong ones, and the keypad has to wait."""

from collections.abc import Callable
from dataclasses import dataclass

from hub.core.refused import Refused
from hub.devices.setup import ClerkOf

FREE_TRIES = 5
"""Slips of the finger; with the waits that follow, four digits last a thief for weeks."""
CARD = "card:"
"""Before the number of a card, as a keypad says it."""
FIRST_WAIT_MS, MOST_WAIT_MS = 30_000, 600_000


@dataclass(slots=True)
class _Tries:
    wrong: int = 0
    until_ms: int = 0


class Pins:
    """Asks whom a PIN or a card means. Wrong ones are counted for each keypad until a right one comes."""

    def __init__(self, clerk_of: ClerkOf, now_ms: Callable[[], int]) -> None:
        self._clerk_of = clerk_of
        self._now_ms = now_ms
        self._tries: dict[str, _Tries] = {}

    async def clerk(self, keypad: str, pin: str) -> str:
        """The user id; raises ``Refused`` for a wrong one and while the keypad has to wait."""
        tries = self._tries.setdefault(keypad, _Tries())
        left_ms = tries.until_ms - self._now_ms()
        if left_ms > 0:
            raise Refused("pin_locked", seconds=-(-left_ms // 1000))
        self._count(tries)
        clerk = await self._clerk_of(pin) if pin else None
        if clerk is None:
            raise Refused("card_unknown" if pin.startswith(CARD) else "pin_unknown")
        del self._tries[keypad]
        return clerk

    def _count(self, tries: _Tries) -> None:
        """Counted before the answer is known, so that tries made at the same time count too."""
        tries.wrong += 1
        if tries.wrong >= FREE_TRIES:
            doublings = min(tries.wrong - FREE_TRIES, 16)
            tries.until_ms = self._now_ms() + min(MOST_WAIT_MS, FIRST_WAIT_MS * 2**doublings)
