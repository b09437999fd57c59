"""A running service over a fake journal and a fake clock, with an outlet that records."""

import asyncio
import contextlib
import copy
from collections.abc import AsyncIterator, Callable, Sequence
from itertools import count
from types import TracebackType

from hub.core import commands as c
from hub.core.catalogue import HallSetup
from hub.core.events import Recorded, type_name
from hub.core.hall import Hall
from hub.service import Answer, HallService, JournalFailed, replay
from tests.core.story import START_MS, setup
from tests.fakes.clock import FakeClock
from tests.fakes.journal import FakeJournal


class RecordingOutlet:
    """``heard``: the sequence numbers it was told, with the record's own at that moment."""

    def __init__(self) -> None:
        self.heard: list[int] = []
        self.behind = False
        self.told = asyncio.Event()

    def tell(self, hall: Hall, recorded: Sequence[Recorded]) -> None:
        self.behind |= hall.seq != recorded[-1].seq
        self.heard += [each.seq for each in recorded]
        self.told.set()


class Office:
    """``async with Office() as office``: a hall whose day is open."""

    def __init__(self, hall_setup: HallSetup | None = None, journal: FakeJournal | None = None,
                 clock: FakeClock | None = None) -> None:  # fmt: skip
        self.setup = hall_setup or setup()
        self.journal = journal or FakeJournal()
        self.clock = clock or FakeClock(START_MS)
        self.outlet = RecordingOutlet()
        self.service = HallService(self.journal, self.clock, replay(self.journal, Hall(self.setup)))
        self.service.add_outlet(self.outlet)
        self._origins = count(1)
        self._epoch = self.service.record.epoch

    async def __aenter__(self) -> "Office":
        self.running = asyncio.create_task(self.service.run())
        await self.do(c.StartHub(clock_ok=True, gap_known=True))
        if not self.service.record.day:
            await self.do(c.Configure(self.setup))
            await self.do(c.OpenDay("2020-01-13"))
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None,
                        trace: TracebackType | None) -> None:  # fmt: skip
        self.running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.running

    def request(self, command: c.Command, origin: str = "", **fields: object) -> c.Request:
        made = origin or f"t:{self._epoch}:{next(self._origins)}"
        return c.Request(made, "tester", "test", command, **fields)  # type: ignore[arg-type]

    async def do(self, command: c.Command, origin: str = "", **fields: object) -> Answer:
        """Carry out a command and wait for its answer, and until the outlet, which comes after it, has heard as well."""
        answer = await self.service.handle(self.request(command, origin, **fields))
        await self.until(lambda: self.outlet.heard[-1:] == [self.service.record.seq])
        return answer

    def start(self, command: c.Command, origin: str = "", **fields: object) -> "asyncio.Task[Answer]":
        """Ask for a command; its answer comes later."""
        return asyncio.create_task(self.do(command, origin, **fields))

    async def take(self, link: str) -> str:
        answer = await self.do(c.TakeTicket(("card",), c.Channel.KIOSK, link))
        return answer.events[0].event.ticket  # type: ignore[union-attr]

    @contextlib.asynccontextmanager
    async def one_batch(self) -> AsyncIterator[None]:
        """Whatever is started inside is decided in one batch: the journal is busy with another press meanwhile."""
        self.journal.stall()
        blocker = self.start(c.AskForHelp(1))
        await self.journal.asked.wait()
        before = asyncio.all_tasks()
        yield
        started = sum(not task.done() for task in asyncio.all_tasks() - before)
        await self.until(lambda: self.service.waiting() >= started)
        self.journal.go_on()
        await blocker

    async def until(self, condition: Callable[[], bool]) -> None:
        """Let everything else run until the condition holds."""
        while not condition():
            await asyncio.sleep(0)

    def kinds(self) -> list[str]:
        """Types of all stored events."""
        return [type_name(recorded.event) for recorded in self.journal.events]

    def memory_equals_journal(self) -> bool:
        """Is the record what the journal alone gives, and the draft the same?"""
        replayed = replay(self.journal, Hall(self.setup))
        return self.service.record == replayed == copy.copy(self.service._draft)


async def outcome(task: "asyncio.Task[Answer]") -> Answer | JournalFailed:
    """The answer, or how it failed."""
    try:
        return await task
    except JournalFailed as failed:
        return failed
