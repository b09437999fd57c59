"""What this machine can do at best: a message there and back, one durable commit."""

import asyncio
import contextlib
import secrets
from pathlib import Path

from hub.devices.acl import Grant
from hub.devices.broker import Broker
from hub.devices.connection import Connection, OnMessage
from tools.benches.figures import Stopwatch
from tools.benches.floor_row import INSERT, connect, row

THERE, BACK = "floor/there", "floor/back"
READY_S = 20.0
ANSWER_S = 5.0
MESSAGE = b"x" * 220
"""As long as a press."""


def commits_ms(folder: Path, rounds: int) -> list[float]:
    """Times of one durable commit of one row."""
    samples = []
    with contextlib.closing(connect(folder / "floor-commit.db")) as connection:
        for _ in range(rounds):
            watch = Stopwatch()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(INSERT, row(""))
            connection.execute("COMMIT")
            samples.append(watch.ms)
    return samples


async def round_trips_ms(folder: Path, rounds: int) -> list[float]:
    """Times from one client's publish to the other's answer, QoS 1, over the hall's own kind of broker."""
    place = folder / "floor-broker"
    place.mkdir()
    grants = [Grant(name, secrets.token_urlsafe(16), ("floor/#",), ("floor/#",)) for name in ("asks", "answers")]
    broker = Broker(place, lambda: grants)
    running = asyncio.create_task(broker.run())
    try:
        await asyncio.wait_for(broker.ready(), READY_S)
        return await play(broker, grants, rounds)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def play(broker: Broker, grants: list[Grant], rounds: int) -> list[float]:
    """The two clients, and one message after another."""
    heard = asyncio.Queue[bytes]()

    def connection(grant: Grant, hear: OnMessage) -> Connection:
        return Connection(broker.address(grant.user, grant.password), f"floor-{grant.user}", None, hear)

    def answer(topic: str, payload: bytes, retain: bool) -> None:
        answers.publish(BACK, payload, False)

    answers = connection(grants[1], answer)
    asks = connection(grants[0], lambda topic, payload, retain: heard.put_nowait(payload))
    await answers.open([THERE])
    await asks.open([BACK])
    samples = []
    for _ in range(rounds):
        watch = Stopwatch()
        asks.publish(THERE, MESSAGE, False)
        await asyncio.wait_for(heard.get(), ANSWER_S)
        samples.append(watch.ms)
    await asyncio.gather(asks.farewell(), answers.farewell())
    return samples
