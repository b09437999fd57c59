"""A centre in a test: its real broker as a child, its store in a file, an intake; and halls that are only journals."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec
import nats
from nats.aio.client import Client

from hub.centre import streams
from hub.centre.answers import Answers
from hub.centre.config import CENTRE, server_config
from hub.centre.guard import Guard
from hub.centre.halls import Halls
from hub.centre.intake import Intake
from hub.centre.keys_file import KeysFile
from hub.centre.listening import Listening
from hub.centre.store import Store
from hub.core.dispatch import Dispatch, as_plain
from hub.core.standing import Standing
from hub.nats_server import NatsServer
from hub.uplink.address import Way
from hub.uplink.shapes import Piece
from hub.uplink.uplink import Uplink

PATIENCE_S = 60.0
QUICK = 100_000_000
"""Bytes a second of a test's line."""


async def until(true: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
    """Wait for it; fails after a patience that no healthy run needs."""
    async with asyncio.timeout(patience_s):
        while not true():
            await asyncio.sleep(0.01)


def hash_at(seq: int, branch: str = "a") -> str:
    return f"{seq:063x}{branch}" if seq else ""


@dataclass
class FakeHall:
    """A source: ``last`` events, of which those behind ``fork`` belong to ``branch``. ``off_ms``: error of its clock."""

    hall: str = "city"
    epoch: int = 1
    last: int = 0
    branch: str = "a"
    fork: int = 0
    off_ms: int = 0
    asked: list[int] = field(default_factory=list)

    def last_seq(self) -> int:
        return self.last

    def event(self, seq: int) -> Dispatch:
        at_ms = time.time_ns() // 1_000_000 + self.off_ms
        told = Dispatch(self.hall, seq, hash_at(seq, self.branch_at(seq)), at_ms, "ticket_taken", "2026-01-05")
        return replace(
            told, ticket=f"t{seq}", number=f"A{seq:03d}", leg=f"t{seq}.1", items=("card",), priority="walk_in"
        )

    def branch_at(self, seq: int) -> str:
        return self.branch if seq > self.fork else "a"

    async def after(self, seq: int, limit: int) -> list[Piece]:
        self.asked.append(seq)
        numbers = range(seq + 1, min(seq + limit, self.last) + 1)
        return [Piece(each, msgspec.json.encode(as_plain(self.event(each)))) for each in numbers]

    async def hash_at(self, seq: int) -> str:
        return hash_at(seq, self.branch_at(seq)) if 0 < seq <= self.last else ""

    async def standing(self) -> Standing | None:
        now_ms = time.time_ns() // 1_000_000 + self.off_ms
        return Standing(self.hall, self.epoch, self.last, (await self.hash_at(self.last))[:16], now_ms, "2026-01-05")


class FailingStore(Store):
    """A store whose disk is full while ``full``."""

    full = False

    def add(self, *args: object, **kwargs: object):  # type: ignore[no-untyped-def]
        if self.full:
            raise OSError(28, "No space left on device")
        return super().add(*args, **kwargs)  # type: ignore[arg-type]


@dataclass
class Rig:
    """``port``: of the broker; ``wall_off_ms``: what a test adds to the centre's wall clock."""

    folder: Path
    keys: KeysFile
    server: NatsServer
    store: FailingStore
    halls: Halls
    client: Client | None = None
    intake: Intake | None = None
    wall_off_ms: int = 0
    tasks: list["asyncio.Task[None]"] = field(default_factory=list)

    @property
    def port(self) -> int:
        return self.server.port

    def way(self, hall: str, port: int = 0, bytes_a_second: int = QUICK) -> Way:
        """How a hall comes here; it is let in if it was not."""
        return Way(f"nats://127.0.0.1:{port or self.port}", hall, self.keys.add(hall), "", bytes_a_second)

    async def connect(self, user: str, key: str) -> Client:
        """A connection of whoever has a key."""
        return await nats.connect(
            f"nats://127.0.0.1:{self.port}",
            user=user,
            password=key,
            inbox_prefix=f"_INBOX_{user}",
            allow_reconnect=False,
        )

    async def start_intake(self) -> None:
        self.client = await nats.connect(
            f"nats://127.0.0.1:{self.port}", user=CENTRE, password=self.keys.own(),
            max_reconnect_attempts=-1, reconnect_time_wait=0.1,
        )  # fmt: skip
        await streams.ensure(self.client.jetstream())
        guard = Guard(self.client, self.halls)
        await Answers(self.client, self.halls, self.store, guard).start()
        self.intake = Intake(self.client, self.halls, self.store, guard)
        self.intake.first_retry_s = 0.05
        listening = Listening(self.client, self.halls, self.store, guard)
        self.tasks += [asyncio.create_task(listening.run()), asyncio.create_task(self.intake.run())]

    async def stop_intake(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.tasks.clear()
        if self.client:
            await self.client.close()

    def stored(self, hall: str = "city") -> int:
        return self.store.place(hall).stored_seq

    def sequence(self, hall: str = "city") -> list[int]:
        """Numbers that the store has, in order."""
        return [each["seq"] for each in self.store.events(hall, 0, 100_000)]

    async def linked(self, source: FakeHall, **way: int) -> Uplink:
        """The hall's uplink at work; ended with the rig."""
        link = Uplink(self.way(source.hall, **way), source)
        self.links.append(asyncio.create_task(link.run()))
        return link

    links: list["asyncio.Task[None]"] = field(default_factory=list)


@contextlib.asynccontextmanager
async def rig(folder: Path, *known: str) -> AsyncIterator[Rig]:
    """A centre that knows these halls. The broker runs, the intake does not yet."""
    keys = KeysFile(folder)
    for hall in known:
        keys.add(hall)
    own = keys.own()

    def text() -> str:
        return server_config(own, keys.credentials(), "127.0.0.1", server.port, server.store)

    server = NatsServer(folder / "nats.conf", folder / "jetstream", text, keeps=True)
    store = FailingStore(f"sqlite:///{folder / 'centre.db'}")
    halls = Halls(wall_ms=lambda: time.time_ns() // 1_000_000 + made.wall_off_ms)
    made = Rig(folder, keys, server, store, halls)
    running = asyncio.create_task(server.run())
    try:
        await asyncio.wait_for(server.ready(), PATIENCE_S)
        yield made
    finally:
        for task in made.links:
            task.cancel()
        await asyncio.gather(*made.links, return_exceptions=True)
        await made.stop_intake()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        store.close()
