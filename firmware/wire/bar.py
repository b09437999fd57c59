"""Frames of the LED bars on an RS-485 bus, as display/led/README.md describes them, for the hub and for a device."""

STX, ETX = b"\x02", b"\x03"
BROADCAST = 0
"""Address to which every panel listens."""
ADDRESS_MAX = 254
TEXT_BYTES = 32
"""Bytes of a text: sixteen hanzi, more than the widest counter panel shows."""
NUMBER_MAX = 8
"""Characters of a number that a panel can show whole. A number cut short would call somebody else."""
_NUMBER = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
_CRC_START, _CRC_POLYNOMIAL = 0xFFFF, 0x1021
"""CRC-16/CCITT-FALSE: finds every error burst of up to 16 bits, as noise on a long bus makes them."""


def framed(address, function, payload=b""):
    """One frame; ``function`` is a letter as bytes. Only its ends are control bytes."""
    body = ("%02X" % address).encode() + function + ("%02X" % len(payload)).encode() + payload
    return STX + body + ("%04X" % crc(body)).encode() + ETX


def is_number(number):
    """Whether a panel can show this number whole."""
    octets = number.encode()
    return 0 < len(octets) <= NUMBER_MAX and all(octet in _NUMBER for octet in octets)


def crc(octets):
    """The check of a frame."""
    check = _CRC_START
    for octet in octets:
        check ^= octet << 8
        for _ in range(8):
            check = (check << 1 ^ (_CRC_POLYNOMIAL if check & 0x8000 else 0)) & 0xFFFF
    return check
