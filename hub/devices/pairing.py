"""The hub's end of pairing: a window of five minutes, who asks in it, six digits, and one handing over. Pure.

The exchange is explained at the top of ``wire/pairing.py``. The digits are typed, never shown, here: whoever types
what the device shows has compared them. New secrets are on disk, and old ones worth nothing, before they are sealed;
the sealed record stays for as long as the window is open, the same bytes each time, so that a lost answer loses
nothing, and is forgotten when the device says that it has it.
"""

import base64
import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from hub.core.refused import Refused
from wire import pairing as exchange
from wire.errors import BadShape

WINDOW_MS = 5 * 60_000
MOST_ASKING = 6
"""More devices than one person pairs in five minutes; each costs some kilobytes and one exponentiation."""
MOST_BEGUN = 20
"""Attempts in one window: somebody in between could begin one after the other until its digits fit those of a device."""
WRONG_MOST = 3
SILENT_MS = 20_000
"""A device asks every two seconds; one that was switched off makes room."""

ASKING, WAITING, HANDED, TAKEN, ENDED = "asking", "waiting", "handed", "taken", "ended"


@dataclass(slots=True)
class Attempt:
    """One device's attempt. ``about``: hardware, role, name. ``state``: asking | waiting | handed | taken | ended.

    ``own``: the hub's public value; ``said``: the transcript, known from ``waiting`` on.
    """

    id: str
    about: tuple[str, str, str]
    commit: bytes
    secret: bytes
    own: bytes
    nonce: bytes
    seen_ms: int
    state: str = ASKING
    wrong: int = 0
    said: bytes = b""
    key: bytes = b""
    sealed: bytes = b""
    device: str = ""

    @property
    def role(self) -> str:
        """What kind of device it is."""
        return self.about[1]


Giving = Callable[[str, str], dict[str, Any]]
"""(device id, role) -> its configuration with secrets that are new and on disk; raises ``Refused``."""


