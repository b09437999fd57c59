"""Issuing a ticket over HTTP, beside a bare handler that is asked in turn with it, so that noise meets both alike."""

import asyncio
import random
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from hub.child import die_with_parent
from tools.benches.figures import Figures, Stopwatch, percentile
from tools.benches.plan import QUEUE, Plan
from tools.peers.hall import RealHall

CLIENTS = 8
PARTS = 8
"""The two servers are loaded in turn, so many times each."""

START_S = 20.0


class Unissued(Exception):
    """The server gave no ticket."""


@dataclass(slots=True)
class Tickets:
    """Asks one address for tickets, each with a key of its own. Wishes come from a seeded chance."""

    session: aiohttp.ClientSession
    url: str
    items: list[str]
    chance: random.Random
    links: list[str] = field(default_factory=list)

    async def take(self) -> dict[str, Any]:
        """One ticket; raises ``Unissued``."""
        headers = {"Idempotency-Key": f"bench-{self.chance.getrandbits(64):016x}"}
        wish = {"items": [self.chance.choice(self.items)], "channel": "kiosk"}
        async with self.session.post(self.url, json=wish, headers=headers) as answer:
            ticket: dict[str, Any] = await answer.json()
            if answer.status != 201:
                raise Unissued(f"{self.url}: {answer.status} {ticket}")
        if "link" in ticket:
            self.links.append(ticket["link"])
        return ticket

    async def keep(self, count: int) -> None:
        """All but the latest ``count`` citizens leave the queue; who has been called meanwhile stays where they are."""
        while len(self.links) > count:
            async with self.session.delete(f"{self.url}/{self.links.pop(0)}") as answer:
                await answer.read()

    async def take_many(self, count: int, clients: int) -> float:
        """Seconds in which so many clients, each one after another, take ``count`` tickets."""
        turns = iter(range(count))
        watch = Stopwatch()
        await asyncio.gather(*(self._one_client(turns) for _ in range(clients)))
        return watch.s

    async def _one_client(self, turns: Iterator[int]) -> None:
        for _ in turns:
            await self.take()


def tickets_of(measured: RealHall, session: aiohttp.ClientSession, seed: int) -> Tickets:
    """Tickets of a hub."""
    return Tickets(session, f"{measured.hub.web}/api/v1/tickets", measured.items, random.Random(seed))  # noqa: S311


@asynccontextmanager
async def bare_handler(folder: Path) -> AsyncIterator[str]:
    """The floor's server, as a process of its own; its address."""
    program = [sys.executable, "-m", "tools.benches.bare_handler", str(folder / "floor-handler.db")]
    process = await asyncio.create_subprocess_exec(*program, stdout=PIPE, preexec_fn=die_with_parent())
    try:
        assert process.stdout
        port = int(await asyncio.wait_for(process.stdout.readline(), START_S))
        yield f"http://127.0.0.1:{port}/tickets"
    finally:
        process.kill()
        await process.wait()


async def one_by_one(hub: Tickets, bare: Tickets, count: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each ticket, of the hub and of the bare handler."""
    samples: tuple[list[float], list[float]] = ([], [])
    for _ in range(count):
        for tickets, times in zip((hub, bare), samples, strict=True):
            watch = Stopwatch()
            await tickets.take()
            times.append(watch.ms)
        await hub.keep(QUEUE)
    return samples


async def measure_latency(hub: Tickets, bare: Tickets, plan: Plan) -> Figures:
    """One client."""
    await one_by_one(hub, bare, max(plan.issues // 20, 1))
    hub_ms, bare_ms = await one_by_one(hub, bare, plan.issues)
    return {
        "issue_p50_ms": percentile(hub_ms, 50),
        "issue_p99_ms": percentile(hub_ms, 99),
        "floor_handler_p50_ms": percentile(bare_ms, 50),
    }


async def measure_rate(hub: Tickets, bare: Tickets, plan: Plan) -> Figures:
    """Eight clients, on the hub and on the bare handler in turn."""
    part = max(plan.rate_issues // PARTS, 1)
    hub_s = bare_s = 0.0
    for _ in range(PARTS):
        await hub.keep(QUEUE)
        hub_s += await hub.take_many(part, CLIENTS)
        bare_s += await bare.take_many(part, CLIENTS)
    return {"issue_rate_8": PARTS * part / hub_s, "floor_handler_rate_8": PARTS * part / bare_s}
