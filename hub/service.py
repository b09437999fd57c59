"""One press at a time: decide -> journal -> apply -> tell.

Theory of operation. Requests queue up. One task takes what has come (up to ``BATCH`` of them), decides each on the
*draft* hall, applies its events to the draft so that the next one sees them, and gives the whole batch to the journal
in one transaction. Only when that has been committed are the same events applied to the *record*, the only hall that
anybody may read, and only then are callers answered and outlets told. While the journal writes, the next batch gathers:
that is the group commit, and a slow disk makes batches larger instead of making people wait in line.

If the commit fails, nothing of the batch was told. Both halls are built again from what the journal really holds, and
the batch's callers are refused with ``disk_failed``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from hub.core.events import CommandRefused, Event, Recorded
from hub.core.hall import Hall

BATCH = 64
"""Requests in one commit: enough for 640 a second on a card that needs 100 ms for each."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request: its events, in order, already on disk. ``again``: the origin had been answered before."""

    events: tuple[Recorded, ...]
    again: bool = False

    @property
    def refusal(self) -> CommandRefused | None:
        """The refusal, where the command was refused."""
        event = self.events[0].event if self.events else None
        return event if isinstance(event, CommandRefused) else None

    def first(self, kind: type[Event]) -> Event | None:
        """The first event of a kind, or None."""
        return next((recorded.event for recorded in self.events if isinstance(recorded.event, kind)), None)


class Clock(Protocol):
    """The hall's time. ``hall_ms``: since the epoch, never backwards; ``mono_ms``: the machine's; ``ok``: right?"""

    def hall_ms(self) -> int: ...
    def mono_ms(self) -> int: ...
    def ok(self) -> bool: ...


class Journal(Protocol):
    """Where events live. All calls but ``append`` and ``snapshot`` answer at once (they read)."""

    async def append(self, batch: Sequence[Recorded]) -> None:
        """Store the batch in one durable transaction, or raise ``JournalFailed`` and store none of it."""

    def read_after(self, seq: int, limit: int) -> list[Recorded]:
        """Up to ``limit`` events with a higher number, in order."""

    def load(self) -> Hall | None:
        """The newest snapshot, or None: the events after it are read with ``read_after(hall.seq, ...)``."""

    async def snapshot(self, hall: Hall) -> None:
        """Keep this state, so that the next start reads only what came later."""


class JournalFailed(Exception):
    """The journal could not store a batch: disk full, input/output error."""


class Outlet(Protocol):
    """Something that tells people: devices, screens, voice, panel. Must return at once; newest wins."""

    def tell(self, hall: Hall, recorded: Sequence[Recorded]) -> None: ...
