"""Starts a cluster, lets halls send, kills one part after another, and starts each again.

Theory of operation. The parts die in turn: the member that leads the stream, a worker, the database; then by chance. Halls go on
sending, whatever is dead. Recovery is the time from the kill (of the database: from its start) until everything is stored that
the halls had by then. While the database is dead the halls fall silent once the cluster has acknowledged all they sent: what was
acknowledged too early would now be lost for good, since nobody would send it again. At the end the centre's rows are compared
with what was sent, and the web node must show every hall as one that is heard.
"""

import asyncio
import contextlib
import random
import sys
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from hub.centre.engine import make_engine
from hub.uplink.uplink import Uplink
from tools.crash.cables import Cables
from tools.crash.cluster import DATABASE, WORKER_NAMES, ClusterMachines, until
from tools.crash.cluster_halls import SimulatedHall, audit, places
from tools.crash.verdict import Verdict, report
from tools.running.centre_child import CENTRE

MEMBER, WORKER = "member", "worker"
IN_TURN = (MEMBER, WORKER, DATABASE)
HALLS = 8
MOST_AT_ONCE = 5
PRESS_S = 0.05
"""Between two halls that do something."""

DEAD_S = 1.0
"""How long halls send to a centre without a database."""

ACKNOWLEDGED_S = 10.0
STORED_S = 60.0
"""Beyond this, nothing more will come."""

ASK_EVERY_S = 0.5
"""The feed answers two questions of one address a second."""


class ClusterDriver:
    """One series of kills. ``sabotage``: the promise that the workers break."""

    cables: Cables | None = None

    def __init__(self, folder: Path, seed: int, sabotage: str = "", stored_s: float = STORED_S) -> None:
        self.seed = seed
        self.verdict = Verdict()
        self.injected = 0
        self.worst_recovery_s = 0.0
        self.recoveries: list[tuple[str, float]] = []
        self.halls = [SimulatedHall(f"hall-{number}") for number in range(HALLS)]
        self._stored_s = stored_s
        self._chance = random.Random(seed)  # noqa: S311 (a plan that can be run again)
        program = (sys.executable, "-m", "tools.crash.cluster_child", sabotage) if sabotage else CENTRE
        self._machines = ClusterMachines(folder, [each.hall for each in self.halls], program, self.cables)
        self._links: list[Uplink] = []
        self._sending = asyncio.Event()

    def report(self) -> str:
        """The line that a fault test ends with, and how long each kind of part was missed at most."""
        slowest: dict[str, float] = {}
        for way, took_s in self.recoveries:
            slowest[way] = max(took_s, slowest.get(way, 0.0))
        return report(self) + "\n" + ", ".join(f"{way} {took_s:.1f} s" for way, took_s in slowest.items())

    async def run(self, kills: int, in_turn: Sequence[str] = IN_TURN) -> None:
        """Kill so many times, the first ones ``in_turn``; audit at the end."""
        async with AsyncExitStack() as stack:
            await self._machines.start(stack)
            engine = make_engine(self._machines.store)
            stack.callback(engine.dispose)
            self._links = [Uplink(self._machines.way(each.hall), each) for each in self.halls]
            tasks = [asyncio.create_task(work) for work in (self._load(), *(each.run() for each in self._links))]
            stack.push_async_callback(ended, tasks)
            self._sending.set()
            await self._stored(engine)
            for number in range(kills):
                way = in_turn[number] if number < len(in_turn) else self._chance.choice(IN_TURN)
                await self._hit(way, engine)
            self._sending.clear()
            await self._stored(engine)
            audit(engine, self.halls, self.verdict)
            await self._all_shown()

    async def _load(self) -> None:
        """Somebody does something in some hall, again and again."""
        while True:
            await self._sending.wait()
            if not self._sending.is_set():  # set and cleared again before we woke
                continue
            number = self._chance.randrange(HALLS)
            self.halls[number].last += self._chance.randint(1, MOST_AT_ONCE)
            self._links[number].wake()
            await asyncio.sleep(PRESS_S)

    async def _hit(self, way: str, engine: Engine) -> None:
        """One fault, the recovery from it, and the part back at work."""
        began_s = time.monotonic()
        if way == DATABASE:
            began_s = await self._without_database()
        elif way == MEMBER:
            await self._strike(victim := await self._leader())
        else:
            await self._strike(victim := self._chance.choice(WORKER_NAMES))
        await self._stored(engine)
        self.injected += 1
        self.recoveries.append((way, time.monotonic() - began_s))
        self.worst_recovery_s = max(self.worst_recovery_s, self.recoveries[-1][1])
        self._sending.set()
        if way != DATABASE:
            await self._mend(victim)
        if way == MEMBER:
            await until(self._machines.whole, STORED_S)

    async def _strike(self, victim: str) -> None:
        """A member or a worker is gone."""
        await self._machines.kill(victim)

    async def _mend(self, victim: str) -> None:
        """It is back."""
        await self._machines.start_again(victim)

    async def _without_database(self) -> float:
        """Dead for a while, in which halls send and fall silent; when it began to live again."""
        await asyncio.to_thread(self._machines.postgres.kill)
        await asyncio.sleep(self._chance.uniform(0.1, DEAD_S))
        await self._fall_silent()
        await asyncio.to_thread(self._machines.postgres.start)
        return time.monotonic()

    async def _fall_silent(self) -> None:
        """Halls send nothing new, and what they sent is acknowledged if ever it is."""
        self._sending.clear()
        with contextlib.suppress(TimeoutError):
            await until(self._acknowledged, ACKNOWLEDGED_S)

    async def _acknowledged(self) -> bool:
        return all(link.acknowledged >= hall.last for link, hall in zip(self._links, self.halls, strict=True))

    async def _leader(self) -> str:
        await until(self._machines.leader, STORED_S)
        return await self._machines.leader()

    async def _stored(self, engine: Engine) -> None:
        """Wait until everything is stored that was sent by now; gives up after a while, for the audit to find what is missing."""
        wanted = {each.hall: each.last for each in self.halls}

        async def there() -> bool:
            try:
                known = await asyncio.to_thread(places, engine)
            except SQLAlchemyError:
                return False
            return all(known.get(hall, 0) >= last for hall, last in wanted.items())

        with contextlib.suppress(TimeoutError):
            await until(there, self._stored_s)

    async def _all_shown(self) -> None:
        """The web node shows each hall as one that is heard."""
        states: dict[str, str] = {}

        async def shown() -> bool:
            await asyncio.sleep(ASK_EVERY_S)
            async with session.get(f"{self._machines.web.web}/api/v1/halls") as answer:
                states.update({each["hall"]: each["state"] for each in (await answer.json())["halls"]})
            return all(states.get(each.hall) == "open" for each in self.halls)

        async with aiohttp.ClientSession() as session:
            try:
                await until(shown, STORED_S)
            except TimeoutError:
                self.verdict.corrupt.add(f"the web node shows {states}")


async def ended(tasks: "list[asyncio.Task[None]]") -> None:
    """Cancel them and wait."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
