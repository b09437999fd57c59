"""Should one more counter open now, or may one close? The next half hour, simulated from the hall as it is.

Theory of operation. A twin of the hall goes on with what is left of each running service (drawn from those that would have lasted
so long already), with the citizens who wait, and with as many arrivals as this time of day brings. Whoever waits now or comes within
half an hour is looked at: does the wait end within 15 minutes? Arrivals go on behind them until that is known. The same chance is
simulated with one counter more or one fewer, where that may be the advice. One more is advised where more than 5 % wait too long,
even if it comes too late for most of them; one fewer where that keeps it below 1 %.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from statistics import NormalDist

from hub.core.counter import Counter, CounterState
from hub.core.hall import Hall
from hub.core.policy import can_serve
from hub.core.roster import absences
from hub.core.ticket import OVER, Leg
from hub.planning.arrivals import Demand, Visit, priority_of, service_s
from hub.planning.day import Running
from hub.planning.result import LONG_WAIT_S

AHEAD_S = 30 * 60
TOO_MANY, FEW = 0.05, 0.01
"""Shares of long waits: above the first one more counter is needed, below the second one is too many."""

RUNS = 30
ABOUT_TO_END_S = 60.0
"""Left of a service that has lasted longer than any of its kind."""


@dataclass(frozen=True, slots=True)
class Advice:
    """``act``: open | short (none is left to open) | close | keep. ``counters``: at work now. ``over``: share of long waits with them.

    ``over_more``, ``over_fewer``: with one more, where too many wait too long, and one fewer, where hardly anybody does; else None,
    and also where there is none to open or to close.
    """

    act: str
    counters: int
    over: float
    over_more: float | None
    over_fewer: float | None


def advise(hall: Hall, demand: Demand, midnight_ms: int, runs: int = RUNS, seed: int = 1) -> Advice | None:
    """The advice for this moment of an open day; None while no counter is at work. ``midnight_ms``: hall time of the day's start."""
    at_work = [each for each in hall.counters.values() if each.state != CounterState.CLOSED]
    if not hall.day_open or not at_work:
        return None
    hall = slim(hall)
    over = share_over(hall, demand, midnight_ms, runs, seed)
    extra = next((each.number for each in hall.counters.values() if is_spare(hall, each)), None)
    more = share_over(hall, demand, midnight_ms, runs, seed, opens=extra) if over > TOO_MANY and extra else None
    general = [each.number for each in at_work if not narrowed(hall, each)]
    fewer = (
        share_over(hall, demand, midnight_ms, runs, seed, closes=general[-1])
        if over < FEW and len(general) > 1
        else None
    )
    return Advice(verdict(over, more, fewer), len(at_work), over, more, fewer)


def slim(hall: Hall) -> Hall:
    """A twin without what is over: each run copies it."""
    twin = hall.twin()
    for key, ticket in hall.tickets.items():
        if hall.leg_of(ticket).state in OVER:
            del twin.tickets[key]
            for leg in ticket.legs:
                del twin.legs[leg]
    for table in (twin.links, twin.origins, twin.unlearned):
        table.clear()
    twin.calls.clear()
    return twin


def verdict(over: float, more: float | None, fewer: float | None) -> str:
    """What the shares say."""
    if over > TOO_MANY:
        return "short" if more is None else "open"
    return "close" if fewer is not None and fewer < FEW else "keep"


def narrowed(hall: Hall, counter: Counter) -> bool:
    setup = hall.setup.counter(counter.number)
    return setup is None or bool(setup.items)


def is_spare(hall: Hall, counter: Counter) -> bool:
    """Closed, and good for every business."""
    return counter.state == CounterState.CLOSED and not narrowed(hall, counter)


def share_over(
    hall: Hall, demand: Demand, midnight_ms: int, runs: int, seed: int, opens: int | None = None, closes: int | None = None
) -> float:  # fmt: skip
    """Share of those who wait now or come soon that waits more than 15 minutes; the same chance whatever opens or closes."""
    late = people = 0
    for run in range(runs):
        draw = random.Random(f"{seed}:{run}")  # noqa: S311 - a simulation, not a secret
        waits = list(waits_of(hall, demand, midnight_ms, draw, opens, closes))
        late += sum(wait_s > LONG_WAIT_S for wait_s in waits)
        people += len(waits)
    return late / people if people else 0.0


