"""The planner as the hub has it: one question at a time, and advice each minute, both in a process of their own."""

import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from hub.core.catalogue import HallSetup
from hub.core.events import Recorded
from hub.core.hall import Hall
from hub.core.refused import Refused
from hub.planning.arrivals import Demand
from hub.planning.halls import demand_of_days, demand_of_setup, recorded_visits
from hub.planning.jobs import AdviceJob, Job, QuestionJob

log = logging.getLogger(__name__)

NEWEST = 4
"""Days that a demand is read from."""

MINUTE_S = 60.0
LINE_BYTES = 4 * 1024 * 1024
"""An answer is one line: 200 counters in four scenarios take a few hundred kB."""


class Days:
    """Where the past comes from: ``days`` as ISO dates, oldest first, and ``events`` of one of them."""

    def __init__(
        self, days: Callable[[], Awaitable[list[str]]], events: Callable[[str], Awaitable[list[Recorded]]]
    ) -> None:
        self.days, self.events = days, events


@dataclass(slots=True)
class Planner:
    """Answers one question at a time. ``asked``, ``answer``, ``refused``: of the newest one; ``advice``: of this minute."""

    past: Days
    asked: dict[str, Any] | None = None
    done: int = 0
    total: int = 0
    answer: dict[str, Any] | None = None
    refused: tuple[str, dict[str, str]] | None = None
    advice: dict[str, Any] | None = None
    advised_ms: int = 0
    _work: "asyncio.Task[None] | None" = field(default=None, init=False)
    _demands: dict[tuple[str, str], Demand] = field(default_factory=dict, init=False)

    @property
    def running(self) -> bool:
        return self._work is not None and not self._work.done()

    async def start(self, setup: HallSetup, wish: dict[str, Any]) -> None:
        """Begin with a question. Raises ``Refused`` while another one runs, and for days that the journal does not have."""
        if self.running:
            raise Refused("plan_running")
        demand = await self.demand(setup, wish["like"]) if wish["like"] else demand_of_setup(setup, wish["visits"])
        if self.running:
            raise Refused("plan_running")
        job = QuestionJob(wish["what"], setup, demand, wish["counters"], wish["besides"])
        self.asked, self.answer, self.refused, self.done, self.total = wish, None, None, 0, 0
        self._work = asyncio.create_task(self._run(job))

    async def cancel(self) -> None:
        """End the question that runs; its process is gone when this returns."""
        if self._work is not None and self.running:
            self._work.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._work
            self.asked = None

    async def demand(self, setup: HallSetup, weekday: str) -> Demand:
        """Of the newest days of this weekday. Raises ``Refused`` where there is none, or nobody came on them."""
        known = [day for day in await self.past.days() if f"{date.fromisoformat(day):%A}".lower() == weekday]
        try:
            return await self.demand_of(setup, known[-NEWEST:])
        except ValueError:
            raise Refused("plan_no_such_days") from None

    async def demand_of(self, setup: HallSetup, days: list[str]) -> Demand:
        """Of these days. Raises ``ValueError`` where nobody came on them."""
        events = [await self.past.events(day) for day in days]
        visits = await asyncio.to_thread(lambda: [recorded_visits(each, setup.timezone) for each in events])
        return demand_of_days(setup, visits)

    async def _run(self, job: Job) -> None:
        async for line in lines_of(job):
            self.done, self.total = line.get("done", self.done), line.get("total", self.total)
            self.answer = line.get("answer", self.answer)
            if "refused" in line:
                self.refused = (line["refused"], line["detail"])
        if self.answer is None and self.refused is None:
            self.refused = ("plan_failed", {})

    async def advise(self, hall: Callable[[], Hall], now_ms: Callable[[], int]) -> None:
        """Each minute of an open day, for as long as the hub runs."""
        while True:
            await asyncio.sleep(MINUTE_S)
            await self.advise_once(hall(), now_ms())

    async def advise_once(self, hall: Hall, now_ms: int) -> None:
        """The advice for this moment; none while the hall is closed."""
        if not hall.day_open:
            self.advice = None
            return
        job = AdviceJob(hall, await self._usual(hall), midnight_ms(hall.setup, now_ms))
        hall_at = msgspec.json.encode(job)
        async for line in lines_of(hall_at):
            self.advice, self.advised_ms = line.get("answer"), now_ms

    async def _usual(self, hall: Hall) -> Demand:
        """Who comes on a day of this weekday, read once a day; where the journal has none, what the hall's file lets expect."""
        key = (hall.day, repr(hall.setup.items))
        if key not in self._demands:
            same = [
                (date.fromisoformat(hall.day) - timedelta(weeks=weeks)).isoformat() for weeks in range(NEWEST, 0, -1)
            ]
            known = set(await self.past.days())
            days = [day for day in same if day in known]
            self._demands.clear()
            try:
                self._demands[key] = await self.demand_of(hall.setup, days)
            except ValueError:
                self._demands[key] = Demand(0.0, ())
        return self._demands[key]


def midnight_ms(setup: HallSetup, now_ms: int) -> int:
    """Hall time of the start of this day in the hall's zone."""
    at = datetime.fromtimestamp(now_ms / 1000, ZoneInfo(setup.timezone))
    return round(at.replace(hour=0, minute=0, second=0, microsecond=0).timestamp() * 1000)


def environment() -> dict[str, str]:
    """Ours, with the place that this very program was loaded from in front."""
    path = os.pathsep.join(filter(None, (str(Path(__file__).resolve().parents[2]), os.environ.get("PYTHONPATH", ""))))
    return {**os.environ, "PYTHONPATH": path}


async def lines_of(job: "Job | bytes") -> AsyncIterator[dict[str, Any]]:
    """What the process says of a job, line by line; it is ended with whoever listens."""
    body = job if isinstance(job, bytes) else msgspec.json.encode(job)
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hub.planning", stdin=pipe, stdout=pipe, limit=LINE_BYTES, env=environment()
    )
    try:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(body)
        child.stdin.close()
        async for line in child.stdout:
            yield msgspec.json.decode(line)
        if code := await child.wait():
            log.error("the planner's process ended with %d", code)
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
