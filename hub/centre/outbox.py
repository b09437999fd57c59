"""What webhooks still have to tell, in the store: it outlives a restart, and many web nodes share it.

Theory of operation. What was noticed about halls is a table of its own: only the node whose write changes it tells, so that
two nodes that notice one thing tell it once, and a restart tells nothing again. The change and the messages about it are one
transaction. A message is claimed by an update that only one node can win, for ``LEASE_MS``; a node that dies in between leaves
it to the next claim, with the same delivery id. Of one hook the oldest message goes first, and the others wait behind it.

All methods block and raise what SQLAlchemy raises. Times are ms of the centre's wall clock; nodes whose clocks differ by more
than the lease may deliver twice, with the same id.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
    update,
)  # fmt: skip
from sqlalchemy.dialects import postgresql, sqlite

from hub.centre.engine import make_engine, make_tables
from hub.centre.tables import LONG

LEASE_MS = 60_000
"""Longer than any attempt takes."""

QUEUED = 1000
"""Of one hook; where more wait, the oldest is given up."""

KEPT_MS = 30 * 86_400_000
"""How long what was given up stays on the list."""

metadata = MetaData()

message = Table(
    "webhook_message",
    metadata,
    Column("n", LONG, primary_key=True, autoincrement=True),
    Column("hook", Text, nullable=False),
    Column("delivery", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("hall", Text, nullable=False),
    Column("at_ms", LONG, nullable=False),
    Column("body", Text, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("due_ms", LONG, nullable=False, default=0),
    Column("claimed_by", Text, nullable=False, default=""),
    Column("claimed_ms", LONG, nullable=False, default=0),
    Column("given_up_ms", LONG, nullable=False, default=0),
    Column("why", Text, nullable=False, default=""),
    UniqueConstraint("hook", "delivery"),
    Index("webhook_line", "hook", "given_up_ms", "n"),
)
"""``hook``: key of the hook, not its address. ``claimed_ms``: until when it is ``claimed_by``'s. ``why``: of the last failure."""

noticed = Table(
    "webhook_noticed",
    metadata,
    Column("hall", Text, primary_key=True),
    Column("what", Text, primary_key=True),
    Column("mark", Text, nullable=False),
)
"""What is so now and was told: ``what`` is stale, surge or rewritten."""

UNCHANGED = ("n", "claimed_ms", "tries", "due_ms", "given_up_ms")
"""Columns of a message that are as they were seen, or somebody else has had it in between."""

CHANGES = {
    "hall_stale": ("stale", True), "hall_back": ("stale", False), "surge": ("surge", True), "surge_over": ("surge", False),
    "rewritten": ("rewritten", True),
}  # fmt: skip
"""Event -> what is noticed, and whether it begins or ends."""


@dataclass(frozen=True, slots=True)
class Message:
    """One on its way to one hook. ``delivery``: the same at each attempt. ``given_up_ms``: 0 while it is tried."""

    n: int
    hook: str
    delivery: str
    event: str
    hall: str
    at_ms: int
    body: str
    tries: int
    due_ms: int
    given_up_ms: int
    why: str


