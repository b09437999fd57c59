"""Who is called next, and which counter calls.

Theory of operation. A waiting leg gathers points: ``S = b (now - t0) / g`` (accumulating priority; Kleinrock 1964;
Stanford, Taylor, Ziedins 2014). ``t0`` is the ticket's first arrival; for a booking max(arrival, slot - tolerance).
``b`` is 1 for a walk-in, 1.5 booked, 3 priority. ``g`` is 1, or the mean service of the leg's items over the overall
mean where the hall's means differ more than threefold: short business must not wait behind long business. A free
counter gets the leg with the most points that it can serve; ties go to the earlier arrival.

Three things go before points. A leg sent to the front by a transfer. A leg that has waited longer than ``max_wait_s``:
the longest of them first, so that nobody starves. And a leg that was sent to one counter or clerk is served there
alone, for as long as that counter or clerk is at work.

Two preferences shift the age that a counter sees, so that whoever is overtaken by them came so much later at most, and
no counter stands idle for them. Where an item is none of a counter's own but one that it helps out with, the leg counts
as ``overflow_after_s`` younger. A citizen who comes back about a matter counts as ``first_asked_s`` older at the clerk who
took it in (first-asked responsibility, 首问负责), and as so much younger elsewhere while that clerk is at work.

Between free counters the least busy today is taken, then the one free longest: longest-idle alone is no strong
fairness (Doroudi, Gopalakrishnan 2013).
"""

from collections.abc import Iterable, Sequence
from operator import itemgetter

from hub.core.counter import Counter, CounterState
from hub.core.hall import Hall
from hub.core.ticket import Leg

Rank = tuple[bool, bool, float, int, int]
Kind = tuple[tuple[str, ...], int | None, str | None, str]
Line = list[tuple[Rank, Leg]]


def age_s(hall: Hall, leg: Leg, now_ms: int) -> float:
    """Seconds since t0, with a missed call and others let pass taken off; below zero before a booked slot."""
    ticket = hall.tickets[leg.ticket]
    t0_ms = leg.arrived_ms + leg.penalty_ms + leg.given_way_ms
    if ticket.booked_ms is not None:
        slot_ms = ticket.booked_ms - hall.setup.rules.booking_tolerance_s * 1000
        t0_ms = max(t0_ms, slot_ms + leg.given_way_ms)
    return (now_ms - t0_ms) / 1000


def weight(hall: Hall, leg: Leg) -> float:
    """Points per second: b of the ticket's class, at least the booked one for a booking."""
    ticket = hall.tickets[leg.ticket]
    b = hall.setup.weight(ticket.priority)
    return max(b, hall.setup.rules.booked_weight) if ticket.booked_ms is not None else b


def length_factors(hall: Hall) -> dict[str, float]:
    """g by item code; empty where the means of the hall's items differ less than ``means_ratio``.

    Of all that the hall offers, whoever waits: a rule that began with the first short business in the queue would change
    everybody's place, and every promise, with one ticket.
    """
    means = {item.code: hall.pace.item_s(hall.setup, item.code) for item in hall.setup.items}
    if not means or max(means.values()) <= hall.setup.rules.means_ratio * min(means.values()):
        return {}
    overall_s = sum(means.values()) / len(means)
    return {code: mean_s / overall_s for code, mean_s in means.items()}


def points(hall: Hall, leg: Leg, now_ms: int, factors: dict[str, float], shift_s: float = 0.0) -> float:
    """S of a leg now, with what a counter's preference adds to its age."""
    return points_at(hall, leg, age_s(hall, leg, now_ms) + shift_s, factors)


def points_at(hall: Hall, leg: Leg, age: float, factors: dict[str, float]) -> float:
    """S in weighted seconds at this age; before its time a booking has no weight, or the heavier would be the later."""
    if age < 0:
        return age
    if not factors:
        return weight(hall, leg) * age
    g = sum([factors.get(code, 1.0) for code in leg.items]) if leg.items else 1.0
    return weight(hall, leg) * age / max(g, 0.05)


def age_behind(hall: Hall, leg: Leg, other: Leg, now_ms: int) -> float:
    """The age in seconds, no higher than its own, with which a leg would have just fewer points than the other one."""
    factors = length_factors(hall)
    own, others = age_s(hall, leg, now_ms), age_s(hall, other, now_ms)
    score = points_at(hall, other, others, factors)
    behind = score / points_at(hall, leg, 1.0, factors) if score > 0 else score
    limit_s = hall.setup.rules.max_wait_s
    return min(own, others if others > limit_s else min(behind, limit_s)) - 0.001


def rank(hall: Hall, leg: Leg, now_ms: int, factors: dict[str, float], shift_s: float = 0.0) -> Rank:
    """Smaller goes first. ``shift_s``: what a counter's preference adds to the age; who waits too long needs none."""
    age = age_s(hall, leg, now_ms)
    starving = age > hall.setup.rules.max_wait_s
    merit = age if starving else points_at(hall, leg, age + shift_s, factors)
    return (not leg.front, not starving, -merit, leg.arrived_ms, hall.tickets[leg.ticket].serial)


