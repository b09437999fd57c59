"""The hub's own start: epochs, configuration, numbers of a lost journal, backups."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from hub.core import commands as c
from hub.core import events as e
from hub.core.hall import Hall
from hub.housekeeping import Backups, begin, own_request
from hub.journal.opening import open_journal
from hub.service import HallService, JournalFailed, replay
from tests.core.story import START_MS, setup
from tests.fakes.journal import FakeJournal


class StillClock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.at_ms = START_MS

    def hall_ms(self) -> int:
        return self.at_ms

    def mono_ms(self) -> int:
        return self.at_ms

    def ok(self) -> bool:
        return True

    def real_s(self, hall_ms: int) -> float:
        return hall_ms / 1000


async def test_the_configuration_is_stored_at_the_first_start_and_when_it_differs() -> None:
    journal, first = FakeJournal(), setup()
    for wanted, stored in ((first, True), (first, False), (replace(first, hall="other"), True)):
        service = HallService(journal, StillClock(), replay(journal, Hall(first)))
        running = asyncio.create_task(service.run())
        before = service.record.seq
        await begin(service, wanted, clock_ok=True)
        running.cancel()
        kinds = [type(each.event) for each in journal.read_after(before, 100)]
        assert kinds == [e.HubStarted, e.Configured][: 1 + stored]
        assert service.record.setup == wanted


async def issue(folder: Path, day: str, tickets: int) -> list[str]:
    """Start on the journal in ``folder`` as the hub does, open the day if need be, take tickets; their numbers."""
    opened = open_journal(folder / "journal.db", folder / "backups")
    hall = replay(opened.journal, opened.journal.load() or Hall(setup()))
    service = HallService(opened.journal, StillClock(), hall)
    running = asyncio.create_task(service.run())
    await begin(service, setup(), True, *opened.skip(hall.day, hall.serial))
    if service.record.day != day:
        await service.handle(own_request(service.record, "close", c.CloseDay()))
        await service.handle(own_request(service.record, "open", c.OpenDay(day)))
    numbers = []
    for place in range(tickets):
        take = c.TakeTicket(("card",), c.Channel.KIOSK, f"{service.record.epoch}-{place}")
        answer = await service.handle(own_request(service.record, f"take-{place}", take))
        taken = answer.first(e.TicketTaken)
        assert taken is not None
        numbers.append(taken.number)
    await opened.journal.backup(folder / "backups", 3) if tickets == 3 else None
    running.cancel()
    opened.journal.close()
    return numbers


@pytest.mark.parametrize("backed_up_day", ["2020-01-13", "2020-01-12"])
async def test_numbers_of_a_lost_journal_are_not_used_again(tmp_path: Path, backed_up_day: str) -> None:
    """Whether the backup knows of the day or was made the day before."""
    await issue(tmp_path, backed_up_day, 3)
    on_paper = await issue(tmp_path, "2020-01-13", 5)
    (tmp_path / "journal.db").write_bytes(b"\0" * 8192)
    (tmp_path / "journal.db-wal").unlink(missing_ok=True)
    after = await issue(tmp_path, "2020-01-13", 5)
    assert not set(on_paper) & set(after)


async def test_a_backup_that_fails_is_tried_again_at_the_next_occasion() -> None:
    made = asyncio.Queue[str]()
    results = iter((JournalFailed("disk full"), None))

    async def make() -> None:
        failure = next(results)
        made.put_nowait("failed" if failure else "made")
        if failure:
            raise failure

    journal = FakeJournal()
    service = HallService(journal, StillClock(), Hall(setup()))
    backups = Backups(make)
    service.add_outlet(backups)
    running = [asyncio.create_task(service.run()), asyncio.create_task(backups.run())]
    await begin(service, setup(), clock_ok=True)
    for day, expected in (("2020-01-13", "failed"), ("2020-01-14", "made")):
        await service.handle(own_request(service.record, "open", c.OpenDay(day)))
        await service.handle(own_request(service.record, "close", c.CloseDay()))
        assert await made.get() == expected
    for task in running:
        task.cancel()
