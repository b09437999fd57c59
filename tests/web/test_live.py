"""The live feed: whole newest pictures, bounded for each reader, and nobody waits for anybody."""

import asyncio
import json
import socket
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError

from hub.core import commands as c
from hub.core.outlook import Outlook, Outlooks
from hub.web.feed import GONE, RESTART, SIGNED_OUT, Feed, Reader
from hub.web.limits import Limits
from hub.web.metrics import Metrics
from hub.web.pictures import BOARD, Pictures
from hub.web.voice_desk import NoVoice
from tests.web.conftest import Making
from tests.web.world import Client, World, until

QUICK = Limits(live_gap_s=0.001, ticket_gap_s=0.001)


async def newest(socket: ClientWebSocketResponse, rev: int) -> dict[str, Any]:
    """The first message that shows at least this revision."""
    async with asyncio.timeout(20):
        while True:
            message = await socket.receive_json()
            if message["rev"] >= rev:
                return dict(message)


async def closing_code(socket: ClientWebSocketResponse) -> int | None:
    """The code with which the hub ends the connection."""
    async with asyncio.timeout(20):
        while True:
            message = await socket.receive()
            if message.type == WSMsgType.CLOSE:
                return int(message.data)
            if message.type in (WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR):
                return socket.close_code


async def test_a_board_comes_whole_at_once_and_again_with_every_change(world: World, citizen: Client) -> None:
    board = await citizen.live()
    first = await newest(board, 0)
    assert (first["type"], first["board"]["waiting"]) == ("board", 0)
    assert (first["epoch"], first["rev"]) == (first["board"]["epoch"], first["board"]["rev"])
    await citizen.take()
    assert (await newest(board, first["rev"] + 1))["board"]["waiting"] == 1


async def test_each_sees_the_own_picture(
    world: World, citizen: Client, clerk: Client, boss: Client, pad: Client
) -> None:
    ticket = await citizen.take()
    desk, hall = await clerk.live("/live/counters/1"), await boss.live("/live/hall")
    mine, face = await citizen.live(f"/live/tickets/{ticket['link']}"), await pad.live("/live/counters/1")
    for press in ("open", "next", "finish"):
        await clerk.post(f"/counters/1/{press}")
    rev = world.service.record.seq
    assert (await newest(desk, rev))["counter"]["served"] == 1
    assert (await newest(hall, rev))["hall"]["issued"] == 1
    assert (await newest(mine, rev))["ticket"]["state"] == "served"
    assert set((await newest(face, rev))["counter"]) == {
        "counter", "state", "rate", "rate_number", "epoch", "rev", "at_ms",
    }  # fmt: skip


async def test_a_waiting_ticket_hears_that_others_are_gone(make_world: Making) -> None:
    world = await make_world(limits=QUICK)
    citizen = world.client()
    first, second = await citizen.take(), await citizen.take()
    mine = await citizen.live(f"/live/tickets/{second['link']}")
    assert (await newest(mine, 0))["ticket"]["ahead"] == 1
    await citizen.delete(f"/tickets/{first['link']}")
    assert (await newest(mine, world.service.record.seq))["ticket"]["ahead"] == 0


@pytest.mark.parametrize(
    ("path", "who", "status"),
    [
        ("/live/hall", "", 401),
        ("/live/hall", "wang", 403),
        ("/live/counters/1", "", 401),
        ("/live/counters/77", "wang", 404),
        ("/live/tickets/guess", "", 404),
    ],
)
async def test_who_may_not_look_is_told_so_before_the_upgrade(world: World, path: str, who: str, status: int) -> None:
    client = await world.signed_in(who) if who else world.client()
    with pytest.raises(WSServerHandshakeError) as refused:
        await client.live(path)
    assert refused.value.status == status


async def test_another_site_s_page_looks_at_nothing(world: World, citizen: Client) -> None:
    with pytest.raises(WSServerHandshakeError) as refused:
        await citizen.live(origin="http://evil.example")
    assert refused.value.status == 403
    await citizen.live(origin=world.base)


async def test_a_plain_request_is_told_to_upgrade(world: World, citizen: Client) -> None:
    refused = await citizen.get("/live")
    assert (refused.status, refused.headers["Upgrade"]) == (426, "websocket")


async def test_connections_are_counted_for_each_address_and_given_back(make_world: Making) -> None:
    world = await make_world(limits=Limits(live_per_address=2))
    citizen = world.client()
    first, _ = await citizen.live(), await citizen.live()
    with pytest.raises(WSServerHandshakeError) as refused:
        await citizen.live()
    assert refused.value.status == 429
    await first.close()
    await until(lambda: world.web.feed.count() == 1)
    await citizen.live()


async def test_signing_out_ends_the_live_connections_of_the_session(world: World, boss: Client) -> None:
    hall = await boss.live("/live/hall")
    await newest(hall, 0)
    await boss.delete("/session")
    assert await closing_code(hall) == SIGNED_OUT


async def test_a_session_that_ran_out_ends_its_live_connections(world: World, clerk: Client) -> None:
    desk = await clerk.live("/live/counters/1")
    await newest(desk, 0)
    world.clock.forward_s(31 * 60)
    world.web.sockets.end_signed_out()
    assert await closing_code(desk) == SIGNED_OUT


