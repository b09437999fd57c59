"""Pulls the cables of a cluster's machines, one after the other, and plugs them in again.

As ``cluster_driver``, but nothing dies: a machine is dark for longer than anybody waits for a sign of life, and then is back with all
that it had under way. What it held, others have taken over; it must neither store nor acknowledge any of that a second time.
"""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

from tools.crash.cables import Cables
from tools.crash.cluster import DATABASE, MACHINES
from tools.crash.cluster_driver import MEMBER, WORKER, ClusterDriver

DARK_S = 25.0
"""Longer than both ends of a connection to the database wait for each other, and than messages under way wait to come again."""

IN_TURN = (WORKER, MEMBER, DATABASE)


class DarkDriver(ClusterDriver):
    """One series of pulled cables. Needs root; raises ``CablesFailed``."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.cables: Cables = Cables(MACHINES)
        self._pulled_s = 0.0
        super().__init__(folder, seed)

    async def run(self, kills: int, in_turn: Sequence[str] = IN_TURN) -> None:
        """Pull so many cables, the first ones ``in_turn``; audit at the end."""
        await super().run(kills, in_turn)

    async def _strike(self, victim: str) -> None:
        self.cables.pull(victim)
        self._pulled_s = time.monotonic()

    async def _mend(self, victim: str) -> None:
        await asyncio.sleep(max(self._pulled_s + DARK_S - time.monotonic(), 0.0))
        self.cables.plug(victim)

    async def _without_database(self) -> float:
        self.cables.pull(DATABASE)
        await asyncio.sleep(DARK_S)
        await self._fall_silent()
        self.cables.plug(DATABASE)
        return time.monotonic()
