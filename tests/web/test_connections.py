"""Connections that say nothing or read nothing are ended, too many are closed, and everybody else goes on being served."""

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import ClientSession, web

from hub.open_files import NO_MORE, ROOM, Complaints, Seldom, for_connections
from hub.web.connections import Connections, Listener
from hub.web.limits import Limits
from tests.web.conftest import Making
from tests.web.test_live import newest
from tests.web.world import World, until

SOON = Limits(head_s=0.05)
NEVER = Limits(head_s=3600, write_timeout_s=3600)
"""Only the test looks."""

BIG = 24 * 1024 * 1024
"""More than the kernel keeps for both sides."""

ASK = b"GET /healthz HTTP/1.1\r\nHost: hub\r\n\r\n"
ASK_BIG = b"GET /web/big.js HTTP/1.1\r\nHost: hub\r\n\r\n"

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Dial = Callable[..., Any]


@pytest.fixture
async def dial() -> AsyncIterator[Dial]:
    """Opens plain connections and closes them after the test. ``own``: the address it comes from."""
    lines: list[Line] = []

    async def connect(port: int, said: bytes = b"", own: str = "127.0.0.1") -> Line:
        line = await asyncio.open_connection("127.0.0.1", port, local_addr=(own, 0))
        line[1].write(said)
        lines.append(line)
        return line

    yield connect
    for _, writer in lines:
        writer.close()


async def with_big_file(make_world: Making) -> World:
    """Files are known from a start on."""
    world = await make_world(limits=NEVER)
    (world.pages / "big.js").write_bytes(bytes(BIG))
    await world.restart()
    return world


def connections(world: World) -> Connections:
    assert world.web.listener is not None
    return world.web.listener.open


async def rest(line: Line) -> bytes:
    """What still comes until the hub closes the connection."""
    async with asyncio.timeout(20):
        try:
            return await line[0].read()
        except ConnectionError:
            return b""


async def status(line: Line) -> bytes:
    """The first line of an answer, or nothing where the hub has closed the connection."""
    async with asyncio.timeout(20):
        try:
            return await line[0].readline()
        except ConnectionError:
            return b""


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize("said", [b"", b"G", ASK[:-2], b"\r\n"])
async def test_who_has_not_asked_in_time_is_ended(make_world: Making, dial: Dial, said: bytes) -> None:
    world = await make_world(limits=SOON)
    assert await rest(await dial(world.port, said)) == b""
    await until(lambda: len(connections(world)) == 0)


async def test_who_has_asked_in_time_stays(make_world: Making, dial: Dial) -> None:
    world = await make_world(limits=SOON)
    asked = await dial(world.port, ASK[:10])
    asked[1].write(ASK[10:])
    board = await world.client().live()
    assert await status(asked) == OK
    await rest(await dial(world.port))  # opened later, and ended: both others were looked at meanwhile
    asked[1].write(ASK)
    async with asyncio.timeout(20):
        await asked[0].readuntil(OK)
    await world.client().take()
    assert (await newest(board, world.service.record.seq))["board"]["waiting"] == 1


async def test_a_body_that_does_not_come_is_not_waited_for(make_world: Making, dial: Dial) -> None:
    world = await make_world(limits=SOON)
    head = b"POST /api/v1/tickets HTTP/1.1\r\nHost: hub\r\nIdempotency-Key: k\r\nContent-Type: application/json\r\n"
    line = await dial(world.port, head + b"Content-Length: 20\r\n\r\n{")
    assert (await status(line)).startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize("asks", [ASK_BIG, ASK * 30_000])
async def test_who_reads_nothing_is_ended(make_world: Making, asks: bytes) -> None:
    world = await with_big_file(make_world)
    with socket.socket() as unread:
        unread.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        unread.connect(("127.0.0.1", world.port))
        unread.setblocking(False)
        sending = asyncio.create_task(asyncio.get_running_loop().sock_sendall(unread, asks))
        await until(lambda: len(connections(world)) == 1)

        def gone() -> bool:
            connections(world).look()
            return len(connections(world)) == 0

        await until(gone)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
    server = world.web.listener.server if world.web.listener else None
    await until(lambda: server is not None and server.connections == [])  # no handler is left behind


