"""A centre above a centre, and the line between under TLS."""

import asyncio
import os
import signal
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import nats.errors
import pytest

from hub.centre import streams
from hub.centre.above import Above
from hub.centre.answers import Answers
from hub.centre.assembly import connect
from hub.centre.batch import HallRun
from hub.centre.config import CENTRE, Credential, server_config
from hub.centre.guard import Guard
from hub.centre.halls import Halls
from hub.centre.intake import Intake
from hub.centre.listening import Listening
from hub.centre.news import News
from hub.centre.store import Store
from hub.core.standing import Standing
from hub.devices import certificates
from hub.nats_server import NatsServer
from hub.settings.sections import CentreLink
from hub.uplink.address import Way
from hub.uplink.uplink import Uplink, ended
from tests.centre.rig import QUICK, FakeHall, Rig, hash_at, rig, until


async def test_what_two_halls_tell_their_county_reaches_the_city(tmp_path: Path) -> None:
    (tmp_path / "county").mkdir()
    (tmp_path / "city").mkdir()
    async with rig(tmp_path / "county", "a", "b") as county, rig(tmp_path / "city", "county") as city:
        speaks_for(city, "county", "a", "b")
        await county.start_intake()
        await city.start_intake()
        halls = [FakeHall("a", last=150), FakeHall("b", last=40)]
        links = [await county.linked(hall) for hall in halls]
        link = CentreLink(f"nats://127.0.0.1:{city.port}", city.keys.add("county"), "", QUICK)
        above = Above("county", link, county.halls, county.store)
        county.links.append(asyncio.create_task(above.run()))
        await until(lambda: city.stored("a") == 150 and city.stored("b") == 40)
        halls[0].last = 160
        links[0].wake()
        await until(lambda: city.stored("a") == 160)
        assert city.sequence("a") == list(range(1, 161))
        assert city.store.hash_of("a", 160) == county.store.hash_of("a", 160)
        await until(lambda: (now := city.halls.get("b")) and now.standing)


MANY = 300


async def test_three_hundred_halls_share_one_connection_and_one_budget_on_the_way_up(tmp_path: Path) -> None:
    (tmp_path / "county").mkdir()
    (tmp_path / "city").mkdir()
    names = [f"hall-{number}" for number in range(MANY)]
    async with rig(tmp_path / "county") as county, rig(tmp_path / "city", "county") as city:
        speaks_for(city, "county", *names)
        await city.start_intake()
        fill(county, names, 12)
        link = CentreLink(f"nats://127.0.0.1:{city.port}", city.keys.add("county"), "", 60_000)
        above = Above("county", link, county.halls, county.store)
        county.links.append(asyncio.create_task(above.run()))
        spoke: list[str] = []
        city.halls.add_listener(lambda now: spoke.append(now.hall) if now.standing and not now.stored_seq else None)
        await until(
            lambda: all((now := city.halls.get(name)) and now.stored_seq == 12 and now.standing for name in names)
        )
        assert all(city.sequence(name) == list(range(1, 13)) for name in names[::50])
        assert above._line.connections == 1
        assert spoke, "no standing came before events"
        pid = city.server.pid or 0
        os.kill(pid, signal.SIGKILL)
        await until(lambda: city.server.deaths == 1)
        grown = names[:40]
        fill(county, grown, 20)
        await until(lambda: all(city.stored(name) == 20 for name in grown))
        assert above._line.connections >= 2


def fill(centre: Rig, names: list[str], last: int) -> None:
    """These halls have so many events in the store, and are heard."""
    halls = [FakeHall(name, last=last) for name in names]
    runs = []
    for hall in halls:
        first = centre.store.place(hall.hall).stored_seq + 1
        runs.append(HallRun(hall.hall, 0, tuple(hall.event(seq) for seq in range(first, last + 1))))
    centre.store.add(runs, centre.halls.wall_ms())
    for hall in halls:
        now_ms = centre.halls.wall_ms()
        told = Standing(hall.hall, 1, last, hash_at(last)[:16], now_ms, "2026-01-05")
        centre.halls.change(hall.hall, standing=told, received_ms=now_ms, epoch=1, stored_seq=last, head=hash_at(last))


