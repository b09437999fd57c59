"""``tools/bench forecast``: walk through recorded days, forecast each from the days before, report."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from hub.forecasting.nightly import Nightly
from tools.benches.figures import Stopwatch
from tools.benches.forecast.hall import Forecasts, hall_figures, observed_days
from tools.benches.forecast.records import BadRecords, read_records
from tools.benches.forecast.refresh import refresh_ms
from tools.benches.forecast.report import figures, table
from tools.benches.forecast.walk import walk
from tools.benches.forecast.weeks import WAYS, judged, way_days
from tools.benches.progress import say

WARSAW = Path(__file__).resolve().parents[4] / "shared" / "data" / "warsaw"
"""Beside the repository; never part of it."""

WARM_UP_DAYS = 5
HALL_WARM_UP = 5
"""Days in which a simulated hall only learns."""


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    made = argparse.ArgumentParser(
        prog="tools/bench forecast", description="Every predictor of a wait against recorded days."
    )
    made.add_argument("--train-dir", type=Path, help="tickets*.csv and snapshots*.csv (or .gz) to learn from first")
    made.add_argument(
        "--test-dir", type=Path, help="the days to judge by; without it those of --train-dir after --warm-up"
    )
    made.add_argument("--warm-up", type=int, default=WARM_UP_DAYS, help="days before the first that is judged")
    made.add_argument("--no-boosting", action="store_true", help="the base alone, without scikit-learn")
    made.add_argument(
        "--halls", type=int, default=0, metavar="DAYS", help="instead: so many days of a simulated hall, and its floor"
    )
    made.add_argument(
        "--weeks", type=int, default=0, metavar="DAYS",
        help="instead: so many days of a hall whose weeks have a pattern, with and without the night's lessons",
    )  # fmt: skip
    made.add_argument("--refresh", action="store_true", help="instead: what one refresh of 200 waits costs")
    made.add_argument("--no-breaks", action="store_true", help="with --weeks: nobody has a lunch break, and more come")
    made.add_argument("--no-pattern", action="store_true", help="with --weeks: all days and hours are alike")
    made.add_argument("--seed", type=int, default=1, help="chance of the boosting")
    made.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and report. 2: files that cannot be judged. A goal that is not met is told, and is no failure."""
    asked = parser().parse_args(arguments)
    watch = Stopwatch()
    if asked.refresh:
        print(json.dumps({"refresh_200x20_ms": refresh_ms(asked.seed)}))
        return 0
    if asked.halls > 0:
        return report_halls(asked)
    if asked.weeks > 0:
        return report_weeks(asked)
    folder = asked.train_dir or WARSAW
    if asked.train_dir is None and not folder.is_dir():
        say(
            "forecast skipped: there is no ../shared/data/warsaw beside the repository; give --train-dir and --test-dir"
        )
        print(json.dumps({"skipped": "no recorded days"}) if asked.json else "skipped: no recorded days")
        return 0
    try:
        train = read_records(folder, say)
        test = read_records(asked.test_dir, say) if asked.test_dir else None
        walked = walk(train, test, max(asked.warm_up, 1), Nightly(not asked.no_boosting, asked.seed), say)
        if not walked:
            raise BadRecords(
                f"{asked.test_dir or folder}: no day is left to judge ({len(train.dates)} to learn from; see --warm-up)"
            )
    except BadRecords as bad:
        say(str(bad))
        return 2
    found = figures(walked, train.bad_rows + (test.bad_rows if test else 0), watch.s)
    print(json.dumps(found, indent=1) if asked.json else table(found))
    return 0


def report_halls(asked: argparse.Namespace) -> int:
    """Simulated halls with known truth. A goal that is not met is told, and is no failure."""
    found: list[Forecasts] = []
    for day, moments in enumerate(observed_days(asked.halls, HALL_WARM_UP, asked.seed), 1):
        found += moments
        say(f"day {day} of {asked.halls}: {len(moments)} moments")
    if not found:
        say("nobody waited on any of these days: there is nothing to forecast")
        return 2
    figures = hall_figures(found)
    print(json.dumps(figures) if asked.json else "\n".join(f"{key:<28}{value:>10}" for key, value in figures.items()))
    return 0


def report_weeks(asked: argparse.Namespace) -> int:
    """Each way to forecast on the same days; nothing is a failure."""
    found = {}
    for name in WAYS:
        found[name] = judged(way_days(name, asked.weeks, str(asked.seed), not asked.no_breaks, not asked.no_pattern))
        say(f"{name}: {found[name]}")
    table = "\n".join(
        f"{name:<10}" + "".join(f"{key:>10} {value}" for key, value in of.items()) for name, of in found.items()
    )
    print(json.dumps(found) if asked.json else table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
