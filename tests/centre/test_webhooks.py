"""Webhooks: a signature that anybody can compute again, repeats until heard, whoever dies when, and one telling by many nodes."""

import asyncio
import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import select

from hub.centre.outbox import KEPT_MS, LEASE_MS, QUEUED, Outbox, message
from hub.centre.surge import Surge
from hub.centre.watch import Watch
from hub.centre.webhooks import DELIVERY, GIVEN_UP_MS, SIGNATURE, TIMESTAMP, Hook, Webhooks, pause_ms, signature
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

    @property
    def deliveries(self) -> list[str]:
        return [headers[DELIVERY] for _, headers in self.heard]


class Nodes:
    """Web nodes of one centre that share a store and a clock."""

    def __init__(self, folder: Path) -> None:
        self.url, self.clock = f"sqlite:///{folder / 'centre.db'}", Clock()
        self._ids, self._names = count(1), count(1)
        self.open: list[Outbox] = []

    def start(self, receiver: Receiver, *hooks: Hook) -> Webhooks:
        """One more node, which the test moves step by step."""
        outbox = Outbox(self.url, f"node-{next(self._names)}")
        self.open.append(outbox)
        return Webhooks(hooks or (HOOK,), outbox, receiver, self.clock, lambda: f"d{next(self._ids)}")


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[Nodes]:
    made = Nodes(tmp_path)
    yield made
    for outbox in made.open:
        outbox.close()


async def told(hooks: Webhooks, event: str = "surge", hall: str = "city", **detail: int) -> list[tuple[str, str]]:
    hooks.tell(event, hall, detail)
    return await hooks.keep()


async def test_a_message_is_signed_over_timestamp_delivery_and_body(nodes: Nodes) -> None:
    receiver = Receiver()
    hooks = nodes.start(receiver)
    hooks.start()
    await told(hooks, "hall_stale", received_ms=5)
    await until(lambda: bool(receiver.heard))
    hooks.stop()
    body, headers = receiver.heard[0]
    assert json.loads(body) == {
        "id": "d1", "event": "hall_stale", "hall": "city", "at_ms": START_MS, "detail": {"received_ms": 5},
    }  # fmt: skip
    signed = f"{headers[TIMESTAMP]}.d1.".encode() + body
    assert headers[SIGNATURE] == hmac.new(HOOK.secret.encode(), signed, hashlib.sha256).hexdigest()


async def test_a_message_is_repeated_with_patience_until_it_is_heard_and_the_next_waits(nodes: Nodes) -> None:
    receiver = Receiver(None, 500, 302, 200)
    hooks = nodes.start(receiver)
    await told(hooks)
    await told(hooks, "rewritten", seq=4)
    pauses = []
    while await hooks.lines[0].step() or nodes.open[0].undelivered(9):
        began_ms = nodes.clock.ms
        while (waits := nodes.open[0].undelivered(1)) and waits[0].due_ms > nodes.clock.ms:
            nodes.clock.forward_s(0.5)
        pauses += [nodes.clock.ms - began_ms]
    assert [each / 1000 for each in pauses if each] == [1, 2, 4]
    assert receiver.deliveries == ["d1"] * 4 + ["d2"]
    assert len({body for body, _ in receiver.heard[:4]}) == 1
    assert receiver.heard[0][1][TIMESTAMP] != receiver.heard[3][1][TIMESTAMP]


async def test_a_restart_loses_nothing_and_tells_nothing_again(nodes: Nodes) -> None:
    first, second = Receiver(None), Receiver()
    before = nodes.start(first)
    await told(before, "hall_stale")
    await before.lines[0].step()
    after = nodes.start(second)
    assert await told(after, "hall_stale") == []
    nodes.clock.forward_s(2)
    assert await after.lines[0].step()
    assert (first.deliveries, second.deliveries) == (["d1"], ["d1"])
    assert not await after.lines[0].step()
    assert await told(after, "hall_back") == [("hall_back", "city")]


