"""Whole days of the past, as the web side asks for them. What reads them is behind a port."""

from typing import Any, Protocol

from hub.core.catalogue import HallSetup
from hub.web.problems import Problem


class Archive(Protocol):
    """All may raise ``JournalFailed``, and none keeps the loop from working."""

    async def days(self) -> list[str]:
        """Every business day as an ISO date, oldest first."""

    async def report(self, setup: HallSetup, first: str, last: str) -> dict[str, Any]:
        """As ``report_shapes.Report``."""

    async def story(self, setup: HallSetup, day: str) -> dict[str, Any] | None:
        """As ``report_shapes.Story``; None for a day that never opened."""


class NoArchive:
    """A hub that keeps its past elsewhere."""

    async def days(self) -> list[str]:
        return []

    async def report(self, setup: HallSetup, first: str, last: str) -> dict[str, Any]:
        raise Problem(404, "not_found")

    async def story(self, setup: HallSetup, day: str) -> dict[str, Any] | None:
        return None
