"""Keeps the hall's outlooks young: with every change the newest scene goes to a child process, its answer to the hall.

A scene that nobody has looked at yet is replaced by a newer one. A child that dies or hangs costs nothing but its
outlooks: the hall promises by formula until another one answers.
"""

import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec

from hub.core.events import Recorded
from hub.core.hall import Hall
from hub.core.outlook import Outlooks
from hub.forecasting.lessons import NOTHING, Lessons
from hub.forecasting.scene import scene_of

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "hub.forecasting.worker")
LOOK_S = 10.0
"""Without a change: time passes, and everybody's wait with it."""

REST_S = 0.5
"""Between two plays: a burst of presses is one change for whoever waits."""

PATIENCE_S = 10.0
"""A play that takes longer has hung."""

START_PATIENCE_S = 60.0
"""The first one: the child may have to learn again what the last night found out."""

AGAIN_S = (1.0, 5.0, 30.0, 300.0)
"""Before another child is started, the longer the more of them have failed in a row."""

MOST_BYTES = 4 << 20
"""Of one line of outlooks: ten thousand waiting citizens."""


class Foreseen(Protocol):
    """The part of the service that is used here."""

    @property
    def record(self) -> Hall: ...
    def now_ms(self) -> int: ...
    def foresee(self, outlooks: Outlooks) -> None: ...


class Forecaster:
    """An outlet. ``closing_ms(hall)``: hall time of closing today, or None. ``command``: of the child."""

    def __init__(
        self, service: Foreseen, closing_ms: Callable[[Hall], int | None], command: Sequence[str] = COMMAND
    ) -> None:
        self._service, self._closing_ms, self._command = service, closing_ms, command
        self._changed = asyncio.Event()
        self._lessons = NOTHING
        self._is_new = False
        self.failures = 0

    def tell(self, hall: Hall, recorded: Sequence[Recorded]) -> None:
        """Something has happened."""
        if recorded:
            self._changed.set()

    def learned(self, lessons: Lessons) -> None:
        """What past days teach from now on; another child begins with it."""
        self._is_new = self._is_new or lessons != self._lessons
        self._lessons = lessons
        self._changed.set()

    async def run(self) -> None:
        """Until cancelled. The child ends with it."""
        while True:
            try:
                await self._play_on()
                continue
            except (
                OSError,
                EOFError,
                TimeoutError,
                asyncio.LimitOverrunError,
                msgspec.MsgspecError,
                ValueError,
            ) as error:
                log.warning("the forecast has failed, waits are told by formula: %s", error or type(error).__name__)
            self._service.foresee(Outlooks())
            await asyncio.sleep(AGAIN_S[min(self.failures, len(AGAIN_S) - 1)])
            self.failures += 1

    async def _play_on(self) -> None:
        """One child, for as long as it answers and nothing new was learned."""
        self._is_new = False
        patience_s = START_PATIENCE_S
        child = await asyncio.create_subprocess_exec(
            *self._command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=MOST_BYTES,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )  # fmt: skip
        try:
            while not self._is_new:
                self._changed.clear()
                if await self._ask(child, patience_s):
                    patience_s = PATIENCE_S
                await asyncio.sleep(REST_S)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), LOOK_S)
        finally:
            await end(child)

    async def _ask(self, child: asyncio.subprocess.Process, patience_s: float) -> bool:
        """Send the scene of now, and tell what comes back; False on a day that is not open."""
        assert child.stdin is not None
        assert child.stdout is not None
        hall = self._service.record
        if not hall.day_open:
            return False
        scene = scene_of(hall, self._service.now_ms(), self._closing_ms(hall), self._lessons)
        child.stdin.write(msgspec.json.encode(scene) + b"\n")
        async with asyncio.timeout(patience_s):
            await child.stdin.drain()
            line = await child.stdout.readline()
        if not line:
            raise EOFError("its process has ended")
        self._service.foresee(msgspec.json.decode(line, type=Outlooks))
        self.failures = 0
        return True


def closing_ms(hall: Hall) -> int | None:
    """Hall time at which the counters end today, or None where the hall does not say; after it, today's is past."""
    if not hall.setup.closes or not hall.day:
        return None
    time_of_day = datetime.strptime(f"{hall.day} {hall.setup.closes}", "%Y-%m-%d %H:%M")
    return round(time_of_day.replace(tzinfo=ZoneInfo(hall.setup.timezone)).timestamp() * 1000)


async def end(child: asyncio.subprocess.Process) -> None:
    """The child reads until its input ends; one that hangs is killed."""
    with contextlib.suppress(ProcessLookupError):
        child.kill()
    await child.wait()