class Pairing:
    """``give`` makes the configuration of the device that the supervisor chose. Refusals are ``Refused``."""

    def __init__(self, give: Giving, now_ms: Callable[[], int], chance: Callable[[int], bytes] = secrets.token_bytes):
        self._give = give
        self._now_ms = now_ms
        self._chance = chance
        self._until_ms = self._begun = 0
        self._attempts: dict[str, Attempt] = {}

    def open(self) -> None:
        """Let devices ask for five minutes from now."""
        if not self.left_ms:
            self._attempts.clear()
        self._begun = 0
        self._until_ms = self._now_ms() + WINDOW_MS

    def close(self) -> None:
        """Nobody may ask any more; what was not taken is lost."""
        self._until_ms = 0
        self._attempts.clear()

    @property
    def left_ms(self) -> int:
        """How long the window is still open."""
        left_ms = max(0, self._until_ms - self._now_ms())
        if not left_ms:
            self._attempts.clear()
        return left_ms

    def picture(self) -> dict[str, Any]:
        """What the supervisor sees; never the digits."""
        left_s = -(-self.left_ms // 1000)
        self._forget_silent()
        rows = [
            {
                "id": each.id, "hardware": each.about[0], "role": each.role, "name": each.about[2],
                "state": each.state, "tries_left": WRONG_MOST - each.wrong, "device": each.device,
            }
            for each in self._attempts.values()
        ]  # fmt: skip
        return {"open": left_s > 0, "left_s": left_s, "asking": rows}

    def hello(self, about: tuple[str, str, str], commit: bytes) -> dict[str, str]:
        """A device introduces itself; asked again, it gets the same answer."""
        self._check_open()
        self._forget_silent()
        known = next((each for each in self._attempts.values() if each.commit == commit), None)
        attempt = known or self._begin(about, commit)
        attempt.seen_ms = self._now_ms()
        return {"id": attempt.id, "value": attempt.own.hex(), "nonce": attempt.nonce.hex()}

    def reveal(self, id: str, value: bytes, nonce: bytes) -> dict[str, str]:
        """The device shows what it had committed itself to; anything else ends its attempt."""
        attempt = self._attempt(id)
        if not hmac.compare_digest(exchange.commitment(value, nonce), attempt.commit):
            self._end(attempt)
        if attempt.state == ASKING:
            try:
                shared = exchange.shared_of(attempt.secret, value)
            except BadShape:
                self._end(attempt)
            said = exchange.transcript(attempt.about, attempt.commit, attempt.own, attempt.nonce, value, nonce)
            attempt.said, attempt.key, attempt.state = said, exchange.key_of(shared, said), WAITING
        return {}

    def wait(self, id: str) -> dict[str, str]:
        """What the device came for, or "" as long as the supervisor has not typed its digits."""
        attempt = self._attempt(id)
        if attempt.state == ENDED:
            del self._attempts[id]
            raise Refused("pairing_wrong_digits")
        return {"sealed": base64.b64encode(attempt.sealed).decode()}

    def taken(self, id: str, receipt: str) -> dict[str, str]:
        """The device has stored its configuration: it is handed over no more."""
        attempt = self._attempt(id)
        if attempt.state not in (HANDED, TAKEN) or not hmac.compare_digest(receipt, exchange.receipt(attempt.key)):
            raise Refused("pairing_unknown")
        attempt.state, attempt.sealed = TAKEN, b""
        return {}

    def confirm(self, id: str, digits: str, device: str) -> None:
        """The supervisor typed these digits and gave the device this name. The third wrong ones end the attempt."""
        attempt = self._attempt(id, alive=False)
        if attempt.state != WAITING:
            raise Refused("pairing_unknown")
        if not hmac.compare_digest(digits.encode(), exchange.digits_of(attempt.said).encode()):
            attempt.wrong += 1
            if attempt.wrong < WRONG_MOST:
                raise Refused("pairing_digits", left=WRONG_MOST - attempt.wrong)
            attempt.state = ENDED
            raise Refused("pairing_wrong_digits")
        config = self._give(device, attempt.role)
        attempt.sealed = exchange.seal(attempt.key, json.dumps(config).encode())
        attempt.state, attempt.device = HANDED, device

    def _begin(self, about: tuple[str, str, str], commit: bytes) -> Attempt:
        if self._begun >= MOST_BEGUN:
            raise Refused("pairing_full")
        if len(self._attempts) >= MOST_ASKING:
            over = next((each.id for each in self._attempts.values() if each.state == TAKEN), None)
            if over is None:
                raise Refused("pairing_full")
            del self._attempts[over]
        secret = self._chance(exchange.SECRET_BYTES)
        nonce, own = self._chance(exchange.NONCE_BYTES), exchange.value_of(secret)
        attempt = Attempt(self._chance(16).hex(), about, commit, secret, own, nonce, self._now_ms())
        self._attempts[attempt.id] = attempt
        self._begun += 1
        return attempt

    def _attempt(self, id: str, alive: bool = True) -> Attempt:
        """The attempt with this id; ``alive``: its device is speaking just now."""
        self._check_open()
        attempt = self._attempts.get(id)
        if attempt is None:
            raise Refused("pairing_unknown")
        if alive:
            attempt.seen_ms = self._now_ms()
        return attempt

    def _end(self, attempt: Attempt) -> NoReturn:
        """It does not keep to what it committed itself to."""
        del self._attempts[attempt.id]
        raise Refused("pairing_unknown")

    def _check_open(self) -> None:
        if not self.left_ms:
            raise Refused("pairing_closed")

    def _forget_silent(self) -> None:
        """Whoever fell silent makes room, but for one that is done or has been handed something."""
        now_ms = self._now_ms()
        for each in list(self._attempts.values()):
            if each.state in (ASKING, WAITING, ENDED) and now_ms - each.seen_ms > SILENT_MS:
                del self._attempts[each.id]
