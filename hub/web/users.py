"""Who may sign in: names, roles, passwords by Argon2id. There is no user to begin with, and no default password."""

import asyncio
import re
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

HASHERS = 2
"""Passwords hashed at once: each takes 19 MiB, and the Pi has other work."""


class Users:
    """The users of one hall, kept in ``access.db``."""

    def __init__(self, path: Path, *, time_cost: int = 2, memory_kib: int = 19 * 1024) -> None:
        self.store = AccessStore(path)
        self._hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1)
        self._threads = ThreadPoolExecutor(HASHERS, "argon2")
        self._known = {user.name: (user, password_hash) for user, password_hash in self.store.now(self.store.users)}
        self._nobody = self._hasher.hash("nobody signs in with this")
        self.watchers: list[Callable[[str], None]] = []

    def add(self, name: str, password: str, role: str, shown: str = "") -> User:
        """Add or replace a user; sessions of the replaced one end. ``ValueError``: bad name, password or role."""
        if not NAME.fullmatch(name):
            raise ValueError(f"a user's name is 1 to 32 letters, digits or . _ -, not {name!r}")
        if role not in ROLES:
            raise ValueError(f"a role is one of {', '.join(ROLES)}, not {role!r}")
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise ValueError(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
        user = User(name, shown or name, role)
        password_hash = self._hasher.hash(password)
        self.store.now(lambda: self.store.put_user(user, password_hash))
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
