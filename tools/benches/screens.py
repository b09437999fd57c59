"""Many screens before one board: WebSocket readers that note when each call reached them."""

import asyncio
import time
from dataclasses import dataclass, field

import aiohttp
import msgspec

PATIENCE_S = 10.0


class Call(msgspec.Struct):
    number: str
    counter: int


class Board(msgspec.Struct):
    calls: list[Call]


class Picture(msgspec.Struct):
    """The little of a live message that a screen must know here."""

    board: Board


@dataclass(slots=True)
class Screens:
    """``count`` readers of the hall board. ``newest``: for each, the call on top and when it was read."""

    session: aiohttp.ClientSession
    url: str
    count: int
    newest: list[tuple[str, float]] = field(default_factory=list)
    _readers: list[asyncio.Task[None]] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _decoder: msgspec.json.Decoder[Picture] = field(default_factory=lambda: msgspec.json.Decoder(Picture))

    async def look(self) -> None:
        """Connect all; returns when each has its first picture."""
        self.newest = [("", 0.0)] * self.count
        self._readers = [asyncio.create_task(self._read(place)) for place in range(self.count)]
        async with asyncio.timeout(PATIENCE_S):
            while not all(at_s for _, at_s in self.newest):
                await self._something_new()

    async def last_to_show(self, number: str) -> float:
        """When the last screen showed this number as the newest call (``time.perf_counter`` seconds)."""
        async with asyncio.timeout(PATIENCE_S):
            while not all(shown == number for shown, _ in self.newest):
                await self._something_new()
        return max(at_s for _, at_s in self.newest)

    async def close(self) -> None:
        """All go away."""
        for reader in self._readers:
            reader.cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)

    async def _something_new(self) -> None:
        """Wait for the next picture, or for the failure of a reader."""
        failed = next((reader for reader in self._readers if reader.done()), None)
        if failed:
            failed.result()
            raise ConnectionError("a screen was sent away")
        self._news.clear()
        await self._news.wait()

    async def _read(self, place: int) -> None:
        try:
            async with self.session.ws_connect(self.url, max_msg_size=0) as socket:
                async for said in socket:
                    self._show(place, said.data)
        finally:
            self._news.set()

    def _show(self, place: int, message: str) -> None:
        calls = self._decoder.decode(message).board.calls
        number = calls[0].number if calls else ""
        if number != self.newest[place][0] or not self.newest[place][1]:
            self.newest[place] = (number, time.perf_counter())
            self._news.set()
