"""Whole days of the journal, read beside the running hall: on a thread and a connection of their own.

``Archive`` keeps the figures of days that are over: a month is read from the file once.
"""

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol, TypeVar

from hub.core.catalogue import HallSetup
from hub.core.events import Recorded
from hub.journal.journal import reading
from hub.journal.period import DayFigures, Figures, day_figures, period_report
from hub.journal.reader import SqliteReader
from hub.journal.story import day_story

T = TypeVar("T")

KEPT_DAYS = 100
"""Days whose figures stay in memory: 500 visits take 90 kB."""


class Reader(Protocol):
    """What the archive reads."""

    def days(self) -> list[str]: ...
    def day_events(self, day: str) -> list[Recorded]: ...
    def setup_before(self, day: str) -> HallSetup | None: ...


class Archive:
    """Reports and replays. ``open_reader`` is called on the archive's own thread, for each question anew."""

    def __init__(self, open_reader: Callable[[], "contextlib.AbstractContextManager[Reader]"]) -> None:
        self._open = open_reader
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="archive")
        self._kept: OrderedDict[tuple[str, str], DayFigures] = OrderedDict()

    async def days(self) -> list[str]:
        """Every business day, oldest first. Raises ``JournalFailed``, as all of these."""
        return await self._ask(lambda reader: reader.days())

    async def report(self, setup: HallSetup, first: str, last: str) -> Figures:
        """``period_report`` of the business days from ``first`` to ``last`` (ISO dates, both included)."""
        return await self._ask(lambda reader: self._report(reader, setup, first, last))

    async def events(self, day: str) -> list[Recorded]:
        """The events of a business day, in order; none for a day that never opened."""
        return await self._ask(lambda reader: reader.day_events(day))

    async def story(self, setup: HallSetup, day: str) -> Figures | None:
        """``day_story`` of a business day; None where it never opened."""

        def told(reader: Reader) -> Figures | None:
            events = reader.day_events(day)
            return day_story(day, events, reader.setup_before(day) or setup) if events else None

        return await self._ask(told)

    def close(self) -> None:
        self._thread.shutdown()

    def _report(self, reader: Reader, setup: HallSetup, first: str, last: str) -> Figures:
        days: Sequence[str] = [day for day in reader.days() if first <= day <= last]
        newest = max(reader.days(), default="")
        figures = [self._figures(reader, day, setup.timezone, keep=day != newest) for day in days]
        return period_report(figures, setup, first, last)

    def _figures(self, reader: Reader, day: str, timezone: str, *, keep: bool) -> DayFigures:
        """Of a day; the newest one may still grow, the others are read once."""
        key = (day, timezone)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        figures = day_figures(day, reader.day_events(day), timezone)
        if keep:
            self._kept[key] = figures
            if len(self._kept) > KEPT_DAYS:
                self._kept.popitem(last=False)
        return figures

    async def _ask(self, question: Callable[[Reader], T]) -> T:
        def answer() -> T:
            with reading(), self._open() as reader:
                return question(reader)

        return await asyncio.get_running_loop().run_in_executor(self._thread, answer)


def archive_of(path: Path) -> Archive:
    """The archive of a journal file."""
    return Archive(lambda: contextlib.closing(SqliteReader(path)))
