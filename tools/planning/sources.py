"""Whose days are simulated: the hall's file, a CSV of arrivals, the hall's journal."""

import argparse
import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

from hub.core.catalogue import HallSetup
from hub.journal.reader import SqliteReader
from hub.planning.arrivals import ABSENT, Demand, Recorded, read_arrivals
from hub.planning.halls import demand_of_days, demand_of_setup, example_hall, kinds_of, recorded_visits
from hub.settings import load_settings

NEWEST = 4
"""Days of a journal that a demand is read from: they are like the ones to come."""


class BadSource(ValueError):
    """A file or folder that holds no day to go by: says which, and what was expected."""


def hall_of(file: Path | None) -> HallSetup:
    """The setup of a hall's file. Raises ``SettingsError``."""
    return load_settings(file).setup if file else example_hall()


def source_of(asked: argparse.Namespace, setup: HallSetup) -> Demand | Recorded:
    """Who comes. Raises ``BadArrivals`` and ``BadSource``."""
    if asked.arrivals and asked.journal:
        raise BadSource("--arrivals and --journal: choose one of them")
    if asked.weekday and not asked.journal:
        raise BadSource("--weekday needs the journal that has such days: --journal DATA")
    if asked.arrivals:
        return of_arrivals(asked.arrivals, setup, asked.absent)
    found = of_journal(asked.journal, setup, asked.weekday) if asked.journal else demand_of_setup(setup, asked.visits)
    return found if asked.absent is None else replace(found, absent=asked.absent)


def of_arrivals(file: Path, setup: HallSetup, absent: float | None) -> Recorded:
    """The day of a CSV file."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            visits = read_arrivals(str(file), text, (item.code for item in setup.items))
    except (OSError, UnicodeDecodeError) as error:
        raise BadSource(f"{file}: cannot be read as a CSV in UTF-8: {error}") from error
    return Recorded(visits, tuple(kinds_of(setup, visits)), absent=ABSENT if absent is None else absent)


def of_journal(folder: Path, setup: HallSetup, weekday: str | None) -> Demand:
    """The demand of the newest days of a journal; the hub may be running."""
    file = folder / "journal.db"
    if not file.is_file():
        raise BadSource(f"{file}: there is no journal (expected the data folder of the hall)")
    try:
        reader = SqliteReader(file)
        try:
            days = [
                day for day in reader.days() if weekday is None or f"{date.fromisoformat(day):%A}".lower() == weekday
            ]
            visits = [recorded_visits(reader.day_events(day), setup.timezone) for day in days[-NEWEST:]]
        finally:
            reader.close()
    except sqlite3.Error as error:
        raise BadSource(f"{file}: cannot be read: {error}") from error
    if not visits:
        raise BadSource(f"{file}: holds no {weekday or 'business day'}")
    try:
        return demand_of_days(setup, visits)
    except ValueError as error:
        raise BadSource(f"{file}: {error}") from error
