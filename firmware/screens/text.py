"""A serial text screen: form feed, then lines of UTF-8, then an end of text."""

from screens import Plain

BAUD = 115_200


class Screen(Plain):
    """``bus``: a UART."""

    def __init__(self, bus, parts, font):
        self._bus = bus

    def show(self, lines):
        """Replaces what is shown."""
        self._bus.write(b"\x0c" + "\n".join(lines).encode() + b"\x03")
