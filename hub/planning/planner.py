"""The planner as the hub has it: one question at a time, and advice each minute, both in a process of their own."""

import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime
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
    _usual_of: dict[tuple[str, str], Demand | None] = field(default_factory=dict, init=False)

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
        try:
            async for line in lines_of(job):
                self.done, self.total = line.get("done", self.done), line.get("total", self.total)
                self.answer = line.get("answer", self.answer)
                if "refused" in line:
                    self.refused = (line["refused"], line["detail"])
        except Exception:
            log.exception("a question to the planner met a bug")
        if self.answer is None and self.refused is None:
            self.refused = ("plan_failed", {})

    async def advise(self, hall: Callable[[], Hall], now_ms: Callable[[], int], every_s: float = MINUTE_S) -> None:
        """Each minute of an open day, for as long as the hub runs: a hall goes on without advice, whatever fails."""
        while True:
            await asyncio.sleep(every_s)
            try:
                await self.advise_once(hall(), now_ms())
            except Exception:
                self.advice = None
                log.exception("there is no advice for this minute")

    async def advise_once(self, hall: Hall, now_ms: int) -> None:
        """The advice for this moment; none while the hall is closed, or where the journal has no day to go by."""
        demand = await self._usual(hall) if hall.day_open else None
        found = None
        if demand is not None:
            body = msgspec.json.encode(AdviceJob(hall, demand, midnight_ms(hall.setup, now_ms)))
            async for line in lines_of(body):
                found = line.get("answer")
        self.advice, self.advised_ms = found, now_ms

    async def _usual(self, hall: Hall) -> Demand | None:
        """Who comes on a day of this weekday, else on the newest days; read once a day. None before the first day is over."""
        key = (hall.day, repr(hall.setup.items))
        if key not in self._usual_of:
            known = [day for day in await self.past.days() if day < hall.day]
            weekday = date.fromisoformat(hall.day).weekday()
            same = [day for day in known if date.fromisoformat(day).weekday() == weekday]
            self._usual_of.clear()
            try:
                self._usual_of[key] = await self.demand_of(hall.setup, (same or known)[-NEWEST:])
            except ValueError:
                self._usual_of[key] = None
        return self._usual_of[key]


def midnight_ms(setup: HallSetup, now_ms: int) -> int:
    """Hall time of the start of this day in the hall's zone."""
    at = datetime.fromtimestamp(now_ms / 1000, ZoneInfo(setup.timezone))
    return round(at.replace(hour=0, minute=0, second=0, microsecond=0).timestamp() * 1000)


def environment() -> dict[str, str]:
    """Ours, with the place that this very program was loaded from in front."""
    path = os.pathsep.join(filter(None, (str(Path(__file__).resolve().parents[2]), os.environ.get("PYTHONPATH", ""))))
    return {**os.environ, "PYTHONPATH": path}


async def lines_of(job: "Job | bytes", module: str = "hub.planning") -> AsyncIterator[dict[str, Any]]:
    """What the process of this module says of a job, line by line; it is ended with whoever listens."""
    body = job if isinstance(job, bytes) else msgspec.json.encode(job)
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, stdin=pipe, stdout=pipe, limit=LINE_BYTES, env=environment()
    )
    try:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(body)
        child.stdin.close()
        async for line in child.stdout:
            yield msgspec.json.decode(line)
        if code := await child.wait():
            log.error("the process of %s ended with %d", module, code)
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
