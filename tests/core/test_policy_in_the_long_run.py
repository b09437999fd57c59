"""Which ticket: means, bounds and fairness in simulated time, under the real policy, from fixed seeds."""

from dataclasses import replace

import pytest

from hub.core.catalogue import CounterSetup, HallSetup, Item, Line, Priority, Rules
from tests.core.little_line import Citizen, citizens, mean, served, waits
from tests.core.story import names

NEVER_S = 10**9
WEIGHTS = {"walk_in": 1.0, "booked": 1.5, "priority": 3.0}


def hall(counters: tuple[CounterSetup, ...], **rules: object) -> HallSetup:
    items = (
        Item("card", names("card"), "one", mean_s=300),
        Item("short", names("short"), "one", mean_s=180),
        Item("long", names("long"), "one", mean_s=1800),
    )
    priorities = (Priority("walk_in", names("walk-in"), 1.0), Priority("priority", names("priority"), 3.0))
    return HallSetup(
        "test", names("test"), (Line("one", names("one")),), items, priorities, counters,
        rules=Rules(booking_tolerance_s=0, **rules),  # type: ignore[arg-type]
    )  # fmt: skip


def general(count: int) -> tuple[CounterSetup, ...]:
    return tuple(CounterSetup(number) for number in range(1, count + 1))


def three_classes(seed: int, count: int, load: float) -> list[Citizen]:
    kinds: list[tuple[float, dict[str, object], float]] = [
        (0.5, {}, 300), (0.25, {"booked": True}, 300), (0.25, {"priority": "priority"}, 300),
    ]  # fmt: skip
    return citizens(seed, count, load / 300, kinds)


def class_of(citizen: Citizen) -> str:
    return "booked" if citizen.booked else citizen.priority


def kleinrock(base_s: float, loads: dict[str, float]) -> dict[str, float]:
    """Mean waits of the classes (Kleinrock 1964): highest weight first, ``base_s`` = W0 / (1 - rho)."""
    means: dict[str, float] = {}
    for name in sorted(WEIGHTS, key=lambda each: WEIGHTS[each]):
        b = WEIGHTS[name]
        above = sum(loads[i] * (1 - b / w) for i, w in WEIGHTS.items() if w > b)
        below = sum(loads[i] * means[i] * (1 - WEIGHTS[i] / b) for i in means)
        means[name] = (base_s - below) / (1 - above)
    return means


def test_mean_waits_are_kleinrock_s() -> None:
    """W0 / (1 - rho) is the first-come-first-served mean; taken from the same citizens it cancels most of the noise."""
    people = three_classes(seed=5, count=12_000, load=0.7)
    setup = hall(general(1), max_wait_s=NEVER_S, means_ratio=NEVER_S)
    waited = waits(setup, people)
    fcfs, free_s = [], 0.0
    for citizen in people:
        start_s = max(citizen.at_s, free_s)
        fcfs.append(start_s - citizen.at_s)
        free_s = start_s + citizen.service_s
    names_of = [class_of(citizen) for citizen in people]
    rho = sum(citizen.service_s for citizen in people) / people[-1].at_s
    loads = {name: rho * names_of.count(name) / len(people) for name in WEIGHTS}
    expected = kleinrock(mean(fcfs), loads)
    for name in WEIGHTS:
        found = mean(each for each, of in zip(waited, names_of, strict=True) if of == name)
        assert found == pytest.approx(expected[name], rel=0.04), name


def test_pooling_short_with_long_business_helps_only_with_the_length_in_the_score() -> None:
    """Four counters, half of the load three-minute and half thirty-minute business, no limit: 9 dedicated, 12 pooled
    first come first served, 7 with g (minutes; figures of this seed, the order of them is the rule)."""
    per_s = [1.6 / 180, 1.6 / 1800]
    people = citizens(1, 4000, sum(per_s), [(per_s[0], {"item": "short"}, 180), (per_s[1], {"item": "long"}, 1800)])
    split = tuple(CounterSetup(n, items=("short",) if n < 3 else ("long",)) for n in (1, 2, 3, 4))
    dedicated = mean(waits(hall(split, max_wait_s=NEVER_S), people))
    pooled = mean(waits(hall(general(4), max_wait_s=NEVER_S, means_ratio=NEVER_S), people))
    with_g = mean(waits(hall(general(4), max_wait_s=NEVER_S), people))
    assert with_g < 0.8 * dedicated
    assert with_g < 0.6 * pooled
    assert pooled > dedicated


def test_one_queue_for_like_business_waits_a_fraction_of_dedicated_ones() -> None:
    people = [
        replace(citizen, item=("short", "long", "card")[number % 3])
        for number, citizen in enumerate(citizens(2, 2000, 4.8 / 600, [(1, {}, 600)]))
    ]
    split = tuple(CounterSetup(n, items=(("short", "long", "card")[n % 3],)) for n in range(1, 7))
    like = {"means_ratio": NEVER_S, "max_wait_s": NEVER_S}
    assert mean(waits(hall(general(6), **like), people)) < 0.6 * mean(waits(hall(split, **like), people))


@pytest.mark.parametrize("seed", [1, 2])
def test_nobody_is_passed_by_who_arrived_too_late_to_overtake(seed: int) -> None:
    """j passes i only while b_j (t - t_j) > b_i (t - t_i) and i has waited no longer than the limit: whoever arrives
    more than max_wait (1 - b_i / b_j) after i stays behind, so arrivals in that time bound the overtaking."""
    limit_s = 1800
    people = three_classes(seed, 1500, load=0.97)
    passed = 0
    for who, now_s, waiting in served(hall(general(1), max_wait_s=limit_s), people):
        mine = people[who]
        for other in (people[each] for each in waiting):
            if other.at_s < mine.at_s:
                passed += 1
                window_s = limit_s * (1 - WEIGHTS[class_of(other)] / WEIGHTS[class_of(mine)])
                assert mine.at_s - other.at_s <= window_s + 0.002, (who, now_s)
    assert passed > 100


def test_the_longest_wait_is_hardly_longer_than_first_come_first_served() -> None:
    """At most 1.1 of it: beyond the limit the longest wait goes first."""
    people = three_classes(seed=3, count=2500, load=0.97)
    worst = max(waits(hall(general(1), max_wait_s=1800), people))
    assert max(waits(hall(general(1), max_wait_s=0), people)) > 3600
    assert worst <= 1.1 * max(waits(hall(general(1), max_wait_s=0), people))
