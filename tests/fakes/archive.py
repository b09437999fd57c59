"""The archive over a journal in memory."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import nullcontext
from typing import Any

from hub.core import events as e
from hub.core.apply import apply
from hub.core.catalogue import HallSetup
from hub.core.events import Recorded
from hub.core.hall import Hall
from hub.core.shadow import ShadowRules
from hub.journal.archive import Archive
from hub.shadow.day import shadow_of_day
from hub.shadow.watcher import Answers
from tests.fakes.journal import FakeJournal


class MemoryReader:
    """Reads whole days as ``SqliteReader`` does."""

    def __init__(self, events: list[Recorded]) -> None:
        self._events = events

    def days(self) -> list[str]:
        return list(dict.fromkeys(each.event.day for each in self._events if isinstance(each.event, e.DayOpened)))

    def day_events(self, day: str) -> list[Recorded]:
        opened = day in self.days()
        return [each for each in self._events if opened and each.day == day]

    def setup_before(self, day: str) -> HallSetup | None:
        first = next((each.seq for each in self.day_events(day)), 0)
        before = [each.event for each in self._events if each.seq < first]
        return next((event.setup for event in reversed(before) if isinstance(event, e.Configured)), None)

    def hall_before(self, day: str, setup: HallSetup) -> Hall | None:
        first = next((each.seq for each in self.day_events(day)), 0)
        hall = Hall(setup)
        for recorded in self._events:
            if recorded.seq < first:
                apply(hall, recorded)
        return hall if first else None


def memory_archive(journal: FakeJournal) -> Archive:
    return Archive(lambda: nullcontext(MemoryReader(journal.events)))


def memory_answers(journal: FakeJournal) -> Answers:
    """Whom a second policy would have called, by the events in memory; on a thread, since the hall goes on."""

    async def answers(setup: HallSetup, shadow: ShadowRules, day: str) -> AsyncIterator[dict[str, Any]]:
        reader = MemoryReader(list(journal.events))
        for line in await asyncio.to_thread(lambda: list(shadow_of_day(reader, setup, shadow, day))):
            yield line

    return answers