async def test_who_reads_slowly_gets_the_whole_answer(make_world: Making, dial: Dial) -> None:
    world = await with_big_file(make_world)
    reader, _ = await dial(world.port, ASK_BIG)
    async with asyncio.timeout(60):
        await reader.readuntil(b"\r\n\r\n")
        for _ in range(8):
            connections(world).look()
            await reader.readexactly(BIG // 8)
    assert len(connections(world)) == 1


async def test_an_address_has_only_so_many_and_others_are_served(make_world: Making, dial: Dial) -> None:
    world = await make_world(limits=Limits(plain_per_address=3))
    held = [await dial(world.port) for _ in range(3)]
    await until(lambda: len(connections(world)) == 3)
    assert await rest(await dial(world.port, ASK)) == b""
    assert await status(await dial(world.port, ASK, "127.0.0.2")) == OK
    held[0][1].close()
    await until(lambda: len(connections(world)) == 3)
    assert await status(await dial(world.port, ASK)) == OK


async def test_live_connections_are_counted_by_their_own_limit(make_world: Making, dial: Dial) -> None:
    world = await make_world(limits=Limits(plain_per_address=2))
    boards = [await world.client().live() for _ in range(5)]
    assert await status(await dial(world.port, ASK)) == OK
    for board in boards:
        await board.close()
    await until(lambda: len(connections(world)) == 1)
    await dial(world.port)
    await until(lambda: len(connections(world)) == 2)
    assert await rest(await dial(world.port, ASK)) == b""


async def test_there_are_only_so_many_in_all_and_who_has_asked_keeps_the_place(make_world: Making, dial: Dial) -> None:
    world = await make_world(limits=Limits(open_total=2))
    held = [await dial(world.port, ASK, f"127.0.0.{n}") for n in (2, 3)]
    assert [await status(each) for each in held] == [OK, OK]
    assert await rest(await dial(world.port, ASK)) == b""
    held[0][1].write(ASK)
    async with asyncio.timeout(20):
        await held[0][0].readuntil(OK)


async def test_the_oldest_that_has_not_asked_makes_room(make_world: Making, dial: Dial) -> None:
    world = await make_world(limits=Limits(open_total=3))
    asked = await dial(world.port, ASK)
    assert await status(asked) == OK
    first = await dial(world.port, b"", "127.0.0.2")
    await until(lambda: len(connections(world)) == 2)
    second = await dial(world.port, ASK[:9], "127.0.0.3")
    await until(lambda: len(connections(world)) == 3)
    for silent in (first, second):
        new = await dial(world.port, ASK, "127.0.0.4")
        assert (await status(new), await rest(silent)) == (OK, b"")
    await until(lambda: len(connections(world)) == 3)


@pytest.mark.parametrize(("proxied", "answers"), [(True, [OK, OK]), (False, [OK, b""])])
async def test_a_proxy_on_this_machine_brings_many_people(dial: Dial, proxied: bool, answers: list[bytes]) -> None:
    async def healthy(_: web.Request) -> web.Response:
        return web.Response()

    app = web.Application()
    app.router.add_get("/healthz", healthy)
    listener = Listener(app, Limits(plain_per_address=1), proxied=proxied)
    port = await listener.listen("127.0.0.1", 0)
    try:
        assert [await status(await dial(port, ASK)) for _ in range(2)] == answers
    finally:
        await listener.cleanup()


@pytest.mark.parametrize(
    ("said", "code", "reason"),
    [
        (b"GET /api/v1/board?" + b"x" * 9000 + b" HTTP/1.1\r\n\r\n", 414, "address_too_long"),
        (b"GET /live/" + b"x" * 90_000 + b" HTTP/1.1\r\n\r\n", 414, "address_too_long"),
        (b"POST /" + b"x" * 9000 + b" HTTP/1.1\r\n\r\n", 414, "address_too_long"),
        (b"GET /api/v1/board HTTP/1.1\r\nReferer: /" + b"x" * 9000 + b"\r\n\r\n", 431, "header_too_large"),
        (b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400, "bad_request"),
        (b"no language of ours\r\n\r\n", 400, "bad_request"),
    ],
    ids=["long", "very long", "press", "header", "length", "nonsense"],
)
async def test_what_cannot_be_read_is_answered_in_words_and_leaves_no_traceback(
    world: World, dial: Dial, caplog: pytest.LogCaptureFixture, said: bytes, code: int, reason: str
) -> None:
    head, _, body = (await rest(await dial(world.port, said))).partition(b"\r\n\r\n")
    problem = json.loads(body)
    assert head.startswith(b"HTTP/1.0 %d " % code)
    assert b"application/problem+json" in head
    assert b"Content-Security-Policy" in head
    assert (problem["status"], problem["reason"]) == (code, reason)
    assert "problem." not in problem["detail"]
    chinese, english = problem["detail"].split(" / ")
    assert not chinese.isascii()
    assert english.isascii(), "nobody knows the language of who asked"
    assert [each for each in caplog.records if each.exc_info] == []
    assert (await status(await dial(world.port, ASK))) == OK, "everybody else goes on"


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        (b"GET /?" + b"x" * 9000 + b" HTTP/1.1\r\n\r\n", 414, ("网址太长", "The address is too long")),
        (b"GET /halls?q=" + b"x" * 90_000 + b" HTTP/1.1\r\n\r\n", 414, ("网址太长", "The address is too long")),
        (
            b"GET /board HTTP/1.1\r\nReferer: /" + b"x" * 9000 + b"\r\n\r\n",
            431,
            ("请求头太长", "A request header is too long"),
        ),
    ],
    ids=["long", "very long", "header"],
)
async def test_a_page_at_too_long_an_address_is_refused_by_a_page_in_all_languages(
    world: World, dial: Dial, said: bytes, code: int, words: tuple[str, str]
) -> None:
    head, _, body = (await rest(await dial(world.port, said))).partition(b"\r\n\r\n")
    page = body.decode()
    assert head.startswith(b"HTTP/1.0 %d " % code)
    assert b"text/html" in head
    assert b"Content-Security-Policy" in head
    assert re.findall(r'<div class="card" lang="(..)">', page) == ["zh", "en"]
    assert re.findall(r'href="(/\?lang=..)"', page) == ["/?lang=zh", "/?lang=en"]
    assert [each in page for each in words] == [True, True]
    assert "xxx" not in page


