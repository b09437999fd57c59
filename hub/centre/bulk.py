"""Many rows in one statement: PostgreSQL unnests a list for each column, SQLite runs one prepared statement for each row."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Connection, Table, cast, func, select
from sqlalchemy.dialects import postgresql, sqlite

Row = dict[str, Any]
Merge = Callable[[ColumnElement[Any], ColumnElement[Any]], ColumnElement[Any]]
"""(what the row has, what comes) -> what it has then."""


def newer(old: ColumnElement[Any], new: ColumnElement[Any]) -> ColumnElement[Any]:
    return new


def added(old: ColumnElement[Any], new: ColumnElement[Any]) -> ColumnElement[Any]:
    return old + new


def put(
    connection: Connection, table: Table, rows: Sequence[Row], merge: dict[str, Merge] | None = None,
    only: Callable[[Any], ColumnElement[bool]] | None = None,
) -> None:  # fmt: skip
    """Insert rows that all have the same columns; of those that are there, ``merge`` says column by column what becomes of them.

    Without it they stay as they are. ``only``: of what comes, by its columns, whether it changes the row that is there.
    No two of ``rows`` may have one key.
    """
    if not rows:
        return
    names = list(rows[0])
    if connection.dialect.name == "postgresql":
        lists = [cast([row[name] for row in rows], ARRAY(table.c[name].type)) for name in names]
        unnested = func.unnest(*lists).table_valued(*names).render_derived()
        insert: Any = postgresql.insert(table).from_select(names, select(*(unnested.c[name] for name in names)))
    else:
        insert = sqlite.insert(table)
    if merge is None:
        asked = insert.on_conflict_do_nothing()
    else:
        changed = {name: how(table.c[name], insert.excluded[name]) for name, how in merge.items()}
        asked = insert.on_conflict_do_update(
            index_elements=list(table.primary_key), set_=changed, where=None if only is None else only(insert.excluded)
        )
    if connection.dialect.name == "postgresql":
        connection.execute(asked)
    else:
        connection.execute(asked, list(rows))
