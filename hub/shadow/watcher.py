"""The hub's side: whoever looks at a day has it judged in a process of its own; who looks again sees what is known.

Nothing happens while nobody looks, and no press comes by here.
"""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from hub.core.catalogue import HallSetup
from hub.core.shadow import ShadowRules
from hub.planning.planner import lines_of

log = logging.getLogger(__name__)

KEPT = 8
"""Days that are kept, with up to 500 differences of 0.5 kB each."""

AGAIN_S = 20.0
"""A day that goes on is judged again no sooner: one core of two works for a second or three each time."""

Wanted = Callable[[], ShadowRules | None]
"""The second policy as the hall's file has it now; None without one. May touch the disk."""

Answers = Callable[[HallSetup, ShadowRules, str], AsyncIterator[dict[str, Any]]]
"""As ``day.shadow_of_day``, from some journal."""


class ShadowJob(msgspec.Struct):
    """What the process is asked for, as it travels. ``journal``: the path of its file."""

    journal: str
    setup: HallSetup
    shadow: ShadowRules
    day: str


@dataclass(slots=True)
class Kept:
    """What is known of a day. ``seq``: the journal's end when it was judged; ``failed``: a bug, which the log tells."""

    seq: int
    made_s: float
    calls: dict[str, Any] | None = None
    whole: dict[str, Any] | None = None
    done: bool = False
    failed: bool = False


@dataclass(slots=True)
class ShadowWatch:
    """Answers one question at a time. ``mono_s``: a clock that never runs backwards."""

    wanted: Wanted
    answers: Answers
    mono_s: Callable[[], float] = time.monotonic
    _kept: "OrderedDict[tuple[str, bytes], Kept]" = field(default_factory=OrderedDict, init=False)
    _work: "asyncio.Task[None] | None" = field(default=None, init=False)

    @property
    def running(self) -> bool:
        return self._work is not None and not self._work.done()

    async def look(self, setup: HallSetup, day: str, seq: int) -> dict[str, Any]:
        """``{on, names, running, failed, calls, whole}`` of a business day that the journal has.

        ``seq``: the number of the journal's last event if the day may still grow, else 0. ``calls`` and ``whole`` are None until they
        are known. Begins with what is not known, unless something else is under way: then whoever asks again has it begun.
        """
        shadow = await asyncio.to_thread(self.wanted)
        if shadow is None:
            return {"on": False, "names": {}, "running": False, "failed": False, "calls": None, "whole": None}
        key = (day, msgspec.json.encode(shadow, order="deterministic"))
        kept = self._kept.get(key)
        if not self.running and self._is_stale(kept, seq):
            before = kept
            kept = self._kept[key] = Kept(seq, self.mono_s(), *((before.calls, before.whole) if before else ()))
            self._work = asyncio.create_task(self._fill(kept, setup, shadow, day))
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        if kept is not None:
            self._kept.move_to_end(key)
        known = kept or Kept(seq, 0.0)
        return {
            "on": True, "names": shadow.names, "running": not known.done, "failed": known.failed,
            "calls": known.calls, "whole": known.whole,
        }  # fmt: skip

    async def cancel(self) -> None:
        """End what runs; its process is gone when this returns."""
        if self._work is not None:
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)

    def _is_stale(self, kept: Kept | None, seq: int) -> bool:
        if kept is None:
            return True
        old = kept.failed or kept.seq != seq
        return old and self.mono_s() - kept.made_s >= AGAIN_S

    async def _fill(self, kept: Kept, setup: HallSetup, shadow: ShadowRules, day: str) -> None:
        try:
            told = set()
            async for line in self.answers(setup, shadow, day):
                kept.calls, kept.whole = line.get("calls", kept.calls), line.get("whole", kept.whole)
                told |= set(line)
            kept.failed = told != {"calls", "whole"}
        except Exception:
            kept.failed = True
            log.exception("the second policy could not be held beside the first")
        finally:
            kept.done = True


def judged_beside(journal: Path) -> Answers:
    """In a process of its own, from the journal's file."""

    def answers(setup: HallSetup, shadow: ShadowRules, day: str) -> AsyncIterator[dict[str, Any]]:
        return lines_of(msgspec.json.encode(ShadowJob(str(journal), setup, shadow, day)), "hub.shadow")

    return answers
