"""Users and sessions of a centre: in a file beside it, or in its PostgreSQL, where all web nodes find them.

Who signs in at one web node is known to all others at once, since a token that a node does not know is looked up; that somebody was
signed out, disabled or replaced reaches the others within two seconds. There are no PINs and no cards at a centre.
"""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import BigInteger as Long
from sqlalchemy import (
    Boolean,
    Column,
    Engine,
    Float,
    ForeignKey,
    MetaData,
    Table,
    Text,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import SQLAlchemyError

from hub.centre.engine import make_tables
from hub.centre.web.routes import ROLES
from hub.web.access_store import CHANGES_SHOWN, AccessFailed, AccessStore, SessionRow, User, UserRow
from hub.web.users import Users

T = TypeVar("T")

ACCESS = "access.db"
metadata = MetaData()

user = Table(
    "access_user",
    metadata,
    Column("name", Text, primary_key=True),
    Column("shown", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("disabled", Boolean, nullable=False, default=False),
)
session = Table(
    "access_session",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("user", Text, ForeignKey("access_user.name", ondelete="CASCADE"), nullable=False),
    Column("opened_s", Float, nullable=False),
    Column("seen_s", Float, nullable=False),
)
change = Table(
    "access_change",
    metadata,
    Column("number", Long, primary_key=True, autoincrement=True),
    Column("at_ms", Long, nullable=False),
    *(Column(name, Text, nullable=False) for name in ("actor", "user", "what", "reason")),
)
"""Who did what about a user."""


def users_of(engine: Engine, folder: Path) -> Users:
    """The users of a centre; those of a file that it had before it had PostgreSQL come along, once."""
    if engine.dialect.name != "postgresql":
        return Users(folder / ACCESS, roles=ROLES)
    shared = SharedAccess(engine)
    if (folder / ACCESS).exists() and not shared.now(shared.users):
        before = AccessStore(folder / ACCESS)
        for row in before.now(before.users):
            shared.now(lambda row=row: shared.put_user(row))  # type: ignore[misc]
        before.close()
    return Users(shared, roles=ROLES)


class SharedAccess:
    """As ``AccessStore``, for several processes at once. Work happens in one thread; ``now`` raises what SQLAlchemy raises."""

    shared = True

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._thread = ThreadPoolExecutor(1, "access")
        self.now(lambda: make_tables(engine, metadata))

    def now(self, work: Callable[[], T]) -> T:
        """Do it and wait."""
        return self._thread.submit(work).result()

    async def later(self, work: Callable[[], T]) -> T:
        """Do it without stopping the loop. Raises ``AccessFailed``."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except (SQLAlchemyError, OSError) as error:
            raise AccessFailed(str(error)) from error

    def close(self) -> None:
        self._thread.shutdown()

    def changed(self) -> bool:
        """There are few users: they are simply read again."""
        return True

    def salt(self) -> bytes:
        """Of PINs, which nobody has here."""
        return os.urandom(16)

    def users(self) -> list[UserRow]:
        with self._engine.connect() as connection:
            rows = connection.execute(select(user)).mappings()
            return [
                UserRow(User(row["name"], row["shown"], row["role"]), row["hash"], disabled=row["disabled"])
                for row in rows
            ]

    def put_user(self, row: UserRow) -> None:
        """Add or replace; a replaced user's sessions end."""
        values = {
            "name": row.user.name, "shown": row.user.shown, "role": row.user.role, "hash": row.password_hash,
            "disabled": row.disabled,
        }  # fmt: skip
        self._do(delete(user).where(user.c.name == row.user.name), insert(user).values(values))

    def drop_user(self, name: str) -> None:
        self._do(delete(user).where(user.c.name == name))

    def note(self, noted: tuple[int, str, str, str, str]) -> None:
        """Keep who did what about a user: ``(at_ms, actor, user, what, reason)``."""
        self._do(insert(change).values(dict(zip(("at_ms", "actor", "user", "what", "reason"), noted, strict=True))))

    def changes(self) -> list[tuple[int, str, str, str, str]]:
        """The newest of them first."""
        c = change.c
        asked = select(c.at_ms, c.actor, c.user, c.what, c.reason).order_by(c.number.desc()).limit(CHANGES_SHOWN)
        with self._engine.connect() as connection:
            return [(row.at_ms, row.actor, row.user, row.what, row.reason) for row in connection.execute(asked)]

    def sessions(self) -> list[SessionRow]:
        return self._sessions(select(session))

    def session(self, token_hash: str) -> SessionRow | None:
        """One of them, if it is there."""
        found = self._sessions(select(session).where(session.c.token_hash == token_hash))
        return found[0] if found else None

    def _sessions(self, asked: Any) -> list[SessionRow]:
        with self._engine.connect() as connection:
            return [
                SessionRow(row["token_hash"], row["user"], row["opened_s"], row["seen_s"])
                for row in connection.execute(asked).mappings()
            ]

    def put_session(self, row: SessionRow) -> None:
        values = {"token_hash": row.token_hash, "user": row.user, "opened_s": row.opened_s, "seen_s": row.seen_s}
        self._do(insert(session).values(values))

    def saw_session(self, token_hash: str, seen_s: float) -> None:
        self._do(update(session).where(session.c.token_hash == token_hash).values(seen_s=seen_s))

    def drop_sessions(self, token_hashes: list[str]) -> None:
        self._do(delete(session).where(session.c.token_hash.in_(token_hashes)))

    def _do(self, *statements: Any) -> None:
        with self._engine.begin() as connection:
            for each in statements:
                connection.execute(each)
