"""A reference reader of ESC/POS, written from the command set alone: what a printer makes of the bytes."""

from dataclasses import dataclass, field

FIXED = {b"\x1b@": 0, b"\x1c&": 0, b"\x1ba": 1, b"\x1bE": 1, b"\x1d!": 1, b"\x1bd": 1, b"\x1dV": 2}
"""Commands that a receipt may use -> bytes of their parameters."""


class Strange(Exception):
    """A byte that no receipt of ours may hold."""


@dataclass
class Read:
    """Commands in order (line ends left out), lines of text, and the contents of QR codes."""

    commands: list[bytes] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def _two_d(data: bytes, at: int, read: Read) -> int:
    """``GS ( k pL pH``: the bytes behind it belong to the QR code."""
    length = data[at + 3] + 256 * data[at + 4]
    body = data[at + 5 : at + 5 + length]
    if len(body) != length or body[:1] != b"1":
        raise Strange("a 2D code without its data")
    if body[1:3] == b"P0":
        if not all(0x20 < byte < 0x7F for byte in body[3:]):
            raise Strange("a QR code with bytes that real-time commands could be made of")
        read.codes.append(body[3:].decode())
    else:
        read.commands.append(data[at : at + 5 + length])
    return at + 5 + length


def _character(data: bytes, at: int) -> int:
    """Bytes of the GB18030 character that starts here."""
    if data[at] < 0x80:
        return 1
    return 4 if 0x30 <= data[at + 1] <= 0x39 else 2


def read_paper(data: bytes, encoding: str = "gb18030") -> Read:
    """Take a receipt apart; raises ``Strange`` for anything that is not allowed."""
    read, at, line = Read(), 0, b""
    while at < len(data):
        if data[at : at + 3] == b"\x1d(k":
            at = _two_d(data, at, read)
        elif data[at : at + 2] in FIXED:
            end = at + 2 + FIXED[data[at : at + 2]]
            read.commands.append(data[at:end])
            at = end
        elif data[at] == 0x0A:
            read.lines.append(line.decode(encoding))
            at, line = at + 1, b""
        elif data[at] >= 0x20 and data[at] != 0x7F:
            size = _character(data, at)
            line += data[at : at + size]
            at += size
        else:
            raise Strange(f"byte {data[at]:#x} at {at}")
    if line:
        raise Strange("text without a line end")
    return read
