"""Signed-in users: a random token in a cookie, its hash in ``access.db``, and an end that can come at any time.

A session ends after half an hour without a request, after twelve hours, when its user signs out, and when its user is
removed or replaced. It survives a restart of the hub.
"""

import contextlib
import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from hub.web.access_store import AccessFailed, SessionRow, User
from hub.web.users import Users

PER_USER = 20
"""Sessions of one user at a time; the one unused longest ends. Pads of a hall may share a user."""

SEEN_EVERY_S = 60.0
"""How often a use is written down: after a crash a session is at most this much older than it was."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session that is valid now."""

    token_hash: str
    user: User


class Sessions:
    """All sessions of a hall. ``now_s``: wall time in seconds; a clock that goes back ends nothing early."""

    def __init__(
        self, users: Users, *, idle_s: float, longest_s: float, now_s: Callable[[], float] = time.time
    ) -> None:
        self._users, self._idle_s, self._longest_s, self._now_s = users, idle_s, longest_s, now_s
        self._rows = {row.token_hash: row for row in users.store.now(users.store.sessions)}
        self._written_s = {row.token_hash: row.seen_s for row in self._rows.values()}
        self.watchers: list[Callable[[], None]] = []
        users.watchers.append(self._forget)

    async def open(self, user: User) -> str:
        """Sign in: the token for the cookie, told once and kept nowhere."""
        token = secrets.token_urlsafe(32)
        now_s = self._now_s()
        row = SessionRow(hash_of(token), user.name, now_s, now_s)
        mine = sorted((r for r in self._rows.values() if r.user == user.name), key=lambda each: each.seen_s)
        await self._end([each.token_hash for each in mine[: max(0, len(mine) - PER_USER + 1)]])
        await self._users.store.later(lambda: self._users.store.put_session(row))
        self._rows[row.token_hash] = row
        return token

    async def find(self, token: str) -> Session | None:
        """The session of a token, used just now."""
        token_hash = hash_of(token)
        if self._users.store.shared and token_hash not in self._rows:
            await self._look_up(token_hash)
        session = self.valid(token_hash)
        if session is None:
            if token_hash in self._rows:
                await self._end([token_hash])
            return None
        await self.use(token_hash)
        return session

    async def _look_up(self, token_hash: str) -> None:
        """Opened by another process a moment ago, perhaps by a user who is new as well?"""
        with contextlib.suppress(AccessFailed):
            row = await self._users.store.later(lambda: self._users.store.session(token_hash))
            if row is not None:
                await self._users.reload()
                self._rows.setdefault(token_hash, row)

    async def reload(self) -> None:
        """Take over what other processes have done; without the store, what is known stays true."""
        before = set(self._rows)
        await self._users.reload()
        try:
            kept = {row.token_hash: row for row in await self._users.store.later(self._users.store.sessions)}
        except AccessFailed:
            return
        for token_hash, row in kept.items():
            known = self._rows.setdefault(token_hash, row)
            known.seen_s = max(known.seen_s, row.seen_s)
        gone = [token_hash for token_hash in before - set(kept) if token_hash in self._rows]
        for token_hash in gone:
            del self._rows[token_hash]
        if gone:
            self._ended()

    def valid(self, token_hash: str) -> Session | None:
        """The session with this hash, if it has not ended. Looking is no use of it."""
        row = self._rows.get(token_hash)
        user = self._users.get(row.user) if row else None
        if row is None or user is None:
            return None
        now_s = self._now_s()
        if now_s - row.seen_s > self._idle_s or now_s - row.opened_s > self._longest_s:
            return None
        return Session(token_hash, user)

    async def use(self, token_hash: str) -> None:
        """Somebody is there: the half hour starts anew."""
        row = self._rows.get(token_hash)
        if row is None:
            return
        row.seen_s = now_s = self._now_s()
        if abs(now_s - self._written_s.get(token_hash, 0.0)) > SEEN_EVERY_S:
            self._written_s[token_hash] = now_s
            with contextlib.suppress(AccessFailed):  # The session only looks older after a restart.
                await self._users.store.later(lambda: self._users.store.saw_session(token_hash, now_s))

    async def close(self, token_hash: str) -> None:
        """Sign out."""
        await self._end([token_hash])

    async def revoke(self, name: str) -> None:
        """End all sessions of a user."""
        await self._end([row.token_hash for row in self._rows.values() if row.user == name])

    def _forget(self, name: str) -> None:
        """The user was removed or replaced; the store has dropped the sessions already."""
        for token_hash in [row.token_hash for row in self._rows.values() if row.user == name]:
            del self._rows[token_hash]
        self._ended()

    def _ended(self) -> None:
        for watcher in self.watchers:
            watcher()

    async def _end(self, token_hashes: list[str]) -> None:
        """Out of memory first, so that nothing gets in while the disk is busy."""
        for token_hash in token_hashes:
            self._rows.pop(token_hash, None)
            self._written_s.pop(token_hash, None)
        if token_hashes:
            self._ended()
            await self._users.store.later(lambda: self._users.store.drop_sessions(token_hashes))


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