async def test_a_pad_that_looks_stays_signed_in(world: World, pad: Client) -> None:
    face = await pad.live("/live/counters/1")
    await newest(face, 0)
    for _ in range(3):
        world.clock.forward_s(25 * 60)
        await world.web.sockets.keep_pads()
        world.web.sockets.end_signed_out()
    assert (await pad.get("/session")).status == 200


async def test_a_stop_asks_all_readers_to_come_back_soon(world: World, citizen: Client) -> None:
    boards = [await citizen.live() for _ in range(3)]
    for board in boards:
        await newest(board, 0)
    await world.web.sockets.stop()
    assert [await closing_code(board) for board in boards] == [RESTART] * 3


async def test_a_new_day_ends_the_pictures_of_old_tickets(world: World, citizen: Client) -> None:
    ticket = await citizen.take()
    mine = await citizen.live(f"/live/tickets/{ticket['link']}")
    await newest(mine, 0)
    await world.command(c.CloseDay())
    await world.command(c.OpenDay("2020-01-14"))
    world.web.feed.refresh()
    assert await closing_code(mine) == GONE


async def test_a_reader_that_says_too_much_is_cut_off(citizen: Client) -> None:
    board = await citizen.live()
    await newest(board, 0)
    await board.send_str("x" * 5000)
    assert await closing_code(board) == 1009


async def test_a_reader_that_stops_reading_is_dropped_and_delays_nobody(make_world: Making) -> None:
    world = await make_world(limits=Limits(write_timeout_s=0.2, live_gap_s=0.0))
    citizen = world.client()
    stalled = stalled_reader(world.port)
    board = await citizen.live()
    dropped = world.web.parts.metrics.dropped
    async with asyncio.timeout(60):
        while dropped._value.get() == 0:
            await citizen.take()
            await newest(board, world.service.record.seq)
            for _ in range(50):
                world.web.feed.refresh()
                await asyncio.sleep(0)
    await until(lambda: world.web.feed.count() == 1)
    stalled.close()


def stalled_reader(port: int) -> socket.socket:
    """A WebSocket whose other end never reads a byte after asking for the board."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", port))
    connection.sendall(
        b"GET /live HTTP/1.1\r\nHost: hub\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
    )
    return connection


class Pipe:
    """A reader's connection in a test: what was written, and a valve."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.closed: list[int] = []
        self.cut = False
        self.open = asyncio.Event()
        self.open.set()

    async def send(self, message: bytes) -> None:
        await self.open.wait()
        self.written.append(message)

    async def close(self, code: int) -> None:
        self.closed.append(code)

    def abort(self) -> None:
        self.cut = True


async def test_a_slow_reader_gets_the_newest_picture_and_none_between() -> None:
    pipe = Pipe()
    reader = Reader(pipe, BOARD)
    pipe.open.clear()
    writing = asyncio.create_task(reader.write(60))
    reader.offer(b"first")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    for number in range(1000):
        reader.offer(b"%d" % number)
    pipe.open.set()
    reader.leave(RESTART)
    assert await writing is True
    assert (pipe.written, pipe.closed) == ([b"first", b"999"], [RESTART])


async def test_a_reader_that_takes_nothing_is_cut() -> None:
    pipe = Pipe()
    pipe.open.clear()
    reader = Reader(pipe, BOARD)
    reader.offer(b"never read")
    assert await reader.write(0.0) is False
    assert pipe.cut


async def test_a_burst_is_one_picture_for_all_readers(make_world: Making) -> None:
    world = await make_world(limits=Limits(live_gap_s=60))
    metrics = Metrics(lambda: world.service.record, lambda: False)
    feed = Feed(Pictures(world.service, metrics, NoVoice()), world.limits, metrics)
    pipes = [Pipe() for _ in range(20)]
    readers = [Reader(pipe, BOARD) for pipe in pipes]
    tasks = [asyncio.create_task(reader.write(60)) for reader in readers]
    assert all(feed.join(reader) for reader in readers)
    world.service.add_outlet(feed)
    for _ in range(10):
        await world.command(c.TakeTicket(("card",), c.Channel.KIOSK, f"link-{world.service.record.seq}"))
    await until(lambda: all(len(pipe.written) == 2 for pipe in pipes))
    assert len({pipe.written[-1] for pipe in pipes}) == 1
    assert metrics.encoded.labels("board")._value.get() == 2
    assert json.loads(pipes[0].written[-1])["board"]["waiting"] >= 1
    feed.stop()
    assert await asyncio.gather(*tasks) == [True] * 20


async def test_what_a_forecast_has_found_out_is_shown_at_once_though_nothing_else_has_changed(
    world: World, citizen: Client
) -> None:
    await world.command(c.OpenCounter(1, "wang"))
    before = await (await citizen.get("/items")).json()
    hall = world.service.record
    kinds = {f"walk_in:{item.code}": Outlook(1000.0, 1500.0) for item in hall.setup.items}
    world.service.foresee(Outlooks(hall.seq, hall.at_ms + 1, {}, kinds))
    after = await (await citizen.get("/items")).json()
    assert before["items"][0]["wait"]["p50_s"] == 0
    assert after["items"][0]["wait"] == {"p50_s": 1000, "p80_s": 1500}
