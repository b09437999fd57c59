"""HMAC-SHA-256 cut to 16 bytes, in hex. MicroPython has no hmac module."""

import binascii
import hashlib

MAC_HEX = 32
_BLOCK = 64


def mac(key, topic, payload):
    """The signature of these very bytes under this very topic, so that neither can be replayed as another."""
    if len(key) > _BLOCK:
        key = hashlib.sha256(key).digest()
    key = key + bytes(_BLOCK - len(key))
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in key))
    inner.update(topic.encode() + b"\n")
    inner.update(payload)
    outer = hashlib.sha256(bytes(b ^ 0x5C for b in key))
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
