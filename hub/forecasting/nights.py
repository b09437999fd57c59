"""When the hall learns: after each day that is closed, and at the start where the last day is not learned from yet.

The work is done by a child process of the lowest priority (``hub.night``); the hub reads the few numbers that come of it.
A night that fails costs nothing but its lessons: the hall goes on with those that it has.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from hub.core.events import DayClosed, Recorded
from hub.core.hall import Hall
from hub.forecasting.kept import Broken, read_lessons
from hub.forecasting.lessons import NOTHING, Lessons

log = logging.getLogger(__name__)

PATIENCE_S = 3600.0
"""Four weeks of peak days take minutes; a night that takes an hour has hung."""


class Nights:
    """An outlet. ``file``: where the lessons lie. ``command``: makes them. ``learned``: is told of new ones.

    ``days``: business days of the journal, oldest first. ``hall``: as it is now.
    """

    def __init__(
        self, file: Path, command: Sequence[str], hall: Callable[[], Hall], days: Callable[[], Awaitable[list[str]]],
        learned: Callable[[Lessons], None],
    ) -> None:  # fmt: skip
        self._file, self._command, self._hall, self._days, self._learned = file, command, hall, days, learned
        self._due, self._news = asyncio.Event(), asyncio.Event()
        self.lessons = NOTHING

    def tell(self, hall: Hall, recorded: Sequence[Recorded]) -> None:
        """A day that is closed can be learned from."""
        self._news.set()
        if any(isinstance(each.event, DayClosed) for each in recorded):
            self._due.set()

    async def run(self) -> None:
        """Until cancelled; a child that works then ends with it."""
        self._read()
        if await self._is_behind():
            await self._until_quiet()
            self._due.set()
        while True:
            await self._due.wait()
            self._due.clear()
            await self._learn()

    def _read(self) -> None:
        """The lessons of the file, and whoever forecasts is told; a broken file is told and made anew."""
        try:
            self.lessons = read_lessons(self._file)
        except Broken as broken:
            log.warning("the forecast's lessons cannot be read, they are made anew: %s", broken)
            self.lessons = NOTHING
        self._learned(self.lessons)

    async def _is_behind(self) -> bool:
        """Is there a day that is over and not in the lessons?"""
        hall = self._hall()
        try:
            days = await self._days()
        except Exception:
            log.exception("the journal's days cannot be read, the next night learns of them")
            return False
        over = [day for day in days if day != hall.day or not hall.day_open]
        return bool(over) and self.lessons.through != over[-1]

    async def _until_quiet(self) -> None:
        """A hub that starts in the middle of a day works for those who wait first."""
        while self._hall().day_open and self._hall().waiting:
            self._news.clear()
            await self._news.wait()

    async def _learn(self) -> None:
        """One night's work."""
        try:
            child = await asyncio.create_subprocess_exec(*self._command, stdin=asyncio.subprocess.DEVNULL)
        except OSError as error:
            log.error("nothing was learned of the last days: %s", error)
            return
        try:
            async with asyncio.timeout(PATIENCE_S):
                code = await child.wait()
        except TimeoutError:
            code = -1
        finally:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
        if code:
            log.error("nothing was learned of the last days: the night's process ended with %d", code)
            return
        self._read()
        log.info("learned of %d days up to %s", self.lessons.days, self.lessons.through or "none")
