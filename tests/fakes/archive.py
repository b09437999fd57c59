"""The archive over a journal in memory."""

from contextlib import nullcontext

from hub.core import events as e
from hub.core.catalogue import HallSetup
from hub.core.events import Recorded
from hub.journal.archive import Archive
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


def memory_archive(journal: FakeJournal) -> Archive:
    return Archive(lambda: nullcontext(MemoryReader(journal.events)))
