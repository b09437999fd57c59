"""A receipt printer at the end of a cable: prints into memory, answers DLE EOT, and can be made to fail."""

QUERY = b"\x10\x04"
OFFLINE, PAPER = 2, 4
_FIXED = 0x12
"""Bits that every status byte has set."""


class VirtualPrinter:
    """``printed``: every byte that reached the paper. ``unplug_after``: bytes after which the cable is pulled."""

    def __init__(self) -> None:
        self.printed = bytearray()
        self.paper_out = False
        self.cover_open = False
        self.unplug_after: int | None = None

    @property
    def plugged(self) -> bool:
        """Whether bytes still arrive."""
        return self.unplug_after is None or len(self.printed) < self.unplug_after

    def plug(self) -> None:
        """The cable is in again."""
        self.unplug_after = None

    def feed(self, octets: bytes) -> bytes:
        """Take what one write sent; return what the printer sends back."""
        if len(octets) == 3 and octets.startswith(QUERY):
            return self._status(octets[2]) if self.plugged else b""
        room = len(octets) if self.unplug_after is None else max(0, self.unplug_after - len(self.printed))
        self.printed += octets[:room]
        return b""

    def _status(self, question: int) -> bytes:
        bits = {OFFLINE: 0x04 if self.cover_open else 0, PAPER: 0x60 if self.paper_out else 0}
        return bytes([_FIXED | bits.get(question, 0)])
