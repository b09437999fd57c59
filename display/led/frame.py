"""Frames of the panel bus, as README.md describes them. Pure: an order in, bytes out.

    STX  address  function  length  payload  check  ETX
    02   2 hex    1 letter  2 hex   0..64    4 hex  03

Only the ends are control bytes: everything between is 0x20 or more, so that a panel that joins late, or a person with
a terminal, finds the next frame by its STX.
"""

import re
from binascii import crc_hqx

STX, ETX = b"\x02", b"\x03"
BROADCAST = 0
"""Address to which every panel listens."""
ADDRESS_MAX = 254
TEXT_BYTES = 32
"""Bytes of a text: sixteen hanzi, more than the widest counter panel shows."""
BRIGHTNESS_MAX = 15
COUNTER_MAX = 999
CRC_START = 0xFFFF
"""CRC-16/CCITT-FALSE: finds every error burst of up to 16 bits, as noise on a long bus makes them."""

NUMBER = re.compile(r"[A-Z0-9-]{1,8}")
"""A ticket number that a panel can show whole. A number cut short would call somebody else."""


class NotShowable(ValueError):
    """The panel cannot show this truly, so it is not to show it at all."""


def _framed(address: int, function: bytes, payload: bytes = b"") -> bytes:
    if not BROADCAST <= address <= ADDRESS_MAX:
        raise NotShowable(f"address {address} is not 0 to {ADDRESS_MAX}")
    body = b"%02X%b%02X%b" % (address, function, len(payload), payload)
    return STX + body + b"%04X" % crc_hqx(body, CRC_START) + ETX


def frame(number: str, counter: int, address: int = BROADCAST, flash: bool = False) -> bytes:
    """Show a ticket number and its counter, flashing while it is called. Raises ``NotShowable``."""
    if not NUMBER.fullmatch(number):
        raise NotShowable(f"number {number!r} is not 1 to 8 of A-Z, 0-9 and -")
    if not 0 < counter <= COUNTER_MAX:
        raise NotShowable(f"counter {counter} is not 1 to {COUNTER_MAX}")
    return _framed(address, b"F" if flash else b"S", b"%b,%d" % (number.encode("ascii"), counter))


def clear(address: int = BROADCAST) -> bytes:
    """Show nothing."""
    return _framed(address, b"C")


def paused(text: str, address: int = BROADCAST) -> bytes:
    """Show a short text, such as 暂停服务."""
    return _framed(address, b"P", panel_text(text))


def brightness(level: int, address: int = BROADCAST) -> bytes:
    """Set the brightness, 0 (dimmest) to 15. Raises ``NotShowable``."""
    if not 0 <= level <= BRIGHTNESS_MAX:
        raise NotShowable(f"brightness {level} is not 0 to {BRIGHTNESS_MAX}")
    return _framed(address, b"B", b"%02d" % level)


def panel_text(text: str) -> bytes:
    """GB2312 of as many whole characters as fit; controls become spaces, what the panel has no glyph for ``?``."""
    shown = b""
    for char in text:
        glyph = char.encode("gb2312", "replace") if char.isprintable() else b" "
        if len(shown) + len(glyph) > TEXT_BYTES:
            break
        shown += glyph
    return shown
