"""The simulator against theory (Erlang, Kleinrock), and the rules of the hall against their goals, over many days."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace

from hub.core.catalogue import Assignment, HallSetup
from hub.planning.halls import demand_of_setup, example_hall
from hub.planning.many import Workers
from hub.planning.questions import first_come
from hub.planning.result import Estimate, Figures, estimate
from hub.planning.scenario import Scenario, all_day, dedicated, with_counters, with_rules
from hub.planning.theory import WEIGHTS, controlled, erlang_run, erlang_wait_s, kleinrock_run
from tools.benches.figures import Figures as Measured
from tools.benches.goals import Goal, most
from tools.benches.progress import say

COUNTERS, LOAD = 5, 0.75
"""Of the hall that Erlang's formula is asked for: half of its citizens wait."""

GREEN = 0.15
"""Share of the citizens with priority: more of them than a hall has makes the others' worst wait worse."""

BUSY = 16
"""Counters with which 500 visits a day fill the morning: there priorities cost the others most."""


@dataclass(frozen=True, slots=True)
class Size:
    """``runs`` of so many visits against theory; ``days`` of each hall."""

    runs: int
    visits: int
    days: int


LONG = Size(24, 15_000, 200)
SHORT = Size(2, 300, 2)
"""Every path once, for a test."""


def measure_simulated(size: Size, seed: int) -> Measured:
    """All figures, by key."""
    return {**against_theory(size, seed), **of_halls(size, seed)}


def against_theory(size: Size, seed: int) -> Measured:
    """Simulated means over what the formulas give, and the half widths of their 95 % intervals."""
    with ProcessPoolExecutor() as pool:
        say(f"Erlang: {size.runs} runs of {size.visits} visits")
        runs = pool.map(erlang_run, [(COUNTERS, LOAD, size.visits, f"{seed}:{run}") for run in range(size.runs)])
        found = controlled(list(runs), LOAD)
        say("Kleinrock: as many")
        ratios = list(pool.map(kleinrock_run, [(LOAD, size.visits, f"{seed}:{run}") for run in range(size.runs)]))
    expected_s = erlang_wait_s(COUNTERS * LOAD, COUNTERS)
    classes = [estimate([each[name] for each in ratios]) for name in WEIGHTS]
    farthest = max(classes, key=lambda each: abs(each.mean - 1))
    return {
        "erlang_off": abs(found.mean / expected_s - 1), "kleinrock_off": abs(farthest.mean - 1),
        "erlang_half": half(found) / expected_s, "kleinrock_half": max(map(half, classes)),
    }  # fmt: skip


def half(found: Estimate) -> float:
    return found.half or 0.0


def of_halls(size: Size, seed: int) -> Measured:
    """The halls of the goals, all with the same citizens."""
    scenarios = halls()
    with Workers() as workers:
        say(f"{len(scenarios)} halls, {size.days} days each")
        found = dict(zip(scenarios, workers.run(list(scenarios.values()), size.days, seed), strict=True))
    return {
        "load_ratio": found["pooled"].of_day["load_ratio"].mean,
        "load_ratio_half": half(found["pooled"].of_day["load_ratio"]),
        "load_ratio_walking": found["walking"].of_day["load_ratio"].mean,
        "worst_ratio": over(found, "green", "fcfs", "longest_walk_in_s"),
        "worst_ratio_busy": over(found, "green_busy", "fcfs_busy", "longest_walk_in_s"),
        "pooled_ratio": wait_s(found["pooled"]) / max(wait_s(found["dedicated"]), 1e-9),
        "surge_ratio": wait_s(found["surge"]) / max(wait_s(found["surge_dedicated"]), 1e-9),
        "over_15_18": found["eighteen"].of_day["over_15"].mean,
        "over_15_18_walking": found["eighteen_walking"].of_day["over_15"].mean,
        "over_15_8": found["eight"].of_day["over_15"].mean,
        "pooled_min": wait_s(found["pooled"]) / 60, "dedicated_min": wait_s(found["dedicated"]) / 60,
        "surge_min": wait_s(found["surge"]) / 60, "surge_dedicated_min": wait_s(found["surge_dedicated"]) / 60,
    }  # fmt: skip


