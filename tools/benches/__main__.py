"""``tools/bench``: measure, then say what was met; with ``--json`` the figures alone, for a program."""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tools.benches.day import measure_day, measure_writes
from tools.benches.figures import KEYS, Figures, Stopwatch, percentile
from tools.benches.floors import commits_ms, round_trips_ms
from tools.benches.goals import GOALS, table
from tools.benches.issue import CLIENTS, bare_handler, measure_latency, measure_rate, tickets_of
from tools.benches.plan import FULL, TINY, Plan
from tools.benches.press import measure_presses
from tools.benches.progress import say
from tools.benches.rush import measure_rush
from tools.benches.simulated import LONG, PLAN_BESIDES, PLAN_GOALS, SHORT, measure_simulated
from tools.peers.hall import make_hall, open_hall, strangers


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    made = argparse.ArgumentParser(
        prog="tools/bench",
        description="Measure a whole hub, or the simulator of its days, against goals.",
        epilog="tools/bench forecast measures forecasts of the wait on recorded days, tools/bench centre a centre of many halls.",
    )
    made.add_argument(
        "what",
        nargs="?",
        choices=("hub", "plan"),
        default="hub",
        help="the hub's speed, or the simulator against theory and goals",
    )
    made.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    made.add_argument("--tiny", action="store_true", help="every path once, in seconds; the figures mean nothing")
    made.add_argument("--seed", type=int, default=FULL.seed, help="what citizens wish for and when they come")
    made.add_argument("--folder", type=Path, help="put the halls here, on the disk that is to be measured")
    return made


async def measure(folder: Path, plan: Plan) -> Figures:
    """All figures, by key."""
    say("floors: broker round trips, durable commits")
    figures = {
        "floor_mqtt_p50_ms": percentile(await round_trips_ms(folder, plan.rounds), 50),
        "floor_commit_p50_ms": percentile(commits_ms(folder, plan.rounds), 50),
    }
    figures |= await measure_hall(folder, plan)
    for delay_ms in (20, 100):
        say(f"rush: {plan.rush_s:.0f} s of 1,000 tickets a minute, {delay_ms} ms a sync")
        figures[f"rush_p99_ms_fsync{delay_ms}"] = await measure_rush(folder / f"rush-{delay_ms}", delay_ms, plan)
    say(f"a day of {plan.visits} visits")
    figures |= await measure_day(folder / "day", plan)
    return {key: figures[key] for key in KEYS}


async def measure_hall(folder: Path, plan: Plan) -> Figures:
    """Tickets, presses and writes of one hub."""
    measured = make_hall(folder / "hall", plan.counters)
    try:
        await open_hall(measured)
        async with bare_handler(folder) as bare_url, strangers(CLIENTS) as session:
            hub = tickets_of(measured, session, plan.seed)
            bare = replace(hub, url=bare_url)
            say(f"tickets, one client: {plan.issues}")
            figures = await measure_latency(hub, bare, plan)
            say(f"presses: {plan.presses_20} before 20 screens, {plan.presses_200} before 200")
            figures |= await measure_presses(measured, hub, plan)
            say("bytes written")
            figures |= await measure_writes(measured, hub, plan.issues)
            say(f"tickets, {CLIENTS} clients: {plan.rate_issues}")
            return figures | await measure_rate(hub, bare, plan)
    finally:
        await measured.hub.stop()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and report. A goal that is not met is told, and is no failure: machines differ."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["forecast"]:
        from tools.benches.forecast.__main__ import main as forecast

        return forecast(words[1:])
    if words[:1] == ["centre"]:
        from tools.benches.centre.__main__ import main as centre

        return centre(words[1:])
    asked = parser().parse_args(words)
    if asked.what == "plan":
        return report_simulated(asked)
    plan = replace(TINY if asked.tiny else FULL, seed=asked.seed)
    watch = Stopwatch()
    with tempfile.TemporaryDirectory(prefix="anycounter-bench-", dir=asked.folder) as folder:
        figures = asyncio.run(measure(Path(folder), plan))
    say(f"done in {watch.s:.0f} s, seed {plan.seed}, {sum(g.met(figures) for g in GOALS)} of {len(GOALS)} goals met")
    print(json.dumps(figures, indent=1) if asked.json else table(figures))
    return 0


def report_simulated(asked: argparse.Namespace) -> int:
    """The simulator's figures."""
    watch = Stopwatch()
    figures = measure_simulated(SHORT if asked.tiny else LONG, asked.seed)
    met = sum(goal.met(figures) for goal in PLAN_GOALS)
    say(f"done in {watch.s:.0f} s, seed {asked.seed}, {met} of {len(PLAN_GOALS)} goals met")
    print(json.dumps(figures, indent=1) if asked.json else table(figures, PLAN_GOALS, PLAN_BESIDES, "for comparison"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
