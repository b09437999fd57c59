"""The simulator of the hall's days, as the web side asks for it. What runs it is behind a port."""

from typing import Any, NoReturn, Protocol

from hub.core.catalogue import HallSetup
from hub.core.refused import Refused


class Planner(Protocol):
    """One question at a time, in a process of its own. ``refused``: a code of ``refused.`` and its values."""

    asked: dict[str, Any] | None
    done: int
    total: int
    answer: dict[str, Any] | None
    refused: tuple[str, dict[str, str]] | None
    advice: dict[str, Any] | None
    advised_ms: int

    @property
    def running(self) -> bool: ...

    async def start(self, setup: HallSetup, wish: dict[str, Any]) -> None:
        """Begin. Raises ``Refused``, and ``JournalFailed`` where days of the past cannot be read."""

    async def cancel(self) -> None:
        """End what runs."""


class NoPlanner:
    """A hub that does not simulate."""

    def __init__(self) -> None:
        self.asked: dict[str, Any] | None = None
        self.answer: dict[str, Any] | None = None
        self.refused: tuple[str, dict[str, str]] | None = None
        self.advice: dict[str, Any] | None = None
        self.done = self.total = self.advised_ms = 0
        self.running = False

    async def start(self, setup: HallSetup, wish: dict[str, Any]) -> None:
        self._no()

    async def cancel(self) -> None:
        return

    def _no(self) -> NoReturn:
        raise Refused("plan_off")
