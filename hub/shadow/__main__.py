"""The process of its own in which a day is judged: one job on standard input, answers as lines of JSON on standard output.

It reads the journal itself, on a connection that only reads: the hub's loop, its memory and its writer have no part in it.
"""

import contextlib
import os
import sys
from pathlib import Path
from typing import Any

import msgspec

from hub.journal.reader import SqliteReader
from hub.shadow.day import shadow_of_day
from hub.shadow.watcher import ShadowJob

POLITE = 10
"""A hall's own work goes first."""


def main() -> None:
    """Read the job, do it, tell."""
    with contextlib.suppress(OSError):
        os.nice(POLITE)
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=ShadowJob)
    with contextlib.closing(SqliteReader(Path(job.journal))) as reader:
        for line in shadow_of_day(reader, job.setup, job.shadow, job.day):
            say(line)


def say(line: dict[str, Any]) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(line) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
