"""Figures of a walk, for people and for programs."""

import math
from typing import Any

import numpy as np

from tools.benches.forecast.scores import Score, coverage, score
from tools.benches.forecast.walk import PREDICTORS, Walked

GOALS = {"ratio_les": 0.60, "ratio_city": 0.37}
"""MAE of ours at most this part of the other's."""

COVERED = (0.78, 0.82)
ABOUT = {
    "published": "what the city published",
    "les": "LES: wait of the last called",
    "hol": "HOL: age of the head of the line",
    "ql": "QL: those ahead at the pace of the last hour",
    "qlm": "QLm: the same, some give up",
    "history": "history: queue, weekday, part of the day",
    "boosting": "gradient boosting, as trained",
    "ours": "ours: boosting where earned, calibrated",
}


def together(walked: list[Walked]) -> Walked:
    """All days as one."""
    told = {name: np.concatenate([each.told[name] for each in walked]) for name in PREDICTORS}
    p80, waits = np.concatenate([each.p80 for each in walked]), np.concatenate([each.waits for each in walked])
    at_least = np.concatenate([each.at_least for each in walked])
    return Walked("", told, p80, waits, at_least, sum(each.undecided for each in walked))


def ratio(all_days: Walked, other: str) -> float:
    """MAE of ours over that of another, where both forecast; nan where that is nothing."""
    there = ~np.isnan(all_days.told[other])
    waits, at_least = all_days.waits[there], all_days.at_least[there]
    ours, theirs = (score(all_days.told[name][there], waits, at_least).mae_min for name in ("ours", other))
    return ours / theirs if theirs > 0 else math.nan


def figures(walked: list[Walked], bad_rows: int, seconds: float) -> dict[str, Any]:
    """Everything by key; None where a figure does not exist."""
    all_days = together(walked)
    scores = {name: score(all_days.told[name], all_days.waits, all_days.at_least) for name in PREDICTORS}
    found: dict[str, Any] = {name: row(each) for name, each in scores.items()}
    return found | {
        "p50_coverage": plain(coverage(all_days.told["ours"], all_days.waits, all_days.at_least)),
        "p80_coverage": plain(coverage(all_days.p80, all_days.waits, all_days.at_least)),
        "ratio_les": plain(ratio(all_days, "les")),
        "ratio_city": plain(ratio(all_days, "published")),
        "days": len(walked),
        "observations": int(all_days.waits.size),
        "at_least": int(all_days.at_least.sum()),
        "undecided": all_days.undecided,
        "bad_rows": bad_rows,
        "by_day": {each.date: by_day(each) for each in walked},
        "seconds": round(seconds, 1),
    }


def row(of: Score) -> dict[str, float | int | None]:
    return {"mae_min": plain(of.mae_min), "rmse_min": plain(of.rmse_min), "observations": of.observations}


def by_day(day: Walked) -> dict[str, float | None]:
    """MAE of each predictor and our coverage on one day."""
    found = {name: plain(score(day.told[name], day.waits, day.at_least).mae_min) for name in PREDICTORS}
    return found | {"p80_coverage": plain(coverage(day.p80, day.waits, day.at_least))}


def plain(value: float) -> float | None:
    """Three decimals; JSON knows no nan."""
    return None if math.isnan(value) else round(value, 3)


def table(found: dict[str, Any]) -> str:
    """The report for people."""
    lines = [f"{'minutes':<50}{'MAE':>8}{'RMSE':>8}"]
    lines += [
        f"{ABOUT[name]:<50}{shown(found[name]['mae_min'])}{shown(found[name]['rmse_min'])}" for name in PREDICTORS
    ]
    lines += ["", *(verdict(key, bound, found[key]) for key, bound in GOALS.items())]
    lines += [f"{'waits within P50, within P80':<50}{shown(found['p50_coverage'])}{shown(found['p80_coverage'])}"]
    lines += ["", f"{'MAE by day':<14}{'city':>8}{'LES':>8}{'history':>8}{'ours':>8}{'in P80':>8}"]
    for date, day in found["by_day"].items():
        told = (day[name] for name in ("published", "les", "history", "ours", "p80_coverage"))
        lines.append(f"{date:<14}{''.join(map(shown, told))}")
    lines += [
        "",
        f"{found['observations']} moments of {found['days']} days; {found['at_least']} of people never called,",
    ]
    lines[-1] += f" {found['undecided']} undecided; {found['bad_rows']} bad rows; {found['seconds']} s"
    return "\n".join(lines)


def verdict(key: str, bound: float, value: float | None) -> str:
    """One goal's line."""
    about = {"ratio_les": "MAE of ours / LES", "ratio_city": "MAE of ours / city"}[key]
    met = "nothing to compare with" if value is None else "met" if value <= bound else "NOT MET"
    return f"{about:<50}{shown(value)}   <= {bound:.2f} {met}"


def shown(value: float | None) -> str:
    return f"{'-':>8}" if value is None else f"{value:>8.2f}"
