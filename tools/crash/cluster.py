"""A centre's cluster on loopback, from what ``tools/deploy cluster`` writes: members, workers, web node, PostgreSQL, all children."""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import nats
import nats.errors
from nats.aio.client import Client

from hub.centre import streams
from hub.centre.config import CENTRE, Cluster, Member
from hub.centre.keys_file import KeysFile
from hub.child import die_with_parent
from hub.nats_server import find_program, free_port
from hub.private_file import write_private
from hub.uplink.address import Way
from tools.deploying.cluster import TOML, authority, centre_toml, write_machines
from tools.running.centre_child import CENTRE as PROGRAM
from tools.running.centre_child import CentreChild
from tools.running.postgres import Postgres

NAMES = ("one", "two", "three")
WORKERS = 2
HOST = "127.0.0.1"
PATIENCE_S = 60.0
LOOK_S = 0.05
QUICK = 10_000_000
"""Bytes a second of a simulated hall's line."""


class ClusterMachines:
    """All children of one cluster. ``halls``: who may speak; ``program``: of the workers, where a promise is to be broken."""

    def __init__(self, folder: Path, halls: Sequence[str], program: Sequence[str] = PROGRAM) -> None:
        self.folder = folder
        self.postgres = Postgres()
        self.store = ""
        members = (Member(name, HOST, free_port(HOST), free_port(HOST), free_port(HOST), HOST) for name in NAMES)
        self.cluster = Cluster(tuple(members), "only-for-this-cluster")
        self.keys = KeysFile(folder)
        for hall in halls:
            self.keys.add(hall)
        file = folder / TOML
        self.workers = [
            CentreChild(folder / f"worker-{number}", file, part="intake", program=program) for number in range(WORKERS)
        ]
        self.web = CentreChild(folder / "web", file, part="web")
        self._brokers: dict[str, Process] = {}
        self._client: Client | None = None

    async def start(self, stack: AsyncExitStack) -> None:
        """Everything, in the order in which it depends on each other; ended by the stack."""
        stack.callback(self.postgres.stop)
        await asyncio.to_thread(self.postgres.start)
        self.store = await asyncio.to_thread(self.postgres.create, "centre")
        await self.start_members(stack)
        for child in (*self.workers, self.web):
            stack.push_async_callback(child.stop)
        await asyncio.gather(*(child.start() for child in (*self.workers, self.web)))

    async def start_members(self, stack: AsyncExitStack) -> Client:
        """The broker's members alone; a connection to them."""
        self._write()
        stack.push_async_callback(self._end_brokers)
        await asyncio.gather(*(self.start_member(name) for name in NAMES))
        way = self.way("")
        self._client = await nats.connect(
            self.cluster.url.split(","), user=CENTRE, password=self.keys.own(), tls=way.tls(), tls_hostname=way.tls_name(),
            max_reconnect_attempts=-1, reconnect_time_wait=0.2, error_cb=expected,
        )  # fmt: skip
        stack.push_async_callback(self._client.close)
        return self._client

    def _write(self) -> None:
        """What ``tools/deploy`` writes, for machines that are folders."""
        etc = self.folder / NAMES[0] / "etc/anycounter"
        text = centre_toml(self.cluster.url, self.keys.own(), self.store, etc, self.folder)
        write_private(self.folder / TOML, text.encode())
        write_machines(self.folder, self.cluster, self.keys, Path(sys.executable), self._places)

    def _places(self, name: str) -> tuple[Path, Path]:
        return self.folder / name / "etc/anycounter", self.folder / name / "jetstream"

    def way(self, hall: str) -> Way:
        """How a hall comes here."""
        file = str(authority(self.folder).authority)
        return Way(self.cluster.url, hall, self.keys.add(hall) if hall else "", file, QUICK)

    async def start_member(self, name: str) -> None:
        """Start one server, or start it again, and wait until it takes connections."""
        etc, _ = self._places(name)
        port = next(each.port for each in self.cluster.members if each.name == name)
        with (self.folder / name / "log").open("ab") as log:
            self._brokers[name] = await asyncio.create_subprocess_exec(
                find_program(), "-c", str(etc / "nats.conf"), stdin=DEVNULL, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=die_with_parent(),
            )  # fmt: skip
        await until(lambda: takes_connections(port), PATIENCE_S)

    async def kill_member(self, name: str) -> None:
        self._brokers[name].kill()
        await self._brokers[name].wait()

    async def kill_worker(self, number: int) -> None:
        os.kill(self.workers[number].pid, signal.SIGKILL)
        await self.workers[number].wait()

    async def leader(self) -> str:
        """The member that leads the stream of events; "" while there is none."""
        assert self._client
        info = await self._client.jetstream().stream_info(streams.EVENTS)
        return (info.cluster.leader if info.cluster else "") or ""

    async def whole(self) -> bool:
        """Does every member have everything that the leader has?"""
        assert self._client
        found = (await self._client.jetstream().stream_info(streams.EVENTS)).cluster
        return found is not None and len(found.replicas or ()) == len(NAMES) - 1 and all(
            each.current and not each.offline for each in found.replicas or ()
        )  # fmt: skip

    async def _end_brokers(self) -> None:
        for process in self._brokers.values():
            if process.returncode is None:
                process.kill()
                await process.wait()


async def expected(error: Exception) -> None:
    """A member that is killed is a lost connection, which the client mends itself."""


async def until(true: Callable[[], Awaitable[object]], patience_s: float) -> None:
    """Ask until it is so, for so long. A cluster that elects answers nothing, and is asked again. Raises ``TimeoutError``."""
    async with asyncio.timeout(patience_s):
        while True:
            with contextlib.suppress(nats.errors.Error, OSError):
                if await true():
                    return
            await asyncio.sleep(LOOK_S)


async def takes_connections(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(HOST, port)
    except OSError:
        return False
    writer.close()
    return True
