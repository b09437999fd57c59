"""Long answers in pieces: a few hundred rows in memory at a time, however many there are, and no row that a spreadsheet runs."""

import asyncio
import csv
import io
import logging
from collections.abc import AsyncIterator, Iterable

from aiohttp import web

from hub.centre.web.call import CentreCall
from hub.web.report_csv import BOM, defused
from hub.web.report_tables import Cell
from hub.web.reports import CSV
from hub.web.responses import dressed

log = logging.getLogger(__name__)

JSON_LINES = "application/jsonl"
MEDIA = {"csv": CSV, "jsonl": JSON_LINES}
STALLED_S = 60.0
"""Whoever takes no piece for this long has gone."""

ROWS = 500
"""In one piece."""


def csv_rows(rows: Iterable[Iterable[Cell]]) -> bytes:
    """Lines of a table file; every text in it is defused."""
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\r\n").writerows([[defused(cell) for cell in row] for row in rows])
    return lines.getvalue().encode("utf-8", "replace")


def csv_head(columns: Iterable[str]) -> bytes:
    """The first line, behind the mark by which a spreadsheet knows UTF-8."""
    return BOM.encode() + csv_rows([list(columns)])


async def streamed(call: CentreCall, pieces: AsyncIterator[bytes], name: str, suffix: str) -> web.StreamResponse:
    """Send the pieces as they come, as the file ``name``. The first one is made before anything is sent, so that a failure of the
    store is an answer; one behind it cuts the connection, so that nobody takes a part for the whole."""
    first = await anext(pieces, b"")
    headers = {"Content-Type": MEDIA[suffix], "Content-Disposition": f'attachment; filename="{name}.{suffix}"'}
    answer = dressed(call.parts, call.http, web.StreamResponse(headers=headers))
    await answer.prepare(call.http)
    try:
        await write(answer, first)
        async for piece in pieces:
            await write(answer, piece)
        await answer.write_eof()
    except ConnectionResetError:
        log.debug("whoever asked for a file has gone")
    except Exception:
        log.exception("a file broke off: %s", call.http.rel_url.path)
        if call.http.transport is not None:
            call.http.transport.abort()
    return answer


async def write(answer: web.StreamResponse, piece: bytes) -> None:
    """Raises ``TimeoutError`` where nobody reads."""
    async with asyncio.timeout(STALLED_S):
        await answer.write(piece)
