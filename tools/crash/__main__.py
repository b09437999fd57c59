"""``python -m tools.crash --kills 200 --seed 1``: kill -9 under load, and the audit after it. Fails on any finding."""

import argparse
import asyncio
import logging
import random
import shlex
import sys
import tempfile
from pathlib import Path

from tools.crash.driver import CHILD, Driver


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    made = argparse.ArgumentParser(prog="python -m tools.crash", description="Kill the journal's process under load.")
    made.add_argument("--kills", type=int, default=200, help="how many times (default 200)")
    made.add_argument("--seed", type=int, default=None, help="the plan of kills; a random one is told otherwise")
    made.add_argument("--child", type=shlex.split, default=None, help="another program that keeps to the child's lines")
    made.add_argument(
        "--sabotage", choices=("", "ack-first", "no-dedupe"), default="", help="prove the audit: goes red"
    )
    return made


def main() -> int:
    """Run, report, and say by the exit code whether anything was found."""
    options = parser().parse_args()
    # asyncio warns of each line that was on its way to a process that is now dead: that is what this is for.
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    seed = random.SystemRandom().randrange(1 << 32) if options.seed is None else options.seed
    with tempfile.TemporaryDirectory(prefix="anycounter-crash-") as folder:
        driver = Driver(Path(folder) / "journal.db", seed, options.child or CHILD, options.sabotage)
        asyncio.run(driver.run(options.kills))
    sys.stdout.write(driver.report() + "\n")
    for finding in sorted(driver.verdict.lost | driver.verdict.duplicated | driver.verdict.corrupt)[:20]:
        sys.stdout.write(f"  {finding}\n")
    return 0 if driver.verdict.clean else 1


if __name__ == "__main__":
    sys.exit(main())
