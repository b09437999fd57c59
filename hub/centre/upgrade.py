"""A store that an older version made: its tables get the columns that came later."""

from sqlalchemy import Engine, Table, inspect
from sqlalchemy.schema import CreateColumn


def add_columns(engine: Engine, *tables: Table) -> None:
    """Add what is missing. A column that comes later has a ``server_default``, which old rows take."""
    for table in tables:
        there = {each["name"] for each in inspect(engine).get_columns(table.name)}
        missing = [column for column in table.columns if column.name not in there]
        with engine.begin() as connection:
            for column in missing:
                words = CreateColumn(column).compile(dialect=engine.dialect)
                connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {words}")
