"""A receipt printer at the end of a cable: prints into memory, answers DLE EOT and GS r, and can be made to fail."""

QUERY, FINISHED = b"\x10\x04", b"\x1dr\x01"
PRINTER, OFFLINE, ERROR, PAPER = 1, 2, 3, 4
_FIXED = 0x12
"""Bits that every real-time status byte has set."""


class VirtualPrinter:
    """``printed``: every byte that reached the paper. ``unplug_after``: bytes after which the cable is pulled.

    ``confirms``: it answers ``GS r``, as not every printer does.
    """

    def __init__(self) -> None:
        self.printed = bytearray()
        self.paper_out = self.paper_low = self.cover_open = self.cutter_stuck = self.broken = self.offline = False
        self.confirms = True
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
            return bytes([_FIXED | self.status(octets[2])]) if self.plugged else b""
        if octets == FINISHED:
            return bytes([0x0C if self.paper_out else 0]) if self.plugged and self.confirms else b""
        room = len(octets) if self.unplug_after is None else max(0, self.unplug_after - len(self.printed))
        self.printed += octets[:room]
        return b""

    def status(self, question: int) -> int:
        """The bits that answer one of the four questions."""
        stopped = self.cover_open or self.paper_out or self.cutter_stuck or self.broken or self.offline
        bits = {
            PRINTER: 0x08 * stopped,
            OFFLINE: 0x04 * self.cover_open | 0x20 * self.paper_out | 0x40 * (self.cutter_stuck or self.broken),
            ERROR: 0x08 * self.cutter_stuck | 0x20 * self.broken,
            PAPER: 0x60 * self.paper_out | 0x0C * self.paper_low,
        }
        return int(bits.get(question, 0))
