"""Totals of many halls as the pages keep them: a day's rows as they are, and what a weekday's past tells, added up by the database.

Rows come a few thousand at a time, so that a country's day is never in memory as a whole.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Engine, Float, Select, case, cast, func, literal, select

from hub.centre import tables as t
from hub.centre.store import of_halls

AT_ONCE = 2000
SUMS = ("visits", "served", "on_the_spot", "wait_s", "over_15", "service_s", "documents")
"""In the order of ``HallHour``."""

SCORES = tuple(f"score_{score}" for score in range(1, 6))

of_hall = itemgetter(0)


class UsualRow(NamedTuple):
    """An hour of a hall on several days: how many they were, the lowest and the highest mean wait (None: nobody was served), all
    visits."""

    hall: str
    hour: int
    days: int
    low_s: float | None
    high_s: float | None
    visits: int


def day_rows(engine: Engine, halls: Sequence[str] | None, day: str) -> Iterator[tuple[str, list[tuple[int, ...]]]]:
    """Hall -> (hour, ``SUMS``, ``SCORES``) of each of its hours; of some halls, or of all."""
    table = t.day_total.c
    columns = (table.hall, table.hour, *(table[name] for name in (*SUMS, *SCORES)))
    asked = select(*columns).where(of_halls(t.day_total, halls), table.day == day).order_by(table.hall, table.hour)
    for hall, rows in groupby(streamed(engine, asked), of_hall):
        yield hall, [tuple(row[1:]) for row in rows]


def usual_rows(
    engine: Engine, halls: Sequence[str] | None, days: Sequence[str]
) -> Iterator[tuple[str, list[UsualRow]]]:
    """Hall -> its hours on these days in which somebody came; of some halls, or of all."""
    table = t.day_total.c
    wait_s = case((table.wait_s > 0, table.wait_s), else_=literal(0))
    mean_s = case((table.served > 0, cast(wait_s, Float(53)) / cast(table.served, Float(53))))
    columns = (func.count(), func.min(mean_s), func.max(mean_s), cast(func.sum(table.visits), BigInteger))
    asked = (
        select(table.hall, table.hour, *columns)
        .where(of_halls(t.day_total, halls), table.day.in_(days), table.visits > 0)
        .group_by(table.hall, table.hour).order_by(table.hall, table.hour)
    )  # fmt: skip
    for hall, rows in groupby(streamed(engine, asked), of_hall):
        yield hall, [UsualRow(*row) for row in rows]


def streamed(engine: Engine, asked: Select[Any]) -> Iterator[Any]:
    """Rows as they come."""
    with engine.connect() as connection:
        for some in connection.execution_options(yield_per=AT_ONCE).execute(asked).partitions():
            yield from some
