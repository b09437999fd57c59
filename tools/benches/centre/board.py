"""Somebody who looks at a wall, and when which standing came to the screen."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Mapping, Sequence

import msgspec
from aiohttp import ClientSession, WSMsgType

from tools.benches.figures import percentile

PATIENCE_S = 60.0
TOP, WATCHED = "/live/wall", "/live/wall/watched"


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
        self._news = asyncio.Event()

    async def look(self, web: str, path: str, user: str, password: str) -> None:
        """Until cancelled."""
        async with ClientSession() as session:
            answer = await session.post(f"{web}/api/v1/session", json={"user": user, "password": password})
            answer.raise_for_status()
            cookies = {name: morsel.value for name, morsel in answer.cookies.items()}
            async with (
                ClientSession(cookies=cookies) as watcher,
                watcher.ws_connect(web + path, max_msg_size=0) as live,
            ):
                async for message in live:
                    if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                        self._take(message.data)

    def _take(self, data: str | bytes) -> None:
        now_ms = time.time_ns() // 1_000_000
        self.bytes = len(data)
        wall = msgspec.json.decode(data, type=Message).wall
        if wall:
            self.seen.append((now_ms, {each.hall: each.heard_ms for each in wall.halls}))
            self._news.set()

    async def caught_up(self, watched: Mapping[str, Sequence[int]]) -> None:
        """Return once the wall shows the last standing of each of these halls; raises ``TimeoutError``."""
        last = {hall: sent[-1] for hall, sent in watched.items() if sent}
        async with asyncio.timeout(PATIENCE_S):
            while not (self.seen and all(self.seen[-1][1].get(hall, 0) >= sent for hall, sent in last.items())):
                self._news.clear()
                await self._news.wait()

    def ages_s(self, watched: Mapping[str, Sequence[int]]) -> list[float]:
        """For each standing of these halls the time until a picture had it or a newer one."""
        ages = []
        for hall, sent in watched.items():
            pictures = iter(self.seen)
            at_ms, heard = next(pictures, (0, {}))
            for told_ms in sent:
                while heard.get(hall, 0) < told_ms:
                    at_ms, heard = next(pictures)
                ages.append(max(at_ms - told_ms, 0) / 1000)
        return ages

    def age_p99_s(self, watched: Mapping[str, Sequence[int]]) -> float:
        return percentile(self.ages_s(watched), 99)


@contextlib.asynccontextmanager
async def watched_wall(web: str, path: str, user: str, password: str) -> AsyncIterator[Board]:
    """A wall that somebody looks at."""
    board = Board()
    looking = asyncio.create_task(board.look(web, path, user, password))
    try:
        yield board
        if looking.done():
            looking.result()
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
