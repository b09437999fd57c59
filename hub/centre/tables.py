"""The tables of the store. Every key begins with the hall, so that many machines can share them by hall."""

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, SmallInteger, Table, Text

metadata = MetaData()
LONG = BigInteger().with_variant(Integer(), "sqlite")

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
    Column("card", Text, nullable=False, default=""),
    Column("standing", Text, nullable=False, default=""),
)
"""``life``: counted up each time the hall came back with another history; ``stored_seq``, ``head``: of this life."""

event = Table(
    "event",
    metadata,
    Column("hall", Text, primary_key=True),
    Column("life", Integer, primary_key=True),
    Column("seq", LONG, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("at_ms", LONG, nullable=False),
    Column("received_ms", LONG, nullable=False),
    Column("day", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("body", Text, nullable=False),
)

review = Table(
    "review",
    metadata,
    Column("hall", Text, primary_key=True),
    Column("life", Integer, primary_key=True),
    Column("seq", LONG, primary_key=True),
    Column("day", Text, nullable=False),
    Column("at_ms", LONG, nullable=False),
    Column("counter", Integer),
    Column("number", Text, nullable=False),
    Column("items", Text, nullable=False),
    Column("score", SmallInteger, nullable=False),
    Column("reasons", Text, nullable=False, default="", server_default=""),
    Index("review_day", "hall", "day"),
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
)
"""``day``: business day of the hall; ``hour``: 0 to 23 on its wall."""
