"""SQLite connections with the settings that the promises rest on, asserted each time.

WAL with ``synchronous=FULL``: a commit returns after its fsync. With NORMAL, power cuts lost acknowledged tickets.
"""

import sqlite3
from pathlib import Path

BUSY_MS = 5000
"""A second connection may hold the lock for a checkpoint; longer than this, something is wrong."""

PAGE_BYTES = 1024
"""A commit writes every page that it touches to the WAL: small pages write less to the card for each ticket."""

PRAGMAS: dict[str, object] = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "busy_timeout": BUSY_MS,
    "recursive_triggers": 1,
}
"""Setting -> the value that SQLite must report. ``recursive_triggers``: a REPLACE asks the DELETE trigger too."""

DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT", "SQLITE_ERROR")
"""Names of errors that speak of the content; ``SQLITE_ERROR``: a table that must be there is not."""

BROKEN = (sqlite3.Error, UnicodeDecodeError)
"""What reading a broken file raises: the binding cannot even decode some of SQLite's words about it."""


class WrongSettings(Exception):
    """SQLite did not take a setting: the file system or the build cannot keep the promises."""


def connect(path: Path) -> sqlite3.Connection:
    """A connection that commits durably, in autocommit mode. Creates the file where there is none."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        for name, value in PRAGMAS.items():
            connection.execute(f"PRAGMA {name} = {value}")
            found = connection.execute(f"PRAGMA {name}").fetchone()[0]
            if found != value:
                raise WrongSettings(f"PRAGMA {name} is {found!r}, not {value!r}")
    except BaseException:
        connection.close()
        raise
    return connection


def connect_reader(path: Path) -> sqlite3.Connection:
    """A connection that only reads, beside the writer."""
    connection = connect(path)
    connection.execute("PRAGMA query_only = 1")
    return connection


def connect_untouched(path: Path) -> sqlite3.Connection:
    """Read a file, with its WAL where it has one, without changing a byte of it."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def is_damage(error: sqlite3.Error | UnicodeDecodeError) -> bool:
    """True where the error says that the file's content is broken; a full disk or a lock does not."""
    if isinstance(error, UnicodeDecodeError):
        return True
    name: str | None = getattr(error, "sqlite_errorname", None)
    if name is None:
        # The binding's own: a TEXT that is not UTF-8.
        return "decode" in str(error)
    return name.startswith(DAMAGE)


def page_fault(connection: sqlite3.Connection) -> str:
    """The first fault that ``quick_check`` finds in the file's pages; "" where there is none."""
    verdict = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    return "" if verdict == "ok" else verdict
