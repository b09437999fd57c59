"""Starts the child, loads it, kills it, and starts it again."""

import asyncio
import contextlib
import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hub.journal.chain import Head
from tools.crash.verdict import Verdict, examine, report
from tools.crash.world import World

CHILD = (sys.executable, "-m", "tools.crash.child")
"""What is killed. The journal's path follows."""

OUTSTANDING = 12
"""Actions on the way at any time: as many people press at once in a busy hall."""

LONGEST_S = 0.15
"""A kill comes within this time of load: some thirty commits, so that none is special."""

STUCK_S = 60
"""A child that says nothing for so long is a finding, not a delay."""

STRACE_EVERY = 4
"""One kill in so many is put at the n-th write or sync, where random instants seldom fall."""

INJECTED = ("pwrite64", "fdatasync")
DEEPEST = 60
"""The n of such a kill: beyond the writes of a start, into those of the load."""


class ChildStuck(Exception):
    """The child neither answered nor ended."""


class Driver:
    """One series of kills on one journal."""

    def __init__(self, path: Path, seed: int, child: Sequence[str] = CHILD, sabotage: str = "") -> None:
        self.path = path
        self.seed = seed
        self.verdict = Verdict()
        self.injected = 0
        self.worst_recovery_s = 0.0
        self._child = [*child, str(path), *(["--sabotage", sabotage] if sabotage else [])]
        self._chance = random.Random(seed)  # noqa: S311 (a plan that can be run again)
        self._world = World(self._chance)
        self._known = Head()

    async def run(self, kills: int) -> None:
        """Kill so many times; then let the child end in peace, and audit once more."""
        for _ in range(kills):
            await self._life(kill=True)
        await self._life(kill=False)

    async def _life(self, kill: bool) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        depth = kill and self._chance.randrange(STRACE_EVERY) == 0
        process = await self._spawn(self._injection() if depth else [])
        try:
            if await self._ready(process, depth):
                self._known = examine(self.path, self._world, self.verdict, self._known)
                await self._load(process, kill)
        finally:
            await self._end(process)
        self.injected += kill

    def _injection(self) -> list[str]:
        if shutil.which("strace") is None:
            raise FileNotFoundError("strace is needed to kill at a write (apt install strace)")
        call, n = self._chance.choice(INJECTED), self._chance.randint(1, DEEPEST)
        kill = f"inject={call}:signal=KILL:when={n}"
        return ["strace", "-f", "-qqq", "-o", os.devnull, "-e", f"trace={call}", "-e", kill]

    async def _spawn(self, before: list[str]) -> asyncio.subprocess.Process:
        command = [*before, *self._child]
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, start_new_session=True)

    async def _ready(self, process: asyncio.subprocess.Process, traced: bool) -> bool:
        """Wait until the child works; False where a kill at the n-th write came first. strace's own time counts not."""
        started_s = time.monotonic()
        line = await self._line(process)
        if line is None:
            return False
        if line.get("restored"):
            self.verdict.corrupt.add("a kill made the journal look damaged")
        if not traced:
            self.worst_recovery_s = max(self.worst_recovery_s, time.monotonic() - started_s)
        return True

    async def _load(self, process: asyncio.subprocess.Process, kill: bool) -> None:
        for asked in self._world.ask_again():
            self._send(process, asked)
        after_s = self._chance.uniform(0, LONGEST_S)
        timer = asyncio.get_running_loop().call_later(after_s, kill_group, process) if kill else None
        rest = 0 if kill else OUTSTANDING * 5
        while kill or rest > 0 or self._world.open:
            while len(self._world.open) < OUTSTANDING and (kill or rest > 0):
                self._send(process, self._world.ask())
                rest -= 1
            line = await self._line(process)
            if line is None:
                break
            if "failed" not in line:
                self._world.hear(line)
        if timer is not None:
            timer.cancel()
        if not kill:
            self._known = examine(self.path, self._world, self.verdict, self._known)

    def _send(self, process: asyncio.subprocess.Process, asked: dict[str, Any]) -> None:
        assert process.stdin is not None
        process.stdin.write(json.dumps(asked).encode() + b"\n")

    async def _line(self, process: asyncio.subprocess.Process) -> dict[str, Any] | None:
        """The child's next line, or None once it is dead."""
        assert process.stdout is not None
        try:
            text = await asyncio.wait_for(process.stdout.readline(), STUCK_S)
        except TimeoutError:
            raise ChildStuck(f"no line for {STUCK_S} s") from None
        if not text.endswith(b"\n"):
            return None
        line: dict[str, Any] = json.loads(text)
        return line

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        process.stdin.close()
        with contextlib.suppress(ConnectionError):
            await process.stdin.wait_closed()
        try:
            await asyncio.wait_for(process.wait(), STUCK_S)
        except TimeoutError:
            kill_group(process)
            raise ChildStuck(f"still alive after {STUCK_S} s") from None

    def report(self) -> str:
        """The line that a fault test ends with."""
        return report(self)


def kill_group(process: asyncio.subprocess.Process) -> None:
    """Kill the child, and strace around it, where they still live."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
