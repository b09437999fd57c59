"""Webhooks: a signature that anybody can compute again, repeats until heard, bounds; and what is worth telling."""

import asyncio
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from hub.centre.surge import Surge
from hub.centre.watch import Watch
from hub.centre.webhooks import GIVEN_UP_MS, QUEUED, SIGNATURE, TIMESTAMP, Hook, Webhooks, signature
from tests.centre.test_nearby import now
from tests.centre.world import CITY, START_MS, Clock
from tests.web.world import until

README = Path(__file__).resolve().parents[2] / "hub" / "centre" / "web" / "README.md"
HOOK = Hook("http://receiver.example/hook", "a secret of this hook")


class Receiver:
    """A receiver whose next answers are given; ``OSError`` for no answer."""

    def __init__(self, *answers: int | None) -> None:
        self.answers = list(answers)
        self.heard: list[tuple[bytes, Mapping[str, str]]] = []

    async def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        self.heard.append((body, headers))
        answer = self.answers.pop(0) if self.answers else 204
        if answer is None:
            raise OSError("nobody answers")
        return answer


class Sleeper:
    """Notes how long somebody would have slept, and moves the clock."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.slept: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock.forward_s(seconds)
        await asyncio.sleep(0)


async def test_a_message_is_signed_over_timestamp_and_body() -> None:
    receiver, clock = Receiver(), Clock()
    hooks = Webhooks([HOOK], receiver, clock, Sleeper(clock))
    hooks.start()
    hooks.tell("hall_stale", "city", {"received_ms": 5})
    await until(lambda: bool(receiver.heard))
    hooks.stop()
    body, headers = receiver.heard[0]
    assert json.loads(body) == {
        "id": f"city-{START_MS}-1", "event": "hall_stale", "hall": "city", "at_ms": START_MS, "detail": {"received_ms": 5},
    }  # fmt: skip
    signed = headers[TIMESTAMP].encode() + b"." + body
    assert headers[SIGNATURE] == hmac.new(HOOK.secret.encode(), signed, hashlib.sha256).hexdigest()


async def test_a_message_is_repeated_with_patience_until_it_is_heard_and_the_next_waits() -> None:
    receiver, clock = Receiver(None, 500, 302, 200), Clock()
    sleeper = Sleeper(clock)
    hooks = Webhooks([HOOK], receiver, clock, sleeper)
    hooks.start()
    hooks.tell("surge", "city", {})
    hooks.tell("rewritten", "city", {"seq": 4})
    await until(lambda: len(receiver.heard) == 5)
    hooks.stop()
    assert sleeper.slept == [1, 2, 4]
    assert len({body for body, _ in receiver.heard[:4]}) == 1
    assert receiver.heard[0][1][TIMESTAMP] != receiver.heard[3][1][TIMESTAMP]
    assert hooks.dropped == 0


async def test_a_dead_receiver_is_given_up_after_a_day_and_delays_nobody_else() -> None:
    clock = Clock()
    dead, other = Hook("http://dead.example/", "one"), Hook("http://alive.example/", "two", ("surge",))
    heard: list[str] = []

    async def send(url: str, body: bytes, headers: Mapping[str, str]) -> int:
        heard.append(url)
        return 500 if "dead" in url else 200

    hooks = Webhooks([dead, other], send, clock, Sleeper(clock))
    hooks.start()
    hooks.tell("surge", "city", {})
    hooks.tell("hall_back", "city", {})
    await until(lambda: hooks.dropped == 2)
    hooks.stop()
    assert heard.count(other.url) == 1
    assert clock.ms - START_MS > GIVEN_UP_MS


async def test_the_queue_is_bounded_and_loses_the_oldest() -> None:
    clock = Clock()
    hooks = Webhooks([HOOK], Receiver(), clock, Sleeper(clock))
    for _ in range(QUEUED + 3):
        hooks.tell("surge", "city", {})
    assert hooks.dropped == 3


def test_the_example_in_the_documentation_is_right() -> None:
    text = README.read_text(encoding="utf-8")
    example = {
        name: re.search(rf"^{name}: (.+)$", text, re.MULTILINE) for name in ("secret", TIMESTAMP, "body", SIGNATURE)
    }
    values = {name: found[1] for name, found in example.items() if found}
    assert values.keys() == example.keys()
    assert signature(values["secret"], values[TIMESTAMP], values["body"].encode()) == values[SIGNATURE]


def test_each_change_is_told_once() -> None:
    watch, hall = Watch(), now(CITY)
    assert watch.look([hall], {}, START_MS) == []
    assert watch.look([hall], {}, START_MS + 31_000) == [("hall_stale", "city", {"received_ms": START_MS})]
    assert watch.look([hall], {}, START_MS + 41_000) == []
    back = replace(hall, received_ms=START_MS + 50_000)
    assert watch.look([back], {}, START_MS + 51_000) == [("hall_back", "city", {"received_ms": START_MS + 50_000})]
    found = {"city": Surge("wait", 2000, None)}
    told = [("surge", "city", {"kind": "wait", "found": 2000, "usual": None})]
    assert [watch.look([back], found, START_MS + 52_000), watch.look([back], found, START_MS + 53_000)] == [told, []]
    assert watch.look([back], {}, START_MS + 54_000) == []
    assert watch.look([back], found, START_MS + 55_000) == told
    torn = replace(back, rewritten=7)
    assert watch.look([torn], found, START_MS + 56_000) == [("rewritten", "city", {"seq": 7})]
    assert watch.look([torn], found, START_MS + 57_000) == []
