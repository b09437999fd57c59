"""``python -m tools.powercut --states 2000 --seed 1``: power cuts at any moment of a recorded run, and the audit."""

import argparse
import logging
import random
import sys
import tempfile
from pathlib import Path

from tools.powercut.replay import Replay, record


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    made = argparse.ArgumentParser(prog="python -m tools.powercut", description="Open the states power cuts may leave.")
    made.add_argument("--states", type=int, default=2000, help="how many power cuts (default 2000)")
    made.add_argument("--actions", type=int, default=400, help="actions in the recorded run (default 400)")
    made.add_argument("--seed", type=int, default=None, help="the plan; a random one is told otherwise")
    made.add_argument("--sabotage", choices=("", "sync-normal", "ack-first"), default="", help="prove it: goes red")
    return made


def main() -> int:
    """Record, replay, report, and say by the exit code whether anything was found."""
    options = parser().parse_args()
    logging.getLogger("hub").setLevel(logging.CRITICAL)
    seed = random.SystemRandom().randrange(1 << 32) if options.seed is None else options.seed
    with tempfile.TemporaryDirectory(prefix="anycounter-powercut-") as name:
        folder = Path(name).resolve()
        replay = Replay(record(folder, options.actions, seed, options.sabotage), folder, seed)
        replay.run(options.states, folder / "scratch")
    sys.stdout.write(replay.report() + "\n")
    for finding in sorted(replay.verdict.lost | replay.verdict.duplicated | replay.verdict.corrupt)[:20]:
        sys.stdout.write(f"  {finding}\n")
    return 0 if replay.verdict.clean else 1


if __name__ == "__main__":
    sys.exit(main())
