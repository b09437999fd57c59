"""The small parts of the link: budget, history, messages, addresses."""

import asyncio
import hashlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.dispatch import as_plain
from hub.core.trail import Trail, dispatch
from hub.settings.sections import CentreLink
from hub.uplink import shapes
from hub.uplink.address import NAME, Way
from hub.uplink.budget import BURST_S, Budget
from hub.uplink.history import fork_of
from hub.uplink.shapes import Answer, Ask, Told
from hub.uplink.uplink import AROUND, RUN
from tests.centre.rig import FakeHall
from tests.core.walk import Walk


@given(st.lists(st.integers(1, 20_000), min_size=1, max_size=50), st.integers(500, 100_000))
def test_no_more_bytes_go_than_the_line_is_given(sizes: list[int], rate: int) -> None:
    budget, now_s, sent = Budget(rate, 0.0), 0.0, 0
    for size in sizes:
        now_s += budget.spend(size, now_s)
        sent += size
        assert sent <= rate * (now_s + BURST_S) + 1e-6 * sent


def test_a_day_of_ten_thousand_events_takes_a_village_s_line_less_than_five_minutes() -> None:
    walk = Walk(3)
    for _ in range(150):
        walk.step()
    trail = Trail(walk.story.first)
    chain = [hashlib.sha256(str(each.seq).encode()).digest() for each in walk.story.journal]
    told = [dispatch(trail, each, at) for each, at in zip(walk.story.journal, chain, strict=True)]
    pieces = [shapes.Piece(each.seq, msgspec.json.encode(as_plain(each))) for each in told]
    runs = [shapes.pack_run(1, 0, pieces[index : index + RUN]) for index in range(0, len(pieces), RUN)]
    bytes_an_event = sum(len(run) + AROUND for run in runs) / len(pieces)
    heartbeats = 350 + AROUND
    assert 10_000 * bytes_an_event / (CentreLink().bytes_a_second - heartbeats) < 300


def test_what_is_urgent_goes_at_once_and_events_wait_for_it() -> None:
    budget = Budget(1000, 0.0)
    budget.spend(4000, 0.0)
    assert budget.spend(1000, 0.0) == 3.0


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300))
def test_the_fork_of_two_histories_is_found(common: int, mine: int, theirs: int) -> None:
    def history(more: int, name: str) -> list[str]:
        return [f"c{seq}" for seq in range(1, common + 1)] + [f"{name}{seq}" for seq in range(more)]

    a, b = history(mine, "a"), history(theirs, "b")
    asked: list[int] = []

    async def of(known: list[str], seq: int) -> str:
        return known[seq - 1] if 0 < seq <= len(known) else ""

    async def ours(seq: int) -> str:
        return await of(a, seq)

    async def other(seq: int) -> str:
        asked.append(seq)
        return await of(b, seq)

    assert asyncio.run(fork_of(ours, other, min(len(a), len(b)))) == common
    assert len(asked) <= 10


@given(st.integers(1, 200), st.integers(0, 9), st.integers(0, 3))
def test_a_run_reads_back_equal(count: int, epoch: int, life: int) -> None:
    hall = FakeHall(last=count)
    payload = shapes.pack_run(epoch, life, asyncio.run(hall.after(0, count)))
    run = shapes.read_run("city", payload)
    assert (run.epoch, run.life, [each.seq for each in run.events]) == (epoch, life, list(range(1, count + 1)))
    assert len(payload) < 60_000


@pytest.mark.parametrize(
    "message", [Ask(1), Ask(2, at=0), Ask(3, fork=7, hash="a"), Answer(), Answer(1, 2, "a", 3), Told(again=0)]
)
def test_a_question_and_its_answer_read_back_equal(message: Ask | Answer | Told) -> None:
    assert shapes.decoded(shapes.packed(message), type(message)) == message


async def test_a_standing_in_another_s_name_is_refused() -> None:
    told = await FakeHall("city", last=3).standing()
    assert told is not None
    payload = shapes.pack_standing(told)
    assert shapes.read_standing("city", payload) == told
    with pytest.raises(shapes.BadMessage, match="a standing of 'city'"):
        shapes.read_standing("village", payload)


def test_halls_begin_with_different_members_and_know_them_all() -> None:
    url = "nats://a:1,nats://b:1, nats://c:1"
    found = [Way(url, f"hall-{number}", "k").addresses() for number in range(30)]
    assert all(sorted(each) == ["nats://a:1", "nats://b:1", "nats://c:1"] for each in found)
    assert {each[0] for each in found} == {"nats://a:1", "nats://b:1", "nats://c:1"}


def test_only_tls_addresses_have_a_context_and_our_own_authority_one_name() -> None:
    assert Way("nats://a:1", "city", "k").tls() is None
    assert Way("tls://a:1", "city", "k").tls_name() is None
    assert Way("tls://a:1", "city", "k", "authority.pem").tls_name() == NAME
