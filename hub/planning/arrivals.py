"""Who comes when, for what, and for how long: drawn from a demand, or read from a file of arrivals.

Theory of operation. A ``Demand`` is a rate for each hour and a mix of business. Arrivals are Poisson within the hour, so the
number of visits differs from day to day as it does in a hall. Services are lognormal around the mean of their item, or drawn
from what the hall itself has recorded. A ``Recorded`` day keeps its arrivals; what its file does not tell is drawn each day anew.
"""

import csv
import math
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

CV = 0.8
"""Coefficient of variation of service times."""

HOURLY = (0.13, 0.20, 0.19, 0.08, 0.06, 0.13, 0.13, 0.08)
"""Share of a day's visits in each hour from 9 o'clock: a morning peak, a lunch dip."""

OPENS_S = 9 * 3600
ABSENT = 0.05
"""Share of citizens who do not come when they are called."""

SHORTEST_S = 5.0
MIDNIGHT_S = 86_400.0


class BadArrivals(ValueError):
    """A file that is no list of arrivals: says which line, which column, and what was expected."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One citizen. ``at_s``: seconds since midnight; ``service_s``: at the counter, the walk to it left out.

    ``absent``: does not come when called. ``booked_s``: the slot, or None without one.
    """

    at_s: float
    item: str
    service_s: float
    priority: str = "walk_in"
    absent: bool = False
    booked_s: float | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """Business of one item. ``samples``: recorded services in seconds, drawn instead of a lognormal where there are any."""

    item: str
    share: float
    mean_s: float
    samples: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Demand:
    """``visits`` on an average day; ``hourly``: the share of each hour from ``opens_s`` on.

    ``priorities``: class and share of those who may claim one; everybody else walks in. ``exponential``: services as in Erlang's
    and Kleinrock's formulas, whatever ``cv`` says.
    """

    visits: float
    kinds: tuple[Kind, ...]
    hourly: tuple[float, ...] = HOURLY
    opens_s: int = OPENS_S
    cv: float = CV
    exponential: bool = False
    absent: float = ABSENT
    priorities: tuple[tuple[str, float], ...] = ()

    @property
    def mean_visits(self) -> float:
        """Visits on an average day."""
        return self.visits


