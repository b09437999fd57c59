"""The report of a day as its director would print it: a table, and one picture with three plots."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from rich.console import Console
from rich.table import Table

from hub.core.events import Recorded
from tools.day.figures import DayRecord, read_record

mpl.use("Agg")

STEP_MIN = 5
INK, ACCENT, QUIET = "#1d2733", "#0b6bcb", "#9fb3c8"

WORDS = {
    "tickets": "tickets issued",
    "served": "served",
    "missed": "did not come when called",
    "lost": "lost",
    "duplicated": "doubled",
    "faults": "rules broken (auditor)",
    "wait_p50_s": "half waited less than (s)",
    "wait_p95_s": "95 % waited less than (s)",
    "over_15_min": "waited more than 15 minutes",
    "load_ratio": "busiest / least busy counter",
    "forecast_mae_s": "mean error of the promised wait (s)",
    "forecast_p80_coverage": "waits within the promised 80 %",
    "recorded_wait_p50_s": "recorded that day: half waited less than (s)",
    "rated": "rated",
}


def print_table(title: str, figures: dict[str, float | int | None], console: Console) -> None:
    """The figures with their words."""
    table = Table(title=title, show_header=False)
    for key, words in WORDS.items():
        value = figures.get(key)
        table.add_row(words, "-" if value is None else str(value))
    console.print(table)


def draw(journal: Sequence[Recorded], title: str, timezone: str, path: Path) -> None:
    """Write the picture (format by the file's ending): who waits and is served, waits as promised, load by counter."""
    record, zone = read_record(journal), ZoneInfo(timezone)
    figure = Figure(figsize=(11, 9), layout="constrained")
    figure.suptitle(title, color=INK, fontsize=15)
    people, waits, load = figure.subplots(3, 1, height_ratios=(3, 3, 2))
    draw_people(people, record, zone)
    draw_waits(waits, record, zone)
    draw_load(load, record)
    for axes in (people, waits, load):
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(colors=INK)
        axes.grid(axis="y", color="#e6ebf1", linewidth=0.8)
        axes.set_axisbelow(True)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)


def hour(at_ms: int, zone: ZoneInfo) -> float:
    """Hall time as hours of the day."""
    at = datetime.fromtimestamp(at_ms / 1000, zone)
    return at.hour + at.minute / 60 + at.second / 3600


def draw_people(axes: Axes, record: DayRecord, zone: ZoneInfo) -> None:
    """Waiting and at the counters, every five minutes."""
    visits = [visit for visit in record.visits.values() if visit.ended_ms]
    if not visits:
        return
    first, last = min(v.taken_ms for v in visits), max(v.ended_ms for v in visits)
    times = range(first, last + STEP_MIN * 60_000, STEP_MIN * 60_000)
    waiting = [sum(v.taken_ms <= t < (v.called_ms or v.ended_ms) for v in visits) for t in times]
    serving = [sum(0 < v.called_ms <= t < v.ended_ms for v in visits) for t in times]
    hours = [hour(t, zone) for t in times]
    axes.fill_between(hours, waiting, color=ACCENT, alpha=0.25, step="mid", label="waiting")
    axes.plot(hours, serving, color=INK, linewidth=1.2, label="at a counter")
    axes.set_ylabel("people")
    axes.legend(frameon=False, loc="upper left")


def draw_waits(axes: Axes, record: DayRecord, zone: ZoneInfo) -> None:
    """Each wait as it was and as it was promised."""
    visits = [visit for visit in record.visits.values() if visit.called_ms]
    hours = [hour(v.taken_ms, zone) for v in visits]
    axes.scatter(hours, [(v.called_ms - v.taken_ms) / 60_000 for v in visits], s=6, color=INK, label="waited")
    promised = [(hour(v.taken_ms, zone), v.p50_s / 60, v.p80_s / 60) for v in visits
                if v.p50_s is not None and v.p80_s is not None]  # fmt: skip
    if promised:
        at, p50, p80 = zip(*promised, strict=True)
        axes.fill_between(at, p50, p80, color=ACCENT, alpha=0.3, linewidth=0, label="promised, P50 to P80")
    axes.set_ylabel("minutes of waiting, by arrival")
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False, loc="upper left")


def draw_load(axes: Axes, record: DayRecord) -> None:
    """Hours of work by counter."""
    counters = sorted(record.opened)
    axes.bar([str(c) for c in counters], [record.worked_ms.get(c, 0) / 3_600_000 for c in counters], color=QUIET)
    axes.set_ylabel("hours of work")
    axes.set_xlabel("counter")
