"""A reference reader of the panel bus, written from README.md alone: what a panel makes of the bytes."""

import os
import threading
import tty
from dataclasses import dataclass


@dataclass(frozen=True)
class Seen:
    """One good frame."""

    address: int
    function: str
    payload: bytes


def crc(body: bytes) -> int:
    """CRC-16/CCITT-FALSE, bit by bit."""
    value = 0xFFFF
    for byte in body:
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return value


def read_frame(raw: bytes) -> Seen | None:
    """The frame between STX and ETX, or None where a panel would ignore it."""
    if len(raw) < 11 or raw[:1] != b"\x02" or raw[-1:] != b"\x03":
        return None
    body, check = raw[1:-5], raw[-5:-1]
    if any(byte < 0x20 for byte in raw[1:-1]) or check != b"%04X" % crc(body):
        return None
    address, function, length, payload = int(body[:2], 16), chr(body[2]), int(body[3:5], 16), body[5:]
    return Seen(address, function, payload) if length == len(payload) else None


def read_bus(raw: bytes) -> list[Seen]:
    """Every good frame in a stream, whatever lies between them."""
    pieces = (b"\x02" + piece.split(b"\x03")[0] + b"\x03" for piece in raw.split(b"\x02")[1:] if b"\x03" in piece)
    return [seen for piece in pieces if (seen := read_frame(piece)) is not None]


class PeerBus:
    """Panels on the other end of a pty, read by a thread; ``until`` waits for what they should see."""

    def __init__(self) -> None:
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.port = os.ttyname(self._slave)
        self._raw = b""
        self._more = threading.Condition()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        while True:
            try:
                read = os.read(self._master, 256)
            except OSError:
                return
            with self._more:
                self._raw += read
                self._more.notify_all()

    def seen(self) -> list[Seen]:
        """Frames for panels so far, without brightness."""
        return [each for each in read_bus(self._raw) if each.function != "B"]

    def until(self, *wanted: Seen, patience_s: float = 30) -> None:
        """Wait until the newest frames of these panels are the wanted ones."""

        def shown() -> bool:
            newest = {each.address: each for each in self.seen()}
            return all(newest.get(each.address) == each for each in wanted)

        with self._more:
            assert self._more.wait_for(shown, patience_s), f"wanted {wanted}, saw {self.seen()}"

    def close(self) -> None:
        """Take the bus away."""
        os.close(self._slave)
        self._thread.join()
        os.close(self._master)