async def test_what_is_refused_to_one_hall_of_a_shared_connection_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "county").mkdir()
    (tmp_path / "city").mkdir()
    async with rig(tmp_path / "county") as county, rig(tmp_path / "city", "county") as city:
        speaks_for(city, "county", "a")
        await city.start_intake()
        fill(county, ["a", "b"], 5)
        link = CentreLink(f"nats://127.0.0.1:{city.port}", city.keys.add("county"), "", QUICK)
        above = Above("county", link, county.halls, county.store)
        county.links.append(asyncio.create_task(above.run()))
        await until(lambda: city.stored("a") == 5)
        fill(county, ["a"], 9)
        await until(lambda: city.stored("a") == 9)
        assert city.stored("b") == 0
        assert above._line.connections == 1


def speaks_for(centre: Rig, user: str, *halls: str) -> None:
    """This credential may speak in the names of these halls."""
    own = centre.keys.own()
    credential = Credential(user, centre.keys.add(user), halls)
    centre.server._text = lambda: server_config(own, [credential], "127.0.0.1", centre.port, centre.server.store)
    centre.server.reload()


async def test_the_line_is_secret_and_the_centre_proves_itself(tmp_path: Path) -> None:
    made = certificates.ensure(tmp_path / "tls")
    other = certificates.ensure(tmp_path / "other")
    credential = Credential("city", "k" * 20, ("city",))

    def text() -> str:
        files = made.certificate, made.key
        return server_config("own", [credential], "127.0.0.1", server.port, server.store, files)

    server = NatsServer(tmp_path / "nats.conf", tmp_path / "jetstream", text, keeps=True)
    running = asyncio.create_task(server.run())
    try:
        await asyncio.wait_for(server.ready(), 60)
        way = Way(f"tls://127.0.0.1:{server.port}", "city", credential.key, str(made.authority))
        client = await Uplink(way, FakeHall())._sign_in()
        assert client.is_connected
        await client.close()
        with pytest.raises((nats.errors.Error, OSError)):
            await Uplink(replace(way, authority=str(other.authority)), FakeHall())._sign_in()
        with pytest.raises((nats.errors.Error, OSError)):
            await Uplink(replace(way, key="wrong"), FakeHall())._sign_in()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_worker_web_node_and_hall_come_by_tls(tmp_path: Path) -> None:
    made, key = certificates.ensure(tmp_path / "tls"), "k" * 20

    def text() -> str:
        files = made.certificate, made.key
        return server_config("own", [Credential("city", key, ("city",))], "127.0.0.1", server.port, server.store, files)

    server = NatsServer(tmp_path / "nats.conf", tmp_path / "jetstream", text, keeps=True)
    tasks = [asyncio.create_task(server.run())]
    store = Store(f"sqlite:///{tmp_path / 'centre.db'}")
    async with AsyncExitStack() as stack:
        stack.callback(store.close)
        stack.push_async_callback(ended, tasks)
        await asyncio.wait_for(server.ready(), 60)
        own = Way(f"tls://127.0.0.1:{server.port}", CENTRE, "own", str(made.authority))
        worker, web = await connect(own), await connect(own)
        for client in (worker, web):
            stack.push_async_callback(client.close)
        await streams.ensure(worker.jetstream())
        taken, shown = Halls(), Halls()
        guard = Guard(worker, taken)
        await Answers(worker, taken, store, guard).start()
        hall = FakeHall(last=20)
        works = (
            Intake(worker, taken, store, guard).run(),
            News(worker, taken, store, tells=True).run(), News(web, shown, store, tells=False).run(),
            Listening(web, shown, store, Guard(web, shown, quiet=True)).run(),
            Uplink(replace(own, user="city", key=key, bytes_a_second=QUICK), hall).run(),
        )  # fmt: skip
        tasks += [asyncio.create_task(work) for work in works]
        await until(lambda: (now := shown.get("city")) and now.stored_seq == 20 and now.standing)
        with pytest.raises((nats.errors.Error, OSError)):
            await Uplink(replace(own, url=own.url.replace("tls", "nats"), user="city", key=key), hall)._sign_in()