@dataclass(frozen=True, slots=True)
class Recorded:
    """One day as it was. ``visits``: ``service_s`` 0 where nothing is known of it, drawn around the mean of its kind."""

    visits: tuple[Visit, ...]
    kinds: tuple[Kind, ...]
    cv: float = CV
    absent: float = ABSENT

    @property
    def mean_visits(self) -> float:
        """Visits of the day."""
        return float(len(self.visits))

    @property
    def opens_s(self) -> int:
        """The full hour before the first arrival, in seconds since midnight."""
        return int(min((visit.at_s for visit in self.visits), default=0.0) // 3600) * 3600


Source = Demand | Recorded


def drawn(source: Source, draw: random.Random) -> list[Visit]:
    """The visits of one day, in the order of their arrival."""
    if isinstance(source, Recorded):
        return recorded_day(source, draw)
    kinds, shares = source.kinds, [kind.share for kind in source.kinds]
    visits = []
    for at_s in arrival_times(source, draw):
        kind = draw.choices(kinds, shares)[0]
        service = service_s(kind, draw, source.cv, source.exponential)
        visits.append(Visit(at_s, kind.item, service, priority_of(source, draw), draw.random() < source.absent))
    return visits


def arrival_times(demand: Demand, draw: random.Random) -> Iterator[float]:
    """Poisson arrivals, in seconds since midnight: hour by hour at that hour's rate."""
    whole = sum(demand.hourly)
    for hour, share in enumerate(demand.hourly):
        per_s = demand.visits * share / whole / 3600
        at_s = draw.expovariate(per_s) if per_s > 0 else math.inf
        while at_s < 3600:
            yield demand.opens_s + 3600 * hour + at_s
            at_s += draw.expovariate(per_s)


def service_s(kind: Kind, draw: random.Random, cv: float, exponential: bool = False) -> float:
    """One service: recorded, exponential or lognormal with this mean, at least five seconds unless exponential."""
    if exponential:
        return draw.expovariate(1 / kind.mean_s)
    if kind.samples:
        return draw.choice(kind.samples)
    sigma = math.sqrt(math.log(1 + cv * cv))
    return max(draw.lognormvariate(math.log(kind.mean_s) - sigma * sigma / 2, sigma), SHORTEST_S)


def priority_of(demand: Demand, draw: random.Random) -> str:
    """The class that a citizen claims."""
    if not demand.priorities:
        return "walk_in"
    place = draw.random()
    for code, share in demand.priorities:
        place -= share
        if place < 0:
            return code
    return "walk_in"


def recorded_day(source: Recorded, draw: random.Random) -> list[Visit]:
    """The recorded arrivals; services that are not known and no-shows are drawn."""
    kinds = {kind.item: kind for kind in source.kinds}
    visits = []
    for visit in source.visits:
        service = visit.service_s or service_s(kinds[visit.item], draw, source.cv)
        visits.append(Visit(visit.at_s, visit.item, service, visit.priority, draw.random() < source.absent))
    return visits


def booked(visits: list[Visit], share: float, draw: random.Random) -> list[Visit]:
    """This share of the visits has a slot instead, evenly over the same hours; their citizens come up to 10 minutes early."""
    if not visits or share <= 0:
        return visits
    first_s, last_s = visits[0].at_s, visits[-1].at_s
    chosen = [draw.random() < share for _ in visits]
    slots = sum(chosen)
    changed, slot = [], 0
    for visit, has_slot in zip(visits, chosen, strict=True):
        if has_slot:
            slot_s = first_s + (last_s - first_s) * (slot + 0.5) / slots
            slot += 1
            at_s = max(slot_s - draw.uniform(0, 600), first_s)
            changed.append(Visit(at_s, visit.item, visit.service_s, visit.priority, visit.absent, slot_s))
        else:
            changed.append(visit)
    return sorted(changed, key=lambda each: each.at_s)


def surged(visits: list[Visit], items: frozenset[str], factor: float, draw: random.Random) -> list[Visit]:
    """The share of these items grows by ``factor`` while the number of visits stays: others come for them instead."""
    of_line = [visit for visit in visits if visit.item in items]
    others = len(visits) - len(of_line)
    if not of_line or not others:
        return visits
    moved = min(len(of_line) * (factor - 1) / others, 1.0)
    changed = []
    for visit in visits:
        if visit.item not in items and draw.random() < moved:
            like = draw.choice(of_line)
            changed.append(Visit(visit.at_s, like.item, like.service_s, visit.priority, visit.absent))
        else:
            changed.append(visit)
    return changed


def read_arrivals(name: str, text: Iterable[str], items: Iterable[str]) -> tuple[Visit, ...]:
    """The visits of a CSV with the columns ``time`` (HH:MM or HH:MM:SS), ``item`` and, if known, ``service_s``.

    ``items``: the codes that the hall has. Raises ``BadArrivals`` naming file, line, column and what was expected.
    """
    reader, known = csv.DictReader(text), set(items)
    missing = {"time", "item"} - set(reader.fieldnames or ())
    if missing:
        raise BadArrivals(f"{name}: line 1: no column {', '.join(sorted(missing))} (expected: time,item[,service_s])")
    visits = [visit_of(name, reader.line_num, row, known) for row in reader]
    if not visits:
        raise BadArrivals(f"{name}: no arrivals below the header")
    return tuple(sorted(visits, key=lambda visit: visit.at_s))


def visit_of(name: str, line: int, row: dict[str, str | None], known: set[str]) -> Visit:
    """The visit of one row; ``service_s`` 0 where the column is missing or empty."""
    item = (row.get("item") or "").strip()
    if item not in known:
        raise BadArrivals(f"{name}: line {line}: item is {item!r} (the hall has: {', '.join(sorted(known))})")
    told = (row.get("service_s") or "").strip()
    return Visit(seconds_of(name, line, row.get("time") or ""), item, service_of(name, line, told) if told else 0.0)


def seconds_of(name: str, line: int, text: str) -> float:
    """Seconds since midnight of a time of day."""
    parts = text.strip().split(":")
    plain = len(parts) in (2, 3) and all(part.isascii() and part.isdigit() for part in parts)
    hour, minute, second = (*map(int, parts), 0)[:3] if plain else (24, 0, 0)
    if hour > 23 or minute > 59 or second > 59:
        raise BadArrivals(f"{name}: line {line}: time is {text!r} (expected HH:MM or HH:MM:SS)")
    return hour * 3600.0 + minute * 60 + second


def service_of(name: str, line: int, text: str) -> float:
    """A service in seconds: a number above 0, at most a day."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value <= MIDNIGHT_S:
        raise BadArrivals(
            f"{name}: line {line}: service_s is {text!r} (expected seconds above 0, at most {MIDNIGHT_S:.0f})"
        )
    return value
