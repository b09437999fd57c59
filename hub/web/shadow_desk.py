"""The second policy beside the first, as the web side asks for it. What judges is behind a port."""

from typing import Any, Protocol

from hub.core.catalogue import HallSetup


class ShadowDesk(Protocol):
    """Keeps no loop from working, and does nothing while nobody asks."""

    async def look(self, setup: HallSetup, day: str, seq: int) -> dict[str, Any]:
        """``{on, names, running, failed, calls, whole}`` of a business day. ``seq``: the end of the journal
        if the day may grow, else 0.

        Raises ``Refused`` where the hall's file cannot be read.
        """


class NoShadow:
    """A hub without a second policy."""

    async def look(self, setup: HallSetup, day: str, seq: int) -> dict[str, Any]:
        return {"on": False, "names": {}, "running": False, "failed": False, "calls": None, "whole": None}
