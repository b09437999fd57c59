"""Several processes of one centre: what one notices all show, a standing is kept once, and one turn is one process's."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import msgspec
import nats
import pytest
from nats.aio.client import Client

from hub.centre import news
from hub.centre.above import Above
from hub.centre.config import CENTRE
from hub.centre.guard import Guard
from hub.centre.halls import Halls
from hub.centre.lease import Lease
from hub.centre.listening import Listening
from hub.centre.news import MOST_HALLS, NOTICED, Item, News, Noticed
from hub.centre.store import Kept, Store
from hub.core.hall_card import HallCard
from hub.settings.sections import CentreLink
from tests.centre.rig import QUICK, FakeHall, Rig, rig, until
from tests.centre.test_levels import speaks_for
from tools.running.postgres import Postgres


@contextlib.asynccontextmanager
async def beside(centre: Rig, *, tells: bool = False, listens: bool = True) -> AsyncIterator[tuple[Halls, Client]]:
    """One more process of the centre: what it shows, and its connection."""
    client = await nats.connect(
        f"nats://127.0.0.1:{centre.port}", user=CENTRE, password=centre.keys.own(), max_reconnect_attempts=-1
    )
    halls = Halls(centre.store.halls(), centre.halls.wall_ms)
    works = [News(client, halls, centre.store, tells=tells).run()]
    if listens:
        works.append(Listening(client, halls, centre.store, Guard(client, halls, quiet=True), lambda: False).run())
    tasks = [asyncio.create_task(work) for work in works]
    await until(lambda: any(each.subject == NOTICED for each in client._subs.values()))
    await client.flush()
    try:
        yield halls, client
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await client.close()


async def telling(centre: Rig) -> None:
    """The rig's worker tells what it notices."""
    assert centre.client
    centre.tasks.append(asyncio.create_task(News(centre.client, centre.halls, centre.store, tells=True).run()))


class WithCard(FakeHall):
    """A hall whose first event brings its card."""

    def event(self, seq: int):  # type: ignore[no-untyped-def]
        told = super().event(seq)
        return replace(told, type="hall_configured", card=HallCard(self.hall, {"zh": "市厅"})) if seq == 1 else told


async def test_what_a_worker_notices_a_web_node_shows(tmp_path: Path) -> None:
    async with rig(tmp_path, "city") as centre:
        await centre.start_intake()
        await telling(centre)
        async with beside(centre) as (shown, _):
            hall = WithCard(last=20)
            link = await centre.linked(hall)
            await until(lambda: (now := shown.get("city")) and now.stored_seq == 20 and now.card and now.standing)
            assert (now := shown.get("city"))
            assert now.head == await hall.hash_at(20)
            client = await centre.connect("city", centre.keys.add("city"))
            await client.publish("hall.city.events", b"nonsense")
            await until(lambda: shown.get("city").refused == {"schema": 1})  # type: ignore[union-attr]
            await client.close()
            hall.last = 30
            link.wake()
            await until(lambda: shown.get("city").stored_seq == 30)  # type: ignore[union-attr]
            assert centre.halls.get("city").refused == {"schema": 1}, "its own count came back to it"  # type: ignore[union-attr]


async def test_a_process_that_starts_later_has_it_from_the_store_and_the_newest_standing(tmp_path: Path) -> None:
    async with rig(tmp_path, "city") as centre:
        await centre.start_intake()
        await centre.linked(WithCard(last=5))
        await until(lambda: centre.stored() == 5 and (now := centre.halls.get("city")) and now.standing)
        async with beside(centre) as (shown, _):
            await until(lambda: (now := shown.get("city")) and now.card and now.standing and now.stored_seq == 5)


async def test_the_way_above_alone_goes_by_what_workers_say(tmp_path: Path) -> None:
    (tmp_path / "county").mkdir()
    (tmp_path / "city").mkdir()
    async with rig(tmp_path / "county", "a") as county, rig(tmp_path / "city", "county") as city:
        speaks_for(city, "county", "a")
        await county.start_intake()
        await telling(county)
        await city.start_intake()
        async with beside(county) as (halls, _):
            link = CentreLink(f"nats://127.0.0.1:{city.port}", city.keys.add("county"), "", QUICK)
            county.links.append(asyncio.create_task(Above("county", link, halls, county.store).run()))
            hall = FakeHall("a", last=50)
            worker = await county.linked(hall)
            await until(lambda: city.stored("a") == 50)
            hall.last = 60
            worker.wake()
            await until(lambda: city.stored("a") == 60)
            assert city.sequence("a") == list(range(1, 61))


