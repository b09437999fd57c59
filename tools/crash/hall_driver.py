"""Starts the real hub, lets a crowd at it, kills it, starts it again.

Theory of operation. A kill comes in one of three ways: while the hub still starts, at a random instant of the load, or,
by a tracer, at the n-th write, sync or send of a thread, where random instants seldom fall. After each start the
journal is audited beside the running hub before anybody asks again, or a repeated action would hide a lost one.
Recovery is the time from the start of the process to the next ticket in a citizen's hand, without audit and tracer.
The last life is not killed: in it everything is answered.
"""

import asyncio
import contextlib
import os
import random
import shutil
import sys
import time
from asyncio.subprocess import Process
from pathlib import Path

from hub.child import die_with_parent
from hub.journal.chain import Head
from tools.crash.crowd import Crowd
from tools.crash.hall_verdict import examine_hall, examine_stopped
from tools.crash.verdict import Verdict, report
from tools.peers.hall import RealHall, make_hall, open_hall
from tools.peers.keypad import Keypad
from tools.running.hub_child import HUB, HubFailed

COUNTERS = 4
EARLY, TRACED, ANY = "early", "traced", "any"
WAYS = (ANY, ANY, ANY, ANY, TRACED, TRACED, TRACED, EARLY)
"""How a life ends, drawn from these."""

EARLY_S = 1.5
"""A start takes about so long on two cores."""

LONGEST_S = 0.4
"""A random kill comes within this time of load."""

INJECTED = ("pwrite64", "fdatasync", "sendto")
DEEPEST = 40
"""The n of a traced kill."""

TRACED_S = 5.0
"""A traced hub that has not come to its n-th call by then is killed as it is."""

ATTACH_S, LOOK_S = 20.0, 0.01
ENDS_S = 120.0
"""In the last life everything must be answered by then."""


class NotTraced(Exception):
    """The tracer could not get hold of the hub."""


class HallDriver:
    """One series of kills on one hall."""

    def __init__(self, folder: Path, seed: int, sabotage: str = "") -> None:
        self.seed = seed
        self.verdict = Verdict()
        self.injected = 0
        self.worst_recovery_s = 0.0
        self._folder = folder
        self._sabotage = sabotage
        self._chance = random.Random(seed)  # noqa: S311 (a plan that can be run again)
        self._start_s = 0.0
        self._known = Head()
        self._day = ""

    async def run(self, kills: int) -> None:
        """Kill so many times; then let everybody have an answer, end in peace, and audit once more."""
        program = [sys.executable, "-m", "tools.crash.hall_child", self._sabotage] if self._sabotage else HUB
        hall = make_hall(self._folder, COUNTERS, program)
        keypads = [Keypad(credential, hall.hall) for credential in hall.keypads]
        crowd = Crowd(hall, self._chance, keypads)
        try:
            await self._first_morning(hall, crowd)
            for _ in range(kills):
                await self._life(hall, crowd, self._chance.choice(WAYS))
            await self._last_life(hall, crowd)
        finally:
            await hall.hub.stop()
        examine_stopped(self._journal, self.verdict)

    def report(self) -> str:
        """The line that a fault test ends with."""
        return report(self)

    @property
    def _journal(self) -> Path:
        return self._folder / "data" / "journal.db"

    async def _first_morning(self, hall: RealHall, crowd: Crowd) -> None:
        """A day, open counters; then the hub ends in peace."""
        await open_hall(hall)
        self._day = (await hall.hub.call("GET", "/board"))["day"]
        await crowd.open_counters()
        for keypad in crowd.keypads:
            keypad.disconnect()
        await hall.hub.stop()

    async def _life(self, hall: RealHall, crowd: Crowd, way: str) -> None:
        """From a start to a kill."""
        plug = self._pull_later(hall, self._chance.uniform(0, EARLY_S)) if way == EARLY else None
        began_s = time.monotonic()
        try:
            await hall.hub.start()
            self._start_s = time.monotonic() - began_s
        except HubFailed:
            if way != EARLY:
                raise
        else:
            self._known = examine_hall(self._journal, crowd, self._day, self.verdict, self._known)
            await self._load(hall, crowd, way)
        if plug:
            plug.cancel()
        self.injected += 1

    async def _load(self, hall: RealHall, crowd: Crowd, way: str) -> None:
        """Let the crowd at the hub until it is dead."""
        tracer = await self._trace(hall.hub.pid) if way == TRACED else None
        living = asyncio.create_task(crowd.live(new=True))
        recovery = asyncio.create_task(self._recovered(crowd, traced=tracer is not None))
        plug = self._pull_later(hall, TRACED_S if tracer else self._chance.uniform(0, LONGEST_S))
        try:
            await asyncio.wait([living, asyncio.create_task(hall.hub.wait())], return_when=asyncio.FIRST_COMPLETED)
            if living.done():
                living.result()
        finally:
            plug.cancel()
            for task in (living, recovery):
                task.cancel()
            hall.hub.kill()
            await asyncio.gather(living, recovery, hall.hub.wait(), return_exceptions=True)
            if tracer:
                await tracer.wait()

    async def _recovered(self, crowd: Crowd, traced: bool) -> None:
        """The first answer ends the recovery."""
        began_s = time.monotonic()
        await crowd.answered.wait()
        if not traced and self.injected:
            self.worst_recovery_s = max(self.worst_recovery_s, self._start_s + time.monotonic() - began_s)

    def _pull_later(self, hall: RealHall, after_s: float) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(after_s, hall.hub.kill)

    async def _trace(self, pid: int) -> Process:
        """A tracer that kills the hub at the n-th call of some kind, once it has hold of it."""
        if shutil.which("strace") is None:
            raise NotTraced("strace is needed to kill at a write (apt install strace)")
        call, n = self._chance.choice(INJECTED), self._chance.randint(1, DEEPEST)
        kill = f"inject={call}:signal=KILL:when={n}"
        command = ["strace", "-f", "-qqq", "-o", os.devnull, "-e", f"trace={call}", "-e", kill, "-p", str(pid)]
        tracer = await asyncio.create_subprocess_exec(*command, preexec_fn=die_with_parent())
        async with asyncio.timeout(ATTACH_S):
            while not held(pid):
                if tracer.returncode is not None:
                    raise NotTraced(f"strace ended with {tracer.returncode}")
                await asyncio.sleep(LOOK_S)
        return tracer

    async def _last_life(self, hall: RealHall, crowd: Crowd) -> None:
        """Everybody gets an answer; the world and the journal are compared for the last time."""
        await hall.hub.start()
        self._known = examine_hall(self._journal, crowd, self._day, self.verdict, self._known)
        async with asyncio.timeout(ENDS_S):
            await crowd.live(new=False)
        self._known = examine_hall(self._journal, crowd, self._day, self.verdict, self._known)


def held(pid: int) -> bool:
    """Has a tracer hold of every thread of this process? False for one that has ended."""
    with contextlib.suppress(OSError):
        states = [task.read_text() for task in Path(f"/proc/{pid}/task").glob("*/status")]
        return bool(states) and not any("TracerPid:\t0" in state for state in states)
    return False
