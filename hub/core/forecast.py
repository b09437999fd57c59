"""How long will I wait: a range, promised when the ticket is taken and kept beside what came of it.

Theory of operation. With n tickets ahead, s counters that can serve, and everybody busy, the next start comes at rate
``s / m_eff``; each of those ahead may also give up at rate theta. The mean is QLm (Whitt 1999; Ibrahim, Whitt 2009):
``sum_{i=0..n} 1 / (s / m_eff + i theta)``. A missed call costs the counter time as well, so the effective service is
``m_eff = (1 - p) m + p c`` with the share p of no-shows and the time c lost on one. The sum of exponentials has
variance ``sum 1 / rate^2``; its median and 80 % point are read off a gamma distribution with that mean and variance
(Wilson, Hilferty 1931). Two learned factors then hold the range to its word: half of the waits below P50, four fifths
below P80 (see ``pace.learn_promise``).

Tickets from afar whose citizens are not there yet are not surely ahead of anybody: ``ahead`` has none of them, the median
counts half, the 80 % point all.

That is the formula, quick and always there. Where the hall has been played on many times a moment ago (``hall.outlooks``),
its median and 80 % point are told instead, moved by what has come or gone since then, and stretched by what the promises
of earlier days taught; the ticket keeps both ranges, or nothing could be learned of the stretch.
"""

import math
from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from hub.core import policy
from hub.core.catalogue import Assignment
from hub.core.counter import Counter, CounterState
from hub.core.hall import Hall
from hub.core.kinds import kinds_of
from hub.core.outlook import Outlook, stretched, ticket_kind
from hub.core.ticket import Leg

WALK_IN = "walk_in"
Z50, Z80 = 0.0, 0.8416
"""Standard normal quantiles at 50 % and 80 %."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Seconds still to wait; None where no counter is open that could serve. ``ahead``: tickets before this one.
    ``coming``: those taken before it whose citizens are not in the hall yet.

    ``served``: the chance in 0..1 to be called before closing, or None where nobody knows. ``base50_s``, ``base80_s``: the
    range without what earlier days taught; None: the same.
    """

    ahead: int
    p50_s: int | None
    p80_s: int | None
    served: float | None = None
    base50_s: int | None = None
    base80_s: int | None = None
    coming: int = 0


def forecast_new(hall: Hall, items: tuple[str, ...], priority: str = WALK_IN) -> Wait:
    """The wait of a ticket taken now: everyone who can be served by the same counters is ahead."""
    wait = new_behind(hall, items, able_counters(hall, items))
    return sharpened(hall, wait, new_outlook(hall, items, priority))


def new_behind(hall: Hall, items: tuple[str, ...], counters: list[Counter]) -> Wait:
    """By the formula: behind all that these counters could call."""
    ahead = sharing(hall, hall.waiting_legs(), counters)
    coming = sharing(hall, hall.afar_legs(), counters)
    return wait_behind(hall, ahead, items, counters, coming)


def forecast_each(hall: Hall, wanted: Iterable[tuple[str, ...]]) -> list[Wait]:
    """As ``forecast_new`` for several sets of items: the formula is the same for those that the same counters serve, what was
    found out a moment ago is not, since short business goes before long."""
    waits: list[Wait] = []
    shared: dict[tuple[int, ...], Wait] = {}
    for items in wanted:
        counters = able_counters(hall, items)
        key = tuple(counter.number for counter in counters)
        wait = shared.get(key) or new_behind(hall, items, counters)
        if wait.ahead:  # with nobody ahead the wait depends on the items themselves
            shared[key] = wait
        waits.append(sharpened(hall, wait, new_outlook(hall, items, WALK_IN)))
    return waits


def forecast_hall(hall: Hall) -> Wait:
    """The wait in the hall, in one figure: of a walk-in for the item that waits longer than half of the others do."""
    return forecast_new(hall, middle_item(hall, [item.code for item in hall.setup.items]))


