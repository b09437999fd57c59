"""A busy day over HTTP; then the hub's memory, and how fast it starts with that journal, clean and killed."""

import contextlib
import re
from pathlib import Path
from typing import Any

import aiohttp

from tools.benches.figures import Figures, Stopwatch
from tools.benches.issue import Tickets, tickets_of
from tools.benches.plan import QUEUE, Plan
from tools.benches.progress import say
from tools.peers.hall import PASSWORD, RealHall, clerk_name, make_hall, open_hall, strangers

CLERKS = 16
"""Who signs in from one address at once: the hub lets twenty do so, and the supervisor is one of them."""

RATED_EVERY = 3
MB = 1024 * 1024
KIB = 1024


class PressRefused(Exception):
    """A press over HTTP was refused."""


def rss_mb(pid: int) -> float:
    """Resident memory of a process in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
    assert found
    return int(found[1]) * KIB / MB


def written_bytes(pid: int) -> int:
    """Bytes that a process has had written to the disk."""
    found = re.search(r"^write_bytes: (\d+)", Path(f"/proc/{pid}/io").read_text(), re.MULTILINE)
    assert found
    return int(found[1])


class Clerk:
    """A signed-in clerk at a counter of their own."""

    def __init__(self, session: aiohttp.ClientSession, web: str, counter: int) -> None:
        self._session, self._web, self._counter = session, web, counter

    async def come(self) -> None:
        """Sign in and open the counter."""
        await self._post("/session", {"user": clerk_name(self._counter), "password": PASSWORD})
        await self.press("open")

    async def press(self, key: str) -> list[dict[str, Any]]:
        """One press; the events that it led to."""
        events: list[dict[str, Any]] = (await self._post(f"/counters/{self._counter}/{key}", {}))["events"]
        return events

    async def _post(self, path: str, body: dict[str, Any]) -> Any:
        headers = {"Origin": self._web}
        async with self._session.post(f"{self._web}/api/v1{path}", json=body, headers=headers) as answer:
            said = await answer.json()
            if answer.status >= 300:
                raise PressRefused(f"{path}: {answer.status} {said}")
            return said


class Visits:
    """Visits from ticket to rating, with a steady queue."""

    def __init__(self, tickets: Tickets, clerks: list[Clerk]) -> None:
        self._tickets, self._clerks = tickets, clerks
        self._links: dict[str, str] = {}
        self._served = 0

    async def live(self, count: int) -> None:
        """So many visits; every counter then finishes its last one."""
        for visit in range(count):
            ticket = await self._tickets.take()
            self._links[ticket["id"]] = ticket["link"]
            if visit >= min(QUEUE, count // 2):
                await self._call(visit)
        for call in range(min(QUEUE, count // 2)):
            await self._call(call)
        for clerk in self._clerks[: min(len(self._clerks), count)]:
            with contextlib.suppress(PressRefused):
                await clerk.press("finish")

    async def _call(self, turn: int) -> None:
        """The next counter finishes its citizen and calls another; every third citizen rates."""
        for event in await self._clerks[turn % len(self._clerks)].press("next"):
            if event["type"] == "served":
                self._served += 1
                if self._served % RATED_EVERY == 0:
                    await self._rate(event["leg"], self._links[event["ticket"]])

    async def _rate(self, leg: str, link: str) -> None:
        rating = {"leg": leg, "score": 5, "link": link}
        url = self._tickets.url.replace("/tickets", "/ratings")
        async with self._tickets.session.post(url, json=rating) as answer:
            if answer.status != 201:
                raise PressRefused(f"rating: {answer.status} {await answer.text()}")


async def open_clerks(measured: RealHall, count: int, stack: contextlib.AsyncExitStack) -> list[Clerk]:
    """A session for each of the first counters: what one clerk may press in a second is limited, as it should be."""
    clerks = []
    for counter in range(1, count + 1):
        jar = aiohttp.CookieJar(unsafe=True)
        session = await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=jar))
        clerks.append(Clerk(session, measured.hub.web, counter))
        await clerks[-1].come()
    return clerks


async def measure_day(folder: Path, plan: Plan) -> Figures:
    """The whole day, then two starts."""
    measured = make_hall(folder, plan.counters)
    hub = measured.hub
    try:
        await open_hall(measured)
        async with contextlib.AsyncExitStack() as stack:
            session = await stack.enter_async_context(strangers(1))
            visits = Visits(
                tickets_of(measured, session, plan.seed), await open_clerks(measured, min(CLERKS, plan.counters), stack)
            )
            await visits.live(plan.visits)
        held_mb = rss_mb(hub.pid)
        say("two starts with that day's journal")
        return {"rss_mb": held_mb, "ready_s": await start_clean(measured), **await start_killed(measured, plan)}
    finally:
        await hub.stop()


async def start_clean(measured: RealHall) -> float:
    """Seconds from the start of the program to its word that it is ready."""
    await measured.hub.stop()
    watch = Stopwatch()
    await measured.hub.start()
    return watch.s


async def start_killed(measured: RealHall, plan: Plan) -> Figures:
    """Seconds from kill -9 to the next ticket in a citizen's hand."""
    watch = Stopwatch()
    measured.hub.kill()
    await measured.hub.wait()
    await measured.hub.start()
    async with strangers(1) as session:
        await tickets_of(measured, session, plan.seed + 1).take()
    return {"first_ticket_after_kill_s": watch.s}


async def measure_writes(measured: RealHall, tickets: Tickets, count: int) -> Figures:
    """Bytes written for a ticket when each has a commit of its own: the most that it can cost."""
    before = written_bytes(measured.hub.pid)
    for _ in range(count):
        await tickets.take()
    return {"bytes_per_ticket": (written_bytes(measured.hub.pid) - before) / count}
