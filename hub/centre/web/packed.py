"""Hours of one hall in few bytes: of 70,000 halls, objects for each hour would be gigabytes. Pure."""

import struct
from collections.abc import Iterable, Sequence

import msgspec

from hub.centre.hours import HallHour
from hub.centre.outlook import HourOutlook

SCORES = range(1, 6)
Row = Sequence[int]
"""The hour, the sums in the order of ``HallHour``, how many ratings of each score from 1 to 5."""

encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(list[list[int]]).decode

USUAL = struct.Struct("<BBddd")
"""Hour, days, lowest and highest wait in seconds, visits; ``UNKNOWN`` where nobody knows. A float holds every rounded quotient."""

UNKNOWN = -1.0


def pack_rows(rows: Sequence[Row]) -> bytes:
    """Rows of a day; what is below 0 is 0."""
    return encode([row if min(row) >= 0 else [max(each, 0) for each in row] for row in rows])


def row_of(hour: HallHour) -> Row:
    """An hour as a row."""
    sums = (hour.visits, hour.served, hour.on_the_spot, hour.wait_s, hour.over_15, hour.service_s, hour.documents)
    return hour.hour, *sums, *(hour.ratings.get(score, 0) for score in SCORES)


def hours_of(packed: bytes, hall: str, day: str) -> list[HallHour]:
    """The hours that were packed."""
    return [hour_of(row, hall, day) for row in rows_of(packed)]


def hour_of(row: Row, hall: str, day: str) -> HallHour:
    """A row as an hour."""
    hour, visits, served, on_the_spot, wait_s, over_15, service_s, documents, *scores = row
    ratings = {score: count for score, count in zip(SCORES, scores, strict=True) if count}
    return HallHour(hall, day, hour, visits, served, on_the_spot, wait_s, over_15, service_s, documents, ratings)


def rows_of(packed: bytes) -> list[list[int]]:
    """The rows that were packed; b"" holds none."""
    return decode(packed) if packed else []


def visits_at(packed: bytes, hour: int) -> int:
    """Tickets of an hour."""
    return sum(row[1] for row in rows_of(packed) if row[0] == hour)


def pack_usual(hours: Iterable[HourOutlook]) -> bytes:
    """Outlooks of hours, each once."""
    return b"".join(
        USUAL.pack(
            each.hour,
            each.days,
            *(UNKNOWN if value is None else value for value in (each.low_s, each.high_s, each.visits)),
        )
        for each in hours
    )


def usual_at(packed: bytes, hour: int) -> HourOutlook | None:
    """That of one hour; None where there is none."""
    place = packed[:: USUAL.size].find(hour)
    if place < 0:
        return None
    _, days, low_s, high_s, visits = USUAL.unpack_from(packed, place * USUAL.size)
    if low_s == UNKNOWN:
        return HourOutlook(hour, days, None, None, None)
    return HourOutlook(hour, days, int(low_s), int(high_s), visits)
