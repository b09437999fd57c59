"""Hall and centre over a real broker: each event once and in order, whatever happens between them."""

import os
import signal
import sqlite3
import time
from dataclasses import replace
from pathlib import Path

import pytest

from hub.uplink.uplink import State
from tests.centre.rig import FakeHall, hash_at, rig, until
from tests.faults.proxy import Proxy

DAY_OF_EVENTS = 2000
YEAR_MS = 365 * 86_400_000


async def test_events_come_once_and_in_order(tmp_path: Path) -> None:
    async with rig(tmp_path, "city") as centre:
        await centre.start_intake()
        hall = FakeHall(last=300)
        link = await centre.linked(hall)
        await until(lambda: centre.stored() == 300)
        for _ in range(5):
            hall.last += 1
            link.wake()
            await until(lambda: centre.stored() == hall.last)
        assert centre.sequence() == list(range(1, 306))
        await until(lambda: link.state == State.LIVE and link.acknowledged == 305)
        now = centre.halls.get("city")
        assert now is not None
        assert now.standing is not None
        assert now.alarms == {}


async def test_a_hall_goes_on_behind_the_last_number_after_the_centre_was_away(tmp_path: Path) -> None:
    async with rig(tmp_path, "city") as centre:
        await centre.start_intake()
        hall = FakeHall(last=50)
        await centre.linked(hall)
        await until(lambda: centre.stored() == 50)
        await centre.stop_intake()
        hall.last = 50 + DAY_OF_EVENTS
        standings: list[int] = []
        centre.halls.add_listener(lambda now: standings.append(now.stored_seq) if now.standing else None)
        began_s = time.monotonic()
        await centre.start_intake()
        link = await centre.linked(hall)
        await until(lambda: centre.stored() == hall.last)
        print(f"\n{DAY_OF_EVENTS} events drained in {time.monotonic() - began_s:.2f} s")
        assert centre.sequence() == list(range(1, hall.last + 1))
        assert standings[0] <= 50 + 64, "the standing came behind old events"
        assert link.state != State.AWAY


async def test_a_line_that_is_cut_again_and_again_loses_and_doubles_nothing(tmp_path: Path) -> None:
    async with rig(tmp_path, "city") as centre, RawProxy("127.0.0.1", centre.port) as line:
        await centre.start_intake()
        hall = FakeHall(last=1200)
        await centre.linked(hall, port=line.port)
        for mark in (100, 400, 800):
            await until(lambda mark=mark: centre.stored() >= mark)  # type: ignore[misc]
            line.cut()
        await until(lambda: centre.stored() == 1200)
        assert centre.sequence() == list(range(1, 1201))
        totals = centre.store.totals(["city"], "2000-01-01", "2100-01-01")
        assert sum(row.counts["visits"] for row in totals) == 1200
        assert hall.asked.count(0) >= 1


async def test_of_two_hubs_with_one_name_the_lower_epoch_is_fenced(tmp_path: Path) -> None:
    async with rig(tmp_path, "city") as centre:
        await centre.start_intake()
        old, new = FakeHall(epoch=4, last=10), FakeHall(epoch=5, last=10)
        first = await centre.linked(old)
        await until(lambda: centre.stored() == 10 and first.state == State.LIVE)
        second = await centre.linked(new)
        await until(lambda: second.state == State.LIVE)
        old.last = 20
        old.branch, old.fork = "b", 10
        first.wake()
        await until(lambda: first.state == State.FENCED)
        new.last = 15
        second.wake()
        await until(lambda: centre.stored() == 15)
        assert centre.store.hash_of("city", 11) == hash_at(11)
        assert centre.halls.get("city").alarms["fenced"] == 1  # type: ignore[union-attr]


async def test_a_hall_restored_from_an_old_backup_is_marked_and_goes_on(tmp_path: Path) -> None:
    async with rig(tmp_path, "city") as centre:
        await centre.start_intake()
        before = FakeHall(epoch=9, last=100)
        await centre.linked(before)
        await until(lambda: centre.stored() == 100)
        for task in centre.links:
            task.cancel()
        centre.wall_off_ms = 200_000
        restored = FakeHall(epoch=3, last=90, branch="b", fork=70)
        await centre.linked(restored)
        await until(lambda: centre.store.place("city").life == 1 and centre.stored() == 90)
        assert centre.store.hash_of("city", 70) == hash_at(70)
        assert centre.store.hash_of("city", 71) == hash_at(71, "b")
        assert centre.halls.get("city").rewritten == 71  # type: ignore[union-attr]
        totals = centre.store.totals(["city"], "2000-01-01", "2100-01-01")
        assert sum(row.counts["visits"] for row in totals) == 120, "the old rows are kept"