async def test_no_hall_can_say_what_a_process_has_noticed(tmp_path: Path) -> None:
    async with rig(tmp_path, "city") as centre:
        await centre.start_intake()
        async with beside(centre, listens=False) as (shown, client):
            liar = await centre.connect("city", centre.keys.add("city"))
            lie = Noticed("liar", (Item("city", 999),))
            await liar.publish(NOTICED, msgspec.json.encode(lie))
            await liar.flush()
            heard: list[bytes] = []

            async def hear(message: object) -> None:
                heard.append(message.data)  # type: ignore[attr-defined]

            await client.subscribe(NOTICED, cb=hear)
            await client.flush()
            assert centre.client
            await centre.client.publish(NOTICED, msgspec.json.encode(Noticed("worker", (Item("town", 3),))))
            await until(lambda: heard and shown.get("town"))
            assert shown.get("city") is None
            await liar.close()


async def test_a_message_that_nobody_can_read_ends_nothing(tmp_path: Path) -> None:
    async with rig(tmp_path, "city") as centre:
        await centre.start_intake()
        async with beside(centre, listens=False) as (shown, _):
            assert centre.client
            await centre.client.publish(NOTICED, b"\xff{}")
            await centre.client.publish(NOTICED, msgspec.json.encode(Noticed("worker", (Item("town", 3),))))
            await until(lambda: shown.get("town"))


async def test_of_two_processes_one_keeps_a_standing(store: Store) -> None:
    told = await FakeHall(last=3).standing()
    assert told
    store.keep_standings([Kept(told, 1_000_000, 0)])
    store.keep_standings([Kept(replace(told, waiting=9), 1_000_900, 0)])
    assert store.halls()[0].received_ms == 1_000_000, "the second one wrote it again"
    store.keep_standings([Kept(replace(told, epoch=2), 1_001_000, 0)])
    assert store.halls()[0].epoch == 2, "another hub of the hall is kept at once"
    store.keep_standings([Kept(replace(told, epoch=2), 1_061_000, 0)])
    assert store.halls()[0].received_ms == 1_061_000


def test_a_message_of_many_halls_is_one_that_the_broker_takes() -> None:
    most = Item("h" * 32, 10**12, "f" * 64, 10**12, True, True, {"schema": 10**6, "rate": 10**6})
    said = msgspec.json.encode(Noticed("_INBOX." + "x" * 40, (most,) * MOST_HALLS))
    assert len(said) < 60_000


async def test_a_turn_is_one_process_s_and_passes_on_when_it_ends(postgres: Postgres) -> None:
    store = Store(postgres.create("turns"))
    ran: list[str] = []

    def work(name: str):  # type: ignore[no-untyped-def]
        async def run() -> None:
            ran.append(name)
            await asyncio.Event().wait()

        return run

    leases = [Lease(store.engine, 7), Lease(store.engine, 7)]
    first = [asyncio.create_task(leases[0].run()), asyncio.create_task(leases[0].while_held(work("first")))]
    await until(lambda: ran == ["first"])
    second = [asyncio.create_task(leases[1].run()), asyncio.create_task(leases[1].while_held(work("second")))]
    for task in first:
        task.cancel()
    await asyncio.gather(*first, return_exceptions=True)
    await until(lambda: ran == ["first", "second"])
    for task in second:
        task.cancel()
    await asyncio.gather(*second, return_exceptions=True)
    store.close()


def test_without_a_store_to_share_the_only_process_has_every_turn(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'centre.db'}")
    assert Lease(store.engine, 7).held
    store.close()


async def test_a_page_shows_that_the_store_takes_nothing_of_any_worker_and_forgets_one_that_died(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "FAILING_AGAIN_S", 0.5)
    async with rig(tmp_path) as centre:
        await centre.start_intake()
        await telling(centre)
        async with beside(centre) as (pages, client), beside(centre, tells=True) as (worker, _):
            centre.halls.store_works("events", False)
            await until(lambda: pages.store_failing_ms)
            assert not worker.store_failing_ms  # A worker knows for itself, and never says what it has only heard.
            centre.halls.store_works("events", True)
            await until(lambda: not pages.store_failing_ms)
            await client.publish(NOTICED, msgspec.json.encode(Noticed("another", (), failing=True)))
            await until(lambda: pages.store_failing_ms)
            await until(lambda: not pages.store_failing_ms)