def wait_s(figures: Figures) -> float:
    return figures.of_day["mean_s"].mean


def over(found: dict[str, Figures], name: str, other: str, key: str) -> float:
    """The same figure of two halls, one over the other; 1 where nobody waited in either."""
    top, bottom = getattr(found[name], key), getattr(found[other], key)
    return float(top / bottom) if bottom else 1.0


def halls() -> dict[str, Scenario]:
    """By name. The goals speak of counters that are free at once: ``walking`` ones walk and rest 20 s, and 5 % do not come."""
    plain = with_rules(example_hall(), assignment=Assignment.AUTO, rest_s=0, walk_s=0)
    demand = demand_of_setup(plain, 500, absent=0.0)
    walking = with_rules(plain, rest_s=20, walk_s=20)
    hall = scenario(plain, 20, 500)
    apart = replace(hall, setup=dedicated(plain, demand.kinds, 20))
    surge = frozenset({"social"})
    return {
        "pooled": hall, "dedicated": apart,
        "surge": replace(hall, surge=surge), "surge_dedicated": replace(apart, surge=surge),
        "eighteen": scenario(plain, 18, 500), "eight": scenario(plain, 8, 200),
        "walking": scenario(walking, 20, 500, 0.05), "eighteen_walking": scenario(walking, 18, 500, 0.05),
        "green": prior(plain, 20), "fcfs": prior(first_come(plain), 20),
        "green_busy": prior(plain, BUSY), "fcfs_busy": prior(first_come(plain), BUSY),
    }  # fmt: skip


def scenario(
    setup: HallSetup, counters: int, visits: float, absent: float = 0.0, priorities: tuple[tuple[str, float], ...] = ()
) -> Scenario:
    """General counters, open all day."""
    demand = replace(demand_of_setup(setup, visits, absent), priorities=priorities)
    return Scenario("bench", with_counters(setup, counters), demand, all_day(counters, demand.opens_s))


def prior(setup: HallSetup, counters: int) -> Scenario:
    """A hall with a green channel."""
    return scenario(setup, counters, 500, priorities=(("priority", GREEN),))


PLAN_GOALS: Sequence[Goal] = (
    Goal("erlang_off", "Erlang C, M/M/5 at 75 %: off by", "", most(0.03)),
    Goal("kleinrock_off", "Kleinrock, three classes: farthest off by", "", most(0.03)),
    Goal("load_ratio", "busiest / least busy of 20, 500 visits", "", most(1.15)),
    Goal("load_ratio_walking", "the same with walk, rest and no-shows", "", most(1.15)),
    Goal("worst_ratio", "worst walk-in wait, green channel / FCFS", "", most(1.1)),
    Goal("worst_ratio_busy", "the same with 16 counters", "", most(1.1)),
    Goal("pooled_ratio", "mean wait, pooled / dedicated", "", most(0.2)),
    Goal("surge_ratio", "the same in a surge of one line", "", most(0.05)),
    Goal("over_15_18", "over 15 min, 18 counters, 500 visits", "", most(0.02)),
    Goal("over_15_18_walking", "the same with walk, rest and no-shows", "", most(0.02)),
    Goal("over_15_8", "over 15 min, 8 counters, 200 visits", "", most(0.02)),
)

PLAN_BESIDES = (
    ("erlang_half", "half width of Erlang's 95 % interval", ""),
    ("kleinrock_half", "widest half width of Kleinrock's", ""),
    ("load_ratio_half", "half width of the load ratio's", ""),
    ("pooled_min", "mean wait, pooled", "min"),
    ("dedicated_min", "mean wait, dedicated", "min"),
    ("surge_min", "mean wait in a surge, pooled", "min"),
    ("surge_dedicated_min", "mean wait in a surge, dedicated", "min"),
)
