"""Many rows in one statement: PostgreSQL reads them out of one JSON text, SQLite runs one prepared statement for each.

A list for each column, unnested, is the other way in PostgreSQL; psycopg escapes its texts one by one, and takes ten times as
long for that as everything else together.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import JSON, Column, ColumnElement, Connection, Table, Text, bindparam, cast, func, select
from sqlalchemy import column as named
from sqlalchemy.dialects import postgresql, sqlite

Row = dict[str, Any]
Merge = Callable[[ColumnElement[Any], ColumnElement[Any]], ColumnElement[Any]]
"""(what the row has, what comes) -> what it has then."""

Only = Callable[[Any], ColumnElement[bool]]


def newer(old: ColumnElement[Any], new: ColumnElement[Any]) -> ColumnElement[Any]:
    return new


def added(old: ColumnElement[Any], new: ColumnElement[Any]) -> ColumnElement[Any]:
    return old + new


def put(
    connection: Connection, table: Table, rows: Sequence[Row], merge: dict[str, Merge] | None = None,
    only: Only | None = None,
) -> None:  # fmt: skip
    """Insert rows that all have the same columns; of those that are there, ``merge`` says column by column what becomes of them.

    Without it they stay as they are. ``only``: of what comes, by its columns, whether it changes the row that is there.
    No two of ``rows`` may have one key.
    """
    if not rows:
        return
    postgres = connection.dialect.name == "postgresql"
    asked = statement(table, tuple(rows[0]), tuple((merge or {}).items()), only, postgres=postgres)
    connection.execute(asked, {"rows": msgspec.json.encode(rows).decode()} if postgres else list(rows))


@lru_cache(64)
def statement(
    table: Table, names: tuple[str, ...], merge: tuple[tuple[str, Merge], ...], only: Only | None, *, postgres: bool
) -> Any:
    """What is executed for rows of these columns; putting its words together costs as much as PostgreSQL's own work."""
    insert: Any = selected(table, names) if postgres else sqlite.insert(table)
    if not merge:
        return insert.on_conflict_do_nothing()
    changed = {name: how(table.c[name], insert.excluded[name]) for name, how in merge}
    return insert.on_conflict_do_update(
        index_elements=list(table.primary_key), set_=changed, where=None if only is None else only(insert.excluded)
    )


def selected(table: Table, names: tuple[str, ...]) -> postgresql.Insert:
    """Insert what a JSON text of a list of rows says."""
    columns: list[Column[Any]] = [table.c[name] for name in names]
    read = func.json_to_recordset(cast(bindparam("rows", type_=Text), JSON))
    rows = read.table_valued(*(named(each.name, each.type) for each in columns)).render_derived(with_types=True)
    return postgresql.insert(table).from_select(names, select(*(rows.c[name] for name in names)))
