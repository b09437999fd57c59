"""A journal in memory that records what it is asked, and fails or stalls when a test says so."""

import asyncio
import copy
from collections.abc import Sequence

from hub.core.events import Recorded
from hub.core.hall import Hall
from hub.service import JournalFailed


class FakeJournal:
    """The journal's port. ``batches``: what each commit held. ``failing``: refuse every append and snapshot.

    ``breaks_after``: origins whose batch is stored and then fails, once. ``poison``: origins that cannot be stored.
    ``tries``: how often an append was asked for.
    """

    def __init__(self) -> None:
        self.batches: list[tuple[Recorded, ...]] = []
        self.failing = False
        self.breaks_after: set[str] = set()
        self.poison: set[str] = set()
        self.tries = 0
        self.snapshots: list[Hall] = []
        self.asked = asyncio.Event()
        self._open = asyncio.Event()
        self._open.set()

    @property
    def events(self) -> list[Recorded]:
        return [recorded for batch in self.batches for recorded in batch]

    def stall(self) -> None:
        """From now on a commit waits for ``go_on``; ``asked`` tells that one has come."""
        self.asked.clear()
        self._open.clear()

    def go_on(self) -> None:
        self._open.set()

    async def append(self, batch: Sequence[Recorded]) -> None:
        self.asked.set()
        self.tries += 1
        await self._open.wait()
        if self.failing or self.poison & {each.origin for each in batch}:
            raise JournalFailed("the test's disk is full")
        expected = self.events[-1].seq + 1 if self.batches else batch[0].seq
        assert [each.seq for each in batch] == list(range(expected, expected + len(batch)))
        self.batches.append(tuple(batch))
        if self.breaks_after & {each.origin for each in batch}:
            self.breaks_after.clear()
            raise JournalFailed("the test's disk broke after the commit")

    def read_after(self, seq: int, limit: int) -> list[Recorded]:
        return [each for each in self.events if each.seq > seq][:limit]

    def load(self) -> Hall | None:
        return copy.deepcopy(self.snapshots[-1]) if self.snapshots else None

    async def snapshot(self, hall: Hall) -> None:
        if self.failing:
            raise JournalFailed("the test's disk is full")
        self.snapshots.append(copy.deepcopy(hall))
