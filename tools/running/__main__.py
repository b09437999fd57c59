"""``tools/run``: start a hall to try out, or drive a whole day through one."""

import argparse
import asyncio
import contextlib
import json
import re
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from hub.settings import SettingsError
from tools.day.arrivals import BadDay, Day, counters_for, generated, read_day
from tools.day.drive import Drive, Driven, Outage, drive
from tools.day.report import draw, print_table
from tools.running.demo_centre import run_demo_centre
from tools.running.demo_hall import run_demo
from tools.running.hub_child import HubFailed

HALL = Path(__file__).resolve().parents[2] / "hub" / "halls" / "city.toml"
MISTAKE = 2
GENERATED_VISITS = 500


def parser() -> argparse.ArgumentParser:
    """The command line of ``tools/run``."""
    top = argparse.ArgumentParser(prog="tools/run", description=__doc__)
    top.add_argument("--hall", type=Path, default=HALL, help="the hall.toml to run")
    top.add_argument(
        "--data",
        type=Path,
        help="keep journal and credentials here; left out: var/demo-HALL, and a scratch folder for a driven day",
    )
    top.add_argument("--web-port", type=int, help="port of the pages; 0: any free one")
    top.add_argument(
        "--centre", action="store_true", help="a centre and three halls of different size, with made-up people"
    )
    day = top.add_argument_group("a whole day", "drive recorded or generated citizens through hub and devices")
    day.add_argument("--day", metavar="FILE", help="a CSV of arrivals (issued_min, queue, ...), or: generated")
    day.add_argument("--office", default="", help="which office of the file")
    day.add_argument("--date", default="", help="which date of the file, or the date of a generated day")
    day.add_argument("--speed", type=float, default=60.0, help="hall seconds in a real second")
    day.add_argument("--counters", type=int, default=0, help="general counters; 0: enough for the busiest hour")
    day.add_argument("--dispensers", type=int, default=0, help="dispensers; 0: enough for the speed")
    day.add_argument("--assignment", choices=("auto", "press"), default="auto", help="who starts a call")
    day.add_argument("--visits", type=int, default=GENERATED_VISITS, help="citizens of a generated day")
    day.add_argument("--mean-min", type=float, default=8.0, help="mean service where the file has none, in minutes")
    day.add_argument(
        "--hub-away", metavar="HH:MM/MINUTES", type=outage, help="kill the hub at this time of the day, for so long"
    )
    day.add_argument("--seed", type=int, default=1, help="chance of services, no-shows and ratings")
    day.add_argument("--headless", action="store_true", help="no progress bar")
    day.add_argument("--report", choices=("table", "json"), default="table", help="how to print the figures")
    day.add_argument("--picture", type=Path, help="write the plots here (png or svg) instead of reports/")
    return top


def outage(text: str) -> Outage:
    """``10:30/10`` as an outage; raises ``ArgumentTypeError``."""
    found = re.fullmatch(r"(\d{1,2}):([0-5]\d)/(\d{1,3})", text)
    if not found or int(found[1]) > 23:
        raise argparse.ArgumentTypeError(f"{text!r} is no time and length such as 10:30/10")
    hour, minute, minutes = map(int, found.groups())
    return Outage(hour * 3600.0 + minute * 60.0, minutes * 60.0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; 0 when the day lost and doubled nothing, or the demo was ended by Ctrl-C."""
    asked = parser().parse_args(arguments)
    try:
        with asyncio.Runner() as runner:
            return runner.run(until_signal(run_day(asked) if asked.day else demo(asked)))
    except (SettingsError, BadDay, HubFailed) as error:
        print(error, file=sys.stderr)
        return MISTAKE
    except KeyboardInterrupt:
        return 0


async def until_signal(work: "asyncio.Future[int] | object") -> int:
    """The work's result; SIGTERM and SIGINT cancel it, so that every child is ended."""
    task: asyncio.Task[int] = asyncio.ensure_future(work)  # type: ignore[arg-type]
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        return await task
    return 0


async def demo(asked: argparse.Namespace) -> int:
    """A hall with virtual devices, or a centre with three halls, until Ctrl-C."""
    if asked.centre:
        return await run_demo_centre(asked.data or Path("var") / "demo-centre", asked.web_port, Console())
    data = asked.data or Path("var") / f"demo-{asked.hall.stem}"
    return await run_demo(asked.hall, data, asked.web_port, Console())


async def run_day(asked: argparse.Namespace) -> int:
    """Drive the day and report it."""
    day = wanted_day(asked)
    with tempfile.TemporaryDirectory(prefix="anycounter-") as scratch:
        plan = Drive(
            day, asked.counters or counters_for(day), asked.data or Path(scratch), asked.speed,
            assignment=asked.assignment, dispensers=asked.dispensers, seed=asked.seed,
            outage=asked.hub_away,
        )  # fmt: skip
        driven = await with_progress(plan, asked.headless)
    title = f"{day.name} {day.date}: {len(day.arrivals)} citizens, {plan.counters} counters"
    picture = asked.picture or Path("reports") / f"{day.name}-{day.date}.png"
    draw(driven.journal, title, plan.timezone, picture)
    if asked.report == "json":
        print(json.dumps(driven.figures))
    else:
        print_table(title, driven.figures, Console())
    say(f"plots: {picture}")
    for words in driven.witness.unserved[:5]:
        say(f"a citizen got no paper: {words}")
    return int(bool(driven.figures["lost"] or driven.figures["duplicated"] or driven.figures["faults"]))


def wanted_day(asked: argparse.Namespace) -> Day:
    """The day that the arguments name."""
    if asked.day == "generated":
        return generated(asked.visits, asked.seed, asked.date or "2026-01-05")
    return read_day(Path(asked.day), asked.office, asked.date, asked.seed, asked.mean_min)


async def with_progress(plan: Drive, headless: bool) -> Driven:
    """Drive with a bar on standard error."""
    if headless:
        return await drive(plan, lambda done, total: None)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("tickets", total=len(plan.day.arrivals))
        return await drive(plan, lambda done, total: bar.update(task, completed=done, total=total))


def say(text: str) -> None:
    """One line for people; standard output may hold JSON."""
    print(text, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
