"""Frames of the panel bus, as README.md describes them. Pure: an order in, bytes out.

    STX  address  function  length  payload  check  ETX
    02   2 hex    1 letter  2 hex   0..64    4 hex  03

Only the ends are control bytes: everything between is 0x20 or more, so that a panel that joins late, or a person with
a terminal, finds the next frame by its STX.
"""

from wire.bar import ADDRESS_MAX, BROADCAST, TEXT_BYTES, framed, is_number

BRIGHTNESS_MAX = 15
COUNTER_MAX = 999


class NotShowable(ValueError):
    """The panel cannot show this truly, so it is not to show it at all."""


def _framed(address: int, function: bytes, payload: bytes = b"") -> bytes:
    if not BROADCAST <= address <= ADDRESS_MAX:
        raise NotShowable(f"address {address} is not 0 to {ADDRESS_MAX}")
    return bytes(framed(address, function, payload))


def frame(number: str, counter: int, address: int = BROADCAST, flash: bool = False) -> bytes:
    """Show a ticket number and its counter, flashing while it is called. Raises ``NotShowable``."""
    if not is_number(number):
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
