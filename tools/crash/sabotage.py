"""Journals that break a promise, so that it can be seen whether the audit notices. Crash tests alone use them."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from hub.core.events import Recorded
from hub.core.hall import Hall
from hub.journal.journal import SqliteJournal
from hub.journal.opening import Opened, open_journal

FORGOTTEN = "!"
"""What follows it in an origin was put there by a forgetful journal."""


class Unkept:
    """The journal beneath, but for what a sabotage does otherwise. States are never kept: they would heal it."""

    def __init__(self, journal: SqliteJournal) -> None:
        self._journal = journal

    def __getattr__(self, name: str) -> Any:
        return getattr(self._journal, name)

    def load(self) -> Hall | None:
        return None

    async def snapshot(self, hall: Hall) -> None:
        """Nothing."""


class AckFirst(Unkept):
    """Says that a batch is stored before it is."""

    def __init__(self, journal: SqliteJournal) -> None:
        super().__init__(journal)
        self._writing: set[asyncio.Task[None]] = set()

    async def append(self, batch: Sequence[Recorded]) -> None:
        self._writing.add(asyncio.create_task(self._journal.append(batch)))


class Forgetful(Unkept):
    """Knows only the actions of this start: whoever repeats an earlier one is new to it."""

    def __init__(self, journal: SqliteJournal) -> None:
        super().__init__(journal)
        self._mark = f"{FORGOTTEN}{journal.head().seq}"

    async def append(self, batch: Sequence[Recorded]) -> None:
        await self._journal.append([replace(each, origin=each.origin + self._mark) for each in batch])

    def read_after(self, seq: int, limit: int) -> list[Recorded]:
        return [self._own(each) for each in self._journal.read_after(seq, limit)]

    def events_of(self, origin: str) -> list[Recorded]:
        return [self._own(each) for each in self._journal.events_of(origin + self._mark)]

    def _own(self, recorded: Recorded) -> Recorded:
        return replace(recorded, origin=recorded.origin.removesuffix(self._mark))


SABOTAGES: dict[str, type[Unkept]] = {"ack-first": AckFirst, "no-dedupe": Forgetful}


def sabotaged(kind: str, path: Path, backups: Path) -> Opened:
    """``open_journal``, with this promise broken."""
    opened = open_journal(path, backups)
    journal: Any = SABOTAGES[kind](opened.journal)
    return replace(opened, journal=journal)
