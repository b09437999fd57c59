"""Who may sign in: names, roles, passwords by Argon2id. There is no user to begin with, and no default password."""

import asyncio
import hashlib
import os
import re
import secrets
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hub.web.access_store import AccessStore, User

ROLES = ("clerk", "supervisor", "pad")
"""clerk: works at counters. supervisor: everything. pad: an evaluation pad, sees and rates the leg just finished."""

NAME = re.compile(r"[A-Za-z0-9._-]{1,32}")
SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 128
"""At least eight characters (ASVS 5.0, 6.2.1); the upper bound keeps a hash cheap."""

PIN = re.compile(r"[0-9]{4,8}")

HASHERS = 2
"""Passwords hashed at once: each takes 19 MiB, and the Pi has other work."""


class Users:
    """The users of one hall, kept in ``access.db``."""

    def __init__(self, path: Path, *, time_cost: int = 2, memory_kib: int = 19 * 1024) -> None:
        self.store = AccessStore(path)
        self._pin_key = pin_key(path.with_name("pin.key"))
        self._hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1)
        self._threads = ThreadPoolExecutor(HASHERS, "argon2")
        self._known = {user.name: (user, password_hash) for user, password_hash in self.store.now(self.store.users)}
        self._nobody = self._hasher.hash("nobody signs in with this")
        self.watchers: list[Callable[[str], None]] = []

    def add(self, name: str, password: str, role: str, shown: str = "", pin: str = "") -> User:
        """Add or replace a user; sessions of the replaced one end. ``pin``: for the keypad, of nobody else.

        Raises ``ValueError`` for a name, a password, a role or a PIN that cannot be used.
        """
        if not NAME.fullmatch(name):
            raise ValueError(f"a user's name is 1 to 32 letters, digits or . _ -, not {name!r}")
        if role not in ROLES:
            raise ValueError(f"a role is one of {', '.join(ROLES)}, not {role!r}")
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise ValueError(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
        if pin and (role != "clerk" or not PIN.fullmatch(pin)):
            raise ValueError("a PIN has 4 to 8 digits, and only clerks have one")
        user = User(name, shown or name, role)
        password_hash = self._hasher.hash(password)
        hidden = self._hidden(pin) if pin else None
        try:
            self.store.now(lambda: self.store.put_user(user, password_hash, hidden))
        except sqlite3.IntegrityError:
            raise ValueError("this PIN is in use") from None
        self._known[name] = (user, password_hash)
        self._changed(name)
        return user

    def remove(self, name: str) -> None:
        """This user and all their sessions are gone."""
        self.store.now(lambda: self.store.drop_user(name))
        self._known.pop(name, None)
        self._changed(name)

    def get(self, name: str) -> User | None:
        known = self._known.get(name)
        return known[0] if known else None

    async def check(self, name: str, password: str) -> User | None:
        """The user with this password. A name that is not known takes as long as a wrong password."""
        user, password_hash = self._known.get(name, (None, self._nobody))
        loop = asyncio.get_running_loop()
        right = await loop.run_in_executor(self._threads, self._verify, password_hash, password)
        return user if right else None

    async def clerk_of(self, pin: str) -> str | None:
        """The name of the clerk with this PIN, or None."""
        hidden = self._hidden(pin)
        return await self.store.later(lambda: self.store.user_of_pin(hidden))

    def _hidden(self, pin: str) -> str:
        """What is stored of a PIN: so few digits need a secret key, kept beside the database and not in it."""
        return hashlib.blake2b(pin.encode(), key=self._pin_key, digest_size=32).hexdigest()

    def close(self) -> None:
        self._threads.shutdown()
        self.store.close()

    def _changed(self, name: str) -> None:
        for watcher in self.watchers:
            watcher(name)

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False


def pin_key(path: Path) -> bytes:
    """The secret under which PINs are hashed, made at the first start; only its owner can read it."""
    try:
        file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_bytes()
    key = secrets.token_bytes(32)
    with os.fdopen(file, "wb") as opened:
        opened.write(key)
        opened.flush()
        os.fsync(opened.fileno())
    return key
