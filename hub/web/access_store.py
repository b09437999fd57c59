"""``access.db``: users and sessions in a file of their own, which nobody but the hub's user can read.

It holds Argon2 hashes of passwords, PINs and card numbers, and SHA-256 hashes of session tokens: who steals the file has no password
in it. (A PIN of four digits can be guessed from its hash within minutes; it opens a counter at a keypad, nothing else.)
One thread does all the work, so that a slow disk never stops the hall.
"""

import asyncio
import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

T = TypeVar("T")

SCHEMA = """
CREATE TABLE IF NOT EXISTS user (
    name TEXT PRIMARY KEY, shown TEXT NOT NULL, role TEXT NOT NULL, hash TEXT NOT NULL,
    pin_hash TEXT UNIQUE, card_hash TEXT, disabled INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS session (
    token_hash TEXT PRIMARY KEY, user TEXT NOT NULL REFERENCES user (name) ON DELETE CASCADE,
    opened_s REAL NOT NULL, seen_s REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS user_change (
    at_ms INTEGER NOT NULL, actor TEXT NOT NULL, user TEXT NOT NULL, what TEXT NOT NULL, reason TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS salt (salt BLOB NOT NULL) STRICT;
"""
COLUMNS = "name, shown, role, hash, pin_hash, card_hash, disabled"
PUT = f"INSERT INTO user ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 (a constant)
CHANGES_SHOWN = 100
CARDS = "CREATE UNIQUE INDEX IF NOT EXISTS user_card ON user (card_hash)"


class AccessFailed(Exception):
    """The file could not be read or written: disk full, input/output error."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may sign in. ``name`` signs in, ``shown`` is what pages show."""

    name: str
    shown: str
    role: str


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user as stored. ``pin_hash``, ``card_hash``: None for somebody without a PIN, without a card.

    ``disabled``: may not come in, whatever they know.
    """

    user: User
    password_hash: str
    pin_hash: str | None = None
    card_hash: str | None = None
    disabled: bool = False


@dataclass(slots=True)
class SessionRow:
    """A session as it is stored; times are wall seconds."""

    token_hash: str
    user: str
    opened_s: float
    seen_s: float


class Access(Protocol):
    """Where users and sessions are kept. ``shared``: do other processes open and end sessions in it as well?

    Every change is on disk before its call returns. ``later`` raises ``AccessFailed``.
    """

    shared: bool

    def now(self, work: Callable[[], T]) -> T: ...

    async def later(self, work: Callable[[], T]) -> T: ...

    def close(self) -> None: ...

    def changed(self) -> bool: ...

    def salt(self) -> bytes: ...

    def users(self) -> list[UserRow]: ...

    def put_user(self, row: UserRow) -> None: ...

    def drop_user(self, name: str) -> None: ...

    def note(self, change: tuple[int, str, str, str, str], /) -> None: ...

    def changes(self) -> list[tuple[int, str, str, str, str]]: ...

    def sessions(self) -> list[SessionRow]: ...

    def session(self, token_hash: str) -> SessionRow | None: ...

    def put_session(self, row: SessionRow) -> None: ...

    def saw_session(self, token_hash: str, seen_s: float) -> None: ...

    def drop_sessions(self, token_hashes: list[str]) -> None: ...


class AccessStore:
    """Reads everything at the start; every change is on disk before its call returns."""

    shared = False

    def __init__(self, path: Path) -> None:
        self._thread = ThreadPoolExecutor(1, "access")
        self._db = self.now(lambda: connect(path))
        self._seen = self.now(lambda: version_of(self._db))

    def now(self, work: Callable[[], T]) -> T:
        """Do it on the store's thread and wait."""
        return self._thread.submit(work).result()

    async def later(self, work: Callable[[], T]) -> T:
        """Do it on the store's thread without stopping the loop. Raises ``AccessFailed``."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except sqlite3.OperationalError as error:
            raise AccessFailed(str(error)) from error

    def close(self) -> None:
        self.now(self._db.close)
        self._thread.shutdown()

    def changed(self) -> bool:
        """Has another process (the command ``anycounter user``) written since the last look?"""
        seen, self._seen = self._seen, version_of(self._db)
        return seen != self._seen

    def salt(self) -> bytes:
        """The salt of all PINs of this hall, made once."""
        with self._db:
            self._db.execute("INSERT INTO salt SELECT randomblob(16) WHERE NOT EXISTS (SELECT 1 FROM salt)")
        return bytes(self._db.execute("SELECT salt FROM salt").fetchone()[0])

    def users(self) -> list[UserRow]:
        rows = self._db.execute(f"SELECT {COLUMNS} FROM user")  # noqa: S608 (a constant)
        return [UserRow(User(*who), key, pin, card, bool(off)) for *who, key, pin, card, off in rows]

    def put_user(self, row: UserRow) -> None:
        """Add or replace; a replaced user's sessions end. ``ValueError`` where somebody else has the same PIN or card."""
        user = row.user
        try:
            with self._db:
                self._db.execute("DELETE FROM user WHERE name = ?", (user.name,))
                hashes = (row.password_hash, row.pin_hash, row.card_hash)
                values = (user.name, user.shown, user.role, *hashes, row.disabled)
                self._db.execute(PUT, values)
        except sqlite3.IntegrityError as error:
            same = "card" if "card_hash" in str(error) else "PIN"
            raise ValueError(f"another clerk has this {same}") from None

    def drop_user(self, name: str) -> None:
        with self._db:
            self._db.execute("DELETE FROM user WHERE name = ?", (name,))

    def note(self, change: tuple[int, str, str, str, str]) -> None:
        """Keep who did what about a user: ``(at_ms, actor, user, what, reason)``."""
        with self._db:
            self._db.execute("INSERT INTO user_change VALUES (?, ?, ?, ?, ?)", change)

    def changes(self) -> list[tuple[int, str, str, str, str]]:
        """The newest of them first."""
        return self._db.execute("SELECT * FROM user_change ORDER BY rowid DESC LIMIT ?", (CHANGES_SHOWN,)).fetchall()

    def sessions(self) -> list[SessionRow]:
        return [SessionRow(*row) for row in self._db.execute("SELECT * FROM session")]

    def session(self, token_hash: str) -> SessionRow | None:
        """One of them, if it is there."""
        row = self._db.execute("SELECT * FROM session WHERE token_hash = ?", (token_hash,)).fetchone()
        return SessionRow(*row) if row else None

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
    with db:
        known = {column[1] for column in db.execute("PRAGMA table_info(user)")}
        if "card_hash" not in known:
            db.execute("ALTER TABLE user ADD COLUMN card_hash TEXT")  # a file of a hub that knew no cards
        if "disabled" not in known:
            db.execute("ALTER TABLE user ADD COLUMN disabled INTEGER NOT NULL DEFAULT 0")  # one that let everybody in
        db.execute(CARDS)
    return db


def version_of(db: sqlite3.Connection) -> int:
    """Goes up with each commit of another connection."""
    return int(db.execute("PRAGMA data_version").fetchone()[0])