async def test_a_request_after_a_page_s_is_judged_by_its_own_beginning(world: World, dial: Dial) -> None:
    line = await dial(world.port, ASK)
    assert await status(line) == OK
    line[1].write(b"GET /api/v1/board?" + b"x" * 9000 + b" HTTP/1.1\r\n\r\n")
    assert b"application/problem+json" in await rest(line)


async def test_an_address_that_is_long_and_not_too_long_is_read(world: World, dial: Dial) -> None:
    assert (
        await status(await dial(world.port, b"GET /healthz?" + b"x" * 8100 + b" HTTP/1.1\r\nHost: hub\r\n\r\n")) == OK
    )


async def test_a_client_s_many_requests_take_one_connection(make_world: Making) -> None:
    world = await make_world(limits=Limits(plain_per_address=1))
    async with ClientSession() as session:
        for _ in range(5):
            async with session.get(f"{world.base}/healthz") as answer:
                assert answer.status == 200
                await answer.read()


def test_what_happens_often_is_told_seldom_and_counted() -> None:
    seldom = Seldom(60)
    assert [seldom.times(now_s) for now_s in (0, 1, 59.9, 60, 61, 130)] == [1, 0, 0, 3, 0, 2]


async def test_files_that_run_out_are_told_once_in_a_line_and_other_faults_as_ever(
    caplog: pytest.LogCaptureFixture,
) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(Complaints())
    for _ in range(500):
        loop.call_exception_handler({"message": NO_MORE, "exception": OSError(24, "Too many open files")})
    loop.call_exception_handler({"message": "a bug", "exception": ValueError("of ours")})
    assert [(each.name, each.exc_info is None) for each in caplog.records] == [
        ("hub.open_files", True),
        ("asyncio", False),
    ]


@pytest.mark.parametrize(
    ("soft", "most", "room"), [(1024, 4096, 1024 - ROOM), (65_536, 4096, 4096), (100, 4096, 50), (-1, 4096, 4096)]
)
def test_connections_leave_room_for_the_journal(
    monkeypatch: pytest.MonkeyPatch, soft: int, most: int, room: int
) -> None:
    monkeypatch.setattr("resource.getrlimit", lambda _: (soft, soft))
    assert for_connections(most) == room
