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
from tools.crash.cables import Cables
from tools.deploying.cluster import TOML, authority, centre_toml, write_machines
from tools.running.centre_child import CENTRE as PROGRAM
from tools.running.centre_child import CentreChild
from tools.running.postgres import Postgres
from tools.running.postgres import user as postgres_user

NAMES = ("one", "two", "three")
WORKER_NAMES = ("worker-1", "worker-2")
DATABASE = "database"
MACHINES = (*NAMES, *WORKER_NAMES, DATABASE)
HOST = "127.0.0.1"
PATIENCE_S = 60.0
LOOK_S = 0.05
QUICK = 10_000_000
"""Bytes a second of a simulated hall's line."""


class ClusterMachines:
    """All children of one cluster. ``halls``: who may speak; ``program``: of the workers, where a promise is to be broken;
    ``cables``: by which each is a machine of its own, None: all are on this one."""

    def __init__(
        self, folder: Path, halls: Sequence[str], program: Sequence[str] = PROGRAM, cables: Cables | None = None
    ) -> None:
        self.folder = folder
        self._cables = cables
        self.postgres = Postgres(self._host(DATABASE), self._entering(DATABASE, postgres_user()) if cables else None)
        self.store = ""
        members = (
            Member(name, self._host(name), free_port(HOST), free_port(HOST), free_port(HOST), self._host(name))
            for name in NAMES
        )
        self.cluster = Cluster(tuple(members), "only-for-this-cluster")
        self.keys = KeysFile(folder)
        for hall in halls:
            self.keys.add(hall)
        file = folder / TOML
        self.workers = [
            CentreChild(folder / name, file, part="intake", program=program, before=self._entering(name))
            for name in WORKER_NAMES
        ]
        self.web = CentreChild(folder / "web", file, part="web")
        self._brokers: dict[str, Process] = {}
        self._client: Client | None = None

    def _host(self, name: str) -> str:
        return self._cables.address(name) if self._cables else HOST

    def _entering(self, name: str, user: str | None = None) -> Callable[[], None] | None:
        return self._cables.entering(name, user) if self._cables else die_with_parent()

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
                start_new_session=True, preexec_fn=self._entering(name),
            )  # fmt: skip
        await until(lambda: takes_connections(self._host(name), port), PATIENCE_S)

    async def kill(self, name: str) -> None:
        """A member or a worker, at once."""
        if name in NAMES:
            self._brokers[name].kill()
            await self._brokers[name].wait()
            return
        worker = self._worker(name)
        os.kill(worker.pid, signal.SIGKILL)
        await worker.wait()

    async def start_again(self, name: str) -> None:
        """A member or a worker that was killed."""
        await (self.start_member(name) if name in NAMES else self._worker(name).start())

    def _worker(self, name: str) -> CentreChild:
        return self.workers[WORKER_NAMES.index(name)]

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


async def takes_connections(host: str, port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    return True
