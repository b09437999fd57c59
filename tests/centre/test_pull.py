"""The workers' own way of taking messages: as many as have come, and what it does when none do."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from hub.centre.pull import EXPIRES_S, LATER_S, MOST, Pull
from tests.conformance.fast_loop import run_fast


@dataclass
class Came:
    """A message, or a word of the stream."""

    data: bytes = b""
    headers: dict[str, str] | None = None


@dataclass
class FakeClient:
    """``asked``: how many messages each question wanted; ``questions``: the same, for who waits for the next one."""

    asked: list[int] = field(default_factory=list)
    questions: asyncio.Queue[int] = field(default_factory=asyncio.Queue)
    take: Any = None

    def new_inbox(self) -> str:
        return "_INBOX.x"

    async def subscribe(self, subject: str, cb: Any) -> None:
        self.take = cb

    async def publish(self, subject: str, payload: bytes, reply: str) -> None:
        assert (subject, reply) == ("$JS.API.CONSUMER.MSG.NEXT.EVENTS.intake", "_INBOX.x")
        self.asked.append(json.loads(payload)["batch"])
        self.questions.put_nowait(self.asked[-1])


async def started() -> tuple[FakeClient, Pull]:
    client = FakeClient()
    pull = Pull(client, "EVENTS", "intake")  # type: ignore[arg-type]
    await pull.start()
    return client, pull


async def test_everything_that_has_come_is_one_batch_and_half_a_window_is_the_most() -> None:
    client, pull = await started()
    first = asyncio.create_task(pull.batch())
    await asyncio.sleep(0)
    for index in range(MOST):
        await client.take(Came(b"%d" % index))
    assert [message.data for message in await first] == [b"%d" % index for index in range(MOST // 2)]
    assert [message.data for message in await pull.batch()] == [b"%d" % index for index in range(MOST // 2, MOST)]
    assert client.asked == [MOST, MOST // 2]


async def test_a_question_that_has_expired_is_asked_again() -> None:
    client, pull = await started()
    waiting = asyncio.create_task(pull.batch())
    await asyncio.sleep(0)
    await client.take(Came(headers={"Status": "408", "Nats-Pending-Messages": str(MOST)}))
    await asyncio.sleep(0)
    await client.take(Came(b"x"))
    assert len(await waiting) == 1
    assert client.asked[:2] == [MOST, MOST]


def test_after_trouble_or_silence_it_asks_again_a_little_later() -> None:
    async def story() -> None:
        loop = asyncio.get_running_loop()
        client, pull = await started()
        waiting = asyncio.create_task(pull.batch())
        assert await client.questions.get() == MOST
        began_s = loop.time()
        await client.take(Came(headers={"Status": "409", "Description": "Leadership Change"}))
        assert await client.questions.get() == MOST
        assert LATER_S <= loop.time() - began_s <= LATER_S + 0.2
        began_s = loop.time()
        await client.questions.get()  # No answer at all: the connection was lost with the question.
        assert EXPIRES_S <= loop.time() - began_s <= EXPIRES_S + 2 * LATER_S
        await client.take(Came(b"x"))
        assert len(await waiting) == 1

    run_fast(story())
