"""``python -m tools.benches.centre.nation FIGURES.json``: machines, disks and lines of each level, from the figures of a run.

Loads: a province at its peak has 1,963 offices that send 340 standings and 167 events a second; the country has 70,000 stations,
300,000 counters, up to 12,000 standings and 2,100 events a second. A county is a hundredth of a province, a city a tenth.
"""

import json
import sys
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from tools.benches.figures import Figures

FULL = 0.5
"""Of a core's time that is planned for: the rest is for the minute after a failure, when everything comes at once."""

PEAK_HOURS = 4
"""A day's events are as many as four hours of its peak bring: eight hours with a morning's peak of about a fifth of the day."""

DAYS = 250
STANDING_B, EVENT_B, AROUND_B = 230, 269, 150
"""Of one message on the line: what it says, and what TCP, TLS and NATS put around it."""

COPIES = 3
"""Members of the cluster that have each event."""

PARTS = ("intake", "web", "broker", "postgres")


@dataclass(frozen=True, slots=True)
class Level:
    """Loads at the peak, a second."""

    name: str
    halls: int
    standings: float
    events: float


LEVELS = (
    Level("county", 20, 3.4, 1.67),
    Level("city", 200, 34, 16.7),
    Level("province", 1963, 340, 167),
    Level("country", 70_000, 12_000, 2100),
)


def row(level: Level, run: Figures) -> str:
    """A level's line of the table."""
    messages = level.standings + level.events
    cores = {part: messages * run[f"cpu_{part}"] / run["msgs_per_s"] for part in PARTS}
    workers, brokers = ceil(cores["intake"] / FULL), ceil(cores["broker"] * COPIES / FULL)
    webs, store = ceil(cores["web"] / FULL), ceil(cores["postgres"] / FULL)
    year_gb = level.events * 3600 * PEAK_HOURS * DAYS * run["bytes_per_event"] / 1e9
    line_mbit = 8e-6 * (level.standings * (STANDING_B + AROUND_B) + level.events * (EVENT_B + AROUND_B))
    hour_gb = level.events * 3600 * (EVENT_B + AROUND_B) / 1e9
    cells = (
        level.name, f"{level.halls:,}", f"{messages:,.0f}", f"{sum(cores.values()):.2f}", str(workers), str(webs), str(brokers),
        str(store), f"{year_gb:,.0f}", f"{year_gb / 12:,.1f}", f"{hour_gb:,.2f}", f"{line_mbit:,.2f}",
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |"


HEAD = (
    "level", "halls", "messages/s", "cores busy", "cores for workers", "web nodes", "brokers (3 copies)", "PostgreSQL",
    "GB a year", "GB a month's partition", "GB an hour without store", "Mbit/s in",
)  # fmt: skip


def table(run: Figures) -> str:
    """All levels, as Markdown."""
    rows = [row(level, run) for level in LEVELS]
    return "\n".join(["| " + " | ".join(HEAD) + " |", "|---|" + "---:|" * (len(HEAD) - 1), *rows])


def main() -> int:
    """Read what ``tools/bench centre --json`` printed."""
    if len(sys.argv) != 2:
        print("python -m tools.benches.centre.nation FIGURES.json, of tools/bench centre --json", file=sys.stderr)
        return 2
    told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    runs = [value for value in told.values() if isinstance(value, dict)]
    print(table(max(runs, key=lambda run: run["msgs_per_s"])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
