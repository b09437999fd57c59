"""``tools/plan``: what would change in a hall's day? Simulated days under the hall's own rules answer."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from hub.core.catalogue import Assignment
from hub.planning.arrivals import BadArrivals
from hub.planning.many import DAYS, Workers
from hub.planning.questions import QUESTIONS, Question, Unanswerable, answer
from hub.planning.staffing import TooMany
from hub.settings import SettingsError
from hub.web.texts import Texts
from tools.planning.bar import Bar
from tools.planning.files import write_all
from tools.planning.printed import printed
from tools.planning.sources import BadSource, hall_of, source_of

TEXTS = Path(__file__).resolve().parents[2] / "display" / "texts"
MISTAKE = 2

ABOUT = """\
questions:
  day       the day as it is
  counters  how many general counters, hour by hour, keep waits beyond 15 minutes under 2 %
  windows   what if the same counters were dedicated to their lines
  booked    what if a share of the visits (--booked) had a slot
  surge     what if the share of one line (--line) grew (--factor), pooled and dedicated
  ill       what if clerks (--ill) were ill
  mixed     short and long business in one queue, by the hall's rules, first come first served, and apart
  policy    the same day under other rules of the core
  reform    dedicated windows before (--windows), general counters after (--counters)

examples:
  tools/plan counters --visits 500
  tools/plan reform --hall hall.toml --windows 54 --counters 20 --language zh --out plans
  tools/plan windows --hall hall.toml --journal var/city --weekday monday
  tools/plan day --arrivals monday.csv --counters 12 --json
"""


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    made = argparse.ArgumentParser(
        prog="tools/plan", description=__doc__, epilog=ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("question", choices=tuple(QUESTIONS), help="what to ask; see below")
    hall = made.add_argument_group("the hall and who comes")
    hall.add_argument(
        "--hall", type=Path, metavar="HALL.toml", help="its items, rules and counters; left out: a hall of five lines"
    )
    hall.add_argument("--visits", type=visits, default=500.0, help="visits on an average day (500)")
    hall.add_argument("--arrivals", type=Path, metavar="CSV", help="one day as it was: columns time,item[,service_s]")
    hall.add_argument(
        "--journal", type=Path, metavar="DATA", help="the hall's data folder: visits as its newest days had them"
    )
    hall.add_argument("--weekday", choices=WEEKDAYS, help="with --journal: the newest four of this day of the week")
    hall.add_argument("--absent", type=share, help="share of citizens who do not come when called (0.05)")
    hall.add_argument("--counters", type=count, default=0, help="general counters; left out: those of the hall")
    hall.add_argument(
        "--assignment", choices=tuple(Assignment), help="who starts a call, instead of the hall's own rule"
    )
    hall.add_argument(
        "--break-min", type=minutes, default=0.0, help="a break of each counter around noon, in minutes (0)"
    )
    asked = made.add_argument_group("what is different")
    asked.add_argument("--windows", type=count, default=54, help="reform: dedicated windows before (54)")
    asked.add_argument("--booked", type=share, default=0.25, help="booked: share of the visits (0.25)")
    asked.add_argument("--line", default="", help="surge: code of the line; left out: the one with the most visits")
    asked.add_argument("--factor", type=factor, default=2.0, help="surge: how many times its share (2)")
    asked.add_argument("--ill", type=count, default=2, help="ill: how many clerks (2)")
    run = made.add_argument_group("the simulation and its answer")
    run.add_argument("--days", type=count, default=DAYS, help=f"simulated days ({DAYS})")
    run.add_argument("--seed", type=int, default=1, help="the same seed gives the same answer (1)")
    run.add_argument("--workers", type=count, default=os.cpu_count() or 1, help="processes; left out: one a processor")
    run.add_argument("--language", choices=("en", "zh"), default="en", help="language of the answer (en)")
    run.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    run.add_argument(
        "--out", type=Path, metavar="FOLDER", help="write plan.txt, plan.html, plan.pdf and plan.json here"
    )
    return made


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def number(text: str, least: float, most: float, words: str) -> float:
    """A number within a range; raises ``ArgumentTypeError`` saying what was expected."""
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not least <= value <= most:
        raise argparse.ArgumentTypeError(f"{text!r} is not {words} from {least:g} to {most:g}")
    return value


def visits(text: str) -> float:
    return number(text, 1, 20_000, "a number of visits")


def share(text: str) -> float:
    return number(text, 0, 1, "a share")


def minutes(text: str) -> float:
    return number(text, 0, 120, "minutes")


def factor(text: str) -> float:
    return number(text, 1, 100, "a factor")


def count(text: str) -> int:
    value = number(text, 1, 10_000, "a whole number")
    if value != int(value):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number")
    return int(value)


def question_of(asked: argparse.Namespace) -> Question:
    """The question with its hall. Raises ``SettingsError``, ``BadArrivals``, ``BadSource``."""
    setup = hall_of(asked.hall)
    if asked.assignment:
        setup = replace(setup, rules=replace(setup.rules, assignment=Assignment(asked.assignment)))
    return Question(
        asked.question, setup, source_of(asked, setup), asked.counters or len(setup.counters), asked.days, asked.seed,
        asked.windows, asked.line, asked.factor, asked.ill, asked.booked, asked.break_min * 60,
    )  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask, simulate, answer; 2 where the question cannot be asked so."""
    asked = parser().parse_args(arguments)
    texts = Texts(TEXTS)

    def say(key: str, **values: object) -> str:
        return texts.say(asked.language, f"plan.{key}", {name: str(value) for name, value in values.items()})

    try:
        question = question_of(asked)
        with Workers(asked.workers) as workers, Bar() as bar:
            found = answer(question, workers, bar.show)
    except Unanswerable as no:
        print(texts.say(asked.language, f"refused.plan_{no.code}", no.detail), file=sys.stderr)
        return MISTAKE
    except (SettingsError, BadArrivals, BadSource, TooMany) as error:
        print(error, file=sys.stderr)
        return MISTAKE
    if asked.out:
        write_all(asked.out, found, say, asked.language)
        print(f"written: {asked.out}/plan.txt, plan.html, plan.pdf, plan.json", file=sys.stderr)
    print(json.dumps(found, ensure_ascii=False) if asked.json else printed(found, say, asked.language))
    return 0


if __name__ == "__main__":
    sys.exit(main())
