"""``tools/bench forecast --halls``: simulated halls whose truth is known, and the floor that no forecast can pass.

A general hall of the usual sizes runs day after day under its own core. At each fifth minute with somebody waiting, the wait
of the last in line is forecast: by the plays of ``hub.forecasting`` on what the hall has learned, by the formula, and by
plays that know the true means, spreads and no-shows. No forecast made of the same state can have a smaller error than the
mean of the latter: that is the model's own floor.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import log1p, sqrt

import numpy as np

from hub.core import commands as c
from hub.core import policy
from hub.core.catalogue import Assignment, HallSetup
from hub.core.forecast import forecast_leg
from hub.core.hall import Hall
from hub.core.outlook import Outlooks
from hub.forecasting.montecarlo import RUNS, Play, outlooks
from hub.forecasting.scene import Scene, scene_of
from hub.planning.arrivals import ABSENT, CV, Demand, drawn
from hub.planning.day import DATE, MISS_S, Running, Shift
from hub.planning.halls import demand_of_setup, example_hall

EACH_S = 300
REFRESH_S = 60
"""So often the plays are told to the hall, whose promises then teach it what they are worth."""
VISITS, COUNTERS = 500, 15
FLOOR_RUNS = 1000
OPEN_S, END_S = 9 * 3600, 19 * 3600


@dataclass(frozen=True, slots=True)
class Forecasts:
    """One moment, in minutes: what was forecast, and what came. ``floor``: the mean of plays that know the truth."""

    came: float
    mean: float
    p50: float
    p80: float
    formula: float
    floor: float


def observed_days(days: int, warm_up: int, seed: int) -> Iterator[list[Forecasts]]:
    """The moments of each day after ``warm_up`` days in which the hall only learns."""
    setup = example_hall(COUNTERS)
    setup = replace(setup, rules=replace(setup.rules, assignment=Assignment.AUTO))
    demand = demand_of_setup(setup, VISITS)
    hall = Hall(setup)
    for day in range(warm_up + days):
        hall, found = one_day(setup, demand, hall, f"{seed}/{day}", day >= warm_up)
        if day >= warm_up:
            yield found


def one_day(setup: HallSetup, demand: Demand, before: Hall, seed: str, watched: bool) -> tuple[Hall, list[Forecasts]]:
    """A day of a hall that knows what the one before has learned."""
    draw = random.Random(seed)  # noqa: S311 - a simulation, not a secret
    visits = drawn(demand, draw)
    hall = Hall(setup, pace=before.pace)
    running = Running(hall, visits, draw)
    running.do(c.Configure(setup))
    running.do(c.OpenDay(DATE))
    for number in range(1, COUNTERS + 1):
        running.plan_shift(Shift(number, OPEN_S))
    for number, visit in enumerate(visits):
        running.later(visit.at_s, "arrive", number)
    seen: list[tuple[str, int, Forecasts]] = []
    for at_s in range(OPEN_S, END_S, REFRESH_S):
        running.run(at_s * 1000)
        if watched and hall.waiting and at_s % EACH_S == 0:
            seen.append(look(hall, demand, at_s * 1000))
        hall.outlooks = outlooks(scene_of(hall, at_s * 1000), at_s)
    running.run()
    return hall, [
        replace(found, came=(hall.legs[leg].first_called_ms - at_ms) / 60_000)
        for leg, at_ms, found in seen if hall.legs[leg].first_called_ms
    ]  # fmt: skip


def look(hall: Hall, demand: Demand, now_ms: int) -> tuple[str, int, Forecasts]:
    """Forecast the wait of the last in line."""
    scene = scene_of(hall, now_ms)
    place = max(range(len(scene.waiting)), key=lambda each: scene.waiting[each].turn)
    leg = scene.waiting[place].leg
    ours, floor = waits(scene, place, RUNS), waits(true_scene(hall, scene, demand), place, FLOOR_RUNS)
    hall.outlooks = Outlooks()  # The next look gives it new ones.
    formula = forecast_leg(hall, hall.legs[leg], policy.in_order(hall, now_ms)).p50_s or 0
    corrected = np.exp([hall.pace.log_p50, hall.pace.log_p80])
    p50, p80 = np.quantile(ours, (0.5, 0.8)) * corrected / 60
    return leg, now_ms, Forecasts(0.0, ours.mean() / 60, p50, max(p80, p50, 0.5), formula / 60, floor.mean() / 60)


def waits(scene: Scene, place: int, runs: int) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Seconds until that leg's call, in each play."""
    play = Play(replace(scene, asked=()), scene.seq, runs)
    play.through()
    return play.called[:, place]


def true_scene(hall: Hall, scene: Scene, demand: Demand) -> Scene:
    """The same moment, by somebody who knows how services are drawn. Nobody leaves in these halls."""
    means = {kind.item: kind.mean_s for kind in demand.kinds}
    legs = [hall.legs[each.leg] for each in scene.waiting]
    legs += [hall.legs[counter.leg] for counter in hall.counters.values() if counter.leg]
    numbers = [each.kind for each in scene.waiting] + [desk.kind for desk in scene.desks if desk.kind >= 0]
    item_of = {number: leg.items[0] for number, leg in zip(numbers, legs, strict=True)}
    sigma = sqrt(log1p(CV * CV))
    kinds = tuple(
        replace(kind, mean_s=means[item_of[number]], sigma=sigma) if number in item_of else kind
        for number, kind in enumerate(scene.kinds)
    )
    rules = hall.setup.rules
    desks = tuple(replace(desk, factor=1.0) for desk in scene.desks)
    return replace(
        scene, kinds=kinds, desks=desks, absent=ABSENT, leaving=0.0, streams=(), turn_s=rules.walk_s + rules.rest_s,
        lost_s=float((rules.miss_after_s or MISS_S) + rules.rest_s),
    )  # fmt: skip


def hall_figures(found: Sequence[Forecasts]) -> dict[str, float]:
    """``rmse_*`` in minutes, their ratios to the floor, and the coverage of the range."""
    came = np.array([each.came for each in found])

    def rmse(name: str) -> float:
        return float(np.sqrt(np.mean((np.array([getattr(each, name) for each in found]) - came) ** 2)))

    floor = rmse("floor")
    figures = {f"hall_rmse_{name}_min": rmse(name) for name in ("mean", "formula", "floor")}
    figures |= {"hall_ratio_plays": rmse("mean") / floor, "hall_ratio_formula": rmse("formula") / floor}
    figures |= {
        f"hall_{name}_coverage": float(np.mean(came <= np.array([getattr(each, name) for each in found])))
        for name in ("p50", "p80")
    }
    return {key: round(value, 3) for key, value in figures.items()} | {"hall_moments": len(found)}
