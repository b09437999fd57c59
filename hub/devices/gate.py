"""The door to the hub: passes what a device may say, and shuts a flooder out.

With our own broker, out means disconnected: its user is taken from the broker's configuration until its time is over.
With a broker of somebody else we can only ignore it, before anything is decoded, and raise the alarm.
"""

import logging
from collections.abc import Callable

from hub.devices.rates import Rates, Verdict

log = logging.getLogger(__name__)


class Gate:
    """``users_changed``: called when somebody was shut out or let in (our broker's ``reload``)."""

    def __init__(self, rates: Rates, now_ms: Callable[[], int], users_changed: Callable[[], None]) -> None:
        self._rates = rates
        self._now_ms = now_ms
        self._users_changed = users_changed

    def admit(self, device: str) -> bool:
        """May this message of a registered device be looked at?"""
        verdict = self._rates.admit(device, self._now_ms())
        if verdict is Verdict.FLOOD:
            log.warning("device %s floods the hall and is shut out", device)
            self._users_changed()
        return verdict is Verdict.PASS

    def refresh(self) -> None:
        """Let those in whose time is over; call it once a second."""
        back = self._rates.let_in(self._now_ms())
        if back:
            log.info("let in again: %s", ", ".join(sorted(back)))
            self._users_changed()
