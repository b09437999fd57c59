"""How an unpaired device asks for its configuration: what it says, what it makes of each answer. Pure.

The exchange stands at the top of ``wire/pairing.py``. A request without an answer is sent again as it was; after a
refusal that ends the attempt, everything is drawn anew: what was revealed once is never used again.
"""

import json
from binascii import a2b_base64, hexlify, unhexlify

from wire.errors import WireError
from wire.pairing import (
    NONCE_BYTES,
    SECRET_BYTES,
    commitment,
    digits_of,
    key_of,
    receipt,
    shared_of,
    transcript,
    unseal,
    value_of,
)

PATH = "/api/v1/pairing/"
TOO_MANY = 429
WORDS = {"pairing_closed": "pair_closed", "pairing_full": "pair_busy", "pairing_wrong_digits": "pair_wrong"}
"""The hub's refusals that a person can do something about; the rest is just tried again."""


class Pairing:
    """``about``: (hardware, role, name). ``chance(n)``: n random bytes. ``digits``: to be shown, or "".

    ``said``: key of the words that belong on the screen. ``ended``: attempts that came to nothing after their reveal;
    the more, the longer the gap before the next has to be, so that nobody can draw digits until a pair of them fits.
    """

    def __init__(self, about, chance):
        self.about = about
        self._chance = chance
        self.ended, self.step = 0, ""
        self._begin("pair_closed")

    def ask(self):
        """(path, message): what to send next."""
        if self.step == "hello":
            hardware, role, name = self.about
            message = {"hardware": hardware, "role": role, "name": name, "commit": _text(self._commit)}
        elif self.step == "reveal":
            message = {"id": self._id, "value": _text(self._value), "nonce": _text(self._nonce)}
        elif self.step == "taken":
            message = {"id": self._id, "receipt": receipt(self._key)}
        else:
            message = {"id": self._id}
        return PATH + self.step, message

    def answered(self, status, body):
        """Takes the answer to ``ask``. Returns the configuration when it has come, else None."""
        if status == TOO_MANY or status >= 500:
            return None
        if self.step == "taken":
            self.step = "done"
            return None
        try:
            if status != 200:
                return self._refused(body["reason"])
            return getattr(self, "_after_" + self.step)(body)
        except (WireError, KeyError, TypeError, ValueError):
            self.ended += 1
            self._begin("pair_again")

    def stored(self):
        """The configuration lies in flash: the hub may know."""
        self.step, self.digits, self.said = "taken", "", "pair_done"

    def _begin(self, said):
        self._secret, self._nonce = self._chance(SECRET_BYTES), self._chance(NONCE_BYTES)
        self._value = value_of(self._secret)
        self._commit = commitment(self._value, self._nonce)
        self._id = self._said = self._key = None
        self._hub = (b"", b"")
        self.step, self.digits, self.said = "hello", "", said

    def _refused(self, reason):
        said = WORDS.get(reason, "pair_again")
        if self.step == "hello":
            self.said = said  # nothing was revealed yet: the same attempt will do
        else:
            self.ended += 1
            self._begin(said)

    def _after_hello(self, body):
        self._hub = (unhexlify(body["value"]), unhexlify(body["nonce"]))
        self._said = transcript(self.about, self._commit, self._hub[0], self._hub[1], self._value, self._nonce)
        self._id, self.step = body["id"], "reveal"

    def _after_reveal(self, body):
        self.step, self.said, self.digits = "wait", "pair_digits", digits_of(self._said)

    def _after_wait(self, body):
        if not body["sealed"]:
            return None
        self._key = key_of(shared_of(self._secret, self._hub[0]), self._said)
        return json.loads(unseal(self._key, a2b_base64(body["sealed"])).decode())


def _text(octets):
    return hexlify(octets).decode()
