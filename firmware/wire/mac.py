"""HMAC-SHA-256 cut to 16 bytes, in hex. MicroPython has no hmac module."""

import binascii
import hashlib

MAC_HEX = 32
_BLOCK = 64
_INNER = int.from_bytes(b"\x36" * _BLOCK, "big")
_OUTER = int.from_bytes(b"\x5c" * _BLOCK, "big")


def mac(key, topic, payload):
    """The signature of these very bytes under this very topic, so that neither can be replayed as another."""
    if len(key) > _BLOCK:
        key = hashlib.sha256(key).digest()
    key = key + bytes(_BLOCK - len(key))
    number = int.from_bytes(key, "big")
    inner = hashlib.sha256((number ^ _INNER).to_bytes(_BLOCK, "big"))
    inner.update(topic.encode() + b"\n")
    inner.update(payload)
    outer = hashlib.sha256((number ^ _OUTER).to_bytes(_BLOCK, "big"))
    outer.update(inner.digest())
    return binascii.hexlify(outer.digest()[: MAC_HEX // 2])


def same(one, other):
    """Whether two byte strings are equal, in a time that does not tell where they differ."""
    if len(one) != len(other):
        return False
    difference = 0
    for a, b in zip(one, other):
        difference |= a ^ b
    return difference == 0
