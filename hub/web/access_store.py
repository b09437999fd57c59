"""``access.db``: users and sessions in a file of their own, which nobody but the hub's user can read.

It holds Argon2 hashes of passwords and SHA-256 hashes of session tokens: who steals the file can sign in as nobody.
One thread does all the work, so that a slow disk never stops the hall.
"""

import asyncio
import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

SCHEMA = """
CREATE TABLE IF NOT EXISTS user (
    name TEXT PRIMARY KEY, shown TEXT NOT NULL, role TEXT NOT NULL, hash TEXT NOT NULL, pin TEXT UNIQUE
) STRICT;
CREATE TABLE IF NOT EXISTS session (
    token_hash TEXT PRIMARY KEY, user TEXT NOT NULL REFERENCES user (name) ON DELETE CASCADE,
    opened_s REAL NOT NULL, seen_s REAL NOT NULL
) STRICT;
"""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may sign in. ``name`` signs in, ``shown`` is what pages show."""

    name: str
    shown: str
    role: str


@dataclass(slots=True)
class SessionRow:
    """A session as it is stored; times are wall seconds."""

    token_hash: str
    user: str
    opened_s: float
    seen_s: float


class AccessStore:
    """Reads everything at the start; every change is on disk before its call returns."""

    def __init__(self, path: Path) -> None:
        self._thread = ThreadPoolExecutor(1, "access")
        self._db = self.now(lambda: connect(path))

    def now(self, work: Callable[[], T]) -> T:
        """Do it on the store's thread and wait."""
        return self._thread.submit(work).result()

    async def later(self, work: Callable[[], T]) -> T:
        """Do it on the store's thread without stopping the loop."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def close(self) -> None:
        self.now(self._db.close)
        self._thread.shutdown()

    def users(self) -> list[tuple[User, str]]:
        """All users with the hashes of their passwords."""
        rows = self._db.execute("SELECT name, shown, role, hash FROM user").fetchall()
        return [(User(name, shown, role), password_hash) for name, shown, role, password_hash in rows]

    def put_user(self, user: User, password_hash: str, pin: str | None = None) -> None:
        """Add or replace; a replaced user's sessions end. ``pin``: keyed hash; raises ``IntegrityError`` if taken."""
        row = (user.name, user.shown, user.role, password_hash, pin)
        with self._db:
            self._db.execute("DELETE FROM user WHERE name = ?", (user.name,))
            self._db.execute("INSERT INTO user VALUES (?, ?, ?, ?, ?)", row)

    def user_of_pin(self, pin: str) -> str | None:
        """The name of the user with this keyed hash of a PIN."""
        found = self._db.execute("SELECT name FROM user WHERE pin = ?", (pin,)).fetchone()
        return found[0] if found else None

    def drop_user(self, name: str) -> None:
        with self._db:
            self._db.execute("DELETE FROM user WHERE name = ?", (name,))

    def sessions(self) -> list[SessionRow]:
        return [SessionRow(*row) for row in self._db.execute("SELECT * FROM session")]

    def put_session(self, row: SessionRow) -> None:
        with self._db:
            self._db.execute(
                "INSERT INTO session VALUES (?, ?, ?, ?)", (row.token_hash, row.user, row.opened_s, row.seen_s)
            )

    def saw_session(self, token_hash: str, seen_s: float) -> None:
        with self._db:
            self._db.execute("UPDATE session SET seen_s = ? WHERE token_hash = ?", (seen_s, token_hash))

    def drop_sessions(self, token_hashes: list[str]) -> None:
        with self._db:
            self._db.executemany("DELETE FROM session WHERE token_hash = ?", [(each,) for each in token_hashes])


def connect(path: Path) -> sqlite3.Connection:
    """The open database; its file belongs to its owner alone from its first byte on."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)
    db = sqlite3.connect(path, check_same_thread=False, timeout=5.0)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA secure_delete = ON")
    db.executescript(SCHEMA)
    return db
