"""A row like that of one event in the journal, and a connection that commits as durably as the journal's."""

import itertools
import sqlite3
from pathlib import Path

TABLE = """CREATE TABLE row (
    seq INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, day TEXT, type TEXT, actor TEXT, device TEXT,
    mono INTEGER, wall INTEGER, clock_ok INTEGER, body TEXT, prev_hash BLOB, hash BLOB)"""
INSERT = "INSERT INTO row VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
BODY_CHARS = 300
"""Of a taken ticket's event."""

_keys = itertools.count()


def connect(path: Path) -> sqlite3.Connection:
    """WAL with ``synchronous=FULL``, and the table."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = wal")
    connection.execute("PRAGMA synchronous = full")
    connection.execute(TABLE)
    return connection


def row(body: str) -> tuple[object, ...]:
    """The next row."""
    key = f"web:public:{next(_keys):032d}"
    filled = body.ljust(BODY_CHARS)
    return (key, "2026-01-05", "ticket_taken", "citizen", "web", 1, 2, 1, filled, bytes(32), bytes(32))
