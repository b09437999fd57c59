"""Who may sign in: names, roles, passwords by Argon2id. There is no user to begin with, and no default password."""

import asyncio
import logging
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import hash_secret_raw

from hub.web.access_store import Access, AccessFailed, AccessStore, User, UserRow

T = TypeVar("T")
log = logging.getLogger(__name__)

ROLES = ("clerk", "supervisor", "pad")
"""clerk: works at counters. supervisor: everything. pad: an evaluation pad, sees and rates the leg just finished."""

NAME = re.compile(r"[A-Za-z0-9._-]{1,32}")
PIN = re.compile(r"[0-9]{4,8}")
"""Typed at a keypad, where a password cannot be. It opens a counter and nothing else."""
CARD = re.compile(r"0*([1-9][0-9]{3,19})")
"""What a keypad's reader makes of a clerk's card; it stands for the PIN. Readers differ in leading zeros."""
CARD_SIGN = "card:"
"""Before a card's number, so that no card is a PIN and no PIN a card."""

SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 128
"""At least eight characters (ASVS 5.0, 6.2.1); the upper bound keeps a hash cheap."""

HASHERS = 2
"""Passwords hashed at once: each takes 19 MiB, and the Pi has other work."""


class Users:
    """The users of one hall, or of one centre. ``roles``: those that somebody there may have.

    ``kept``: where; a path is that of an ``access.db``.
    """

    def __init__(
        self, kept: Path | Access, *, time_cost: int = 2, memory_kib: int = 19 * 1024, roles: tuple[str, ...] = ROLES
    ) -> None:  # fmt: skip
        self.store: Access = AccessStore(kept) if isinstance(kept, Path) else kept
        self._time_cost, self._memory_kib = time_cost, memory_kib
        self._hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1)
        self._threads = ThreadPoolExecutor(HASHERS, "argon2")
        self._salt = self.store.now(self.store.salt)
        self._rows = by_name(self.store.now(self.store.users))
        self._nobody = self._hasher.hash("nobody signs in with this")
        self.watchers: list[Callable[[str], None]] = []
        self._roles = roles

    def add(self, name: str, password: str, role: str, shown: str = "", *, pin: str = "", card: str = "") -> User:
        """Add or replace a user; sessions of the replaced one end. ``ValueError``: what is bad of it."""
        check_user(name, password, role, pin, card, self._roles)
        row = self._row(User(name, shown or name, role), password, pin, card)
        self.store.now(lambda: self.store.put_user(row))
        self._rows[name] = row
        self._changed(name)
        return row.user

    async def add_later(
        self, name: str, password: str, role: str, shown: str = "", *, pin: str = "", card: str = ""
    ) -> None:
        """As ``add``, without stopping the loop; who was disabled stays so."""
        check_user(name, password, role, pin, card, self._roles)
        user, old = User(name, shown or name, role), self._rows.get(name)
        row = await self._off_loop(lambda: self._row(user, password, pin, card))
        await self._replace(replace(row, disabled=old is not None and old.disabled))

    async def set_password(self, name: str, password: str) -> None:
        """Another password for a user who is there; PIN and card stay, sessions end."""
        password_hash = await self._off_loop(lambda: self._hasher.hash(password))
        await self._replace(replace(self._rows[name], password_hash=password_hash))

    async def disable(self, name: str, disabled: bool) -> None:
        """Keep a user who is there out, or let them in again; sessions end."""
        await self._replace(replace(self._rows[name], disabled=disabled))

    async def _replace(self, row: UserRow) -> None:
        await self.store.later(lambda: self.store.put_user(row))
        self._rows[row.user.name] = row
        self._changed(row.user.name)

    def _row(self, user: User, password: str, pin: str, card: str) -> UserRow:
        pin_hash = self._pin_hash(pin) if pin else None
        card_hash = self._pin_hash(card_sign(card)) if card else None
        return UserRow(user, self._hasher.hash(password), pin_hash, card_hash)

    def remove(self, name: str) -> None:
        """This user and all their sessions are gone."""
        self.store.now(lambda: self.store.drop_user(name))
        self._rows.pop(name, None)
        self._changed(name)

    def get(self, name: str) -> User | None:
        row = self._rows.get(name)
        return row.user if row and not row.disabled else None

    def row(self, name: str) -> UserRow | None:
        """The user as stored, disabled or not."""
        return self._rows.get(name)

    def rows(self) -> list[UserRow]:
        """All users, by name."""
        return [self._rows[name] for name in sorted(self._rows)]

    def shown(self, name: str) -> str:
        """What citizens may call the user: the name that was given for it, never the one that signs in."""
        user = self.get(name)
        return user.shown if user and user.shown != user.name else ""

    async def check(self, name: str, password: str) -> User | None:
        """The user with this password. A name that is not known takes as long as a wrong password."""
        await self.reload()
        row = self._rows.get(name)
        password_hash = row.password_hash if row else self._nobody
        right = await self._off_loop(lambda: self._verify(password_hash, password))
        return row.user if row and right and not row.disabled else None

    async def clerk_of(self, pin: str) -> str | None:
        """The user id of the clerk with this PIN or ``card:NUMBER``. One salt for all, so that one hash finds the clerk."""
        sign = pin if PIN.fullmatch(pin) else card_sign(pin.removeprefix(CARD_SIGN)) if is_card(pin) else None
        if sign is None:
            return None
        await self.reload()
        found = await self._off_loop(lambda: self._pin_hash(sign))
        here = ((name, row) for name, row in self._rows.items() if not row.disabled)
        return next((name for name, row in here if found in (row.pin_hash, row.card_hash)), None)

    async def reload(self) -> None:
        """Take over what another process has changed in the file; without a disk, what is known stays true."""
        try:
            if not await self.store.later(self.store.changed):
                return
            rows = await self.store.later(self.store.users)
        except AccessFailed as failed:
            log.warning("users could not be read again: %s", failed)
            return
        before, self._rows = self._rows, by_name(rows)
        for name in [name for name, row in before.items() if self._rows.get(name) != row]:
            self._changed(name)

    def close(self) -> None:
        self._threads.shutdown()
        self.store.close()

    def _changed(self, name: str) -> None:
        for watcher in self.watchers:
            watcher(name)

    async def _off_loop(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _pin_hash(self, pin: str) -> str:
        cost, memory_kib = self._time_cost, self._memory_kib
        return hash_secret_raw(pin.encode(), self._salt, cost, memory_kib, 1, 32, Type.ID).hex()

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False


def by_name(rows: list[UserRow]) -> dict[str, UserRow]:
    return {row.user.name: row for row in rows}


def is_card(sign: str) -> bool:
    """Does a keypad say that it read a card?"""
    return sign.startswith(CARD_SIGN) and CARD.fullmatch(sign.removeprefix(CARD_SIGN)) is not None


def card_sign(number: str) -> str:
    """What is hashed of a card: its number without leading zeros."""
    return CARD_SIGN + number.lstrip("0")


def check_user(name: str, password: str, role: str, pin: str, card: str = "", roles: tuple[str, ...] = ROLES) -> None:
    """Raises ``ValueError`` with what is expected."""
    if not NAME.fullmatch(name):
        raise ValueError(f"a user's name is 1 to 32 letters, digits or . _ -, not {name!r}")
    if role not in roles:
        raise ValueError(f"a role is one of {', '.join(roles)}, not {role!r}")
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise ValueError(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
    if pin and (role != "clerk" or not PIN.fullmatch(pin)):
        raise ValueError("a PIN is 4 to 8 digits, and only clerks have one")
    if card and (role != "clerk" or not CARD.fullmatch(card)):
        raise ValueError("a card's number is 4 to 20 digits, not all of them 0, and only clerks have one")
