"""A short day in a journal of its own, written by the real service, with or without somebody who looks at the second policy."""

import asyncio
import contextlib
import sqlite3
from pathlib import Path
from typing import Any

from hub.core import commands as c
from hub.core.shadow import ShadowRules
from hub.journal import open_journal
from hub.shadow.watcher import ShadowWatch, judged_beside
from tests.service.office import Office

DAY = "2020-01-13"
TABLES = ("event", "inbox", "day", "ticket")
OTHER = ShadowRules(weights={"priority": 8.0}, max_wait_s=120)


async def worked(folder: Path, *, looked_at: bool) -> tuple[Path, dict[str, Any] | None]:
    """The journal of the day, and what was known of the second policy at its end (None where nobody looked)."""
    folder.mkdir()
    path = folder / "journal.db"
    journal = open_journal(path, folder / "backups").journal
    watch = ShadowWatch(lambda: OTHER, judged_beside(path))
    known = None
    try:
        async with Office(journal=journal) as office:  # type: ignore[arg-type]
            await office.do(c.OpenCounter(1, "wang"))
            for turn in range(12):
                priority = "priority" if turn % 3 == 2 else "walk_in"
                await office.do(c.TakeTicket(("card",), c.Channel.KIOSK, f"l{turn}", priority))
                office.clock.forward_s(20)
                if looked_at:
                    await watch.look(office.setup, DAY, office.service.record.seq)
                if turn % 2:
                    await office.do(c.CallNext(1))
                    office.clock.forward_s(15)
                    await office.do(c.FinishService(1))
            if looked_at:
                known = await settled(watch, office)
    finally:
        await watch.cancel()
        journal.close()
    return path, known


async def settled(watch: ShadowWatch, office: Office) -> dict[str, Any]:
    """What is known once nothing is judged any more; a fresh look first."""
    while watch.running:
        await asyncio.sleep(0.01)
    fresh = ShadowWatch(watch.wanted, watch.answers)
    while (found := await fresh.look(office.setup, DAY, office.service.record.seq))["running"]:
        await asyncio.sleep(0.01)
    return found


def rows_of(path: Path) -> list[tuple[Any, ...]]:
    """Every byte that the journal holds of its events and of the presses that it knows."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        tables = [connection.execute(f"SELECT * FROM {table} ORDER BY 1") for table in TABLES]
        return [row for table in tables for row in table]
