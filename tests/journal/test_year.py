"""A start after many days reads the newest state and what came after it."""

from hub.core.hall import Hall
from hub.service import SNAPSHOT_EVERY, replay
from tests.journal.conftest import Open
from tests.journal.histories import SETUP
from tests.journal.test_tampering import tamper
from tests.journal.year import BATCH, build


async def test_a_start_reads_only_what_came_after_the_newest_state(reopen: Open) -> None:
    hall = await build(reopen().journal, days=6, visits=300)
    journal = reopen().journal
    loaded = journal.load()
    assert loaded is not None
    assert hall.seq - loaded.seq <= SNAPSHOT_EVERY + BATCH
    assert loaded.seq > hall.seq // 4
    assert replay(journal, loaded) == hall
    assert replay(journal, Hall(SETUP)) == hall


async def test_what_lies_before_the_newest_state_is_checked_beside_the_running_hall(reopen: Open) -> None:
    journal = reopen().journal
    await build(journal, days=6, visits=300)
    tamper(journal, "UPDATE event SET actor = 'li' WHERE seq = 40")
    opened = reopen()
    assert not opened.restored
    assert "event 40" in await opened.journal.check()
