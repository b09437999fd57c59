"""Tells crowded halls of a better one, down the link: every 20 s while it holds, and once that it holds no more."""

import asyncio
from collections.abc import Callable

from nats.aio.client import Client

from hub.centre.halls import Halls
from hub.core.better import Better, as_plain
from hub.uplink import shapes
from hub.uplink.shapes import Told

EVERY_S = 20.0
"""A hall drops an offer that is a minute old; two may get lost."""

AT_ONCE = 1000
"""Halls in one turn of the loop: what citizens and halls ask meanwhile does not wait for all of them."""


class Offers:
    """``better``: what a hall may offer its citizens now."""

    def __init__(self, client: Client, halls: Halls, better: Callable[[str], Better | None]) -> None:
        self._client, self._halls, self._better = client, halls, better
        self._offered: set[str] = set()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            await self.tell()
            await asyncio.sleep(EVERY_S)

    async def tell(self) -> None:
        """One round; a broker that is away hears the next one."""
        for index, each in enumerate(self._halls.all()):
            if index % AT_ONCE == AT_ONCE - 1:
                await asyncio.sleep(0)
            better = self._better(each.hall)
            if self._client.is_connected and (better or each.hall in self._offered):
                told = Told(better=as_plain(better) if better else {})
                await self._client.publish(shapes.told_subject(each.hall), shapes.packed(told))
                (self._offered.add if better else self._offered.discard)(each.hall)