async def test_a_clock_that_is_a_year_wrong_is_marked_and_counts_when_it_came(tmp_path: Path) -> None:
    async with rig(tmp_path, "city") as centre:
        await centre.start_intake()
        link = await centre.linked(FakeHall(last=5, off_ms=-YEAR_MS))
        await until(lambda: centre.store.place("city").clock_off_s)
        link._source.last = 10  # type: ignore[attr-defined]
        link.wake()
        await until(lambda: centre.stored() == 10)
        assert centre.halls.get("city").alarms["clock"] == 1  # type: ignore[union-attr]
        today = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 86_400))
        assert sum(row.counts["visits"] for row in centre.store.totals(["city"], today, "2100-01-01")) >= 5


async def test_a_full_disk_loses_nothing_and_the_centre_recovers_by_itself(tmp_path: Path) -> None:
    async with rig(tmp_path, "city") as centre:
        centre.store.full = True
        await centre.start_intake()
        hall = FakeHall(last=200)
        link = await centre.linked(hall)
        await until(lambda: link.acknowledged == 200)
        await until(lambda: centre.intake and centre.intake.failing)
        assert centre.stored() == 0
        centre.store.full = False
        await until(lambda: centre.stored() == 200)
        assert centre.sequence() == list(range(1, 201))


async def test_a_broker_that_was_killed_comes_back_with_everything(tmp_path: Path) -> None:
    async with rig(tmp_path, "city") as centre:
        await centre.start_intake()
        hall = FakeHall(last=400)
        await centre.linked(hall)
        await until(lambda: centre.stored() >= 64)
        os.kill(centre.server.pid or 0, signal.SIGKILL)
        await until(lambda: centre.server.deaths == 1)
        hall.last = 600
        await until(lambda: centre.stored() == 600)
        assert centre.sequence() == list(range(1, 601))
        before = centre.halls.get("city").received_ms  # type: ignore[union-attr]
        await until(lambda: centre.halls.get("city").received_ms > before)  # type: ignore[union-attr]


async def test_a_fault_of_what_is_read_ends_no_hall(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with rig(tmp_path, "city") as centre:
        await centre.start_intake()
        hall = Broken(last=10)
        await centre.linked(hall)
        await until(lambda: hall.failed)
        hall.whole = True
        await until(lambda: centre.stored() == 10)
        assert "the link to the centre failed" in caplog.text


class Broken(FakeHall):
    """A source whose file cannot be read for a while."""

    whole = failed = False

    async def after(self, seq: int, limit: int):  # type: ignore[no-untyped-def]
        if not self.whole:
            self.failed = True
            raise sqlite3.DatabaseError("disk I/O error")
        return await super().after(seq, limit)


async def test_a_number_that_stays_missing_is_asked_for_again(tmp_path: Path) -> None:
    async with rig(tmp_path, "city") as centre:
        await centre.start_intake()
        hall = FakeHall(last=10)
        link = await centre.linked(hall)
        await until(lambda: centre.stored() == 10 and link.acknowledged == 10)
        hall.last = 30
        lost, link._source = link._source, Skipping(last=30, hole=11)
        link.wake()
        await until(lambda: link.acknowledged >= 30)
        link._source = lost
        await until(lambda: centre.stored() == 30)
        assert centre.sequence() == list(range(1, 31))


class Skipping(FakeHall):
    """A source that once left an event out."""

    def __init__(self, last: int, hole: int) -> None:
        super().__init__(last=last)
        self.hole = hole

    async def after(self, seq: int, limit: int):  # type: ignore[no-untyped-def]
        return [each for each in await super().after(seq, limit) if each.seq != self.hole]


class RawProxy(Proxy):
    """Passes bytes on; the MQTT proxy's cut without its parsing."""

    async def _pass_on(self, direction, reader, writer):  # type: ignore[no-untyped-def]
        while chunk := await reader.read(65_536):
            writer.write(chunk)
            await writer.drain()
        writer.close()


@pytest.mark.parametrize("hall", [FakeHall(last=3), replace(FakeHall(last=3), hall="village")])
async def test_a_second_worker_takes_its_share(tmp_path: Path, hall: FakeHall) -> None:
    async with rig(tmp_path, hall.hall) as centre:
        await centre.start_intake()
        await centre.start_intake()
        await centre.linked(hall)
        await until(lambda: centre.stored(hall.hall) == 3)
        assert centre.sequence(hall.hall) == [1, 2, 3]