async def test_who_is_killed_between_delivery_and_note_has_it_delivered_again_with_the_same_id(nodes: Nodes) -> None:
    receiver = Receiver()
    killed, other = nodes.start(receiver), nodes.start(receiver)
    await told(killed)
    claimed = killed.outbox.claim(HOOK.key, nodes.clock.ms)
    assert claimed is not None
    assert await killed.lines[0]._attempt(claimed) == ""  # and here it is killed
    assert not await other.lines[0].step(), "somebody may still be at it"
    nodes.clock.forward_s(LEASE_MS / 1000 + 1)
    assert await other.lines[0].step()
    assert receiver.deliveries == ["d1", "d1"]
    killed.outbox.failed(claimed, "late", 0)
    assert other.outbox.undelivered(9) == []


async def test_two_nodes_notice_one_thing_and_tell_it_once(nodes: Nodes) -> None:
    receiver = Receiver()
    one, two = nodes.start(receiver), nodes.start(receiver)
    assert await told(one, "surge", found=30) == [("surge", "city")]
    assert await told(two, "surge", found=31) == []
    assert await told(two, "rewritten", seq=7) == [("rewritten", "city")]
    assert await told(one, "rewritten", seq=7) == []
    assert await told(one, "rewritten", seq=9) == [("rewritten", "city")]
    assert await told(one, "surge_over") == [("surge_over", "city")]
    assert await told(two, "surge_over") == []
    assert one.outbox.noticed() == {("city", "rewritten"): "9"}
    one.start()
    two.start()
    await until(lambda: len(receiver.heard) == 4)
    one.stop()
    two.stop()
    assert receiver.deliveries == sorted(set(receiver.deliveries)), "in order, each once"


async def test_of_two_nodes_only_one_gets_a_message(nodes: Nodes) -> None:
    one, two = nodes.start(Receiver()), nodes.start(Receiver())
    for seq in range(20):
        await told(one, "rewritten", seq=seq)
    while one.outbox.undelivered(1):
        claims = await asyncio.gather(
            *(asyncio.to_thread(each.outbox.claim, HOOK.key, START_MS) for each in (one, two))
        )
        won = [claimed for claimed in claims if claimed]
        assert len(won) == 1
        one.outbox.delivered(won[0])


async def test_who_looked_before_another_tried_gets_nothing(nodes: Nodes) -> None:
    one, two = nodes.start(Receiver(None)), nodes.start(Receiver())
    await told(one)
    connect = two.outbox._engine.connect()
    seen = connect.execute(select(message)).mappings().one()
    connect.close()
    assert await one.lines[0].step()
    assert not two.outbox.win(seen, nodes.clock.ms), "it was tried in between, and is not due"
    assert await two.lines[0].step() is False
    nodes.clock.forward_s(1)
    assert await two.lines[0].step()


async def test_a_dead_receiver_is_given_up_after_a_day_counted_and_delays_nobody_else(nodes: Nodes) -> None:
    dead, other = Hook("http://dead.example/", "one"), Hook("http://alive.example/", "two", ("surge",))
    receivers = {dead.url: Receiver(*[503] * 1000), other.url: Receiver()}

    async def send(url: str, body: bytes, headers: Mapping[str, str]) -> int:
        return await receivers[url](url, body, headers)

    hooks = nodes.start(send, dead, other)  # type: ignore[arg-type]
    await told(hooks)
    assert await told(hooks, "hall_back") == [], "nobody said that it was away"
    while any([await line.step() for line in hooks.lines]) or nodes.open[0].counts()[dead.key][0]:
        nodes.clock.forward_s(300)
    assert nodes.open[0].counts() == {dead.key: (0, 1)}
    (lost,) = nodes.open[0].undelivered(9)
    assert (lost.why, lost.given_up_ms > START_MS + GIVEN_UP_MS) == ("status_503", True)
    assert len(receivers[other.url].heard) == 1
    assert 250 < lost.tries < 320
    nodes.clock.ms += KEPT_MS + 1
    await hooks.tidy()
    assert nodes.open[0].counts() == {}


async def test_a_hook_that_is_in_no_settings_any_more_is_given_up_too(nodes: Nodes) -> None:
    await told(nodes.start(Receiver()))
    later = nodes.start(Receiver(), Hook("http://other.example/", "two"))
    nodes.clock.ms += GIVEN_UP_MS + 600_000
    await later.tidy()
    assert later.outbox.counts() == {HOOK.key: (0, 1)}


