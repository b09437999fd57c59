"""``python -m tools.benches.centre.many``: what many halls cost a web node and a worker, without a broker and without a load.

Each part is a process of its own over the same SQLite store. Standings go into the very callback that the broker's client calls;
what the client itself costs, and PostgreSQL, are in ``tools/bench centre``.
"""

import argparse
import asyncio
import contextlib
import gc
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import nats.errors
from nats.aio.client import Client

from hub.centre.assembly import spare_collector
from hub.centre.guard import Guard
from hub.centre.halls import Halls
from hub.centre.listening import Listening
from hub.centre.news import EVERY_S, News
from hub.centre.outbox import Outbox
from hub.centre.settings import Node
from hub.centre.store import Store
from hub.centre.tree import TOP, Tree
from hub.centre.web.app import CentreWeb
from hub.centre.web.past import StoredPast
from hub.centre.web.routes import ROLES
from hub.core.catalogue import Level
from hub.uplink import shapes
from hub.web.pictures import Topic
from hub.web.users import Users
from tools.benches.centre.many_stored import fill, hall_id, standing
from tools.benches.figures import Figures
from tools.benches.progress import say
from tools.running.hub_child import ROOT, checkout_environment

HALLS, HOURS = 70_000, 2
PARTS = ("web", "intake")
NODES = 350
"""Townships of 200 halls each."""

A_SECOND = 1200
"""Standings between two pictures: so many come in a second of a country's."""

TURN = 20
"""Standings between two turns of the loop."""

TICK_S = 0.002


@dataclass(frozen=True, slots=True)
class Message:
    """What the client hands over of a standing."""

    subject: str
    data: bytes


class Deaf:
    """A client of a broker that is not there: it only keeps what was subscribed."""

    is_connected = True

    def __init__(self) -> None:
        self.heard: dict[str, Callable[[Message], Awaitable[None]]] = {}
        self.stats = {"reconnects": 0}
        self.said = 0

    async def subscribe(self, subject: str, cb: Callable[[Message], Awaitable[None]]) -> None:
        self.heard[subject] = cb

    def jetstream(self) -> Any:
        raise nats.errors.Error("there is no stream here")

    def new_inbox(self) -> str:
        return "bench"

    async def publish(self, subject: str, payload: bytes) -> None:
        self.said += 1


class Blocked:
    """The longest time in which the loop did nothing else."""

    def __init__(self) -> None:
        self.most_s = 0.0

    @contextlib.asynccontextmanager
    async def watched(self) -> AsyncIterator["Blocked"]:
        task = asyncio.create_task(self._watch())
        await asyncio.sleep(0)
        try:
            yield self
        finally:
            await asyncio.sleep(0)
            task.cancel()

    async def _watch(self) -> None:
        while True:
            began_s = time.perf_counter()
            await asyncio.sleep(TICK_S)
            self.most_s = max(self.most_s, time.perf_counter() - began_s - TICK_S)


def memory_mb() -> tuple[float, float]:
    """MB now and at most so far, of this process."""
    gc.collect()
    lines = Path("/proc/self/status").read_text().splitlines()
    words = {line.split(":")[0]: line.split()[1] for line in lines if line.startswith("Vm")}
    return int(words["VmRSS"]) * 1024 / 1e6, int(words["VmHWM"]) * 1024 / 1e6


async def timed(work: Awaitable[Any], name: str, found: Figures) -> None:
    """Seconds that it takes, and the longest time that the loop was kept."""
    began_s = time.perf_counter()
    async with Blocked().watched() as blocked:
        await work
    found[f"{name}_s"] = time.perf_counter() - began_s
    found[f"{name}_blocked_ms"] = blocked.most_s * 1000


async def heard(client: Deaf, halls: int, turn: int, day: str, glance: Callable[[], object]) -> float:
    """Microseconds of the processor for a standing of each hall, all that it brings about included. ``glance``: once a second."""
    take, spent = client.heard[shapes.NOW_FOR_ALL], 0.0
    for first in range(0, halls, A_SECOND):
        now_ms = time.time_ns() // 1_000_000
        some = [
            Message(shapes.now_subject(hall_id(index)), shapes.pack_standing(standing(index, turn, now_ms, day)))
            for index in range(first, min(first + A_SECOND, halls))
        ]
        began = time.process_time()
        for index, message in enumerate(some):
            await take(message)
            if index % TURN == 0:
                await asyncio.sleep(0)
        glance()
        await asyncio.sleep(0)
        spent += time.process_time() - began
    return spent / halls * 1e6


