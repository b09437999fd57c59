"""A line of citizens in front of a few counters, in simulated time, under the real policy: who waits how long."""

import heapq
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hub.core import policy
from hub.core.catalogue import HallSetup
from hub.core.commands import Channel
from hub.core.counter import Counter, CounterState
from hub.core.hall import Hall
from hub.core.ticket import Leg, Ticket


@dataclass(frozen=True, slots=True)
class Citizen:
    """Arrives at ``at_s`` for one item that takes ``service_s``."""

    at_s: float
    service_s: float
    item: str = "card"
    priority: str = "walk_in"
    booked: bool = False


def citizens(
    seed: int, count: int, per_s: float, kinds: Iterable[tuple[float, dict[str, object], float]]
) -> list[Citizen]:
    """``count`` Poisson arrivals at ``per_s``; each kind: share, fields, mean of its exponential service in seconds."""
    dice, chosen, at_s = random.Random(seed), list(kinds), 0.0
    people = []
    for _ in range(count):
        at_s += dice.expovariate(per_s)
        _, fields, mean_s = dice.choices(chosen, [share for share, _, _ in chosen])[0]
        people.append(Citizen(at_s, dice.expovariate(1 / mean_s), **fields))  # type: ignore[arg-type]
    return people


def waiting_leg(hall: Hall, serial: int, citizen: Citizen) -> Leg:
    """The citizen stands in the hall's line."""
    at_ms = round(citizen.at_s * 1000)
    ticket = Ticket(
        str(serial), str(serial), serial, (citizen.item,), Channel.KIOSK, citizen.priority,
        at_ms if citizen.booked else None, "zh", str(serial), at_ms, 0, None, None, "kiosk", [str(serial)],
    )  # fmt: skip
    leg = Leg(ticket.id, ticket.id, ticket.items, at_ms, at_ms)
    hall.tickets[ticket.id], hall.legs[leg.id], hall.waiting[leg.id] = ticket, leg, None
    return leg


def served(setup: HallSetup, people: list[Citizen]) -> Iterator[tuple[int, float, set[int]]]:
    """(who, when called, who waited then), in the order of the calls."""
    hall = Hall(setup)
    hall.counters = {c.number: Counter(c.number, CounterState.FREE) for c in setup.counters}
    ends: list[tuple[float, int]] = []
    arrived, now_s = 0, 0.0
    while arrived < len(people) or hall.waiting or ends:
        upcoming = [people[arrived].at_s] if arrived < len(people) else []
        now_s = min([*upcoming, *(end for end, _ in ends[:1])])
        while ends and ends[0][0] <= now_s:
            hall.counters[heapq.heappop(ends)[1]].state = CounterState.FREE
        while arrived < len(people) and people[arrived].at_s <= now_s:
            waiting_leg(hall, arrived, people[arrived])
            arrived += 1
        for counter in hall.counters.values():
            if counter.state != CounterState.FREE:
                continue
            leg = policy.choose_ticket(hall, counter, round(now_s * 1000))
            if leg is None:
                continue
            yield int(leg.id), now_s, {int(each) for each in hall.waiting}
            del hall.waiting[leg.id], hall.legs[leg.id], hall.tickets[leg.ticket]
            counter.state = CounterState.SERVING
            heapq.heappush(ends, (now_s + people[int(leg.id)].service_s, counter.number))


def waits(setup: HallSetup, people: list[Citizen]) -> list[float]:
    """Seconds that each citizen waited."""
    called_s = {who: at_s for who, at_s, _ in served(setup, people)}
    assert len(called_s) == len(people)
    return [called_s[who] - citizen.at_s for who, citizen in enumerate(people)]


def mean(numbers: Iterable[float]) -> float:
    """The mean of some numbers."""
    taken = list(numbers)
    return sum(taken) / len(taken)
