"""Recorded days from CSV files: ``tickets*.csv`` and, where there are any, ``snapshots*.csv`` (``.gz`` is read as well).

| file | columns (others are ignored) |
|---|---|
| tickets | ``office``, ``date``, ``queue``, ``issued_min``, ``called_min`` (empty: never called); ``ticket`` where there is one |
| snapshots | ``office``, ``date``, ``time``, ``queue``, ``waiting``; ``open_counters``, ``published_min``, ``last_called`` if known |

A bad row is told with file and line, counted and left out. A file with more bad rows than good ones, without a needed
column, or that is no text is refused.
"""

import csv
import datetime
import gzip
import io
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

TOLD_ROWS = 5
"""Bad rows of a file that are told one by one; the others are counted."""

TICKETS = ("office", "date", "queue", "issued_min", "called_min")
SNAPSHOTS = ("office", "date", "time", "queue", "waiting")
LAST_MIN = 2880.0
"""A call may come after midnight, and not a day later."""

QueueKey = tuple[str, str, str]
"""Office, date, queue."""


class BadRecords(ValueError):
    """Files that cannot be judged: says which file, where, and what was expected."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket, minutes since midnight; ``called_min`` inf: never. ``number``: 0 where the file has none."""

    number: int
    issued_min: float
    called_min: float


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a display told of one queue; nan: nothing. ``last_called``: its number, 0 where it told none."""

    minute: float
    waiting: float
    open_counters: float
    published_min: float
    last_called: int


@dataclass(slots=True)
class Records:
    """Everything read. ``moments``: when the displays of an office were looked at on a date."""

    tickets: dict[QueueKey, list[Ticket]] = field(default_factory=dict)
    snapshots: dict[QueueKey, list[Snapshot]] = field(default_factory=dict)
    moments: dict[tuple[str, str], set[float]] = field(default_factory=dict)
    bad_rows: int = 0

    @property
    def dates(self) -> list[str]:
        """Dates with tickets, in order."""
        return sorted({date for _, date, _ in self.tickets})


def read_records(folder: Path, tell: Callable[[str], None]) -> Records:
    """All days of a folder. ``tell`` hears of bad rows. Raises ``BadRecords``."""
    records, seen = Records(), set[tuple[object, ...]]()
    files = files_in(folder, "tickets")
    if not files:
        raise BadRecords(f"{folder}: no file tickets*.csv or tickets*.csv.gz")
    for path in files:
        read_file(path, TICKETS, records, tell, lambda row: take_ticket(records, row, seen))
    for path in files_in(folder, "snapshots"):
        read_file(path, SNAPSHOTS, records, tell, lambda row: take_snapshot(records, row, seen))
    for tickets in records.tickets.values():
        tickets.sort(key=lambda each: (each.issued_min, each.called_min, each.number))
    if not records.tickets:
        raise BadRecords(f"{folder}: no ticket in {', '.join(path.name for path in files)}")
    return records


def files_in(folder: Path, what: str) -> list[Path]:
    """The CSV files of one kind. Raises ``BadRecords`` where there is no such folder."""
    if not folder.is_dir():
        raise BadRecords(f"{folder}: there is no such folder (expected one with tickets*.csv or tickets*.csv.gz)")
    return sorted({*folder.glob(f"{what}*.csv"), *folder.glob(f"{what}*.csv.gz")})


def read_file(
    path: Path,
    needed: tuple[str, ...],
    records: Records,
    tell: Callable[[str], None],
    take: Callable[[dict[str, str]], None],
) -> None:
    """Hand each good row on. Raises ``BadRecords``."""
    good = bad = 0
    for line, row in rows_of(path, needed):
        try:
            take(row)
            good += 1
        except ValueError as error:
            bad += 1
            if bad <= TOLD_ROWS:
                tell(f"{path.name}: line {line}: {error}; left out")
    if bad > good:
        raise BadRecords(f"{path}: {bad} of {good + bad} rows are bad (the first ones are told above)")
    if bad:
        tell(f"{path.name}: {bad} of {good + bad} rows left out")
    records.bad_rows += bad


def rows_of(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and row. Raises ``BadRecords`` for what is no such file."""
    try:
        with open_text(path) as text:
            reader = csv.reader(text)
            names = [name.strip() for name in next(reader, [])]
            missing = [name for name in needed if name not in names]
            if missing:
                raise BadRecords(
                    f"{path}: line 1: no column {', '.join(missing)} (it has: {', '.join(names) or 'none'})"
                )
            for values in reader:
                if values:
                    yield reader.line_num, dict(zip(names, values, strict=False))
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise BadRecords(f"{path}: cannot be read to its end: {error}") from error


