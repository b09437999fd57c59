"""One question over HTTP: what counts as an answer, and servers that are none."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from asking import ANSWER_MAX, NoAnswer, answer_in, post
from tests.firmware.brokers import free_port


@asynccontextmanager
async def serving(octets: bytes) -> AsyncIterator[tuple[int, list[bytes]]]:
    """A server that says this to everybody."""
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(octets)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1], asked
    server.close()


async def test_a_question_is_a_plain_post_and_its_answer_an_object() -> None:
    async with serving(b'HTTP/1.1 409 Conflict\r\nX: y\r\n\r\n{"reason": "pairing_closed"}') as (port, asked):
        assert await post("127.0.0.1", port, "/p", {"a": "甲"}) == (409, {"reason": "pairing_closed"})
    assert asked[0].startswith(b"POST /p HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n")
    assert b"Origin" not in asked[0]


@pytest.mark.parametrize(
    "octets",
    [
        b"", b"\r\n\r\n", b"HTTP/1.1\r\n\r\n{}", b"HTTP/1.1 2000 OK\r\n\r\n{}", b"FTP/1.1 200 OK\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n{", b"HTTP/1.1 200 OK\r\n\r\n\xff", b"\x00" * 100,
        b"HTTP/1.1 200 OK\r\n\r\n" + b"[" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_answer_is_called_so(octets: bytes) -> None:
    with pytest.raises(NoAnswer):
        answer_in(octets)


def test_an_answer_that_is_no_object_says_nothing() -> None:
    assert answer_in(b"HTTP/1.1 200 OK\r\n\r\n[1]") == (200, {})


async def test_an_answer_without_end_is_left() -> None:
    async with serving(b"HTTP/1.1 200 OK\r\n\r\n" + b" " * (ANSWER_MAX + 1)) as (port, _):
        with pytest.raises(NoAnswer):
            await post("127.0.0.1", port, "/p", {})


async def test_nobody_at_home_is_an_error_of_the_network() -> None:
    with pytest.raises(OSError, match=r"."):
        await post("127.0.0.1", free_port(), "/p", {})
