"""The tables of the store. Every key begins with the hall, so that many machines can share them by hall.

In PostgreSQL what grows lies in partitions of a month, so that an old month is dropped in one step: events and reviews by the
month in which they came, which no hall's clock can move, totals by their day. ``hub.centre.months`` makes the partitions.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, SmallInteger, Table, Text

metadata = MetaData()
LONG = BigInteger().with_variant(Integer(), "sqlite")
FAR_EAST = "Asia/Shanghai"
BY_MONTH = "RANGE (month)"

hall = Table(
    "hall",
    metadata,
    Column("hall", Text, primary_key=True),
    Column("life", Integer, nullable=False, default=0),
    Column("stored_seq", LONG, nullable=False, default=0),
    Column("head", Text, nullable=False, default=""),
    Column("epoch", LONG, nullable=False, default=0),
    Column("rewritten", LONG, nullable=False, default=0),
    Column("clock_off_s", LONG, nullable=False, default=0),
    Column("received_ms", LONG, nullable=False, default=0),
    Column("timezone", Text, nullable=False, default=FAR_EAST, server_default=FAR_EAST),
    Column("card", Text, nullable=False, default=""),
    Column("standing", Text, nullable=False, default=""),
    postgresql_with={"fillfactor": 70},
)
"""``life``: counted up each time the hall came back with another history; ``stored_seq``, ``head``: of this life.

``timezone``: the card's. The row changes with every run, so each page of the table keeps some room."""

event = Table(
    "event",
    metadata,
    Column("hall", Text, primary_key=True),
    Column("life", Integer, primary_key=True),
    Column("seq", LONG, primary_key=True),
    Column("month", Integer, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("at_ms", LONG, nullable=False),
    Column("received_ms", LONG, nullable=False),
    Column("day", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("body", Text, nullable=False),
    postgresql_partition_by=BY_MONTH,
)
"""``month``: in which it came, such as 202611. That a number is there once is held by the hall's row, not by this key."""

review = Table(
    "review",
    metadata,
    Column("hall", Text, primary_key=True),
    Column("life", Integer, primary_key=True),
    Column("seq", LONG, primary_key=True),
    Column("month", Integer, primary_key=True),
    Column("day", Text, nullable=False),
    Column("at_ms", LONG, nullable=False),
    Column("counter", LONG),
    Column("number", Text, nullable=False),
    Column("items", Text, nullable=False),
    Column("score", SmallInteger, nullable=False),
    Column("reasons", Text, nullable=False, default="", server_default=""),
    Index("review_day", "hall", "day"),
    postgresql_partition_by=BY_MONTH,
)

COUNTS = (
    "visits", "served", "on_the_spot", "wait_s", "over_15", "service_s", "score_1", "score_2", "score_3", "score_4", "score_5",
    "documents", "two_documents", "missed", "cancelled", "complaints", "matters", "pushed",
)  # fmt: skip
"""What is added up. ``visits``: tickets taken; ``documents``: of all of them together; ``two_documents``: tickets that ask for
two at most. ``served``: legs; ``on_the_spot``: of those, none of their items was taken in or refused; ``wait_s``, ``service_s``:
sums over them; ``over_15``: waited longer than 15 minutes. ``score_N``: ratings. ``pushed``: matters that were overdue."""

day_total = Table(
    "day_total",
    metadata,
    Column("hall", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("hour", SmallInteger, primary_key=True),
    *(Column(name, LONG, nullable=False, default=0) for name in COUNTS),
    postgresql_partition_by="RANGE (day)",
)
"""``day``: business day of the hall; ``hour``: 0 to 23 on its wall."""
