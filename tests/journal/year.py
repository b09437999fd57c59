"""``python -m tests.journal.year [--days 250]``: build a year of a busy hall, and measure a start on it."""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import TypeVar

from hub.core.apply import apply
from hub.core.events import Recorded
from hub.core.hall import Hall
from hub.journal import open_journal
from hub.journal.connection import connect_reader, page_fault
from hub.journal.journal import SqliteJournal
from hub.service import SNAPSHOT_EVERY, replay
from tests.journal.histories import SETUP, history

BATCH = 5000
T = TypeVar("T")


def batches(days: int, visits: int) -> Iterator[list[Recorded]]:
    """The events of some days in batches of whole requests."""
    batch: list[Recorded] = []
    for _, request in groupby(history(days, visits), lambda recorded: recorded.origin):
        batch += request
        if len(batch) >= BATCH:
            yield batch
            batch = []
    yield batch


async def build(journal: SqliteJournal, days: int, visits: int) -> Hall:
    """Store the days, with states kept as the service keeps them; the hall at their end."""
    hall = Hall(SETUP)
    kept = 0
    for batch in batches(days, visits):
        await journal.append(batch)
        for recorded in batch:
            apply(hall, recorded)
        if hall.seq - kept >= SNAPSHOT_EVERY:
            kept = hall.seq
            await journal.snapshot(hall)
    return hall


def timed(name: str, work: Callable[[], T]) -> T:
    """Do it, and say how long it took."""
    started_s = time.perf_counter()
    done = work()
    sys.stdout.write(f"{name}: {time.perf_counter() - started_s:.2f} s\n")
    return done


async def measure(folder: Path, days: int, visits: int) -> None:
    """Build, close, and start again."""
    path, backups = folder / "journal.db", folder / "backups"
    journal = open_journal(path, backups).journal
    hall = await build(journal, days, visits)
    journal.close()
    sys.stdout.write(f"{hall.seq} events of {days} days, {path.stat().st_size / 1e6:.0f} MB\n")
    journal = timed("open", lambda: open_journal(path, backups)).journal
    again = timed("state and what came after it", lambda: replay(journal, journal.load() or Hall(SETUP)))
    assert again == hall
    timed("replay of everything, without a state", lambda: replay(journal, Hall(SETUP)))
    timed("whole chain", journal.verify)
    with closing(connect_reader(path)) as reader:
        timed("quick_check", lambda: page_fault(reader))
    started_s = time.perf_counter()
    await journal.backup(backups, keep=1)
    sys.stdout.write(f"backup, read back: {time.perf_counter() - started_s:.2f} s\n")
    journal.close()


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.journal.year", description="Measure a start after a year.")
    parser.add_argument("--days", type=int, default=250)
    parser.add_argument("--visits", type=int, default=500)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder), options.days, options.visits))


if __name__ == "__main__":
    main()
