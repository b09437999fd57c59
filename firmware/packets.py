"""MQTT packets as bytes."""

import struct

PACKET_MAX = 8192 + 256
"""The largest message of the hub with its topic."""


class Broken(Exception):
    """The broker refused us, or does not speak MQTT."""


def text(value):
    """A string or bytes with its length before it."""
    raw = value.encode() if isinstance(value, str) else value
    return struct.pack(">H", len(raw)) + raw


def frame(head, body):
    """A whole packet."""
    size, length = len(body), b""
    while True:
        size, low = size >> 7, size & 0x7F
        length += bytes((low | (0x80 if size else 0),))
        if not size:
            return bytes((head,)) + length + body


async def read(reader, first=b""):
    """(first byte, body) of one packet; ``first``: that byte, where it was read already."""
    head = (first or await reader.readexactly(1))[0]
    size = shift = 0
    while True:
        byte = (await reader.readexactly(1))[0]
        size |= (byte & 0x7F) << shift
        shift += 7
        if size > PACKET_MAX or shift > 28:
            raise Broken("size")
        if byte < 0x80:
            return head, await reader.readexactly(size) if size else b""
