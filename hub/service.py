"""One press at a time: decide -> journal -> apply -> tell.

Theory of operation. Requests queue up. One task takes what has come (up to ``BATCH`` of them), decides each on the
*draft* hall, applies its events to the draft so that the next one sees them, and gives the whole batch to the journal
in one transaction. Only when that has been committed are the same events applied to the *record*, the only hall that
anybody may read, and only then are callers answered and outlets told. While the journal writes, the next batch gathers:
that is the group commit, and a slow disk makes batches larger instead of making people wait in line.

If the commit fails, nothing of the batch was told. Both halls are built again from what the journal really holds, and
each request of the batch is tried by itself, so that one which cannot be stored takes no other with it. Whoever fails
then is refused with ``disk_failed``: the press may be repeated, and is answered from the journal if it was stored.
"""

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from hub.core.apply import apply
from hub.core.commands import Request, Tick
from hub.core.decide import decide
from hub.core.decisions.assignment import due_ms
from hub.core.decisions.moment import Moment
from hub.core.events import CommandRefused, Event, Recorded, type_name
from hub.core.hall import Hall
from hub.core.outlook import Outlooks

log = logging.getLogger(__name__)

BATCH = 64
"""Requests in one commit: enough for 640 a second on a card that needs 100 ms for each."""

QUEUE = 4096
"""Requests that may wait for the journal; beyond that the hall says that it is busy."""

GIVE_UP = 2
"""Requests that may fail by themselves before the rest of their batch is refused untried: then it is the disk."""

RETRY_MS = 1000
"""Hall time between two tries to do what has come due while the journal fails."""

ANSWER_TURNS = 2
"""Turns of the loop that an answer takes: its caller goes on in the first, the connection writes in the second."""

SNAPSHOT_EVERY = 2000
"""Events between two snapshots: a start reads at most about this many."""

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request: its events, in order, already on disk. ``again``: the origin had been answered before."""

    events: tuple[Recorded, ...]
    again: bool = False

    @property
    def refusal(self) -> CommandRefused | None:
        """The refusal, where the command was refused."""
        return self.first(CommandRefused)

    def first(self, kind: type[E]) -> E | None:
        """The first event of a kind, or None."""
        return next((recorded.event for recorded in self.events if isinstance(recorded.event, kind)), None)


class Clock(Protocol):
    """Hall time: ``hall_ms`` since the epoch, never backwards; ``mono_ms`` of the machine; ``ok``: known right."""

    def hall_ms(self) -> int: ...
    def mono_ms(self) -> int: ...
    def ok(self) -> bool: ...
    def real_s(self, hall_ms: int) -> float:
        """Real seconds in which the hall's clock goes on by ``hall_ms`` (a replayed day runs faster)."""
        ...


class Journal(Protocol):
    """Where events live. Reads answer at once; ``append`` and ``snapshot`` wait for the disk."""

    async def append(self, batch: Sequence[Recorded]) -> None:
        """Store the batch in one durable transaction, or raise ``JournalFailed`` and store none of it."""

    def read_after(self, seq: int, limit: int) -> list[Recorded]:
        """Up to ``limit`` events with a higher number, in order."""
        ...

    def load(self) -> Hall | None:
        """The newest snapshot, or None: the events after it are read with ``read_after(hall.seq, ...)``."""

    async def snapshot(self, hall: Hall) -> None:
        """Keep this state, so that the next start reads only what came later."""


class JournalFailed(Exception):
    """The journal could not store a batch: disk full, input/output error. ``reason``: the code of its text."""

    reason = "disk_failed"


class HallBusy(Exception):
    """More requests wait for the journal than the hall lets wait; nothing was done. ``reason``: its text's code."""

    reason = "hall_busy"


class Outlet(Protocol):
    """Something that tells people: devices, screens, voice, panel. Must return at once; newest wins."""

    def tell(self, hall: Hall, recorded: Sequence[Recorded]) -> None: ...


def replay(journal: Journal, hall: Hall) -> Hall:
    """Bring ``hall`` up to the journal's end."""
    while events := journal.read_after(hall.seq, 1000):
        for recorded in events:
            apply(hall, recorded)
    return hall


