"""The next level: what the halls of this centre send goes on by the same link, hall by hall, from the store."""

import asyncio

from hub.centre.halls import HallNow, Halls
from hub.centre.store import Store
from hub.core.standing import Standing
from hub.own_thread import OwnThread
from hub.settings.sections import CentreLink
from hub.uplink.address import Way
from hub.uplink.line import SharedLine
from hub.uplink.shapes import Piece
from hub.uplink.uplink import Uplink


class StoredHall:
    """One hall of ours as a source. A hall that we do not hear has no standing: the level above sees it grow stale as well."""

    def __init__(self, hall: str, halls: Halls, store: Store, beside: OwnThread) -> None:
        self._hall, self._halls, self._store, self._beside = hall, halls, store, beside

    @property
    def hall(self) -> str:
        return self._hall

    @property
    def epoch(self) -> int:
        return self._now().epoch

    def last_seq(self) -> int:
        return self._now().stored_seq

    async def after(self, seq: int, limit: int) -> list[Piece]:
        found = await self._beside(lambda: self._store.bodies(self._hall, seq, limit))
        return [Piece(each, body.encode()) for each, body in found]

    async def hash_at(self, seq: int) -> str:
        return await self._beside(lambda: self._store.hash_of(self._hall, seq))

    async def standing(self) -> Standing | None:
        now = self._now()
        return None if now.stale(self._halls.wall_ms()) else now.standing

    def _now(self) -> HallNow:
        return self._halls.get(self._hall) or HallNow(self._hall)


class Above:
    """Links for all halls that were heard of, and for new ones as they come; all of them share one connection."""

    def __init__(self, name: str, link: CentreLink, halls: Halls, store: Store) -> None:
        self._way = Way(link.url, name, link.key, link.authority, link.bytes_a_second)
        self._halls, self._store = halls, store
        self._beside = OwnThread("above")
        self._line = SharedLine(self._way)
        self._links: dict[str, Uplink] = {}
        self._new: asyncio.Queue[str] = asyncio.Queue()

    async def run(self) -> None:
        """Work until cancelled."""
        forget = self._halls.add_listener(self._changed)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._line.run())
                for hall in self._halls.all():
                    self._changed(hall)
                while True:
                    hall_id = await self._new.get()
                    group.create_task(self._links[hall_id].run())
        finally:
            forget()
            self._beside.close()

    def _changed(self, now: HallNow) -> None:
        link = self._links.get(now.hall)
        if link is not None:
            link.wake()
        elif now.epoch:
            source = StoredHall(now.hall, self._halls, self._store, self._beside)
            self._links[now.hall] = Uplink(self._way, source, line=self._line)
            self._new.put_nowait(now.hall)
