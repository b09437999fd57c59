"""One line of the bench: bytes of a page's WebSocket to the broker and back, as they are, never more than both can take."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from aiohttp import WSMsgType, web

from hub.web.feed import SIGNED_OUT
from hub.web.problems import Problem

NO_BROKER = 4503
"""Close code: the broker cannot be reached, or has hung up."""

NOT_BYTES = 1003
"""RFC 6455, 7.4.1: data of a kind that is not taken here."""

OPENED = "open"
"""The one text that the page gets: from here on its bytes reach the broker."""

PING_S = 20.0
PAGE_BYTES = 16 * 1024
"""A device's message has at most 1 KiB, and a page sends each packet by itself."""
BROKER_BYTES = 8 * 1024

Connect = Callable[[], Coroutine[Any, Any, tuple[StreamReader, StreamWriter]]]


async def accept(http: web.Request) -> web.WebSocketResponse:
    """The WebSocket of a request that asks for one."""
    answer = web.WebSocketResponse(heartbeat=PING_S, max_msg_size=PAGE_BYTES, compress=False)
    if not answer.can_prepare(http).ok:
        raise Problem(426, "not_live", headers={"Upgrade": "websocket"})
    await answer.prepare(http)
    return answer


class Line:
    """``in_use``: asked whenever the page has said something; False: its session is over."""

    def __init__(
        self, answer: web.WebSocketResponse, timeout_s: float, in_use: Callable[[], Awaitable[bool]]
    ) -> None:  # fmt: skip
        self._answer, self._timeout_s, self._in_use = answer, timeout_s, in_use
        self._code = NO_BROKER
        self._leaving = asyncio.Event()

    def leave(self, code: int) -> None:
        """End the line as soon as possible, for this reason."""
        self._code = code
        self._leaving.set()

    async def carry(self, connect: Connect) -> None:
        """Until either side hangs up, is too slow, or ``leave``."""
        try:
            reader, writer = await connect()
        except OSError:
            await self._answer.close(code=NO_BROKER)
            return
        try:
            await self._answer.send_str(OPENED)
            await first_of(self._up(writer), self._down(reader), self._leaving.wait())
        except ConnectionError:
            return  # The page has gone just now; there is nobody to tell.
        finally:
            writer.close()
            await self._answer.close(code=self._code)

    async def _up(self, writer: StreamWriter) -> None:
        async for message in self._answer:
            if message.type is not WSMsgType.BINARY:
                self.leave(NOT_BYTES)
                return
            if not await self._in_use():
                self.leave(SIGNED_OUT)
                return
            writer.write(message.data)
            await asyncio.wait_for(writer.drain(), self._timeout_s)

    async def _down(self, reader: StreamReader) -> None:
        while octets := await reader.read(BROKER_BYTES):
            await asyncio.wait_for(self._answer.send_bytes(octets), self._timeout_s)


async def first_of(*works: Coroutine[Any, Any, object]) -> None:
    """Return when one of them is done or fails for want of the other side; the others are cancelled."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, Exception) and not isinstance(outcome, OSError):
            raise outcome
