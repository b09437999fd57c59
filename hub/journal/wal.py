"""Damage in the middle of the write-ahead log, which SQLite takes for its end.

SQLite reads the log up to the first frame whose checksum is wrong and forgets the rest: right after a power cut, where
only the last transaction can be half-written, since each commit waits for its sync before the next begins. So two
commits behind the break were on disk once and are lost. One may be the power cut's. A log that was cut off, or whose
header is damaged, leaves no such trace.

Layout: a header of 32 bytes with two salts at 16; then frames of 24 bytes and a page, each with the size of the
database (0 except in a commit's last frame) at 4 and the header's salts at 8. The number of frames that SQLite believes
stands at 16 of its index, in this machine's byte order: it is read there, because the statement that tells it would
write to the database, and the disk may be full.
"""

import sqlite3
import struct
from pathlib import Path

HEADER_BYTES = 32
FRAME_BYTES = 24
_HEADER = struct.Struct(">8xI4x8s8x")
_INDEX = struct.Struct("=16xI")
_FRAME = struct.Struct(">4xI8s8x")


def commits_in(database: Path) -> list[int]:
    """Numbers (from 1) of the frames of the present log that end a commit, whether SQLite believes them or not."""
    log = database.with_name(database.name + "-wal")
    content = log.read_bytes() if log.exists() else b""
    if len(content) < HEADER_BYTES:
        return []
    page_bytes, salts = _HEADER.unpack_from(content)
    starts = range(HEADER_BYTES, len(content) - FRAME_BYTES + 1, FRAME_BYTES + page_bytes)
    frames = (_FRAME.unpack_from(content, start) for start in starts)
    return [number for number, (size, own) in enumerate(frames, 1) if size and own == salts]


def lost_commits(connection: sqlite3.Connection, database: Path, commits: list[int]) -> int:
    """How many of them lie behind the end that SQLite has found, less the one that a power cut may leave."""
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    index = database.with_name(database.name + "-shm")
    if not commits or not index.exists():
        return 0
    frames = int(_INDEX.unpack_from(index.read_bytes())[0])
    return max(sum(number > frames for number in commits) - 1, 0)
