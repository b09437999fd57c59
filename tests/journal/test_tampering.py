"""Whoever changes the past behind the triggers' back is seen."""

from contextlib import closing

import pytest

from hub.journal.chain import ChainBroken
from hub.journal.connection import connect
from hub.journal.journal import SqliteJournal
from tests.journal.histories import tickets

GUARDS = ("event_in_order", "event_stays", "event_remains", "inbox_remains")


def tamper(journal: SqliteJournal, *statements: str) -> None:
    """Change the file as somebody with the card in his own computer would."""
    with closing(connect(journal.path)) as stranger:
        stranger.execute("PRAGMA foreign_keys = 0")
        for guard in GUARDS:
            stranger.execute(f"DROP TRIGGER {guard}")
        for statement in statements:
            assert stranger.execute(statement).rowcount


@pytest.mark.parametrize(
    ("column", "value"),
    [("key", "'o4#1'"), ("day", "'2026-01-09'"), ("type", "'rated'"), ("actor", "'li'"), ("device", "'pad-1'"),
     ("mono", "mono + 1"), ("wall", "wall - 60000"), ("clock_ok", "0"), ("body", "replace(body, 'A004', 'A005')"),
     ("body", "body || ' '"), ("prev_hash", "zeroblob(32)"), ("hash", "zeroblob(32)")],
)  # fmt: skip
async def test_a_changed_column_breaks_the_chain_at_its_event(journal: SqliteJournal, column: str, value: str) -> None:
    await journal.append(tickets(1, 8))
    tamper(journal, f"UPDATE event SET {column} = {value} WHERE seq = 4")
    with pytest.raises(ChainBroken) as broken:
        journal.verify()
    assert broken.value.seq == 4


async def test_a_removed_event_breaks_the_chain(journal: SqliteJournal) -> None:
    await journal.append(tickets(1, 8))
    tamper(journal, "DELETE FROM event WHERE seq = 4")
    with pytest.raises(ChainBroken) as broken:
        journal.verify()
    assert broken.value.seq == 4


async def test_two_events_that_change_places_break_the_chain(journal: SqliteJournal) -> None:
    await journal.append(tickets(1, 8))
    tamper(
        journal,
        "UPDATE event SET seq = 99 WHERE seq = 3",
        "UPDATE event SET seq = 3 WHERE seq = 4",
        "UPDATE event SET seq = 4 WHERE seq = 99",
    )
    with pytest.raises(ChainBroken):
        journal.verify()


async def test_checking_goes_on_from_a_known_head(journal: SqliteJournal) -> None:
    await journal.append(tickets(1, 8))
    known = journal.verify()
    await journal.append(tickets(9, 3, 9))
    assert journal.verify(known) == journal.head()
    tamper(journal, "UPDATE event SET actor = 'li' WHERE seq = 4")
    assert journal.verify(known) == journal.head()
    assert "event 4" in await journal.check()


async def test_a_journal_that_was_rewritten_does_not_follow_a_head_known_elsewhere(journal: SqliteJournal) -> None:
    await journal.append(tickets(1, 8))
    known = journal.head()
    tamper(journal, "DELETE FROM event WHERE seq = 8", "DELETE FROM inbox WHERE last_seq = 8")
    journal_rewritten = tickets(8, 2, 20)
    with closing(connect(journal.path)) as stranger:
        stranger.execute("DELETE FROM ticket WHERE seq = 8")
    await journal.append(journal_rewritten)
    with pytest.raises(ChainBroken):
        journal.verify(known)
