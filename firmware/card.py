"""Numbers from a card reader, on a serial port or on two wires (Wiegand). Pure.

The same card gives the same number on both where the reader sends 34 bits; with 26 bits it is the lower 24 bits of it.
"""

DIGITS_MAX = 20
BITS_MAX = 40
LENGTHS = (26, 34)
_ENDS = b"\r\n\x03"


class SerialCard:
    """Collects ASCII digits up to a carriage return; other bytes begin anew, and so does a number without an end."""

    def __init__(self):
        self._digits = b""
        self._spoilt = False

    def feed(self, octets):
        """The number that these bytes complete, without leading zeros, or None."""
        number = None
        for octet in octets:
            if octet in _ENDS:
                if self._digits and not self._spoilt:
                    number = plain(self._digits.decode())
                self._digits, self._spoilt = b"", False
            elif 0x30 <= octet <= 0x39 and len(self._digits) < DIGITS_MAX:
                self._digits += bytes((octet,))
            elif octet != 0x02:
                self._spoilt = True
        return number


class Wiegand:
    """Collects bits. ``bit`` allocates nothing: it may be called by an interrupt."""

    def __init__(self):
        self._bits = bytearray(BITS_MAX)
        self.count = 0

    def bit(self, value):
        """A pulse on D0 (0) or D1 (1)."""
        if self.count < BITS_MAX:
            self._bits[self.count] = value
        self.count += 1

    def taken(self):
        """After the last pulse: the number, or None where length or parity are wrong. Begins anew."""
        bits, self.count = self._bits[: self.count], 0
        if len(bits) not in LENGTHS:
            return None
        half = len(bits) // 2
        if sum(bits[:half]) % 2 or not sum(bits[half:]) % 2:
            return None
        number = 0
        for bit in bits[1:-1]:
            number = number << 1 | bit
        return plain(str(number))


def plain(digits):
    """Without leading zeros; None for a card that is all zeros: that is a reader without a card."""
    return digits.lstrip("0") or None