def shift_s(hall: Hall, counter: Counter, leg: Leg) -> float:
    """Seconds that this counter adds to the age of a leg that it may serve."""
    rules = hall.setup.rules
    shift = (
        -float(rules.overflow_after_s)
        if helps_out(hall, counter.number, leg.items) and not sent_to(counter, leg)
        else 0.0
    )
    if not leg.first_asked or not rules.first_asked_s:
        return shift
    if knows(counter, leg):
        return shift + rules.first_asked_s
    away = (CounterState.CLOSED, CounterState.PAUSED)
    there = any(knows(each, leg) and each.state not in away for each in hall.counters.values())
    return shift - rules.first_asked_s if there else shift


def helps_out(hall: Hall, counter: int, items: tuple[str, ...]) -> bool:
    """Is one of the items none of the counter's own?"""
    setup = hall.setup.counter(counter)
    return setup is not None and bool(setup.items) and not set(items) <= set(setup.items)


def knows(counter: Counter, leg: Leg) -> bool:
    """Is it about a matter that the counter's clerk has taken in?"""
    return bool(leg.first_asked) and leg.first_asked == counter.clerk


def in_order(hall: Hall, now_ms: int, *also: Leg) -> list[Leg]:
    """All waiting legs, and these, the one to be called first in front."""
    factors = length_factors(hall)
    return sorted([*hall.waiting_legs(), *also], key=lambda leg: rank(hall, leg, now_ms, factors))


def can_serve(hall: Hall, counter: int, items: tuple[str, ...]) -> bool:
    """Does the counter accept all of the items, its own or to help out? A general-purpose one accepts every item."""
    setup = hall.setup.counter(counter)
    return setup is not None and setup.accepts(items)


def at_work(counter: Counter) -> bool:
    """Has the counter a clerk, paused or not?"""
    return counter.state != CounterState.CLOSED


def may_serve(hall: Hall, counter: Counter, leg: Leg) -> bool:
    """Skills, and the counter or clerk that the leg was sent to while that one is at work."""
    if not can_serve(hall, counter.number, leg.items):
        return False
    if (leg.to_counter is None and leg.to_clerk is None) or sent_to(counter, leg):
        return True
    return not any(
        sent_to(other, leg) and at_work(other) and can_serve(hall, other.number, leg.items)
        for other in hall.counters.values()
    )


def kind_of(leg: Leg) -> Kind:
    """Legs of one kind may be served by the same counters, with the same preference."""
    return (leg.items, leg.to_counter, leg.to_clerk, leg.first_asked)


def served_by(hall: Hall, counters: Sequence[Counter], legs: Iterable[Leg]) -> list[Leg]:
    """The legs that one of the counters may serve, in their order; legs of one kind are judged once."""
    judged: dict[Kind, bool] = {}
    found = []
    for leg in legs:
        kind = kind_of(leg)
        may = judged.get(kind)
        if may is None:
            may = judged[kind] = any(may_serve(hall, counter, leg) for counter in counters)
        if may:
            found.append(leg)
    return found


def sent_to(counter: Counter, leg: Leg) -> bool:
    """Was the leg sent to this counter, or to the clerk who works there?"""
    return leg.to_counter == counter.number or (leg.to_clerk is not None and leg.to_clerk == counter.clerk)


def choose_ticket(hall: Hall, counter: Counter, now_ms: int, taken: frozenset[str] = frozenset()) -> Leg | None:
    """The leg that this counter is to call now, or None. ``taken``: legs already given to other counters."""
    factors = length_factors(hall)
    legs = (leg for leg in served_by(hall, [counter], hall.waiting_legs()) if leg.id not in taken)
    return min(legs, key=lambda leg: rank(hall, leg, now_ms, factors, shift_s(hall, counter, leg)), default=None)


def in_lines(hall: Hall, now_ms: int, factors: dict[str, float]) -> list[Line]:
    """All waiting legs, parted so that no counter's preference changes the order within a line, the first at the end."""
    lines: dict[tuple[Kind, float, bool], Line] = {}
    for leg in hall.waiting_legs():
        place = (kind_of(leg), weight(hall, leg), leg.front)
        lines.setdefault(place, []).append((rank(hall, leg, now_ms, factors), leg))
    return [sorted(line, key=itemgetter(0), reverse=True) for line in lines.values()]


def take_first(hall: Hall, counter: Counter, lines: list[Line], now_ms: int, factors: dict[str, float]) -> Leg | None:
    """As ``choose_ticket``, out of ``in_lines``: for several counters at one moment. The leg is taken out of its line."""

    def seen(line: Line) -> Rank:
        plain, leg = line[-1]
        shift = shift_s(hall, counter, leg)
        return rank(hall, leg, now_ms, factors, shift) if shift else plain

    able = [line for line in lines if line and may_serve(hall, counter, line[-1][1])]
    return min(able, key=seen).pop()[1] if able else None


def choose_counter_order(hall: Hall, now_ms: int) -> list[Counter]:
    """Free and rested counters, the one to be given a ticket first in front."""
    rest_ms = hall.setup.rules.rest_s * 1000
    free = [c for c in hall.counters.values() if c.state == CounterState.FREE and now_ms >= c.free_ms + rest_ms]
    return sorted(free, key=lambda counter: (counter.busy_ms, counter.free_ms, counter.number))
