"""At once, then not too often, and the last wish is never forgotten."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any


class Throttle:
    """Calls ``act`` at the first ``ask``, and then at most once in ``gap_s`` however often it is asked.

    ``spawn`` runs what is done later, so that its failure is not lost in a timer.
    """

    def __init__(
        self, gap_s: float, act: Callable[[], None], spawn: Callable[[Coroutine[Any, Any, None]], object]
    ) -> None:
        self._gap_s = gap_s
        self._act = act
        self._spawn = spawn
        self._free_s = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def ask(self) -> None:
        """Act now, or as soon as it may be."""
        loop = asyncio.get_running_loop()
        if self._timer is not None:
            return
        if loop.time() >= self._free_s:
            self._run()
        else:
            self._timer = loop.call_at(self._free_s, lambda: self._spawn(self._later()))

    def stop(self) -> None:
        """Forget what was asked for."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def _later(self) -> None:
        self._run()

    def _run(self) -> None:
        self._timer = None
        self._free_s = asyncio.get_running_loop().time() + self._gap_s
        self._act()