Waiting = tuple[Request, asyncio.Future[Answer]]


def refuse(waiting: Sequence[Waiting], failed: JournalFailed) -> None:
    """Tell the callers that still wait; each gets an exception of its own."""
    for _, future in waiting:
        if not future.done():
            future.set_exception(JournalFailed(str(failed)))


class HallService:
    """The one writer. ``record`` is the hall as it is on disk: read it freely, never change it."""

    def __init__(self, journal: Journal, clock: Clock, hall: Hall) -> None:
        """``hall``: the state at the journal's end, as ``replay`` gives it."""
        self.record = hall
        self.failing = False
        self._draft = hall.twin()
        self._journal = journal
        self._clock = clock
        self._outlets: list[Outlet] = []
        self._queue: asyncio.Queue[Waiting] = asyncio.Queue(QUEUE)
        self._ticks = 0
        self._timer: asyncio.TimerHandle | None = None
        self._snapshot_seq = hall.seq
        self._snapshot: asyncio.Task[None] | None = None
        self._pending: list[Waiting] = []
        self._ended = False

    def add_outlet(self, outlet: Outlet) -> None:
        """Tell this one too, from the next commit on."""
        self._outlets.append(outlet)

    def foresee(self, outlooks: Outlooks) -> None:
        """Tell from now on what a forecast has found out; it is no event, and nothing is decided by it."""
        self.record.outlooks = self._draft.outlooks = outlooks
        self._tell(())

    def waiting(self) -> int:
        """Requests that wait for the one writer."""
        return self._queue.qsize()

    def now_ms(self) -> int:
        """Hall time, never behind the last event."""
        return max(self._clock.hall_ms(), self.record.at_ms)

    def before_ms(self, age_ms: int) -> int:
        """Hall time of a moment that lies so many real milliseconds back; a replayed day runs faster."""
        return self.now_ms() - round(age_ms / self._clock.real_s(1000))

    async def handle(self, request: Request) -> Answer:
        """Carry out a request, once; the answer comes after the commit. Raises ``HallBusy`` or ``JournalFailed``."""
        if self._ended:
            raise JournalFailed("the hub has stopped")
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        try:
            self._queue.put_nowait((request, future))
        except asyncio.QueueFull:
            raise HallBusy from None
        return await future

    async def run(self) -> None:
        """Work until cancelled. A bug stops the hub: it restarts from the journal."""
        self._schedule_tick()
        try:
            while True:
                self._pending = [await self._queue.get()]
                while len(self._pending) < BATCH and not self._queue.empty():
                    self._pending.append(self._queue.get_nowait())
                await self._carry_out(self._pending)
        finally:
            self._end()

    def _end(self) -> None:
        """Nobody waits for a hub that has stopped."""
        self._ended = True
        if self._timer is not None:
            self._timer.cancel()
        if self._snapshot is not None:
            self._snapshot.cancel()
        while not self._queue.empty():
            self._pending.append(self._queue.get_nowait())
        refuse(self._pending, JournalFailed("the hub has stopped"))

    async def _carry_out(self, batch: list[Waiting]) -> None:
        """All in one commit; where that fails, one by one."""
        failed = await self._commit(batch)
        refused = batch if failed else []
        if failed and len(batch) > 1:
            refused = []
            for each in batch:
                if len(refused) >= GIVE_UP or await self._commit([each]):
                    refused.append(each)
        if failed:
            refuse(refused, failed)
        self._schedule_tick()

    async def _commit(self, batch: list[Waiting]) -> JournalFailed | None:
        """Decide all, commit once, then tell; or tell nothing and return what failed."""
        decided: list[tuple[Waiting, list[Recorded]]] = [(each, self._decide(each[0])) for each in batch]
        fresh = [recorded for _, events in decided for recorded in events]
        if fresh:
            try:
                await self._journal.append(fresh)
            except JournalFailed as failed:
                self._recover(failed)
                return failed
            self.failing = False
        for recorded in fresh:
            apply(self.record, recorded)
        for (request, future), events in decided:
            self._answer(request, future, events)
        if fresh:
            await self._let_answers_go()
            self._tell(fresh)
            self._keep_snapshot()
        return None

    async def _let_answers_go(self) -> None:
        """Pictures for a whole hall are drawn after the answers have left, not before."""
        for _ in range(ANSWER_TURNS):
            await asyncio.sleep(0)

    def _decide(self, request: Request) -> list[Recorded]:
        """The request's events on the draft; none for an origin that is known."""
        moment = Moment(max(self._clock.hall_ms(), self._draft.at_ms), self._clock.ok())
        recorded = []
        for event in decide(self._draft, request, moment):
            each = self._place(event, request, moment)
            apply(self._draft, each)
            recorded.append(each)
        return recorded

    def _place(self, event: Event, request: Request, moment: Moment) -> Recorded:
        """The event with its number and times."""
        day = getattr(event, "day", self._draft.day)
        return Recorded(
            self._draft.seq + 1, moment.at_ms, self._clock.mono_ms(), moment.clock_ok, day,
            request.origin, request.actor, request.device, event,
        )  # fmt: skip

    def _answer(self, request: Request, future: asyncio.Future[Answer], events: list[Recorded]) -> None:
        """Answer with the events; for a repeated action with those of its first time."""
        again = not events and request.origin in self.record.origins
        if again:
            try:
                events = self._first_answer(request.origin)
            except JournalFailed as failed:
                refuse([(request, future)], failed)
                return
        for each in events:
            log.info("%s %s %s%s", request.origin, each.seq, type_name(each.event), " again" if again else "")
        if not future.done():
            future.set_result(Answer(tuple(events), again))

    def _first_answer(self, origin: str) -> list[Recorded]:
        """The events of an action that was done before. Raises ``JournalFailed``."""
        first, last = self.record.origins[origin]
        stored = self._journal.read_after(first - 1, last - first + 1)
        return [each for each in stored if each.origin == origin]

    def _tell(self, recorded: Sequence[Recorded]) -> None:
        """What happened is on disk: an outlet that breaks keeps no other one, and no caller, from hearing of it."""
        for outlet in self._outlets:
            try:
                outlet.tell(self.record, recorded)
            except Exception:
                log.exception("%s could not be told", type(outlet).__name__)

    def _recover(self, failed: JournalFailed) -> None:
        """Nothing of the batch was told. Both halls become what the journal really holds, and that is told."""
        if not self.failing:
            log.error("the journal failed, requests are refused until it works again: %s", failed)
        self.failing = True
        with contextlib.suppress(JournalFailed):
            while stored := self._journal.read_after(self.record.seq, 1000):
                for recorded in stored:
                    apply(self.record, recorded)
                self._tell(stored)
        self._draft = self.record.twin()

    def _keep_snapshot(self) -> None:
        """Now and then, beside the work: presses do not wait for it."""
        running = self._snapshot is not None and not self._snapshot.done()
        if self.record.seq - self._snapshot_seq >= SNAPSHOT_EVERY and not running:
            self._snapshot_seq = self.record.seq
            self._snapshot = asyncio.create_task(self._take_snapshot())

    async def _take_snapshot(self) -> None:
        """A snapshot saves time and promises nothing: its failure stops nobody."""
        try:
            await self._journal.snapshot(self.record)
        except JournalFailed as failed:
            log.warning("no snapshot: %s", failed)

    def _schedule_tick(self) -> None:
        """Wake up when the hall has something to do by itself."""
        if self._timer is not None:
            self._timer.cancel()
        due = due_ms(self.record)
        if due is None:
            self._timer = None
            return
        wait_s = self._clock.real_s(max(due - self.now_ms(), RETRY_MS if self.failing else 0))
        self._timer = asyncio.get_running_loop().call_later(wait_s, self._tick)

    def _tick(self) -> None:
        """Ask the hall to do what has come due, like any other request."""
        self._ticks += 1
        origin = f"hub:{self.record.epoch}:{self.record.seq}:{self._ticks}"
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        future.add_done_callback(lambda done: done.cancelled() or done.exception())
        with contextlib.suppress(asyncio.QueueFull):
            self._queue.put_nowait((Request(origin, "hub", "hub", Tick()), future))
