"""Somebody who looks at the wall of all halls, and when which standing came to the screen."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Mapping, Sequence

import msgspec
from aiohttp import ClientSession, WSMsgType

from tools.benches.figures import percentile

SETTLE_MS = 3000
"""Standings of the last moments may be on their way while the measuring ends."""


class Tile(msgspec.Struct):
    """What is looked at of a hall: when the centre heard it last."""

    hall: str
    heard_ms: int


class Wall(msgspec.Struct):
    halls: list[Tile]


class Message(msgspec.Struct):
    wall: Wall | None = None


class Board:
    """``seen``: (ms, hall -> heard_ms) of each picture."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, dict[str, int]]] = []
        self.bytes = 0

    async def look(self, web: str, user: str, password: str) -> None:
        """Until cancelled."""
        async with ClientSession() as session:
            answer = await session.post(f"{web}/api/v1/session", json={"user": user, "password": password})
            answer.raise_for_status()
            cookies = {name: morsel.value for name, morsel in answer.cookies.items()}
            async with ClientSession(cookies=cookies) as watcher, watcher.ws_connect(f"{web}/live/wall", max_msg_size=0) as live:
                async for message in live:
                    if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                        self._take(message.data)

    def _take(self, data: str | bytes) -> None:
        now_ms = time.time_ns() // 1_000_000
        self.bytes = len(data)
        wall = msgspec.json.decode(data, type=Message).wall
        if wall:
            self.seen.append((now_ms, {each.hall: each.heard_ms for each in wall.halls}))

    def ages_s(self, watched: Mapping[str, Sequence[int]]) -> list[float]:
        """For each standing of these halls the time until a picture had it or a newer one."""
        ages = []
        last_ms = self.seen[-1][0] if self.seen else 0
        for hall, sent in watched.items():
            pictures = iter(self.seen)
            at_ms, heard = next(pictures, (0, {}))
            for told_ms in sent:
                if told_ms > last_ms - SETTLE_MS:
                    break
                while heard.get(hall, 0) < told_ms:
                    found = next(pictures, None)
                    if found is None:
                        break
                    at_ms, heard = found
                ages.append(max(at_ms - told_ms, 0) / 1000)
        return ages

    def age_p99_s(self, watched: Mapping[str, Sequence[int]]) -> float:
        return percentile(self.ages_s(watched), 99)


@contextlib.asynccontextmanager
async def watched_board(web: str, user: str, password: str) -> AsyncIterator[Board]:
    """A board that somebody looks at."""
    board = Board()
    looking = asyncio.create_task(board.look(web, user, password))
    try:
        yield board
        if looking.done():
            looking.result()
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
