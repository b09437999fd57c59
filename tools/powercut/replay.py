"""Records one run of the hub's journal, and opens the states that a power cut at any moment of it may leave."""

import json
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hub.journal import open_journal
from hub.journal.chain import ChainBroken
from hub.journal.codec import Unreadable
from hub.service import JournalFailed
from tools.crash.verdict import Verdict, judge
from tools.crash.world import World
from tools.powercut.disk import Disk
from tools.powercut.trace import STRACE, Operation, Said, operations

CHILD = (sys.executable, "-m", "tools.crash.child")
AT_ONCE = 4
"""Actions that may share a commit: few, so that a short record holds many commits and some checkpoints."""


def record(folder: Path, actions: int, seed: int, sabotage: str = "") -> list[Operation]:
    """What the child does to its files below ``folder / "hall"``, and what it says, while it answers some actions."""
    world = World(random.Random(seed))  # noqa: S311 (a plan that can be run again)
    child = [*CHILD, str(folder / "hall" / "journal.db"), *(["--sabotage", sabotage] if sabotage else [])]
    trace = folder / "trace"
    with subprocess.Popen(
        [*STRACE, "-o", str(trace), *child], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        for _ in range(actions // AT_ONCE):
            for _ in range(AT_ONCE):
                process.stdin.write(json.dumps(world.ask()).encode() + b"\n")
            process.stdin.flush()
            for _ in range(AT_ONCE):
                process.stdout.readline()
    with trace.open() as lines:
        return list(operations(lines))


@dataclass(slots=True)
class Replay:
    """Power cuts over one record."""

    recorded: Sequence[Operation]
    folder: Path
    seed: int
    verdict: Verdict = field(default_factory=Verdict)
    injected: int = 0
    worst_recovery_s: float = 0.0

    def run(self, states: int, scratch: Path) -> None:
        """Cut the power at so many moments, each leaving one state at random. ``scratch`` is used again and again."""
        chance = random.Random(self.seed)  # noqa: S311 (a plan that can be run again)
        moments = sorted(chance.randrange(len(self.recorded) + 1) for _ in range(states))
        disk, world, done = Disk(str(self.folder / "hall")), World(chance), 0
        for moment in moments:
            for operation in self.recorded[done:moment]:
                disk.do(operation)
                if isinstance(operation, Said):
                    hear(world, operation)
            done = moment
            shutil.rmtree(scratch, ignore_errors=True)
            disk.crash(chance, scratch)
            self._open(scratch, world)
            self.injected += 1

    def _open(self, scratch: Path, world: World) -> None:
        started_s = time.monotonic()
        try:
            opened = open_journal(scratch / "journal.db", scratch / "backups")
        except (sqlite3.Error, ChainBroken) as error:
            self.verdict.corrupt.add(f"cut {self.injected}: {error}")
            return
        self.worst_recovery_s = max(self.worst_recovery_s, time.monotonic() - started_s)
        try:
            if opened.restored and world.told:
                self.verdict.corrupt.add(f"cut {self.injected}: taken for damage")
            opened.journal.verify()
            judge(opened.journal.read_after(0, -1), world, self.verdict)
        except (JournalFailed, ChainBroken, Unreadable) as error:
            self.verdict.corrupt.add(f"cut {self.injected}: {error}")
        finally:
            opened.journal.close()

    def report(self) -> str:
        """The line that a fault test ends with."""
        found = self.verdict
        return (
            f"{self.injected} injected, {len(found.lost)} lost, {len(found.duplicated)} duplicated, "
            f"{len(found.corrupt)} corrupt, worst recovery {self.worst_recovery_s:.2f} s, seed {self.seed}"
        )


def hear(world: World, said: Said) -> None:
    """What the hub has said counts from the moment at which it began to say it."""
    for text in said.content.splitlines():
        line = json.loads(text)
        if "first" in line:
            world.hear(line)
