"""Pairing from the device's side, and the bytes of both. Runs on CPython and on MicroPython."""

from binascii import b2a_base64, hexlify, unhexlify

from pairing import PATH, Pairing
from tests.firmware.support import refused
from wire import pairing as bytes_of

ABOUT = ("esp32", "keypad", "0a1b2c")
HUB_SECRET, HUB_NONCE = b"\x07" * 32, b"\x09" * 32


class Chance:
    """Other bytes at each call, the same in each test."""

    def __init__(self):
        self.calls = 0

    def __call__(self, size):
        self.calls += 1
        return bytes((self.calls,)) * size


class PairingHub:
    """A hub that plays by the rules, unless a test bends it."""

    def __init__(self):
        self.value = bytes_of.value_of(HUB_SECRET)
        self.said = self.key = self.commit = None
        self.sealed = b""

    def answer(self, path, message):
        step = path[len(PATH) :]
        if step == "hello":
            self.commit = unhexlify(message["commit"])
            self.about = (message["hardware"], message["role"], message["name"])
            return 200, {"id": "i", "value": hexlify(self.value).decode(), "nonce": hexlify(HUB_NONCE).decode()}
        if step == "reveal":
            value, nonce = unhexlify(message["value"]), unhexlify(message["nonce"])
            assert bytes_of.commitment(value, nonce) == self.commit
            self.said = bytes_of.transcript(self.about, self.commit, self.value, HUB_NONCE, value, nonce)
            self.key = bytes_of.key_of(bytes_of.shared_of(HUB_SECRET, value), self.said)
            return 200, {}
        if step == "wait":
            return 200, {"sealed": b2a_base64(self.sealed).decode().strip()}
        return (200, {}) if message["receipt"] == bytes_of.receipt(self.key) else (409, {"reason": "x"})


def exchanged():
    """A device and a hub that wait for the supervisor."""
    device, hub = Pairing(ABOUT, Chance()), PairingHub()
    for _ in range(2):
        assert device.answered(*hub.answer(*device.ask())) is None
    return device, hub


def test_both_sides_show_the_same_six_digits():
    device, hub = exchanged()
    assert device.digits == bytes_of.digits_of(hub.said)
    assert len(device.digits) == 6
    assert device.digits.isdigit()
    assert (device.step, device.said) == ("wait", "pair_digits")


def test_the_configuration_comes_sealed_and_is_acknowledged():
    device, hub = exchanged()
    assert device.answered(*hub.answer(*device.ask())) is None
    hub.sealed = bytes_of.seal(hub.key, b'{"device": "keypad-3"}')
    assert device.answered(*hub.answer(*device.ask())) == {"device": "keypad-3"}
    device.stored()
    assert device.ask()[0] == PATH + "taken"
    assert device.answered(*hub.answer(*device.ask())) is None
    assert device.step == "done"


def test_a_configuration_changed_on_the_way_is_not_believed_and_all_is_drawn_anew():
    device, hub = exchanged()
    sealed = bytes_of.seal(hub.key, b'{"device": "keypad-3"}')
    hub.sealed = sealed[:-1] + bytes((sealed[-1] ^ 1,))
    old = device._value
    assert device.answered(*hub.answer(*device.ask())) is None
    assert (device.step, device.digits) == ("hello", "")
    assert device._value != old


def test_whoever_stands_between_makes_other_digits():
    device, hub = exchanged()
    other = bytes_of.value_of(b"\x08" * 32)
    nonce, value = device._nonce, device._value
    said = bytes_of.transcript(ABOUT, device._commit, other, HUB_NONCE, value, nonce)
    assert bytes_of.digits_of(said) != device.digits
    said = bytes_of.transcript(("esp32", "pad", "0a1b2c"), device._commit, hub.value, HUB_NONCE, value, nonce)
    assert bytes_of.digits_of(said) != device.digits


def test_a_closed_window_is_asked_again_with_the_same_commitment():
    device = Pairing(ABOUT, Chance())
    first = device.ask()
    assert device.answered(409, {"reason": "pairing_closed"}) is None
    assert (device.ask(), device.said, device.ended) == (first, "pair_closed", 0)


def test_what_was_revealed_once_is_not_used_again():
    device, _ = exchanged()
    commit = device._commit
    device.answered(409, {"reason": "pairing_wrong_digits"})
    assert (device.step, device.said, device.digits) == ("hello", "pair_wrong", "")
    assert device._commit != commit
    assert device.ended == 1


def test_a_hub_that_is_busy_is_asked_the_same_again():
    device, _ = exchanged()
    asked = device.ask()
    for status in (429, 500, 503):
        assert device.answered(status, {"reason": "too_fast"}) is None
        assert device.ask() == asked


def test_answers_that_make_no_sense_start_the_attempt_anew():
    for body in ({}, {"id": "i"}, {"id": "i", "value": "zz", "nonce": 3}, {"id": "i", "value": [], "nonce": ""}):
        device = Pairing(ABOUT, Chance())
        device.answered(200, body)
        assert device.step == "hello"
    for sealed in (None, 7, "!", "AAAA", {}):
        device, _ = exchanged()
        device.answered(200, {"sealed": sealed})
        assert device.step in ("hello", "wait")


def test_a_value_that_gives_the_secret_away_is_refused():
    for number in (0, 1, bytes_of.PRIME - 1, bytes_of.PRIME, bytes_of.PRIME + 1):
        assert refused(bytes_of.shared_of, b"\x05" * 32, number.to_bytes(256, "big")) == "BadShape"
    assert refused(bytes_of.shared_of, b"\x05" * 32, b"\x02") == "BadShape"


def test_what_is_sealed_opens_whole_or_not_at_all():
    key = b"k" * 32
    for size in (0, 1, 15, 16, 17, 1500):
        plain = bytes(number % 251 for number in range(size))
        sealed = bytes_of.seal(key, plain)
        assert bytes_of.unseal(key, sealed) == plain
        assert size < 16 or plain not in sealed
    for cut in (0, 5, 32, len(sealed) - 1):
        assert refused(bytes_of.unseal, key, sealed[:cut]) == "BadMac"
    for place in (0, 31, 32, 900):
        bent = sealed[:place] + bytes((sealed[place] ^ 4,)) + sealed[place + 1 :]
        assert refused(bytes_of.unseal, key, bent) == "BadMac"
    assert refused(bytes_of.unseal, b"j" * 32, sealed) == "BadMac"


def test_parts_of_a_transcript_cannot_be_moved_into_one_another():
    one = bytes_of.transcript(("ab", "c", "d"), b"", b"", b"", b"", b"")
    assert one != bytes_of.transcript(("a", "bc", "d"), b"", b"", b"", b"", b"")
