"""Outbox and inbox back to back over a link that loses, repeats and reorders."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from wire.delivery import Outbox
from wire.inbox import Inbox

STEP_MS = 250


class World:
    """A device's outbox, a hub's inbox, and two bad directions between them."""

    def __init__(self, seed: int, loss: float, repeat: float, delay_steps: int) -> None:
        self.random = random.Random(seed)
        self.loss, self.repeat, self.delay_steps = loss, repeat, delay_steps
        self.outbox, self.inbox = Outbox(1), Inbox()
        self.under_way: list[tuple[int, str, int]] = []
        self.acted: list[int] = []
        self.answered: list[int] = []
        self.now_ms = 0

    def put(self, direction: str, seq: int) -> None:
        """One packet: lost, once, or several times, each after its own delay."""
        if self.random.random() < self.loss:
            return
        for _ in range(1 + (self.random.random() < self.repeat)):
            self.under_way.append((self.now_ms + STEP_MS * self.random.randint(0, self.delay_steps), direction, seq))

    def step(self) -> None:
        """A quarter of a second."""
        for sent in self.outbox.due(self.now_ms, self.random.randrange(256)):
            self.put("up", sent.seq)
        arrived = [packet for packet in self.under_way if packet[0] <= self.now_ms]
        self.under_way = [packet for packet in self.under_way if packet[0] > self.now_ms]
        self.random.shuffle(arrived)
        for _, direction, seq in arrived:
            self.hub(seq) if direction == "up" else self.device(seq)
        self.now_ms += STEP_MS

    def hub(self, seq: int) -> None:
        """Acts on what is new; answers whatever it has acted on, each time it comes."""
        verdict = self.inbox.take(1, seq)
        if verdict == Inbox.NEW:
            self.acted.append(seq)
        if verdict != Inbox.TOO_OLD:
            self.put("down", seq)

    def device(self, seq: int) -> None:
        """Takes an answer."""
        if self.outbox.ack(1, seq):
            self.answered.append(seq)


@given(
    seed=st.integers(0, 2**32),
    loss=st.floats(0, 0.7),
    repeat=st.floats(0, 1),
    delay_steps=st.integers(0, 12),
    gaps=st.lists(st.integers(0, 20), min_size=1, max_size=12),
)
@settings(max_examples=80, deadline=None)
def test_every_action_acts_once_and_is_answered_once(
    seed: int, loss: float, repeat: float, delay_steps: int, gaps: list[int]
) -> None:
    world = World(seed, loss, repeat, delay_steps)
    for gap in gaps:
        assert world.outbox.add("press", {}, world.now_ms, None)
        for _ in range(gap):
            world.step()
    while world.outbox.waiting and world.now_ms < 3_600_000:
        world.step()
    everything = list(range(1, len(gaps) + 1))
    assert sorted(world.acted) == everything
    assert sorted(world.answered) == everything
    assert world.inbox.missing() == []


@given(seed=st.integers(0, 2**32), loss=st.floats(0.5, 1.0))
@settings(max_examples=40, deadline=None)
def test_over_a_dead_link_an_action_ends_as_answered_or_expired(seed: int, loss: float) -> None:
    world = World(seed, loss, 0.2, 2)
    world.outbox.add("press", {"key": "next"}, 0, 10_000)
    expired: list[int] = []
    while world.outbox.waiting:
        world.step()
        expired += [sent.seq for sent in world.outbox.expired(world.now_ms)]
    assert expired + world.answered == [1]
    assert world.now_ms <= 10_500
    assert len(world.acted) <= 1
    assert not (world.answered and not world.acted)


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 200)), max_size=300))
@settings(max_examples=100, deadline=None)
def test_no_order_of_names_gets_one_through_twice(names: list[tuple[int, int]]) -> None:
    inbox = Inbox()
    taken = [name for name in names if inbox.take(*name) == Inbox.NEW]
    assert len(taken) == len(set(taken))
    assert [boot for boot, _ in taken] == sorted(boot for boot, _ in taken)