async def test_a_line_is_bounded_and_gives_up_the_oldest(nodes: Nodes) -> None:
    hooks = nodes.start(Receiver())
    for seq in range(QUEUED + 3):
        hooks.tell("rewritten", "city", {"seq": seq})
    await hooks.keep()
    hooks.tell("rewritten", "city", {"seq": 1})
    await hooks.keep()
    assert hooks.outbox.counts() == {HOOK.key: (QUEUED, 1)}
    assert hooks.outbox.undelivered(QUEUED)[0].delivery == "d2"


async def test_what_happens_while_the_store_fails_is_told_once_it_works(
    nodes: Nodes, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooks = nodes.start(Receiver())
    whole = hooks.outbox.tell
    monkeypatch.setattr(hooks.outbox, "tell", full)
    for event in ("hall_stale", "surge"):
        with pytest.raises(OSError, match="No space"):
            await told(hooks, event)
    monkeypatch.setattr(hooks.outbox, "tell", whole)
    assert await hooks.keep() == [("hall_stale", "city"), ("surge", "city")]


async def test_two_looks_at_once_keep_each_happening_once(nodes: Nodes) -> None:
    hooks = nodes.start(Receiver())
    for seq in range(9):
        hooks.tell("rewritten", "city", {"seq": seq})
    kept = await asyncio.gather(hooks.keep(), hooks.keep(), hooks.keep())
    assert sum(map(len, kept)) == 9
    assert hooks.outbox.counts() == {HOOK.key: (9, 0)}


def full(*_: object) -> bool:
    raise OSError(28, "No space left on device")


def test_patience_doubles_up_to_five_minutes() -> None:
    assert [pause_ms(tries) // 1000 for tries in (1, 2, 3, 9, 10, 10_000)] == [1, 2, 4, 256, 300, 300]


def test_the_example_in_the_documentation_is_right() -> None:
    text = README.read_text(encoding="utf-8")
    names = ("secret", TIMESTAMP, DELIVERY, "body", SIGNATURE)
    example = {name: re.search(rf"^{name}: (.+)$", text, re.MULTILINE) for name in names}
    values = {name: found[1] for name, found in example.items() if found}
    assert values.keys() == example.keys()
    assert json.loads(values["body"])["id"] == values[DELIVERY]
    signed = signature(values["secret"], values[TIMESTAMP], values[DELIVERY], values["body"].encode())
    assert signed == values[SIGNATURE]


def test_each_change_is_told_once() -> None:
    watch, hall = Watch(), now(CITY)
    assert watch.look([hall], {}, START_MS) == []
    assert watch.look([hall], {}, START_MS + 31_000) == [("hall_stale", "city", {"received_ms": START_MS})]
    assert watch.look([hall], {}, START_MS + 41_000) == []
    back = replace(hall, received_ms=START_MS + 50_000)
    assert watch.look([back], {}, START_MS + 51_000) == [("hall_back", "city", {"received_ms": START_MS + 50_000})]
    found = {"city": Surge("wait", 2000, None)}
    surge = [("surge", "city", {"kind": "wait", "found": 2000, "usual": None})]
    assert [watch.look([back], found, START_MS + 52_000), watch.look([back], found, START_MS + 53_000)] == [surge, []]
    assert watch.look([back], {}, START_MS + 54_000) == []
    assert watch.look([back], found, START_MS + 55_000) == []
    back = replace(back, received_ms=START_MS + 120_000)
    assert watch.look([back], {}, START_MS + 116_000) == [("surge_over", "city", {})]
    assert watch.look([back], found, START_MS + 117_000) == surge
    torn = replace(back, rewritten=7)
    assert watch.look([torn], found, START_MS + 118_000) == [("rewritten", "city", {"seq": 7})]
    assert watch.look([torn], found, START_MS + 119_000) == []


def test_a_watch_that_begins_anew_tells_the_end_of_what_an_earlier_one_told() -> None:
    watch, hall = Watch(), replace(now(CITY), rewritten=7)
    watch.remember({("city", "stale"): "", ("city", "surge"): "", ("city", "rewritten"): "7"})
    assert watch.look([hall], {}, START_MS) == [
        ("hall_back", "city", {"received_ms": START_MS}), ("surge_over", "city", {}),
    ]  # fmt: skip