class Outbox:
    """``url``: of the store. ``node``: name of this process among all that share it."""

    def __init__(self, url: str, node: str) -> None:
        self._engine, self._node = make_engine(url), node
        make_tables(self._engine, metadata)
        self._upsert: Any = (postgresql if self._engine.dialect.name == "postgresql" else sqlite).insert

    def close(self) -> None:
        self._engine.dispose()

    def noticed(self) -> dict[tuple[str, str], str]:
        """(hall, what) -> mark, of everything that is so and was told."""
        with self._engine.connect() as connection:
            return {(hall, what): mark for hall, what, mark in connection.execute(select(noticed))}

    def tell(
        self, event: str, hall: str, mark: str, at_ms: int, delivery: str, body: str, hooks: Sequence[str]
    ) -> bool:  # fmt: skip
        """Keep a message for these hooks, unless another node has noticed the same; was it new?"""
        with self._engine.begin() as connection:
            if not self._notice(connection, event, hall, mark):
                return False
            for hook in hooks:
                self._make_room(connection, hook, at_ms)
                values = {
                    "hook": hook,
                    "delivery": delivery,
                    "event": event,
                    "hall": hall,
                    "at_ms": at_ms,
                    "body": body,
                }
                connection.execute(insert(message).values(values))
            return True

    def _notice(self, connection: Connection, event: str, hall: str, mark: str) -> bool:
        what, begins = CHANGES[event]
        if not begins:
            gone = connection.execute(delete(noticed).where(noticed.c.hall == hall, noticed.c.what == what))
            return bool(gone.rowcount)
        row = self._upsert(noticed).values(hall=hall, what=what, mark=mark)
        changed = row.on_conflict_do_update(
            index_elements=["hall", "what"], set_={"mark": mark}, where=noticed.c.mark != mark
        )
        return connection.execute(changed.returning(noticed.c.hall)).first() is not None

    def _make_room(self, connection: Connection, hook: str, now_ms: int) -> None:
        """The oldest is given up where too many wait."""
        line = (message.c.hook == hook) & (message.c.given_up_ms == 0)
        count = connection.execute(select(func.count()).where(line)).scalar() or 0
        if count >= QUEUED:
            oldest = connection.execute(select(func.min(message.c.n)).where(line)).scalar()
            values = {"given_up_ms": now_ms, "why": "too_many"}
            connection.execute(update(message).where(message.c.n == oldest).values(values))

    def claim(self, hook: str, now_ms: int) -> Message | None:
        """The hook's oldest message, ours for a minute; None where it is not due, or another node has it."""
        asked = select(message).where(message.c.hook == hook, message.c.given_up_ms == 0)
        with self._engine.connect() as connection:
            row = connection.execute(asked.order_by(message.c.n).limit(1)).mappings().first()
        if row is None or row["due_ms"] > now_ms or row["claimed_ms"] > now_ms:
            return None
        return as_message(row) if self.win(row, now_ms) else None

    def win(self, row: Mapping[Any, Any], now_ms: int) -> bool:
        """Claim a message that was seen like this; False where somebody else has had it since."""
        as_seen = [message.c[name] == row[name] for name in UNCHANGED]
        values = {"claimed_by": self._node, "claimed_ms": now_ms + LEASE_MS}
        with self._engine.begin() as connection:
            return bool(connection.execute(update(message).where(*as_seen).values(values)).rowcount)

    def delivered(self, told: Message) -> None:
        """It was heard: nothing of it stays."""
        with self._engine.begin() as connection:
            connection.execute(delete(message).where(message.c.n == told.n))

    def failed(self, told: Message, why: str, due_ms: int) -> None:
        """Not heard; it is tried again then, by whoever claims it."""
        self._settle(told, tries=told.tries + 1, why=why, due_ms=due_ms, claimed_ms=0)

    def give_up(self, told: Message, why: str, now_ms: int) -> None:
        """Never heard: it stays on the list, and is counted."""
        self._settle(told, tries=told.tries + 1, why=why, given_up_ms=now_ms, claimed_ms=0)

    def _settle(self, told: Message, **values: object) -> None:
        mine = (message.c.n == told.n) & (message.c.claimed_by == self._node) & (message.c.tries == told.tries)
        with self._engine.begin() as connection:
            connection.execute(update(message).where(mine).values(values))

    def tidy(self, now_ms: int, given_up_ms: int) -> None:
        """Give up what began to wait before ``given_up_ms``, of whatever hook; forget what was given up long ago."""
        old = (message.c.given_up_ms == 0) & (message.c.at_ms < given_up_ms) & (message.c.claimed_ms <= now_ms)
        gone = (message.c.given_up_ms > 0) & (message.c.given_up_ms < now_ms - KEPT_MS)
        with self._engine.begin() as connection:
            connection.execute(update(message).where(old).values(given_up_ms=now_ms))
            connection.execute(delete(message).where(gone))

    def undelivered(self, limit: int) -> list[Message]:
        """What waits, the oldest first, then what was given up, the newest first."""
        with self._engine.connect() as connection:
            waits = select(message).where(message.c.given_up_ms == 0).order_by(message.c.n).limit(limit)
            lost = select(message).where(message.c.given_up_ms > 0).order_by(message.c.n.desc()).limit(limit)
            return [as_message(row) for asked in (waits, lost) for row in connection.execute(asked).mappings()][:limit]

    def counts(self) -> dict[str, tuple[int, int]]:
        """Hook -> (how many wait, how many were given up)."""
        lost = func.sum((message.c.given_up_ms > 0).cast(Integer))
        asked = select(message.c.hook, func.count(), lost).group_by(message.c.hook)
        with self._engine.connect() as connection:
            return {hook: (count - given_up, given_up) for hook, count, given_up in connection.execute(asked)}


def as_message(row: Mapping[Any, Any]) -> Message:
    """A row of ``webhook_message``."""
    return Message(
        row["n"], row["hook"], row["delivery"], row["event"], row["hall"], row["at_ms"], row["body"], row["tries"],
        row["due_ms"], row["given_up_ms"], row["why"],
    )  # fmt: skip
