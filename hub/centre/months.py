"""The partitions of PostgreSQL, a month each: made before they are needed, whoever comes first."""

from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, text

from hub.centre import tables as t

LOCK = 0x616E79
"""Of PostgreSQL's advisory locks, the one of whoever makes partitions."""

AHEAD = 2
"""Months after the present one that have a partition: a centre that sleeps over new year finds one."""


def month_of(at_ms: int) -> int:
    """The month of a moment, in UTC, such as 202611."""
    moment = datetime.fromtimestamp(at_ms / 1000, UTC)
    return moment.year * 100 + moment.month


def later(month: int, months: int) -> int:
    """So many months after it, or before."""
    count = month // 100 * 12 + month % 100 - 1 + months
    return count // 12 * 100 + count % 12 + 1


def make_months(engine: Engine, at_ms: int) -> None:
    """See to it that what comes at ``at_ms`` and in the months after it has a place. Nothing to do in SQLite."""
    if engine.dialect.name != "postgresql":
        return
    now = month_of(at_ms)
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        for month in (later(now, index) for index in range(AHEAD + 1)):
            for table in (t.event, t.review):
                make_partition(connection, table.name, str(month), str(month), str(later(month, 1)))
        # days may lie in the month before; all that is older, or strange, goes to the rest
        for month in (later(now, index) for index in range(-1, AHEAD + 1)):
            make_partition(
                connection, t.day_total.name, str(month), f"'{dashed(month)}'", f"'{dashed(later(month, 1))}'"
            )
        connection.execute(
            text(f"CREATE TABLE IF NOT EXISTS {t.day_total.name}_rest PARTITION OF {t.day_total.name} DEFAULT")
        )


def make_partition(connection: Connection, table: str, name: str, first: str, end: str) -> None:
    """One partition, unless it is there."""
    if connection.execute(text("SELECT to_regclass(:name)"), {"name": f"{table}_{name}"}).scalar() is None:
        connection.execute(
            text(f"CREATE TABLE {table}_{name} PARTITION OF {table} FOR VALUES FROM ({first}) TO ({end})")
        )


def dashed(month: int) -> str:
    """The beginning of its days, such as 2026-11."""
    return f"{month // 100:04d}-{month % 100:02d}"
