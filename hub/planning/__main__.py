"""The planner's own process: one job on standard input, progress and answer as lines of JSON on standard output.

A hub starts it for each question, so that a simulation takes nothing from the event loop and can be ended at any time.
"""

import contextlib
import os
import sys
from typing import Any

import msgspec

from hub.planning.advice import advise, told
from hub.planning.jobs import AdviceJob, Job, QuestionJob
from hub.planning.many import Workers
from hub.planning.questions import Unanswerable, answer
from hub.planning.staffing import TooMany

POLITE = 10
"""A hall's own work goes first."""


def main() -> None:
    """Read the job, do it, tell."""
    with contextlib.suppress(OSError):
        os.nice(POLITE)
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    say({"answer": advised(job)} if isinstance(job, AdviceJob) else answered(job))


def answered(job: QuestionJob) -> dict[str, Any]:
    """The answer, or why there is none."""
    try:
        with Workers(1) as workers:
            return {"answer": answer(job.question(), workers, lambda done, total: say({"done": done, "total": total}))}
    except Unanswerable as no:
        return {"refused": f"plan_{no.code}", "detail": no.detail}
    except TooMany:
        return {"refused": "plan_too_many", "detail": {}}


def advised(job: AdviceJob) -> dict[str, object] | None:
    found = advise(job.hall, job.demand, job.midnight_ms)
    return told(found) if found else None


def say(line: dict[str, Any]) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(line) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
