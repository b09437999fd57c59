"""The process that is killed: the real journal under the real service, driven line by line.

Reads one JSON object a line: ``{"origin", "kind": "take" | "next", "link" | "counter"}``. Writes one a line: first
``{"ready", "restored"}``, then for each request ``{"origin", "first", "last"}``, or ``{"origin", "failed"}`` where the
journal could not store it. Any other program that keeps to these lines can take its place.

The sabotages are there to prove that the audit sees what it must see.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from hub.core import commands as c
from hub.core.catalogue import CounterSetup, HallSetup, Item, Line, Priority, Rules
from hub.core.hall import Hall
from hub.journal import open_journal
from hub.journal.connection import PRAGMAS
from hub.service import HallService, Journal, JournalFailed, replay
from tools.crash.sabotage import FORGOTTEN, AckFirst

COUNTERS = (1, 2, 3, 4)
DAY = "2026-01-05"
SETUP = HallSetup(
    hall="crash",
    names={"zh": "测试大厅"},
    lines=(Line("social", {"zh": "社保"}),),
    items=(Item("card", {"zh": "社会保障卡"}, "social"),),
    priorities=(Priority("walk_in", {"zh": "普通"}, 1.0),),
    counters=tuple(CounterSetup(number) for number in COUNTERS),
    rules=Rules(max_waiting=1_000_000),
)


class SystemClock:
    """The machine's clocks."""

    def hall_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def mono_ms(self) -> int:
        return time.monotonic_ns() // 1_000_000

    def ok(self) -> bool:
        return True

    def real_s(self, hall_ms: int) -> float:
        return hall_ms / 1000


def request_of(line: dict[str, Any]) -> c.Request:
    """The request that a line asks for."""
    if line["kind"] == "take":
        command: c.Command = c.TakeTicket(("card",), c.Channel.DISPENSER, line["link"])
    else:
        command = c.CallNext(line["counter"])
    return c.Request(line["origin"], "tester", "test", command)


def say(**line: Any) -> None:
    """One line to whoever drives this process, at once."""
    os.write(1, (json.dumps(line) + "\n").encode())


async def answer(service: HallService, line: dict[str, Any], forget: str) -> None:
    """Carry out one line. ``forget``: sabotage, what makes a repeated action look like a new one."""
    request = request_of(line)
    try:
        done = await service.handle(replace(request, origin=request.origin + forget))
    except JournalFailed as failed:
        say(origin=request.origin, failed=str(failed))
        return
    say(origin=request.origin, first=done.events[0].seq, last=done.events[-1].seq)


async def start_hall(service: HallService) -> None:
    """Bring the hall to work: a day, four counters."""
    epoch = service.record.epoch + 1
    commands: list[c.Command] = [c.StartHub(True, True), c.Configure(SETUP), c.OpenDay(DAY)]
    commands += [c.OpenCounter(number, f"clerk-{number}") for number in COUNTERS]
    for step, command in enumerate(commands):
        await service.handle(c.Request(f"start:{epoch}:{step}", "hub", "hub", command))


async def lines_in() -> asyncio.StreamReader:
    """Standard input as a stream."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader


async def live(path: Path, sabotage: str) -> None:
    """Work until standard input ends."""
    if sabotage == "sync-normal":
        PRAGMAS["synchronous"] = 1
    opened = open_journal(path, path.parent / "backups")
    journal: Journal = AckFirst(opened.journal) if sabotage == "ack-first" else opened.journal
    service = HallService(journal, SystemClock(), replay(journal, journal.load() or Hall(SETUP)))
    forget = f"{FORGOTTEN}{service.record.epoch}:{os.getpid()}" if sabotage == "no-dedupe" else ""
    running = asyncio.create_task(service.run())
    await start_hall(service)
    say(ready=True, restored=opened.restored)
    reader = await lines_in()
    answering: set[asyncio.Task[None]] = set()
    while line := await reader.readline():
        task = asyncio.create_task(answer(service, json.loads(line), forget))
        answering.add(task)
        task.add_done_callback(answering.discard)
    await asyncio.gather(*answering)
    running.cancel()
    opened.journal.close()


def main() -> None:
    """Command line of the child."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("journal", type=Path)
    parser.add_argument("--sabotage", choices=("", "ack-first", "no-dedupe", "sync-normal"), default="")
    arguments = parser.parse_args()
    asyncio.run(live(arguments.journal, arguments.sabotage))


if __name__ == "__main__":
    main()
