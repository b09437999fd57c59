"""Whatever a hall decides on a random day, the journal takes and gives back: its last line refuses no legal day."""

import asyncio
import tempfile
from itertools import groupby
from pathlib import Path

from hypothesis import HealthCheck, settings

from hub.core.hall import Hall
from hub.journal import open_journal
from hub.journal.reports import LegRow, day_legs
from hub.service import replay
from tests.core.story import Story
from tests.core.test_random_days import RandomDay


async def stored(story: Story, folder: Path) -> None:
    """Every request's events as a batch of its own; then a hall that is read back."""
    journal = open_journal(folder / "journal.db", folder / "backups").journal
    for _, events in groupby(story.journal, lambda recorded: recorded.origin):
        await journal.append(list(events))
    assert journal.read_after(0, -1) == story.journal
    assert replay(journal, Hall(story.first)) == story.hall
    await journal.snapshot(story.hall)
    assert journal.load() == story.hall
    assert_reported(story.hall, day_legs(journal.day_events(story.hall.day)))
    journal.close()


def assert_reported(hall: Hall, rows: list[LegRow]) -> None:
    """The report, which reads events by itself, agrees with the hall."""
    assert {row.leg: row.state for row in rows} == {leg.id: leg.state for leg in hall.legs.values()}
    for row in rows:
        leg = hall.legs[row.leg]
        assert (row.score, row.outcomes, row.called_ms or 0) == (leg.score, leg.outcomes, leg.first_called_ms)


class StoredDay(RandomDay):
    """A random day that is written down at its end."""

    def teardown(self) -> None:
        if hasattr(self, "story"):
            with tempfile.TemporaryDirectory() as folder:
                asyncio.run(stored(self.story, Path(folder)))


TestStoredDay = StoredDay.TestCase
TestStoredDay.settings = settings(
    max_examples=12, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
