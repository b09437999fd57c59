"""``python -m hub.night JOURNAL FILE``: learns of the days in a journal and writes the lessons to a file.

A process of its own and a composition root of its own: it reads the journal beside the running hub, which never loads what
learning needs. Only days that are over are learned from; those that the file holds already are not read again.
"""

import contextlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from hub.core.events import DayClosed
from hub.forecasting.correction import judge
from hub.forecasting.facts import DayFacts, facts_of, weekday_of
from hub.forecasting.kept import Broken, Kept, read_kept, write_kept
from hub.forecasting.learning import KEPT_DAYS, lessons_of
from hub.journal.archive import Reader
from hub.journal.reader import SqliteReader

NICE = 19


def learned(reader: Reader, before: Kept) -> Kept:
    """What the file is to hold: facts of the last days that are over, and their lessons."""
    known = {facts.day: facts for facts in before.days}
    facts: list[DayFacts] = []
    days = reader.days()
    for day in days[-KEPT_DAYS - 1 :]:
        found = known.get(day) or read_day(reader, day, is_newest=day == days[-1])
        facts += [found] if found else []
    facts = facts[-KEPT_DAYS:]
    return Kept(lessons=lessons_of(facts, judge(facts)), days=facts)


def read_day(reader: Reader, day: str, *, is_newest: bool) -> DayFacts | None:
    """The facts of a day; None while it goes on. A day with a hole in it teaches nothing, and that is told."""
    events = reader.day_events(day)
    if is_newest and not any(isinstance(each.event, DayClosed) for each in events):
        return None
    setup = reader.setup_before(day) or next((s for each in events if (s := getattr(each.event, "setup", None))), None)
    try:
        return facts_of(day, events, setup) if setup else DayFacts(day, weekday_of(day))
    except KeyError as missing:
        print(f"nothing was learned of {day}: the journal has nothing of {missing}", file=sys.stderr)
        return DayFacts(day, weekday_of(day))


def main(arguments: Sequence[str]) -> int:
    """One night. 2: wrong arguments."""
    if len(arguments) != 2:
        print("usage: python -m hub.night JOURNAL FILE", file=sys.stderr)
        return 2
    journal, file = map(Path, arguments)
    with contextlib.suppress(OSError):
        os.nice(NICE)
    try:
        before = read_kept(file)
    except Broken as broken:
        print(f"the lessons are made anew: {broken}", file=sys.stderr)
        before = Kept()
    with contextlib.closing(SqliteReader(journal)) as reader:
        write_kept(file, learned(reader, before))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
