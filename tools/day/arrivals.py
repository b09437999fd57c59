"""Who comes when, and for how long: a recorded day from a CSV file, or a generated one.

Columns of the CSV (others are ignored; ``.gz`` is read as well):

| column | needed | meaning |
|---|---|---|
| ``issued_min`` | yes | when the ticket was issued, minutes since midnight, decimals allowed |
| ``queue`` | yes | what the citizen came for; each queue becomes an item of the hall |
| ``service_min`` | no | service time in minutes; drawn where the column is missing or empty |
| ``wait_min`` | no | the recorded wait in minutes, for comparison |
| ``office``, ``date`` | no | for files that hold several offices and days: choose one |
"""

import csv
import gzip
import io
import math
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

CV = 0.8
"""Coefficient of variation of service times (lognormal)."""

HOURLY = (0.13, 0.20, 0.19, 0.08, 0.06, 0.13, 0.13, 0.08)
"""Share of a day's visits in each hour from 9 o'clock: a morning peak, a lunch dip."""

LINES = {"employment": (0.15, 10.0), "talent": (0.10, 12.0), "social": (0.35, 9.0),
         "medical": (0.30, 8.0), "personnel": (0.10, 15.0)}  # fmt: skip
"""Business line -> (share of the visits, mean service in minutes)."""

OPENING_MIN = 9 * 60


class BadDay(ValueError):
    """A file that is no day: says which line and what was expected."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One citizen. ``at_s``: seconds since midnight; ``service_s``: at the counter; ``absent``: will not come."""

    at_s: float
    item: str
    service_s: float
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A day to be driven. ``means_s``: mean service by item; ``recorded_wait_s``: what was recorded, where it was."""

    name: str
    date: str
    arrivals: tuple[Arrival, ...]
    means_s: dict[str, float]
    recorded_wait_s: tuple[float, ...] = ()


def lognormal_s(draw: random.Random, mean_s: float) -> float:
    """A service time with this mean and ``CV``, at least five seconds."""
    sigma = math.sqrt(math.log(1 + CV * CV))
    return max(draw.lognormvariate(math.log(mean_s) - sigma * sigma / 2, sigma), 5.0)


def generated(visits: int, seed: int, date: str, absent_share: float = 0.05) -> Day:
    """A day of the hall in DOMAIN sizes: five lines, a morning peak, lognormal services."""
    draw = random.Random(seed)  # noqa: S311 - a simulation, not a secret
    lines = list(LINES)
    arrivals = []
    for _ in range(visits):
        hour = draw.choices(range(len(HOURLY)), HOURLY)[0]
        line = draw.choices(lines, [LINES[each][0] for each in lines])[0]
        at_s = (OPENING_MIN + 60 * (hour + draw.random())) * 60
        service_s = lognormal_s(draw, LINES[line][1] * 60)
        arrivals.append(Arrival(at_s, line, service_s, draw.random() < absent_share))
    means_s = {line: mean_min * 60 for line, (_, mean_min) in LINES.items()}
    return Day("generated", date, tuple(sorted(arrivals, key=lambda a: a.at_s)), means_s)


def read_day(
    path: Path, office: str = "", date: str = "", seed: int = 1, mean_min: float = 8.0, absent_share: float = 0.05
) -> Day:
    """One recorded day. Raises ``BadDay`` naming the line, the column and what was expected."""
    with open_text(path) as text:
        rows = list(chosen_rows(path, text, office, date))
    if not rows:
        raise BadDay(f"{path}: no row for office {office or '(any)'} on {date or '(any date)'}")
    days = {(row.get("office", ""), row.get("date", "")) for _, row in rows}
    if len(days) > 1:
        raise BadDay(f"{path}: holds {len(days)} days; choose one with --office and --date, such as {min(days)}")
    draw = random.Random(seed)  # noqa: S311 - a simulation, not a secret
    arrivals = sorted((arrival(path, line, row, draw, mean_min, absent_share) for line, row in rows), key=start)
    waits = tuple(60 * number(path, line, row, "wait_min") for line, row in rows if row.get("wait_min"))
    (place, day) = days.pop()
    return Day(place or office or path.stem, day or date or "2020-01-13", tuple(arrivals), means_of(arrivals), waits)


def start(arrival: Arrival) -> float:
    return arrival.at_s


def open_text(path: Path) -> io.TextIOBase:
    """The text of a CSV file, packed or not; raises ``BadDay`` where there is none."""
    if not path.is_file():
        raise BadDay(f"{path}: there is no such file (expected a CSV of arrivals, or the word: generated)")
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def chosen_rows(path: Path, text: Iterable[str], office: str, date: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and row of each row of the chosen office and date; a file without the column holds only that one."""
    reader = csv.DictReader(text)
    missing = {"issued_min", "queue"} - set(reader.fieldnames or ())
    if missing:
        raise BadDay(f"{path}: line 1: no column {', '.join(sorted(missing))} (it has: {reader.fieldnames})")
    for row in reader:
        wanted = {"office": office, "date": date}
        if all(row.get(column) in (None, value) for column, value in wanted.items() if value):
            yield reader.line_num, row


def arrival(
    path: Path, line: int, row: dict[str, str], draw: random.Random, mean_min: float, absent_share: float
) -> Arrival:
    at_s = 60 * number(path, line, row, "issued_min")
    drawn_s = lognormal_s(draw, mean_min * 60)
    absent = draw.random() < absent_share
    service_s = 60 * number(path, line, row, "service_min") if row.get("service_min") else drawn_s
    return Arrival(at_s, item_code(row["queue"]), service_s, absent)


def number(path: Path, line: int, row: dict[str, str], column: str) -> float:
    """A finite number, not below zero and not beyond one day."""
    try:
        value = float(row[column])
    except (TypeError, ValueError):
        value = math.nan
    if not 0 <= value < 1440:
        raise BadDay(f"{path}: line {line}: {column} is {row[column]!r} (expected minutes from 0 to 1440)")
    return value


def item_code(queue: str) -> str:
    """A queue's name as an item code of a-z, 0-9 and -."""
    plain = "".join(char if char.isascii() and char.isalnum() else "-" for char in queue.lower())
    return f"q-{plain}"[:32]


def means_of(arrivals: list[Arrival]) -> dict[str, float]:
    """Mean service by item, for the hall's configuration."""
    by_item: dict[str, list[float]] = {}
    for each in arrivals:
        by_item.setdefault(each.item, []).append(each.service_s)
    return {item: sum(times) / len(times) for item, times in by_item.items()}


def counters_for(day: Day, load: float = 0.9) -> int:
    """General counters that keep the busiest hour at this load."""
    hours: dict[int, float] = {}
    for each in day.arrivals:
        hours[int(each.at_s // 3600)] = hours.get(int(each.at_s // 3600), 0.0) + each.service_s
    return max(1, math.ceil(max(hours.values(), default=0.0) / 3600 / load))
