"""The command ``anycounter centre``: run a centre, or let a hall in."""

import argparse
import asyncio
import logging
import secrets
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from hub.centre.access import users_of
from hub.centre.assembly import CentreOptions, Part, lacks, run_centre
from hub.centre.engine import make_engine
from hub.centre.keys_file import BadHall, KeysFile
from hub.centre.settings import CentreSettings, load_centre
from hub.centre.store import STORE_FAILURES
from hub.centre.web.routes import ROLES
from hub.settings.mistakes import SettingsError

PASSWORD_BYTES = 12
MISTAKE = 2
"""Exit code for settings or arguments that cannot be used."""


def parser() -> argparse.ArgumentParser:
    """The command line behind ``anycounter centre``."""
    top = argparse.ArgumentParser(prog="anycounter centre", description="Many halls, seen from one level up.")
    top.add_argument(
        "words",
        nargs="*",
        metavar="[add-hall ID | add-user NAME] [FILE.toml]",
        help="let a hall or a user in, or run the centre",
    )
    top.add_argument("--role", choices=ROLES, default=ROLES[0], help="what a user may see")
    top.add_argument(
        "--part", choices=[str(part) for part in Part], default=str(Part.ALL),
        help="run one part alone, beside a broker and a store that are given: intake (a worker), web (pages), above (the way up)",
    )  # fmt: skip
    top.add_argument("--data", type=Path, help="folder of store and keys, instead of the file's")
    top.add_argument("--web-port", type=int, help="port of the pages instead of the file's; 0: any free one")
    top.add_argument(
        "--broker-port", type=int, help="port of the embedded broker instead of the file's; 0: any free one"
    )
    top.add_argument("--announce", action="store_true", help="print one JSON line with the addresses when ready")
    top.add_argument("--verbose", action="store_true", help="log more")
    return top


def main(arguments: Sequence[str]) -> int:
    """Run it; its exit code."""
    asked = parser().parse_args(arguments)
    level = logging.DEBUG if asked.verbose else logging.INFO
    logging.basicConfig(level=level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    words = list(asked.words)
    adds, added = (
        (words.pop(0), words.pop(0)) if words[:1] in (["add-hall"], ["add-user"]) and len(words) > 1 else ("", "")
    )
    if len(words) > 1 or words in (["add-hall"], ["add-user"]):
        print(
            "anycounter centre [FILE.toml], or anycounter centre add-hall ID | add-user NAME [FILE.toml]",
            file=sys.stderr,
        )
        return MISTAKE
    try:
        settings = load_centre(Path(words[0]) if words else None)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return MISTAKE
    if asked.data:
        settings = replace(settings, data=str(asked.data))
    if not adds and (missing := lacks(settings, Part(asked.part))):
        print(f"--part {asked.part}: {missing}", file=sys.stderr)
        return MISTAKE
    if adds == "add-user":
        return add_user(settings, added, asked.role)
    return add_hall(settings, added) if adds else run(settings, asked)


def run(settings: CentreSettings, asked: argparse.Namespace) -> int:
    """Until stopped. A failure of any part has been logged and ends with 1."""
    failed = False
    options = CentreOptions(asked.announce, asked.web_port, asked.broker_port, Part(asked.part))
    try:
        asyncio.run(run_centre(settings, options))
    except* Exception as failures:
        failed = True
        for failure in failures.exceptions:
            logging.getLogger("hub.centre").error("the centre ends: %s", failure, exc_info=failure)
    return int(failed)


def add_user(settings: CentreSettings, name: str, role: str) -> int:
    """A user with a password that is made here and printed once; one who is there gets a new one."""
    settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    engine = make_engine(settings.store_url)
    try:
        users = users_of(engine, settings.folder)
    except STORE_FAILURES as failed:
        print(f"store.url: the store does not answer: {failed}", file=sys.stderr)
        return MISTAKE
    try:
        users.add(name, password, role)
    except ValueError as wrong:
        print(wrong, file=sys.stderr)
        return MISTAKE
    finally:
        users.close()
        engine.dispose()
    print(f"{name} ({role}), password {password}")
    return 0


def add_hall(settings: CentreSettings, hall: str) -> int:
    """Print what the hall's file needs; a centre that runs lets it in within a second."""
    try:
        key = KeysFile(settings.folder, settings.halls).add(hall)
    except BadHall as bad:
        print(bad, file=sys.stderr)
        return MISTAKE
    broker = settings.broker
    host = "THIS-MACHINE" if broker.host in ("0.0.0.0", "::") else broker.host  # noqa: S104
    url = broker.url or f"{'tls' if broker.tls else 'nats'}://{host}:{broker.port}"
    print(f'[centre]\nurl = "{url}"\nkey = "{key}"')
    if broker.tls:
        print(f'authority = "authority.pem"  # a copy of {settings.folder / "tls" / "authority.pem"}')
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
