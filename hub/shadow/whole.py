"""The whole day again under each policy: the same arrivals, services, no-shows and open counters, through the simulator's day."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import fmean
from typing import Any

from hub.core.catalogue import HallSetup
from hub.core.events import Recorded
from hub.core.shadow import ShadowRules, second_setup
from hub.planning.arrivals import CV, Kind, Visit, service_s
from hub.planning.day import DayRun, Waited, simulate
from hub.planning.result import LONG_WAIT_S, day_figures, quantile
from hub.planning.scenario import chance
from hub.shadow.past_day import PastDay, past_day

RUNS = 10
"""Chance is left in two things: which of several free clerks presses first, and services that are not over yet."""

KEYS = ("visits", "mean_s", "p95_s", "worst_s", "over_15", "unserved")
UNKNOWN_S = 600.0
"""Service of an item that the hall no longer has, as the core assumes it."""


def whole(events: Sequence[Recorded], setup: HallSetup, shadow: ShadowRules, runs: int = RUNS) -> dict[str, Any] | None:
    """``{runs, visits, rows}``; None for a day on which nobody came. ``setup``: the hall's at the end of these events.

    Rows: ``recorded`` (what the journal has), ``first`` and ``second``: the policies, simulated with the same chance. Each
    ``{name, visits, mean_s, p95_s, worst_s, over_15, unserved, load_ratio, classes}``, means over the runs.
    """
    day = past_day(events, setup) if events else None
    if day is None or not day.visits:
        return None
    rows = [row("recorded", setup, [day.run])]
    for name, each in (("first", setup), ("second", second_setup(setup, shadow))):
        rows.append(row(name, each, list(simulated(day, each, runs))))
    return {"runs": runs, "visits": len(day.visits), "rows": rows}


def simulated(day: PastDay, setup: HallSetup, runs: int) -> Iterator[DayRun]:
    """The day so many times; the chance of a run is the same in both policies."""
    for run in range(runs):
        draw = chance(f"shadow:{run}:service")
        visits = [known(visit, service_s(kind_of(setup, visit.item), draw, CV)) for visit in day.visits]
        yield simulate(setup, visits, day.shifts, f"shadow:{run}:press")


def known(visit: Visit, drawn_s: float) -> Visit:
    """The recorded service, or the drawn one where there is none."""
    return visit if visit.service_s else replace(visit, service_s=drawn_s)


def kind_of(setup: HallSetup, code: str) -> Kind:
    item = setup.item(code)
    return Kind(code, 1.0, float(item.mean_s) if item else UNKNOWN_S)


def row(name: str, setup: HallSetup, runs: Sequence[DayRun]) -> dict[str, Any]:
    """The figures of one policy. A load ratio without a finite value is null."""
    load = fmean(day_figures(run, str).figures["load_ratio"] for run in runs)
    names = {each.code: dict(each.names) for each in setup.priorities}
    codes = [code for code in (*names, "booked") if any(class_of(each) == code for run in runs for each in run.waits)]
    other = {class_of(each) for run in runs for each in run.waits} - set(codes)
    classes = [
        {"code": code, "names": names.get(code, {}), **figures([of_class(run, code) for run in runs])}
        for code in dict.fromkeys([*codes, *sorted(other)])
    ]
    return {
        "name": name, **figures([run.waits for run in runs], sum(run.refused for run in runs) / len(runs)),
        "load_ratio": load if load < float("inf") else None, "classes": classes,
    }  # fmt: skip


def class_of(waited: Waited) -> str:
    """A booking without a priority is a class of its own: it has a weight of its own."""
    return "booked" if waited.booked and waited.priority == "walk_in" else waited.priority


def of_class(run: DayRun, code: str) -> tuple[Waited, ...]:
    return tuple(each for each in run.waits if class_of(each) == code)


def figures(runs: Sequence[Sequence[Waited]], refused: float = 0.0) -> dict[str, float]:
    """Means over the runs of the figures of each; ``unserved``: never called, or without a ticket."""
    found = [figures_of(waits) for waits in runs]
    means = {key: fmean(each[key] for each in found) for key in KEYS}
    return {**means, "visits": means["visits"] + refused, "unserved": means["unserved"] + refused}


def figures_of(waits: Sequence[Waited]) -> dict[str, float]:
    """The figures of one run; nobody has waited for nothing."""
    ordered = sorted(each.wait_s for each in waits)
    return {
        "visits": float(len(ordered)), "mean_s": fmean(ordered) if ordered else 0.0, "p95_s": quantile(ordered, 0.95),
        "worst_s": ordered[-1] if ordered else 0.0,
        "over_15": sum(wait_s > LONG_WAIT_S for wait_s in ordered) / max(len(ordered), 1),
        "unserved": float(sum(not each.called for each in waits)),
    }  # fmt: skip
