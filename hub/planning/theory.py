"""What queueing theory knows exactly, and the simulator is held against: long runs of exponential services under the real rules."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from hub.core.catalogue import CounterSetup, HallSetup, Item, Line, Priority, Rules
from hub.planning.arrivals import Visit
from hub.planning.day import Shift, Waited, simulate
from hub.planning.result import Estimate, estimate

NEVER_S = 10**9
SERVICE_S = 300.0
WEIGHTS = {"walk_in": 1.0, "middle": 1.5, "priority": 3.0}
SHARES = {"walk_in": 0.5, "middle": 0.25, "priority": 0.25}
TEXT = {"zh": "模型", "en": "model"}
WARM_UP = 300
"""Visits left out at the start of a run: the hall is empty there, and theory speaks of one that never was."""


@dataclass(frozen=True, slots=True)
class Run:
    """One long run. ``visits``: of ``waits``, in their order; the first ``WARM_UP`` are left out of both."""

    visits: tuple[Visit, ...]
    waits: tuple[Waited, ...]


def erlang_wait_s(load: float, counters: int, service_s: float = SERVICE_S) -> float:
    """Mean wait of M/M/s, first come first served, in seconds (Erlang 1917). ``load``: busy counters, below ``counters``."""
    blocked = 1.0
    for place in range(1, counters + 1):
        blocked = load * blocked / (place + load * blocked)
    waits = blocked / (1 - load / counters * (1 - blocked))
    return waits * service_s / (counters - load)


def kleinrock_s(base_s: float, loads: Mapping[str, float], weights: Mapping[str, float]) -> dict[str, float]:
    """Mean waits of classes with accumulating priorities at one counter (Kleinrock 1964). ``base_s``: W0 / (1 - rho)."""
    means: dict[str, float] = {}
    for name in sorted(weights, key=lambda each: weights[each]):
        b = weights[name]
        above = sum(loads[i] * (1 - b / w) for i, w in weights.items() if w > b)
        below = sum(loads[i] * means[i] * (1 - weights[i] / b) for i in means)
        means[name] = (base_s - below) / (1 - above)
    return means


def model_hall(counters: int, weights: Mapping[str, float]) -> HallSetup:
    """A hall as the formulas have it: one item, no walk, no rest, no limit of waiting, clerks who press at once."""
    rules = Rules(rest_s=0, walk_s=0, max_wait_s=NEVER_S, means_ratio=NEVER_S, max_waiting=10**6)
    return HallSetup(
        "model", TEXT, (Line("one", TEXT),), (Item("one", TEXT, "one", mean_s=round(SERVICE_S)),),
        tuple(Priority(code, TEXT, weight) for code, weight in weights.items()),
        tuple(CounterSetup(number) for number in range(1, counters + 1)), rules=rules,
    )  # fmt: skip


def long_run(counters: int, load: float, visits: int, seed: str, weights: Mapping[str, float] | None = None) -> Run:
    """So many Poisson arrivals, served for exponential times at counters that are busy to ``load`` of them all."""
    draw = random.Random(seed)  # noqa: S311 - a simulation, not a secret
    classes = list(SHARES) if weights else ["walk_in"]
    at_s, people = 1.0, []
    for _ in range(visits + WARM_UP):
        at_s += draw.expovariate(load * counters / SERVICE_S)
        code = draw.choices(classes, [SHARES[each] for each in classes])[0]
        people.append(Visit(at_s, "one", draw.expovariate(1 / SERVICE_S), code))
    setup = model_hall(counters, weights or {"walk_in": 1.0})
    shifts = [Shift(number, 0.0) for number in range(1, counters + 1)]
    waits = simulate(setup, people, shifts, seed).waits
    return Run(tuple(people[WARM_UP:]), waits[WARM_UP:])


def erlang_run(job: tuple[int, float, int, str]) -> tuple[float, float]:
    """(mean wait in seconds, load that came of chance) of one run: counters, load, visits, seed."""
    counters, load, visits, seed = job
    run = long_run(counters, load, visits, seed)
    length_s = run.visits[-1].at_s - run.visits[0].at_s
    return fmean(each.wait_s for each in run.waits), sum(each.service_s for each in run.visits) / length_s / counters


def controlled(samples: Sequence[tuple[float, float]], known: float) -> Estimate:
    """The mean of the first of each pair; the second, whose mean is known, takes chance out (control variate)."""
    controls = [each[1] for each in samples]
    middle, values = fmean(controls), [each[0] for each in samples]
    spread = sum((control - middle) ** 2 for control in controls)
    mean = fmean(values)
    slope = sum((control - middle) * (value - mean) for value, control in samples) / spread if spread else 0.0
    return estimate([value - slope * (control - known) for value, control in samples])


def kleinrock_run(job: tuple[float, int, str]) -> dict[str, float]:
    """Each class's mean wait over what Kleinrock gives it, at one counter: load, visits, seed.

    W0 / (1 - rho) is the first-come-first-served mean; taken from the same citizens it cancels most of the noise.
    """
    load, visits, seed = job
    run = long_run(1, load, visits, seed, WEIGHTS)
    length_s = run.visits[-1].at_s - run.visits[0].at_s
    rho = sum(each.service_s for each in run.visits) / length_s
    of_class = {name: [each.wait_s for each in run.waits if each.priority == name] for name in WEIGHTS}
    loads = {name: rho * len(waits) / len(run.waits) for name, waits in of_class.items()}
    expected = kleinrock_s(fmean(first_come_waits(run.visits)), loads, WEIGHTS)
    return {name: fmean(waits) / expected[name] for name, waits in of_class.items()}


def first_come_waits(visits: Iterable[Visit]) -> Iterable[float]:
    """Waits of the same citizens at one counter, first come first served (Lindley 1952)."""
    free_s = 0.0
    for visit in visits:
        begun_s = max(visit.at_s, free_s)
        yield begun_s - visit.at_s
        free_s = begun_s + visit.service_s
