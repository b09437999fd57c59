"""``tools/bench centre``: simulated halls against a real centre with PostgreSQL; and what it costs as it grows."""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tools.benches.centre.goals import BESIDES, GOALS
from tools.benches.centre.growth import A_HALL, HALLS, chart, table
from tools.benches.centre.rows import rows_per_s
from tools.benches.centre.run import Shape, measure
from tools.benches.figures import Figures, Stopwatch
from tools.benches.goals import table as goal_table
from tools.benches.progress import say
from tools.running.postgres import Postgres

PROVINCES = Shape(2000, 5100, 30)
"""Nine provinces at their peak, over 2,000 lines."""

NATION = Shape(70_000, 1600, 30)
"""Every village station of a country: 1,200 standings a second, and their events."""

TINY = (Shape(20, 100, 2), Shape(60, 100, 2))
ROWS = (2000, 200)
FEW_ROWS = (20, 4)
KEYS = ("msgs_per_s", "ack_p99_ms", "lost", "duplicated", "board_age_p99_s", "rss_mb")


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    made = argparse.ArgumentParser(prog="tools/bench centre", description="Measure a centre with simulated halls.")
    made.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    made.add_argument("--tiny", action="store_true", help="every path once, in seconds; the figures mean nothing")
    made.add_argument("--growth", action="store_true", help=f"the cost with {', '.join(map(str, HALLS))} halls instead")
    made.add_argument("--chart", type=Path, help="write the chart of the growth to this SVG file")
    made.add_argument("--halls", type=int, help="one run with so many halls instead")
    made.add_argument("--rate", type=float, default=PROVINCES.rate, help="their messages a second, all together")
    made.add_argument("--seconds", type=float, default=PROVINCES.seconds, help="for how long")
    return made


def measure_all(folder: Path, asked: argparse.Namespace) -> list[Figures]:
    """The figures of each shape that is asked for; the first one's have the store's own rate."""
    if asked.halls:
        shapes: Sequence[Shape] = (Shape(asked.halls, asked.rate, asked.seconds),)
    elif asked.growth:
        shapes = [Shape(halls, halls * A_HALL, asked.seconds) for halls in (HALLS if not asked.tiny else (2, 5))]
    else:
        shapes = TINY if asked.tiny else (PROVINCES, NATION)
    postgres = Postgres()
    try:
        postgres.start()
        rows = 0.0 if asked.growth else rows_per_s(postgres.create("rows"), *(FEW_ROWS if asked.tiny else ROWS))
        found = []
        for index, shape in enumerate(shapes):
            (folder / str(index)).mkdir()
            found.append(asyncio.run(measure(folder / str(index), postgres, shape)))
    finally:
        postgres.stop()
    found[0]["rows_per_s"] = rows
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and report. A goal that is not met is told, and is no failure: machines differ."""
    asked = parser().parse_args(arguments)
    watch = Stopwatch()
    with tempfile.TemporaryDirectory(prefix="anycounter-bench-") as folder:
        found = measure_all(Path(folder), asked)
    say(f"done in {watch.s:.0f} s")
    if asked.growth:
        if asked.chart:
            asked.chart.write_text(chart(found), encoding="utf-8")
        print(json.dumps(found, indent=1) if asked.json else table(found))
        return 0
    first, *others = found
    figures = {key: first[key] for key in (*KEYS, "rows_per_s")}
    told = {**figures, **{f"{run['halls']:.0f}_halls": run for run in found}}
    print(json.dumps(told, indent=1) if asked.json else report(first, others))
    return 0


def report(first: Figures, others: Sequence[Figures]) -> str:
    """For people: goals, and the other shapes as a table."""
    return "\n".join([goal_table(first, GOALS, BESIDES, "told"), "", table([first, *others])])


if __name__ == "__main__":
    sys.exit(main())
