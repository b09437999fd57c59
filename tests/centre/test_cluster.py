"""A centre on several machines, from what ``tools/deploy cluster`` writes: parts of it are killed under load, nothing is lost."""

import asyncio
import sys
from asyncio.subprocess import PIPE, STDOUT
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import nats.errors
import pytest
from nats.js.errors import APIError

from hub.centre import streams
from hub.centre.assembly import Part, lacks
from hub.centre.config import CENTRE
from hub.centre.settings import CentreSettings, read_centre
from hub.child import die_with_parent
from hub.nats_server import free_port
from hub.uplink.address import Way
from hub.uplink.uplink import State, Uplink
from tests.centre.rig import PATIENCE_S, FakeHall, rig, until
from tools.crash.cluster import ClusterMachines
from tools.crash.cluster_driver import DATABASE, ClusterDriver
from tools.crash.verdict import Verdict

SEED = 7
NOTHING_MORE_S = 8.0
"""Until a broken promise counts as lost."""


@pytest.mark.slow
async def test_a_member_a_worker_and_the_database_killed_under_load_lose_and_double_nothing(tmp_path: Path) -> None:
    driver = ClusterDriver(tmp_path / "centre", SEED)
    await driver.run(3)
    print(f"\n{driver.report()}")
    assert driver.verdict == Verdict(), driver.report()
    assert driver.injected == 3
    assert sum(each.last for each in driver.halls) > 100


@pytest.mark.slow
async def test_a_worker_that_acknowledges_before_it_stores_is_found_out(tmp_path: Path) -> None:
    driver = ClusterDriver(tmp_path / "centre", SEED, "ack-first", NOTHING_MORE_S)
    await driver.run(1, [DATABASE])
    assert driver.verdict.lost, driver.report()


@pytest.mark.slow
async def test_a_worker_whose_machine_goes_dark_and_comes_back_stores_nothing_twice() -> None:
    """In a process of its own: it leaves the network for one whose cables can be pulled, which takes root and ``ip``."""
    command = (sys.executable, "-m", "tools.crash", "--dark", "--kills", "1", "--seed", str(SEED))
    run = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=STDOUT, preexec_fn=die_with_parent())
    told = (await run.communicate())[0].decode()
    print(f"\n{told}")
    assert run.returncode == 0, told
    assert told.startswith("1 injected, 0 lost, 0 duplicated, 0 corrupt"), told


async def test_streams_are_made_by_many_at_once_and_get_their_copies_later(tmp_path: Path) -> None:
    machines = ClusterMachines(tmp_path / "centre", ["city"])
    async with AsyncExitStack() as stack:
        stack.callback(machines.postgres.stop)
        client = await machines.start_members(stack)
        stream = client.jetstream(timeout=2)
        await asyncio.gather(*(streams.ensure(stream, 1) for _ in range(5)))
        assert (await stream.stream_info(streams.EVENTS)).config.num_replicas == 1
        await asyncio.gather(*(streams.ensure(stream, 3) for _ in range(5)))
        assert (await stream.stream_info(streams.EVENTS)).config.num_replicas == 3
        async with asyncio.timeout(PATIENCE_S):
            while not await machines.whole():
                await asyncio.sleep(0.05)


async def test_more_copies_than_a_server_alone_can_keep_are_a_mistake_and_no_reason_to_wait(tmp_path: Path) -> None:
    async with rig(tmp_path, "city") as centre:
        client = await centre.connect(CENTRE, centre.keys.own())
        with pytest.raises(APIError, match="replicas"):
            await streams.ensure(client.jetstream(), 3)
        await client.close()


async def test_a_hall_goes_to_another_member_when_its_own_is_away(tmp_path: Path) -> None:
    async with rig(tmp_path, "city") as centre:
        await centre.start_intake()
        dead = free_port("127.0.0.1")
        for url in (
            f"nats://127.0.0.1:{dead},nats://127.0.0.1:{centre.port}",
            f"nats://127.0.0.1:{centre.port},nats://127.0.0.1:{dead}",
        ):
            hall = FakeHall(last=centre.stored() + 5)
            link = Uplink(replace(centre.way("city"), url=url), hall)
            centre.links.append(asyncio.create_task(link.run()))
            await until(lambda link=link: link.state == State.LIVE)  # type: ignore[misc]
            await until(lambda hall=hall: centre.stored() == hall.last)  # type: ignore[misc]
            centre.links[-1].cancel()


async def test_a_hall_that_no_member_lets_in_says_why(tmp_path: Path) -> None:
    way = Way(f"nats://127.0.0.1:{free_port('127.0.0.1')},nats://127.0.0.1:{free_port('127.0.0.1')}", "city", "k")
    with pytest.raises((OSError, nats.errors.Error), match=r"no servers|refused"):
        await Uplink(way, FakeHall())._sign_in()


BROKER = '[broker]\nurl = "nats://a:4222"\n'
STORE = '[store]\nurl = "postgresql+psycopg://a/b"\n'


@pytest.mark.parametrize(
    ("text", "part", "told"),
    [
        ("", Part.ALL, ""),
        ("", Part.WEB, "broker.url is empty"),
        (BROKER, Part.INTAKE, "store.url is no PostgreSQL"),
        (BROKER + STORE, Part.INTAKE, ""),
        (BROKER + STORE, Part.ABOVE, "above.url is empty"),
    ],
)  # fmt: skip
def test_a_part_alone_needs_a_broker_and_a_store_that_others_share(text: str, part: Part, told: str) -> None:
    settings = read_centre(text) if text else CentreSettings()
    said = lacks(settings, part)
    assert said.startswith(told)
    assert bool(said) == bool(told)