def forecast_kinds(hall: Hall) -> list[Wait]:
    """The wait of a walk-in for each kind of item (``kinds.kinds_of``): of the one in the middle of its kind."""
    groups: dict[int, list[str]] = {}
    for item, kind in zip(hall.setup.items, kinds_of(hall.setup), strict=True):
        groups.setdefault(kind, []).append(item.code)
    return forecast_each(hall, [middle_item(hall, codes) or (codes[0],) for _, codes in sorted(groups.items())])


def middle_item(hall: Hall, codes: Iterable[str]) -> tuple[str, ...]:
    """The item that waits longer than half of the others do, by what was found out a moment ago; none where nothing was."""
    seen = ((code, hall.outlooks.asked.get(ticket_kind((code,), WALK_IN))) for code in codes)
    waits = sorted((found.p50_s, code) for code, found in seen if found is not None and found.p50_s is not None)
    return (waits[len(waits) // 2][1],) if waits else ()


def forecast_leg(hall: Hall, leg: Leg, order: list[Leg]) -> Wait:
    """What a leg still waits. ``order``: all waiting legs, and this one, as ``policy.in_order`` gives them."""
    counters = able_counters(hall, leg.items)
    ahead = sharing(hall, takewhile(lambda other: other.id != leg.id, order), counters)
    earlier = [other for other in hall.afar_legs() if other.arrived_ms < leg.arrived_ms]
    coming = sharing(hall, earlier, counters) if earlier else []
    return sharpened(hall, wait_behind(hall, ahead, leg.items, counters, coming), outlook_of(hall, leg))


def outlook_of(hall: Hall, leg: Leg) -> Outlook | None:
    """What was found out a moment ago of a leg; of one that has come since, or is not in the hall yet, what was found of such a
    ticket, as it was promised."""
    if not hall.outlooks.fresh(hall.at_ms):
        return None
    return hall.outlooks.legs.get(leg.id) or new_outlook(hall, leg.items, hall.ticket_of(leg).priority)


def new_outlook(hall: Hall, items: tuple[str, ...], priority: str) -> Outlook | None:
    """What was found out a moment ago of such a ticket; one for several items waits as one for the first of them does
    where the same counters serve all."""
    if not hall.outlooks.fresh(hall.at_ms):
        return None
    first = items[:1]
    alike = len(items) == 1 or able_counters(hall, first) == able_counters(hall, items)
    return hall.outlooks.asked.get(ticket_kind(first, priority)) if alike else None


def sharpened(hall: Hall, wait: Wait, outlook: Outlook | None) -> Wait:
    """The outlook's range, moved by whoever came or went since; the formula's where there is none."""
    if outlook is None or outlook.p50_s is None or outlook.p80_s is None or wait.p50_s is None or wait.p80_s is None:
        return wait
    half, whole_way = wait.ahead + wait.coming // 2, wait.ahead + wait.coming
    p50_s = moved(outlook.p50_s, outlook.ahead, half, wait.p50_s) * math.exp(hall.pace.log_p50)
    p80_s = moved(max(outlook.p80_s, 20.0), outlook.ahead, whole_way, wait.p80_s) * math.exp(hall.pace.log_p80)
    base50_s, base80_s = whole(p50_s, p80_s)
    if base50_s == 0 or outlook.stretch50 == outlook.stretch80 == 1.0:
        return Wait(wait.ahead, base50_s, base80_s, outlook.served, coming=wait.coming)
    told = whole(stretched(p50_s, outlook.stretch50), stretched(p80_s, outlook.stretch80))
    return Wait(wait.ahead, *told, outlook.served, base50_s, base80_s, wait.coming)


def whole(p50_s: float, p80_s: float) -> tuple[int, int]:
    """A range in whole seconds; P80 is at least P50, and at least 30 s."""
    return round(p50_s), round(max(p80_s, p50_s, 30.0))


def moved(seen_s: float, then: int, now: int, formula_s: int) -> float:
    """A wait found out with ``then`` tickets ahead, with ``now`` ahead: shares of it leave, of the formula's come."""
    if now <= then:
        return seen_s * (now + 1) / (then + 1)
    return seen_s + formula_s * (now - then) / (now + 1)


def able_counters(hall: Hall, items: tuple[str, ...]) -> list[Counter]:
    """Counters at work that accept these items."""
    return [counter for counter in hall.open_counters() if policy.can_serve(hall, counter.number, items)]


def sharing(hall: Hall, legs: Iterable[Leg], counters: list[Counter]) -> list[Leg]:
    """The legs that one of the counters could call. With no counter open everyone counts."""
    return policy.served_by(hall, counters, legs) if counters else list(legs)


def wait_behind(
    hall: Hall, ahead: list[Leg], items: tuple[str, ...], counters: list[Counter], coming: Sequence[Leg] = ()
) -> Wait:  # fmt: skip
    """The range for somebody behind ``ahead`` at ``counters``. ``coming``: who may come before them, and is not there yet.

    Half of those count for P50 and all of them for P80: nobody knows who comes, and the upper end holds if all do.
    """
    if not counters:
        return Wait(len(ahead), None, None, coming=len(coming))
    free = sum(counter.state == CounterState.FREE for counter in counters)

    def behind(others: int) -> tuple[int, int]:
        if others < free:
            return 0, spread(hall, 0.0, 0.0)[1]
        each_s = effective_s(hall, [*ahead, *coming], items)
        return spread(hall, *qlm(others - free, len(counters), each_s, hall.pace.leaving_rate()))

    p50_s, p80_s = behind(len(ahead) + len(coming) // 2)
    return Wait(len(ahead), p50_s, behind(len(ahead) + len(coming))[1] if coming else p80_s, coming=len(coming))


def effective_s(hall: Hall, ahead: list[Leg], items: tuple[str, ...]) -> float:
    """m_eff: the mean time that one ticket keeps a counter, with no-shows, walking and the clerk's rest."""
    legs = Tally(leg.items for leg in ahead) or Tally([items])
    mean_s = sum(count * hall.pace.leg_s(hall.setup, each) for each, count in legs.items()) / legs.total()
    rest_s = hall.setup.rules.rest_s if hall.setup.rules.assignment == Assignment.AUTO else 0
    served_s = mean_s + hall.pace.walk_s(hall.setup) + rest_s
    p = hall.pace.absent_share()
    return (1 - p) * served_s + p * (hall.pace.lost_s(hall.setup) + rest_s)


def qlm(ahead: int, counters: int, effective_s: float, leaving_rate: float) -> tuple[float, float]:
    """Mean in seconds and variance of the wait behind ``ahead`` others (QLm; Ibrahim, Whitt 2009)."""
    base = counters / max(effective_s, 1.0)
    rates = [base + i * leaving_rate for i in range(ahead + 1)]
    return sum(1 / rate for rate in rates), sum(1 / rate**2 for rate in rates)


def spread(hall: Hall, mean_s: float, variance: float) -> tuple[int, int]:
    """P50 and P80 in whole seconds, corrected by how earlier promises were kept; P80 is at least 30 s."""
    p50_s = gamma_point(mean_s, variance, Z50) * math.exp(hall.pace.log_p50)
    p80_s = max(gamma_point(mean_s, variance, Z80), 20.0) * math.exp(hall.pace.log_p80)
    return whole(p50_s, p80_s)


def gamma_point(mean: float, variance: float, z: float) -> float:
    """The quantile of a gamma distribution at the normal quantile ``z`` (Wilson, Hilferty 1931)."""
    if mean <= 0 or variance <= 0:
        return max(mean, 0.0)
    shape = mean * mean / variance
    return float(mean * max(1 - 1 / (9 * shape) + z / math.sqrt(9 * shape), 0.0) ** 3)
