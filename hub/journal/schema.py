"""Schema steps: one SQL file for each version, applied in order, each in its own transaction."""

import sqlite3
from importlib import resources


class NewerSchema(Exception):
    """The file was written by a later version of the program: it is left alone."""


def steps() -> list[tuple[int, str]]:
    """(version, SQL) of every step, in order."""
    folder = resources.files("hub.journal") / "schema"
    files = [entry for entry in folder.iterdir() if entry.name.endswith(".sql")]
    return sorted((int(entry.name.removesuffix(".sql")), entry.read_text("utf-8")) for entry in files)


def version(connection: sqlite3.Connection) -> int:
    """The schema version of the file; 0 for an empty one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to the newest version, or leave it at the last whole step. Raises ``NewerSchema``."""
    known = steps()
    if version(connection) > known[-1][0]:
        raise NewerSchema(f"schema {version(connection)}, this program knows {known[-1][0]}")
    for number, sql in known:
        if number > version(connection):
            _apply(connection, number, sql)


def _apply(connection: sqlite3.Connection, number: int, sql: str) -> None:
    try:
        connection.executescript(f"BEGIN IMMEDIATE;\n{sql}\nPRAGMA user_version = {number};\nCOMMIT;")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