def open_text(path: Path) -> io.TextIOBase:
    """The text of a file, packed or not."""
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def take_ticket(records: Records, row: dict[str, str], seen: set[tuple[object, ...]]) -> None:
    """Take in one ticket. Raises ``ValueError`` with what is wrong with it."""
    key = key_of(row)
    issued_min = number(row, "issued_min", 1440.0)
    called_min = number(row, "called_min", LAST_MIN) if row.get("called_min", "").strip() else math.inf
    if called_min < issued_min:
        raise ValueError(f"called_min {called_min:g} is before issued_min {issued_min:g}")
    told = row.get("ticket", "").strip()
    if told:
        once(seen, ("ticket", *key, told))
    digits = "".join(char for char in told if char.isdecimal())
    records.tickets.setdefault(key, []).append(Ticket(int(digits or 0), issued_min, called_min))


def take_snapshot(records: Records, row: dict[str, str], seen: set[tuple[object, ...]]) -> None:
    """Take in what a display told; with nobody waiting only that it was looked at. Raises ``ValueError``."""
    office, date, queue = key = key_of(row)
    minute = minute_of(row.get("time", ""))
    waiting = number(row, "waiting", 1e6)
    open_counters, published_min = (optional(row, name) for name in ("open_counters", "published_min"))
    once(seen, ("snapshot", *key, minute))
    records.moments.setdefault((office, date), set()).add(minute)
    if waiting > 0:
        digits = "".join(char for char in row.get("last_called", "") if char.isdecimal())
        told = Snapshot(minute, waiting, open_counters, published_min, int(digits or 0))
        records.snapshots.setdefault((office, date, queue), []).append(told)


def once(seen: set[tuple[object, ...]], what: tuple[object, ...]) -> None:
    """Raises ``ValueError`` for what was there before."""
    if what in seen:
        raise ValueError(f"the same {' '.join(map(str, what))} again")
    seen.add(what)


def key_of(row: dict[str, str]) -> QueueKey:
    """Office, date and queue. Raises ``ValueError`` where one is missing or the date is none."""
    office, date, queue = (row.get(name, "").strip() for name in ("office", "date", "queue"))
    if not office or not queue:
        raise ValueError("office or queue is empty")
    try:
        return office, datetime.date.fromisoformat(date).isoformat(), queue
    except ValueError:
        raise ValueError(f"date is {date!r} (expected such as 2020-01-13)") from None


def minute_of(text: str) -> float:
    """``HH:MM`` or ``HH:MM:SS`` as minutes since midnight. Raises ``ValueError``."""
    try:
        time = datetime.time.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"time is {text!r} (expected such as 09:05)") from None
    return time.hour * 60 + time.minute + time.second / 60


def number(row: dict[str, str], name: str, most: float) -> float:
    """A number from 0 to ``most``. Raises ``ValueError``."""
    text = row.get(name, "")
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= most:
        raise ValueError(f"{name} is {text!r} (expected a number from 0 to {most:g})")
    return value


def optional(row: dict[str, str], name: str) -> float:
    """A number that may be left out: nan. Raises ``ValueError``."""
    return number(row, name, 1e6) if row.get(name, "").strip() else math.nan
