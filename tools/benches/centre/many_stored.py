"""A store in SQLite as a country's centre has it in the middle of a day: cards, last standings, hours of today and of weeks before."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Table

from hub.centre import tables as t
from hub.centre.bulk import Row, put
from hub.centre.outlook import MOST_DAYS
from hub.centre.store import Store
from hub.core.catalogue import Depth, Hours, Level, Line
from hub.core.hall_card import HallCard, ItemCard
from hub.core.standing import HEAD, Ratings, Standing, as_values
from tools.benches.centre.hall import BORDER, COLUMNS, hash_at

FIRST_HOUR = 9
AT_ONCE = 5000
LINES = (
    Line("social", {"zh": "社会保险", "en": "Social insurance"}),
    Line("work", {"zh": "就业服务", "en": "Employment"}),
)
ITEMS = tuple(
    ItemCard(
        f"village-item{index}", {"zh": f"村级服务事项第{index}项", "en": f"Village service, item {index}"},
        LINES[index % 2].code, Depth.INSTANT, index % 4,
    )
    for index in range(12)
)  # fmt: skip
"""A village station does twelve kinds of business."""


def hall_id(index: int) -> str:
    return f"h{index:05d}"


def card(index: int) -> HallCard:
    """A village station's; ``index`` says where it lies."""
    east, north = BORDER
    return HallCard(
        hall_id(index), {"zh": f"第{index}号村人社服务站", "en": f"Village station {index}"}, Level.VILLAGE,
        {"zh": f"青山镇第{index}号村委会旁", "en": f"Beside the committee of village {index}"}, f"0571-{index:07d}",
        north + index // COLUMNS * 0.1 % 14, east + index % COLUMNS * 0.1 % 14,
        {"zh": "公交 12 路终点站", "en": "Bus 12, last stop"}, (Hours("09:00", "12:00"), Hours("13:30", "17:00")), "17:30",
        lines=LINES, items=ITEMS, counters=1,
    )  # fmt: skip


def standing(index: int, turn: int, at_ms: int, day: str) -> Standing:
    """How it stands; with each ``turn`` a little has happened."""
    hall, seq = hall_id(index), 1000 + 4 * turn
    waiting = (index + turn) % 5
    return Standing(
        hall, 1, seq, hash_at(hall, seq)[:HEAD], at_ms, day, 1, 1, waiting, 70 * waiting, 300 * waiting, 400 * waiting, 0,
        20 + turn, 200, 230, 0, Ratings(10 + turn, 45 + 4 * turn, 0), {"device": 1} if index % 50 == 7 else {},
    )  # fmt: skip


def fill(url: str, halls: int, hours: int, now_ms: int, day: str) -> None:
    """Make the store. ``hours``: of today that have gone by, and of each of the same weekdays before."""
    store = Store(url)
    write(store, t.hall, (hall_row(index, now_ms, day) for index in range(halls)))
    write(store, t.day_total, hour_rows(halls, hours, day))
    store.close()


def hall_row(index: int, now_ms: int, day: str) -> Row:
    told = standing(index, 0, now_ms, day)
    return {
        "hall": told.hall, "stored_seq": told.seq, "head": hash_at(told.hall, told.seq), "epoch": 1, "received_ms": now_ms,
        "card": msgspec.json.encode(card(index)).decode(), "standing": msgspec.json.encode(as_values(told)).decode(),
    }  # fmt: skip


def hour_rows(halls: int, hours: int, day: str) -> Iterator[Row]:
    for week in range(MOST_DAYS + 1):
        then = (date.fromisoformat(day) - timedelta(weeks=week)).isoformat()
        for index in range(halls):
            for hour in range(FIRST_HOUR, FIRST_HOUR + hours):
                came = 1 + (index + week + hour) % 7
                counts: dict[str, Any] = {
                    **dict.fromkeys(t.COUNTS, 0), "visits": came, "served": came, "on_the_spot": came,
                    "wait_s": came * (60 + index % 500), "service_s": came * 400, "documents": came * 2, "score_5": came // 2,
                }  # fmt: skip
                yield {"hall": hall_id(index), "day": then, "hour": hour, **counts}


def write(store: Store, table: Table, rows: Iterator[Row]) -> None:
    while some := list(islice(rows, AT_ONCE)):
        with store.engine.begin() as connection:
            put(connection, table, some)
