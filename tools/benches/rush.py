"""A rush on a slow card: every sync of the hub is held up by a tracer, and citizens come however long it takes.

Arrivals follow a seeded Poisson stream and do not wait for one another. A ticket's time counts from the moment at which
its citizen came, so that a hall that falls behind cannot hide it.
"""

import asyncio
import os
import random
import shutil
from collections.abc import Sequence
from pathlib import Path

from tools.benches.figures import percentile
from tools.benches.issue import Tickets, tickets_of
from tools.benches.plan import Plan
from tools.peers.hall import make_hall, open_hall, strangers
from tools.running.hub_child import HUB

PER_MINUTE = 1000
SYNCS = "fdatasync,fsync"


class NothingToTraceWith(Exception):
    """strace is not installed."""


class Lost(Exception):
    """A ticket that was handed out is not in the hall."""


def slowed(delay_ms: int) -> Sequence[str]:
    """The hub's program under a tracer that stops at nothing but syncs, and makes each so much longer."""
    if shutil.which("strace") is None:
        raise NothingToTraceWith("strace is needed to slow the disk down (apt install strace)")
    delay = f"inject={SYNCS}:delay_exit={delay_ms * 1000}"
    return ["strace", "-f", "--seccomp-bpf", "-qqq", "-o", os.devnull, "-e", f"trace={SYNCS}", "-e", delay, *HUB]


async def measure_rush(folder: Path, delay_ms: int, plan: Plan) -> float:
    """The 99th percentile of a ticket's milliseconds; raises ``Lost``."""
    measured = make_hall(folder, plan.counters, slowed(delay_ms))
    try:
        await open_hall(measured)
        async with strangers(0) as session:
            tickets = tickets_of(measured, session, plan.seed)
            times_ms, numbers = await rush(tickets, plan)
        board = await measured.hub.call("GET", "/board")
        if len(set(numbers)) != len(times_ms) or board["waiting"] != len(times_ms):
            raise Lost(f"{len(times_ms)} tickets handed out, {len(set(numbers))} numbers, {board['waiting']} waiting")
    finally:
        await measured.hub.stop()
    return percentile(times_ms, 99)


async def rush(tickets: Tickets, plan: Plan) -> tuple[list[float], list[str]]:
    """Milliseconds and number of every ticket."""
    chance = random.Random(plan.seed)  # noqa: S311
    loop = asyncio.get_running_loop()
    comes_s = began_s = loop.time()
    citizens = []
    while comes_s < began_s + plan.rush_s:
        citizens.append(asyncio.create_task(citizen(tickets, comes_s)))
        comes_s += chance.expovariate(PER_MINUTE / 60)
    done = await asyncio.gather(*citizens)
    return [taken_ms for taken_ms, _ in done], [number for _, number in done]


async def citizen(tickets: Tickets, comes_s: float) -> tuple[float, str]:
    """Comes at that moment of the loop's time, and takes a ticket."""
    loop = asyncio.get_running_loop()
    await asyncio.sleep(comes_s - loop.time())
    ticket = await tickets.take()
    return (loop.time() - comes_s) * 1000, ticket["number"]