def waits_of(
    hall: Hall, demand: Demand, midnight_ms: int, draw: random.Random, opens: int | None, closes: int | None
) -> Iterator[float]:  # fmt: skip
    """One run: the waits that count, in seconds; whoever is not called by then waits at least as long."""
    twin = hall.twin()
    now_s = hall.at_ms / 1000
    waiting = [standing(hall, leg, draw) for leg in hall.waiting_legs() if leg.items]
    coming = list(arrivals(hall, demand, now_s, midnight_ms / 1000, draw))
    running = Running(twin, [*waiting, *coming], random.Random(draw.random()))  # noqa: S311 - a simulation
    running.take_over([leg.id for leg in hall.waiting_legs() if leg.items])
    for counter in twin.counters.values():
        if counter.leg:
            running.goes_on(counter.number, left_s(hall, hall.legs[counter.leg], draw))
    for place, visit in enumerate(coming, len(waiting)):
        running.later(visit.at_s, "arrive", place)
    plan_roster(running, hall, midnight_ms)
    if opens is not None:
        running.later(now_s, "open", opens)
    if closes is not None and twin.counters[closes].state != CounterState.PAUSED:
        running.later(now_s, "close", closes)
    running.run(round((now_s + AHEAD_S + LONG_WAIT_S) * 1000) + 1000)
    for waited in running.result().waits:
        if waited.at_s <= now_s + AHEAD_S:
            yield waited.wait_s


def plan_roster(running: Running, hall: Hall, midnight_ms: int) -> None:
    """Shifts and breaks of the roster that begin or end from now on."""
    if not (hall.setup.roster and hall.day):
        return
    for number, counter in hall.counters.items():
        closed = counter.state == CounterState.CLOSED
        for span in absences(hall.setup, hall.day, number):
            if closed and midnight_ms + span[0] * 60_000 > hall.at_ms:
                continue  # Who should be here by now may not come at all.
            for minute, what in zip(span, ("pause", "open" if closed else "resume"), strict=True):
                if midnight_ms + minute * 60_000 > hall.at_ms:
                    running.later(midnight_ms / 1000 + minute * 60, what, number)


def standing(hall: Hall, leg: Leg, draw: random.Random) -> Visit:
    """A citizen who waits already. ``at_s``: hall time of the arrival in seconds."""
    pace = hall.pace
    sigma, mean_s = pace.leg_sigma(hall.setup, leg.items), max(pace.leg_s(hall.setup, leg.items), 1.0)
    service = draw.lognormvariate(math.log(mean_s) - sigma * sigma / 2, sigma)
    return Visit(leg.arrived_ms / 1000, leg.items[0], service, absent=draw.random() < pace.absent_share())


def arrivals(hall: Hall, demand: Demand, now_s: float, midnight_s: float, draw: random.Random) -> Iterator[Visit]:
    """Who comes until the last of those who count has been seen, at the rate of each hour."""
    known = [kind for kind in demand.kinds if any(can_serve(hall, number, (kind.item,)) for number in hall.counters)]
    if not known:
        return
    until_s, at_s = now_s + AHEAD_S + LONG_WAIT_S, now_s
    most = max(demand.hourly) / sum(demand.hourly) * demand.visits / 3600
    shares = [kind.share for kind in known]
    while most > 0 and (at_s := at_s + draw.expovariate(most)) < until_s:
        kind = draw.choices(known, shares)[0]
        service = service_s(kind, draw, demand.cv)
        code, absent = priority_of(demand, draw), draw.random() < demand.absent
        if draw.random() * most < rate_at(demand, at_s - midnight_s):
            yield Visit(at_s, kind.item, service, code, absent)


def rate_at(demand: Demand, since_midnight_s: float) -> float:
    """Arrivals a second at this time of the day; none outside the hours that the demand knows."""
    hour = int((since_midnight_s - demand.opens_s) // 3600)
    if not 0 <= hour < len(demand.hourly):
        return 0.0
    return demand.hourly[hour] / sum(demand.hourly) * demand.visits / 3600


def left_s(hall: Hall, leg: Leg, draw: random.Random) -> float:
    """What is left of the stay at the counter: a service that would have lasted so long already, less that."""
    pace, setup = hall.pace, hall.setup
    begun_ms = leg.started_ms or leg.called_ms + round(pace.walk_s(setup) * 1000)
    gone_s = max(hall.at_ms - begun_ms, 1) / 1000
    sigma = pace.leg_sigma(setup, leg.items)
    logarithms = NormalDist(math.log(max(pace.leg_s(setup, leg.items), 1.0)) - sigma * sigma / 2, sigma)
    past = logarithms.cdf(math.log(gone_s))
    share = past + (1 - past) * draw.random()
    if share >= 1:
        return ABOUT_TO_END_S
    return max(math.exp(logarithms.inv_cdf(share)) - gone_s, 0.0) + max(begun_ms - hall.at_ms, 0) / 1000


def told(advice: Advice) -> dict[str, object]:
    """As plain JSON values."""
    return asdict(advice)
