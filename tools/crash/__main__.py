"""``python -m tools.crash --kills 200 --seed 1``: kill -9 under load, and the audit after it. Fails on any finding."""

import argparse
import asyncio
import logging
import random
import shlex
import sys
import tempfile
from pathlib import Path

from tools.crash.cables import CablesFailed
from tools.crash.cluster_driver import ClusterDriver
from tools.crash.dark_driver import DarkDriver
from tools.crash.driver import CHILD, Driver
from tools.crash.hall_driver import HallDriver


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    made = argparse.ArgumentParser(prog="python -m tools.crash", description="Kill a hub under load, and audit it.")
    made.add_argument("--kills", type=int, default=200, help="how many times (default 200)")
    made.add_argument("--hub", action="store_true", help="the whole hub with HTTP and MQTT, not its journal alone")
    made.add_argument(
        "--cluster", action="store_true", help="a centre on several machines: a member, a worker, the database"
    )
    made.add_argument(
        "--dark",
        action="store_true",
        help="the same centre, but cables are pulled: machines go dark and come back (root)",
    )
    made.add_argument("--seed", type=int, default=None, help="the plan of kills; a random one is told otherwise")
    made.add_argument("--child", type=shlex.split, default=None, help="another program that keeps to the child's lines")
    made.add_argument(
        "--sabotage", choices=("", "ack-first", "no-dedupe"), default="", help="prove the audit: goes red"
    )
    return made


def main() -> int:
    """Run, report, and say by the exit code whether anything was found."""
    options = parser().parse_args()
    if options.dark and options.sabotage:
        parser().error("--sabotage goes with kills, not with --dark")
    # asyncio warns of each line that was on its way to a process that is now dead: that is what this is for.
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    if options.cluster or options.dark:  # so does each hall whose member dies
        logging.getLogger("hub.uplink").setLevel(logging.ERROR)
    seed = random.SystemRandom().randrange(1 << 32) if options.seed is None else options.seed
    with tempfile.TemporaryDirectory(prefix="anycounter-crash-") as folder:
        try:
            driver = driver_of(options, Path(folder), seed)
        except CablesFailed as failed:
            sys.exit(str(failed))
        asyncio.run(driver.run(options.kills))
    sys.stdout.write(driver.report() + "\n")
    for finding in sorted(driver.verdict.lost | driver.verdict.duplicated | driver.verdict.corrupt)[:20]:
        sys.stdout.write(f"  {finding}\n")
    return 0 if driver.verdict.clean else 1


def driver_of(options: argparse.Namespace, folder: Path, seed: int) -> Driver | HallDriver | ClusterDriver:
    """Who kills: a centre's cluster or its cables, the whole hub, or its journal."""
    if options.dark:
        return DarkDriver(folder / "centre", seed)
    if options.cluster:
        return ClusterDriver(folder / "centre", seed, options.sabotage)
    if options.hub:
        return HallDriver(folder / "hall", seed, options.sabotage)
    return Driver(folder / "journal.db", seed, options.child or CHILD, options.sabotage)


if __name__ == "__main__":
    sys.exit(main())
