"""Many days of several scenarios, on all processors, from one seed: the same seed gives the same figures."""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from types import TracebackType

from hub.planning.result import DayFigures, Figures, day_figures, summed
from hub.planning.scenario import Scenario, simulated

DAYS = 200
TOGETHER = 5
"""Days that a process simulates before it answers: few messages, and a bar that moves."""

Told = Callable[[int, int], None]
"""Hears how many days are done, of how many."""

Job = tuple[Scenario, int, range]


def nobody(done: int, total: int) -> None:
    """Hears nothing."""


class Workers:
    """Processes that simulate days; they end with the ``with``. ``count``: 0 for one a processor, 1 for this process alone."""

    def __init__(self, count: int = 0) -> None:
        self._count = count or os.cpu_count() or 1
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(self._count, context) if self._count > 1 else None

    def __enter__(self) -> "Workers":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def run(self, scenarios: Sequence[Scenario], days: int = DAYS, seed: int = 1, told: Told = nobody) -> list[Figures]:
        """The figures of each scenario over so many days. Raises ``ValueError`` for no day at all."""
        parts = [range(first, min(first + TOGETHER, days)) for first in range(0, days, TOGETHER)]
        jobs = [(scenario, seed, part) for scenario in scenarios for part in parts]
        found: list[DayFigures] = []
        for figures in self._answers(jobs):
            found += figures
            told(len(found), days * len(scenarios))
        return [summed(found[place * days : (place + 1) * days]) for place in range(len(scenarios))]

    def _answers(self, jobs: Iterable[Job]) -> Iterable[list[DayFigures]]:
        """The answer of each job, in the order of the jobs."""
        return self._pool.map(days_of, jobs) if self._pool else map(days_of, jobs)


def days_of(job: Job) -> list[DayFigures]:
    """Some days of one scenario. A day's chance comes from seed and day alone, so that scenarios see the same citizens."""
    scenario, seed, days = job
    return [day_figures(simulated(scenario, f"{seed}:{day}"), scenario.line_of) for day in days]
