"""How a device gets its secrets over a network that nobody trusts: the bytes of pairing, for both sides. Pure.

Device and hub exchange Diffie-Hellman values. The device first shows only the hash of its value and nonce, then the
hub shows its own, then the device reveals: so neither side, and nobody between them, can choose a value to fit one that
it has seen. From everything that was said both make six digits; a person carries them from the device's screen to the
hub. Somebody in between would need two exchanges whose digits agree, and has one guess in a million at that.
"""

import binascii
import hashlib

from wire.errors import BadMac, BadShape
from wire.mac import MAC_HEX, mac, same

STEPS = ("hello", "reveal", "wait", "taken")
"""What a device sends, in this order; ``wait`` until the supervisor has typed the digits."""
VALUE_BYTES = 256
NONCE_BYTES = 32
SECRET_BYTES = 32
DIGITS = 6
GENERATOR = 2
PRIME = int(
    "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b"
    "302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe6"
    "49286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb9ed529077096966d"
    "670c354e4abc9804f1746c08ca18217c32905e462e36ce3be39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf695581718"
    "3995497cea956ae515d2261898fa051015728e5a8aacaa68ffffffffffffffff",
    16,
)
"""RFC 3526, group 14: 2048 bits, a safe prime. A secret exponent has 256 bits."""


def value_of(secret):
    """The public value of a secret exponent (bytes)."""
    return pow(GENERATOR, int.from_bytes(secret, "big"), PRIME).to_bytes(VALUE_BYTES, "big")


def shared_of(secret, value):
    """What both sides have in common; raises ``BadShape`` for a value that would give the secret away."""
    number = int.from_bytes(value, "big")
    if len(value) != VALUE_BYTES or not 1 < number < PRIME - 1:
        raise BadShape("value")
    return pow(number, int.from_bytes(secret, "big"), PRIME).to_bytes(VALUE_BYTES, "big")


def commitment(value, nonce):
    """What the device shows of its value and nonce at first."""
    return _hash(b"commit", value, nonce)


def transcript(about, commit, hub_value, hub_nonce, value, nonce):
    """The hash of everything that was said; ``about``: texts by which the device introduced itself."""
    return _hash(b"said", *([text.encode() for text in about] + [commit, hub_value, hub_nonce, value, nonce]))


def digits_of(said):
    """The six digits of a transcript."""
    return ("%0" + str(DIGITS) + "d") % (int.from_bytes(_hash(b"digits", said)[:8], "big") % 10**DIGITS)


def key_of(shared, said):
    """The key under which the configuration travels, once."""
    return _hash(b"key", shared, said)


def seal(key, plain):
    """Encrypted, and signed in front. A key seals one message only."""
    sealed = _mixed(key, plain)
    return mac(key, "sealed", sealed) + sealed


def unseal(key, raw):
    """What was sealed; raises ``BadMac``."""
    signed, sealed = raw[:MAC_HEX], raw[MAC_HEX:]
    if not same(signed, mac(key, "sealed", sealed)):
        raise BadMac("sealed")
    return _mixed(key, sealed)


def receipt(key):
    """The device's word that it has stored its configuration."""
    return mac(key, "taken", b"").decode()


def _mixed(key, octets):
    """``octets`` xor a stream of HMACs over a counter."""
    mixed = b""
    for start in range(0, len(octets), MAC_HEX // 2):
        block = octets[start : start + MAC_HEX // 2]
        stream = binascii.unhexlify(mac(key, "stream", start.to_bytes(4, "big")))[: len(block)]
        number = int.from_bytes(block, "big") ^ int.from_bytes(stream, "big")
        mixed += number.to_bytes(len(block), "big")
    return mixed


def _hash(*parts):
    """SHA-256 over parts that cannot be mistaken for one another."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(4, "big") + part)
    return whole.digest()
