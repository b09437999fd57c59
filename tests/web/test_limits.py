"""Whoever asks too much waits; nobody else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.web.limits import REMEMBERED, Buckets, Limits, network_of
from hub.web.lockout import Lockout
from tests.fakes.clock import FakeClock
from tests.web.conftest import Making
from tests.web.world import Client, World

NO_KIOSK = Limits(kiosks=())


async def test_a_stranger_takes_only_so_many_tickets(make_world: Making) -> None:
    world = await make_world(limits=NO_KIOSK)
    citizen = world.client()
    statuses = [(await citizen.post("/tickets", {"items": ["card"]})).status for _ in range(11)]
    assert statuses == [201] * 10 + [429]
    world.clock.forward_s(5)
    assert (await citizen.post("/tickets", {"items": ["card"]})).status == 201


async def test_the_hall_s_kiosk_and_its_staff_take_as_many_as_people_come(make_world: Making) -> None:
    world = await make_world()
    clerk = await world.signed_in("wang")
    for client in (world.client(), clerk):
        statuses = {(await client.post("/tickets", {"items": ["card"]})).status for _ in range(15)}
        assert statuses == {201}


async def test_guessing_links_gets_slow(world: World, citizen: Client) -> None:
    statuses = [(await citizen.get(f"/tickets/guess-{n}")).status for n in range(21)]
    assert statuses == [404] * 20 + [429]
    world.clock.forward_s(2)
    ticket = await citizen.take()
    assert (await citizen.get(f"/tickets/{ticket['link']}")).status == 200


async def test_a_right_link_costs_nothing(citizen: Client) -> None:
    ticket = await citizen.take()
    statuses = {(await citizen.get(f"/tickets/{ticket['link']}")).status for _ in range(30)}
    assert statuses == {200}


async def test_a_stuck_key_slows_its_own_session_only(world: World, clerk: Client) -> None:
    statuses = [(await clerk.post("/counters/1/recall")).status for _ in range(61)]
    assert statuses == [409] * 60 + [429]
    other = await world.signed_in("li")
    assert (await other.post("/counters/2/open")).status == 200


async def test_wrong_old_and_yesterday_s_links_get_the_same_answer(make_world: Making) -> None:
    world = await make_world(limits=Limits(failed_links_burst=1000))
    citizen, boss = world.client(), await world.signed_in("boss")
    link = (await citizen.take())["link"]
    wrong = await citizen.get("/tickets/" + "A" * 22)
    assert (await citizen.get(f"/tickets/{link}")).status == 200
    await boss.post("/day/close")
    world.clock.forward_s(1801)
    over = await citizen.get(f"/tickets/{link}")
    await boss.post("/day/open", {"day": "2020-01-14"})
    old = await citizen.get(f"/tickets/{link}")
    bodies = {(await each.text()).replace(link, "A" * 22) for each in (wrong, over, old)}
    assert ({each.status for each in (wrong, over, old)}, len(bodies)) == ({404}, 1)


async def test_links_hold_128_random_bits(citizen: Client) -> None:
    links = {(await citizen.take())["link"] for _ in range(20)}
    assert (len(links), {len(link) for link in links}) == (20, {22})


@given(steps=st.lists(st.tuples(st.floats(0, 10), st.booleans()), max_size=60))
def test_no_key_ever_gets_more_than_its_burst_and_its_rate(steps: list[tuple[float, bool]]) -> None:
    clock = FakeClock(0)
    buckets = Buckets(2.0, 5, clock.seconds)
    taken = 0
    for wait_s, asks in steps:
        clock.forward_s(wait_s)
        taken += asks and buckets.take("a") == 0.0
    assert taken <= 5 + 2.0 * clock.seconds() + 1e-6
    assert buckets.wait_s("b") == 0.0


def test_buckets_and_lockouts_forget_rather_than_grow() -> None:
    clock = FakeClock(0)
    buckets, lockout = Buckets(1.0, 1, clock.seconds), Lockout(clock.seconds)
    for number in range(REMEMBERED + 50):
        buckets.take(str(number))
        lockout.attempt(str(number), str(number))
    assert len(buckets._left) == REMEMBERED
    assert len(lockout._failed) <= REMEMBERED


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::1", "::1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_an_address_counts_as_the_network_that_one_person_owns(address: str | None, network: str) -> None:
    assert network_of(address) == network
