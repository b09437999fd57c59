"""The hash chain: each row's hash covers the row's exact content and the hash before it.

``hash = SHA-256(prev_hash || row)``, where ``row`` is, in this order and without anything between:
``seq`` (8 bytes), ``mono`` (8), ``wall`` (8), all signed and big-endian, ``clock_ok`` (1 byte), and then ``key, day,
type, actor, device, body``, each as its length in bytes (4 bytes, big-endian) and its UTF-8. Every field has one
encoding and says its length, so that no two different rows have the same bytes. The first ``prev_hash`` is 32 zeros.
"""

import hashlib
import sqlite3
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

ROOT = bytes(32)
"""What the first event follows."""

PART = 5000
"""Rows between two looks at the file: a whole year is never in memory."""

COLUMNS = "seq, key, day, type, actor, device, mono, wall, clock_ok, body, prev_hash, hash"
_NUMBERS = struct.Struct(">qqqB")
_LENGTH = struct.Struct(">I")


class Row(NamedTuple):
    """One row of ``event``, in the order of its columns."""

    seq: int
    key: str
    day: str
    type: str
    actor: str
    device: str
    mono: int
    wall: int
    clock_ok: int
    body: str
    prev_hash: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: the last event's number and hash."""

    seq: int = 0
    hash: bytes = ROOT


class ChainBroken(Exception):
    """Row ``seq`` is not what was written, or is missing."""

    def __init__(self, seq: int, why: str) -> None:
        super().__init__(f"event {seq}: {why}")
        self.seq = seq


def row_hash(row: Row) -> bytes:
    """The hash that ``row`` must carry. Raises ``struct.error`` or ``UnicodeEncodeError`` for what has no encoding."""
    parts = [row.prev_hash, _NUMBERS.pack(row.seq, row.mono, row.wall, row.clock_ok)]
    for text in (row.key, row.day, row.type, row.actor, row.device, row.body):
        encoded = text.encode()
        parts.append(_LENGTH.pack(len(encoded)))
        parts.append(encoded)
    return hashlib.sha256(b"".join(parts)).digest()


def sealed(row: Row) -> Row:
    """The row with its hash."""
    return row._replace(hash=row_hash(row))


def follow(head: Head, rows: Iterable[Row]) -> Iterator[Row]:
    """The rows, as long as each follows the one before; raises ``ChainBroken`` at the first that does not."""
    for row in rows:
        if row.seq != head.seq + 1:
            raise ChainBroken(head.seq + 1, f"missing, {row.seq} comes next")
        if row.prev_hash != head.hash:
            raise ChainBroken(row.seq, "does not follow the row before it")
        if not _is_as_hashed(row):
            raise ChainBroken(row.seq, "its content is not what was hashed")
        head = Head(row.seq, row.hash)
        yield row


def _is_as_hashed(row: Row) -> bool:
    try:
        return row_hash(row) == row.hash
    except (AttributeError, TypeError, UnicodeEncodeError, struct.error):
        # A damaged page can hold a value of another type than the column's.
        return False


def rows_after(connection: sqlite3.Connection, seq: int, limit: int = -1) -> Iterator[Row]:
    """Rows with a higher number, in order; at most ``limit`` (-1: all)."""
    sql = f"SELECT {COLUMNS} FROM event WHERE seq > ? ORDER BY seq LIMIT ?"  # noqa: S608 (a constant)
    return map(Row._make, connection.execute(sql, (seq, limit)))


def head_of(connection: sqlite3.Connection) -> Head:
    """The end of the chain as the file tells it, unchecked."""
    found = connection.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    return Head(*found) if found else Head()


def verify_chain(connection: sqlite3.Connection, after: Head | None = None) -> Head:
    """Check every row after a known head (None: all rows) and give the new head. Raises ``ChainBroken``."""
    head = after or Head()
    while part := list(rows_after(connection, head.seq, PART)):
        for row in follow(head, part):
            head = Head(row.seq, row.hash)
    return head
