"""The command ``anycounter``: run a hall, check its file, manage users and devices, audit and report its journal."""

import argparse
import asyncio
import contextlib
import getpass
import json
import logging
import secrets
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from hub.assembly import Data, StartOptions, run_hall
from hub.core.audit import Evidence, audit
from hub.core.hall import Hall
from hub.forecasting.kept import Broken, read_lessons
from hub.forecasting.lessons import NOTHING
from hub.forecasting.telling import line_of, told
from hub.journal.lock import JournalLocked
from hub.journal.opening import open_journal
from hub.journal.period import day_figures
from hub.journal.promises import promise_report, promise_text
from hub.journal.reader import SqliteReader
from hub.journal.reports import day_report
from hub.service import replay
from hub.settings import Settings, SettingsError, load_settings
from hub.shadow.day import shadow_of_day
from hub.shadow.printed import printed
from hub.web.users import ROLES, Users

MISTAKE = 2
"""Exit code for settings or arguments that cannot be used."""


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(prog="anycounter", description="One queue, and any free counter.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    run = add(commands, "run", "run the hub of a hall until stopped")
    run.add_argument("--web-port", type=int, help="listen on this port instead of the file's; 0: any free one")
    run.add_argument(
        "--broker-port", type=int, help="port of the embedded broker instead of the file's; 0: any free one"
    )
    run.add_argument("--bench", action="store_true", help="serve the page /bench, whatever the file says")
    run.add_argument("--trust-clock", action="store_true", help="believe a wall clock that nothing confirms")
    run.add_argument("--announce", action="store_true", help="print one JSON line with the addresses when ready")
    run.add_argument("--at-ms", type=int, help="replay: hall time at the start, in ms since the epoch")
    run.add_argument("--speed", type=float, default=1.0, help="replay: seconds of hall time in a real second")
    add(commands, "check", "check a hall.toml and say what is wrong with it")
    user = add(commands, "user", "add a user; the password is asked for, or made with --generate")
    user.add_argument("name", help="1 to 32 letters, digits or . _ -")
    user.add_argument("--role", choices=ROLES, default="clerk", help="what this user may do")
    user.add_argument("--pin", help="PIN for the keypad, 4 to 8 digits; only clerks have one")
    user.add_argument("--card", help="number of the card for the keypad's reader; only clerks have one")
    user.add_argument("--generate", action="store_true", help="make a password and print it once")
    checked = add(commands, "audit", "check the nine promises over the whole journal")
    checked.add_argument("--json", action="store_true", help="print the faults as a JSON list")
    report = add(commands, "report", "print the figures of a business day as JSON")
    forecasts = commands.add_parser("forecast", help="what promised waits were worth").add_subparsers(
        dest="what", required=True
    )
    forecast = add(forecasts, "report", "tell what promised waits were worth, by hour and item")
    forecast.add_argument("--days", type=int, default=14, help="how many days back")
    forecast.add_argument("--json", action="store_true", help="print the figures as JSON")
    report.add_argument("--day", help="ISO date; the last one if left out")
    shadow = add(commands, "shadow", "tell whom the second policy ([shadow] of the file) would have called on a day")
    shadow.add_argument("--day", help="ISO date; the last one if left out")
    shadow.add_argument("--json", action="store_true", help="print everything as JSON")
    commands.add_parser("centre", help="run a centre of many halls, or let a hall in (`anycounter centre --help`)")
    return top


def centre(words: Sequence[str]) -> int:
    """The other program of the package: what a hall never loads is loaded here."""
    from hub.centre.command import main as run_centre

    return run_centre(words)


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, words: str
) -> argparse.ArgumentParser:
    """One command with what all of them take."""
    made = commands.add_parser(name, help=words, description=words)
    made.add_argument("hall_file", type=Path, metavar="HALL.toml", help="the hall's configuration")
    made.add_argument("--data", type=Path, help="folder of journal and credentials, instead of the file's")
    made.add_argument("--verbose", action="store_true", help="log more")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["centre"]:
        return centre(words[1:])
    asked = parser().parse_args(words)
    level = logging.DEBUG if asked.verbose else logging.INFO
    logging.basicConfig(level=level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        settings = load_settings(asked.hall_file)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return MISTAKE
    if asked.data:
        settings = replace(settings, hub=replace(settings.hub, data_dir=str(asked.data)))
    try:
        return COMMANDS[asked.command](settings, asked)
    except JournalLocked as locked:
        print(f"the hub of this hall is running, or another command: {locked} is in use", file=sys.stderr)
        return MISTAKE


def run(settings: Settings, asked: argparse.Namespace) -> int:
    """Run the hall. A failure of any part has been logged and ends with 1."""
    if asked.web_port is not None:
        settings = replace(settings, web=replace(settings.web, port=asked.web_port))
    if asked.broker_port is not None:
        settings = replace(settings, broker=replace(settings.broker, port=asked.broker_port))
    if asked.bench:
        settings = replace(settings, web=replace(settings.web, bench=True))
    options = StartOptions(asked.trust_clock, asked.at_ms, asked.speed, asked.announce, asked.hall_file)
    failed = False
    try:
        asyncio.run(run_hall(settings, options))
    except* Exception as failures:
        failed = True
        for failure in failures.exceptions:
            logging.getLogger("hub").error("the hub ends: %s: %s", type(failure).__name__, failure, exc_info=failure)
    return int(failed)


def check(settings: Settings, asked: argparse.Namespace) -> int:
    """The file was read before; say what is in it."""
    setup = settings.setup
    print(f"{asked.hall_file}: {len(setup.items)} items, {len(setup.counters)} counters, data in {settings.data_dir}")
    return 0


def user(settings: Settings, asked: argparse.Namespace) -> int:
    """Add or replace a user of the hall."""
    password = secrets.token_urlsafe(12) if asked.generate else getpass.getpass(f"password for {asked.name}: ")
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    users = Users(Data(settings.data_dir).access)
    try:
        users.add(asked.name, password, asked.role, pin=asked.pin or "", card=asked.card or "")
    except ValueError as error:
        print(error, file=sys.stderr)
        return MISTAKE
    finally:
        users.close()
    print(f"{asked.name} ({asked.role})" + (f", password {password}" if asked.generate else ""))
    return 0


def check_promises(settings: Settings, asked: argparse.Namespace) -> int:
    """Audit the journal; 1 where a promise is broken. The hub must not be running."""
    data = Data(settings.data_dir)
    journal = open_journal(data.journal, data.backups).journal
    try:
        journal.verify()
        events = journal.read_after(0, sys.maxsize)
        live, replayed = replay(journal, journal.load() or Hall(settings.setup)), replay(journal, Hall(settings.setup))
    finally:
        journal.close()
    faults = audit(events, Evidence(live=live, replayed=replayed))
    print(json.dumps(faults, ensure_ascii=False) if asked.json else "\n".join(faults) or f"{len(events)} events, whole")
    return 1 if faults else 0


def report(settings: Settings, asked: argparse.Namespace) -> int:
    """The figures of one day. The hub must not be running."""
    data = Data(settings.data_dir)
    journal = open_journal(data.journal, data.backups).journal
    try:
        days = journal.days()
        day = asked.day or (days[-1] if days else "")
        if day not in days:
            print(f"there is no business day {day!r}; there are: {', '.join(days) or 'none'}", file=sys.stderr)
            return MISTAKE
        print(json.dumps(asdict(day_report(journal.day_events(day))), ensure_ascii=False, indent=1))
    finally:
        journal.close()
    return 0


def forecast(settings: Settings, asked: argparse.Namespace) -> int:
    """How often promised waits held. The hub must not be running."""
    data = Data(settings.data_dir)
    journal = open_journal(data.journal, data.backups).journal
    try:
        days = journal.days()[-max(asked.days, 1) :]
        figures = [day_figures(day, journal.day_events(day), settings.setup.timezone) for day in days]
    finally:
        journal.close()
    found = promise_report([stay for day in figures for stay in day.stays], settings.setup)
    try:
        lessons = read_lessons(data.lessons)
    except Broken as broken:
        print(f"the lessons are made anew by the next night: {broken}", file=sys.stderr)
        lessons = NOTHING
    whole = {**found, "learned": told(lessons)}
    print(
        json.dumps(whole, ensure_ascii=False, indent=1) if asked.json else f"{promise_text(found)}\n{line_of(lessons)}"
    )
    return 0


def shadow(settings: Settings, asked: argparse.Namespace) -> int:
    """The second policy beside the first. It only reads, so the hub may be running."""
    data = Data(settings.data_dir)
    if settings.shadow is None:
        print(f"{asked.hall_file} has no second policy: write [shadow] with the rules that it changes", file=sys.stderr)
        return MISTAKE
    if not data.journal.exists():
        print(f"there is no journal in {data.folder}", file=sys.stderr)
        return MISTAKE
    with contextlib.closing(SqliteReader(data.journal)) as reader:
        days = reader.days()
        day = asked.day or (days[-1] if days else "")
        if day not in days:
            print(f"there is no business day {day!r}; there are: {', '.join(days) or 'none'}", file=sys.stderr)
            return MISTAKE
        found: dict[str, Any] = {"day": day}
        for line in shadow_of_day(reader, settings.setup, settings.shadow, day):
            found |= line
    text = printed(day, settings.setup, found["calls"], found["whole"])
    print(json.dumps(found, ensure_ascii=False, indent=1) if asked.json else text)
    return 0


COMMANDS = {
    "run": run, "check": check, "user": user, "audit": check_promises, "report": report, "forecast": forecast,
    "shadow": shadow,
}  # fmt: skip

if __name__ == "__main__":
    sys.exit(main())
