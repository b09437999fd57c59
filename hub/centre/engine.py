"""How the store is reached: SQLite told to lose nothing, PostgreSQL to let go of whose machine went dark."""

import contextlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, create_engine, text
from sqlalchemy import event as engine_event
from sqlalchemy.exc import DBAPIError

from hub.centre.months import LOCK

BUSY_MS = 5000
"""Patience of a connection while another one writes, in SQLite."""

DARK_MS = 10_000
SIGNS = {"keepalives_idle": 4, "keepalives_interval": 2, "keepalives_count": 3, "user_timeout": DARK_MS}
PATIENCE = {
    "connect_timeout": 5,
    **{name if name.startswith("keepalives") else f"tcp_{name}": value for name, value in SIGNS.items()},
    "options": " ".join(f"-c tcp_{name}={value}" for name, value in SIGNS.items()),
}
"""For both ends of a connection: after ten seconds without a sign of life it is over, and with it its locks, for which others
wait. Keepalives are for a connection that is idle; where something that was sent is not acknowledged, ``tcp_user_timeout`` ends it."""


def make_engine(url: str, *, ping: bool = True) -> Engine:
    """``url``: as SQLAlchemy has it. ``ping``: is a connection that was idle tried before it is used?"""
    patience = PATIENCE if url.startswith("postgresql") else {}
    engine = create_engine(url, pool_pre_ping=ping, connect_args=patience)
    if engine.dialect.name == "sqlite":

        @engine_event.listens_for(engine, "connect")
        def settle(connection: Any, record: Any) -> None:
            for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_MS}"):
                connection.execute(f"PRAGMA {pragma}")

    return engine


def make_tables(engine: Engine, metadata: MetaData) -> None:
    """Make what is missing; of several that start at once on PostgreSQL, one after the other."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        metadata.create_all(connection)


@contextlib.contextmanager
def pipelined(connection: Connection) -> Iterator[None]:
    """Statements without results are sent one behind the other, and PostgreSQL is waited for once. Raises what SQLAlchemy raises.

    On a machine that is full each wait costs several turns of everybody else.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    failure = connection.dialect.loaded_dbapi.Error
    driver: Any = connection.connection.driver_connection
    try:
        with driver.pipeline():
            yield
    except failure as failed:
        raise DBAPIError.instance(None, None, failed, failure) from failed
