"""Boards of the halls that somebody looks at, read from the store once a second; of all other halls nothing is kept.

The store is the only source: whoever takes the events in may be another process. The first look reads backwards to where the
hall's day began, each later one what is new.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy.exc import SQLAlchemyError

from hub.centre.board import Board, board_shown, folded
from hub.centre.halls import Halls
from hub.centre.store import Store
from hub.core.dispatch import Dispatch

log = logging.getLogger(__name__)

READ_MS = 1000
FORGET_MS = 20_000
"""After the last look; a page that polls comes every three seconds."""

WINDOW = 1000
MOST_OF_A_DAY = 60_000
"""Events that are looked through for the beginning of the day: some days of the largest hall."""


@dataclass(slots=True)
class Watched:
    """``life``: of the hall's history that the board was made of, -1 for none. Times are the centre's."""

    board: Board = field(default_factory=Board)
    life: int = -1
    read_ms: int = 0
    looked_ms: int = 0
    behind_ms: int = 0
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)


class Boards:
    """``looked_at``: the halls that have a reader now; ``changed``: called when a board is another one."""

    def __init__(
        self, store: Store, halls: Halls, looked_at: Callable[[], set[str]], changed: Callable[[], None]
    ) -> None:
        self._store, self._halls, self._looked_at, self._changed = store, halls, looked_at, changed
        self._watched: dict[str, Watched] = {}

    def watched(self) -> set[str]:
        """The halls of which a board is kept."""
        return set(self._watched)

    async def look(self, hall: str) -> None:
        """Somebody looks: the board is read, unless it was a moment ago. Where the store fails it stays as it was, and says so."""
        if self._halls.get(hall) is None:
            return
        watched = self._watched.setdefault(hall, Watched())
        watched.looked_ms = self._halls.wall_ms()
        await self._read(hall, watched)

    async def step(self) -> None:
        """Read on for whoever looks, forget what nobody looks at. Call it once a second."""
        now_ms = self._halls.wall_ms()
        for hall in self._looked_at():
            self._watched.setdefault(hall, Watched()).looked_ms = now_ms
        for hall, watched in list(self._watched.items()):
            if now_ms - watched.looked_ms > FORGET_MS:
                del self._watched[hall]
            elif await self._read(hall, watched):
                self._changed()

    async def _read(self, hall: str, watched: Watched) -> bool:
        """Is there anything new? Two who look at once read once."""
        async with watched.reading:
            now_ms = self._halls.wall_ms()
            if 0 <= now_ms - watched.read_ms < READ_MS:
                return False
            before = (watched.life, watched.board.seq)
            try:
                watched.life, watched.board = await asyncio.to_thread(self._read_on, hall, watched.life, watched.board)
            except (SQLAlchemyError, OSError) as failed:
                log.warning("the board of %s stays as it was: %s", hall, failed)
                return False
            watched.read_ms = now_ms
            behind = self._behind(hall, watched) > 0
            watched.behind_ms = (watched.behind_ms or now_ms) if behind else 0
            return before != (watched.life, watched.board.seq)

    def _read_on(self, hall: str, life: int, board: Board) -> tuple[int, Board]:
        """The board with what the store has now; made anew where the hall's history is another one."""
        place = self._store.place(hall)
        if place.life != life or board.seq > place.stored_seq:
            return place.life, self._since_morning(hall, place.stored_seq)
        while rows := self._store.bodies(hall, board.seq, WINDOW):
            for _, body in rows:
                board.add(read(body))
        return life, board

    def _since_morning(self, hall: str, last: int) -> Board:
        """The board of the day that event ``last`` belongs to."""
        told: list[Dispatch] = []
        end = last
        while end > 0 and len(told) < MOST_OF_A_DAY:
            begin = max(end - WINDOW, 0)
            rows = [read(body) for seq, body in self._store.bodies(hall, begin, end - begin)]
            opened = [index for index, each in enumerate(rows) if each.type == "day_opened"]
            told = (rows[opened[-1] :] if opened else rows) + told
            if opened:
                break
            end = begin
        return folded(told)

    def _behind(self, hall: str, watched: Watched) -> int:
        """Events that the hall has told of and that are not here yet."""
        now = self._halls.get(hall)
        return max(now.standing.seq - watched.board.seq, 0) if now and now.standing else 0

    def shown(self, hall: str, lines: dict[str, str]) -> dict[str, Any] | None:
        """The board for people, with how old it is; None while nobody has looked."""
        watched = self._watched.get(hall)
        if watched is None or not watched.read_ms:
            return None
        behind = (
            self._behind(hall, watched) if watched.behind_ms else 0
        )  # what is new since the last look is on its way
        return {
            **board_shown(watched.board, lines), "read_ms": watched.read_ms, "behind": behind, "behind_ms": watched.behind_ms,
        }  # fmt: skip


def read(body: str) -> Dispatch:
    told: Dispatch = msgspec.json.decode(body, type=Dispatch)
    return told