def web_of(store: Store, url: str, folder: Path, halls: Halls) -> CentreWeb:
    """Pages over the store, below nodes of 200 halls."""
    nodes = {f"n{index}": Node(f"n{index}", {"zh": f"第{index}镇"}, Level.TOWNSHIP) for index in range(NODES)}
    tree = Tree(nodes, {each.hall: f"n{index * NODES // halls.count()}" for index, each in enumerate(halls.all())})
    users = Users(folder / "access.db", roles=ROLES)
    return CentreWeb(
        halls, StoredPast(store), store, Outbox(url, "bench"), users, texts=ROOT / "display" / "texts",
        pages=ROOT / "display" / "web", names={"zh": "全国"}, tree=tree,
    )  # fmt: skip


async def measure_web(url: str, folder: Path, day: str, count: int) -> Figures:
    """A web node: its start, the store asked again, standings, a wall, the feed of all halls."""
    found: Figures = {}
    empty_mb, _ = memory_mb()
    began_s = time.perf_counter()
    store = Store(url)
    halls = Halls(store.halls())
    client = Deaf()
    found["read_s"] = time.perf_counter() - began_s
    web = web_of(store, url, folder, halls)
    await timed(web.figures.refresh(), "first_refresh", found)
    await timed(web.figures.refresh(), "next_refresh", found)
    web.pictures.wall(TOP)
    await web.start("127.0.0.1", 0)
    guard = Guard(cast(Client, client), halls, quiet=True)
    listening = asyncio.create_task(Listening(cast(Client, client), halls, store, guard, lambda: False).run())
    await asyncio.sleep(0)
    spare_collector()
    found["first_standing_us"] = await heard(client, count, 1, day, web.pictures.kept.refresh)
    found["standing_us"] = await heard(client, count, 2, day, web.pictures.kept.refresh)
    now_mb, most_mb = memory_mb()
    found |= {"mb": now_mb, "most_mb": most_mb, "hall_kb": (now_mb - empty_mb) * 1000 / count}
    began_s = time.perf_counter()
    web.pictures.message(Topic("wall", TOP))
    found["wall_ms"] = (time.perf_counter() - began_s) * 1000
    await timed(web.pictures.open_feed.whole(), "feed", found)
    found["feed_hall_kb"] = (memory_mb()[0] - now_mb) * 1000 / count
    listening.cancel()
    await web.stop()
    web.users.close()
    store.close()
    return found


async def measure_intake(url: str, folder: Path, day: str, count: int) -> Figures:
    """A worker's knowledge of halls: how far each has come."""
    empty_mb, _ = memory_mb()
    store, halls = Store(url), Halls()
    news = News(cast(Client, Deaf()), halls, store, tells=True, hears=False)
    telling = asyncio.create_task(news.run())
    spare_collector()
    for index in range(count):
        halls.change(hall_id(index), stored_seq=1004, head=standing(index, 1, 0, day).head * 4)
    await asyncio.sleep(2 * EVERY_S)
    now_mb, most_mb = memory_mb()
    telling.cancel()
    await asyncio.gather(telling, return_exceptions=True)
    store.close()
    return {"mb": now_mb, "most_mb": most_mb, "hall_kb": (now_mb - empty_mb) * 1000 / count}


MEASURES = {"web": measure_web, "intake": measure_intake}


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    made = argparse.ArgumentParser(prog="python -m tools.benches.centre.many", description="Many halls in one process.")
    made.add_argument("--halls", type=int, default=HALLS, help="how many")
    made.add_argument(
        "--hours", type=int, default=HOURS, help="hours of today, and of each of the eight weekdays before"
    )
    made.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    made.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    made.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    return made


def part_of(part: str, folder: Path, halls: int) -> Figures:
    """The figures of one part, in a process of its own."""
    say(f"the {part} part")
    command = [sys.executable, "-m", "tools.benches.centre.many", "--part", part, "--folder", str(folder)]
    command += ["--halls", str(halls)]
    told = subprocess.run(command, env=checkout_environment(), stdout=subprocess.PIPE, check=True)
    figures: Figures = json.loads(told.stdout)
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure both parts, one after the other."""
    asked = parser().parse_args(arguments)
    day = datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat()
    if asked.part:
        (asked.folder / asked.part).mkdir()
        url = f"sqlite:///{asked.folder / 'centre.db'}"
        print(json.dumps(asyncio.run(MEASURES[asked.part](url, asked.folder / asked.part, day, asked.halls))))
        return 0
    with tempfile.TemporaryDirectory(prefix="anycounter-bench-") as folder:
        say(f"a store of {asked.halls:,} halls, {asked.hours} hours of nine days each")
        fill(f"sqlite:///{Path(folder) / 'centre.db'}", asked.halls, asked.hours, time.time_ns() // 1_000_000, day)
        told = {part: part_of(part, Path(folder), asked.halls) for part in PARTS}
    if asked.json:
        print(json.dumps(told, indent=1))
    else:
        rows = [f"{part:<8}{name:<26}{value:>10,.1f}" for part, run in told.items() for name, value in run.items()]
        print("\n".join(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
