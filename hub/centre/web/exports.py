"""Whole days as files: the events of a hall as it told them, and the totals of halls by day and hour. Read and sent in pieces."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import msgspec
from aiohttp import web

from hub.centre.halls import HallNow
from hub.centre.store import HourTotal, Store
from hub.centre.tables import COUNTS
from hub.centre.web.boards import read
from hub.centre.web.call import CentreCall
from hub.centre.web.figures import zone
from hub.centre.web.staff import chosen, period
from hub.centre.web.streamed import ROWS, csv_head, csv_rows, streamed
from hub.core.dispatch import Dispatch
from hub.web.problems import Problem
from hub.web.report_tables import Cell, said

EVENT_COLUMNS = (
    "seq",
    "day",
    "at",
    *(each.name for each in fields(Dispatch) if each.name not in ("seq", "day", "card")),
)
"""Of the table file. The card of a new setup is a tree, and in JSON lines alone."""

HOUR_COLUMNS = ("hall", "name", "day", "hour", *COUNTS)


class ExportDesk:
    """Handlers that send files of the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def show_events_csv(self, call: CentreCall) -> web.StreamResponse:
        """Every event of a hall on some business days as a table file: codes and numbers, UTF-8 with a byte order mark."""
        here, head = hall_of(call), csv_head(EVENT_COLUMNS)
        return await self._events(call, "csv", lambda rows: csv_rows(event_cells(each, here) for _, each in rows), head)

    async def show_events_jsonl(self, call: CentreCall) -> web.StreamResponse:
        """The same events as JSON lines, each as the hall told it, with its place in the hall's chain of hashes."""
        return await self._events(call, "jsonl", lambda rows: b"".join(f"{body}\n".encode() for body, _ in rows))

    async def show_hours_csv(self, call: CentreCall) -> web.StreamResponse:
        """Totals of halls by business day and hour as a table file: below a node, or of one hall."""
        names = {each.hall: said(each.card.names, call.language) if each.card else "" for each in chosen(call)}

        def packed(rows: Sequence[HourTotal]) -> bytes:
            return csv_rows([row.hall, names[row.hall], row.day, row.hour, *row.counts.values()] for row in rows)

        return await self._hours(call, "csv", packed, csv_head(HOUR_COLUMNS))

    async def show_hours_jsonl(self, call: CentreCall) -> web.StreamResponse:
        """The same totals as JSON lines."""

        def packed(rows: Sequence[HourTotal]) -> bytes:
            lines = [{"hall": row.hall, "day": row.day, "hour": row.hour, **row.counts} for row in rows]
            return b"".join(msgspec.json.encode(line) + b"\n" for line in lines)

        return await self._hours(call, "jsonl", packed)

    async def _events(self, call: CentreCall, suffix: str, packed: "Packed", head: bytes = b"") -> web.StreamResponse:
        hall, (first, last) = hall_of(call), period(call)
        pieces = self._event_pieces(hall.hall, first, last, packed, head)
        return await streamed(call, pieces, f"anycounter-{hall.hall}-events-{first}-{last}", suffix)

    async def _event_pieces(
        self, hall: str, first: str, last: str, packed: "Packed", head: bytes
    ) -> AsyncIterator[bytes]:
        after = await asyncio.to_thread(self._before_day, hall, first)
        yield head
        over = False
        while not over and (rows := await asyncio.to_thread(self._store.bodies, hall, after, ROWS)):
            told = [(body, read(body)) for _, body in rows]
            after, over = rows[-1][0], any(each.day > last for _, each in told)
            if wanted := [row for row in told if first <= row[1].day <= last]:
                yield packed(wanted)

    def _before_day(self, hall: str, day: str) -> int:
        """Number of the last event before this business day; days only go forward, so it is searched by halves."""
        low, high = 0, self._store.place(hall).stored_seq
        while low < high:
            middle = (low + high) // 2
            rows = self._store.bodies(hall, middle, 1)
            if rows and read(rows[0][1]).day < day:
                low = middle + 1
            else:
                high = middle
        return low

    async def _hours(
        self, call: CentreCall, suffix: str, packed: Callable[[Sequence[HourTotal]], bytes], head: bytes = b""
    ) -> web.StreamResponse:
        halls, (first, last) = [each.hall for each in chosen(call)], period(call)

        async def pieces() -> AsyncIterator[bytes]:
            yield head
            for hall in halls:  # One at a time: 400 days of one hall are ten thousand rows at most.
                if rows := await asyncio.to_thread(self._store.totals, [hall], first, last):
                    yield packed(rows)

        return await streamed(call, pieces(), f"anycounter-hours-{first}-{last}", suffix)


Packed = Callable[[Sequence[tuple[str, Dispatch]]], bytes]
"""Events, each as its JSON and as itself -> bytes of the file."""


def hall_of(call: CentreCall) -> HallNow:
    """The hall in the path."""
    hall = call.parts.pictures.halls.get(call.http.match_info["id"])
    if hall is None:
        raise Problem(404, "hall_unknown")
    return hall


def event_cells(told: Dispatch, hall: HallNow) -> list[Cell]:
    """One row of ``EVENT_COLUMNS``; ``at``: the time on the hall's wall, with its offset."""
    at = datetime.fromtimestamp(told.at_ms / 1000, UTC).astimezone(zone(hall)).isoformat(timespec="milliseconds")
    values: dict[str, Any] = {name: getattr(told, name) for name in EVENT_COLUMNS if name != "at"}
    return [cell(at if name == "at" else values[name]) for name in EVENT_COLUMNS]


def cell(value: Any) -> Cell:
    """Lists are joined by blanks: they hold codes, which have none."""
    if isinstance(value, tuple):
        return " ".join(value)
    return int(value) if isinstance(value, bool) else value
