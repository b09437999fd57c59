"""The clips of the voice: ``tools/voice`` makes the project's pack, or the whole phrases of one hall; ``--judge``."""

import argparse
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from display.voice.phrases import CHIME
from hub.settings import SettingsError, load_settings
from tools.voicing.clips import PACK, Wanted, file_of, hall_wanted, pack_wanted
from tools.voicing.kokoro import Kokoro
from tools.voicing.sound import chime, write_opus

TICKETS = 300
"""More than most halls issue in a day; the others are joined from the pack."""


def make(wanted: Iterable[Wanted], folder: Path, again: bool) -> int:
    """Make the clips that are not there yet (all of them with ``again``); how many were made.

    Each file appears whole or not at all, so a run that was broken off goes on.
    """
    voice, made, began = None, 0, time.monotonic()
    for clip, words, language in wanted:
        path = file_of(clip, folder)
        if path.exists() and not again:
            continue
        voice = voice or Kokoro()
        unfinished = path.with_suffix(".part")
        write_opus(voice.say(words, language), unfinished)
        unfinished.replace(path)
        made += 1
        print(f"{clip}: {words} ({time.monotonic() - began:.0f} s)", flush=True)
    return made


def total(folder: Path) -> str:
    """How many clips a folder holds, and how much."""
    sizes = [file.stat().st_size for file in folder.rglob("*.ogg")]
    return f"{folder}: {len(sizes)} clips, {sum(sizes) / 1e6:.2f} MB"


def parser() -> argparse.ArgumentParser:
    """The command line."""
    described = argparse.ArgumentParser(prog="tools/voice", description=__doc__)
    described.add_argument("--hall", type=Path, help="make the whole phrases of this hall.toml")
    described.add_argument("--out", type=Path, help="into this folder; name it in the hall's [voice] clips")
    described.add_argument("--tickets", type=int, default=TICKETS, help=f"numbers from A001 on (default {TICKETS})")
    described.add_argument("--again", action="store_true", help="make clips that are there already, too")
    described.add_argument("--judge", action="store_true", help="have a speech recogniser listen, and print a table")
    described.add_argument("--calls", type=int, default=24, help="calls to judge (default 24)")
    return described


def main() -> int:
    """Make or judge; 2 where something is missing or wrong."""
    described = parser()
    asked = described.parse_args()
    if asked.judge:
        from tools.voicing.judge import judge

        print(judge(asked.calls))
        return 0
    if (asked.hall is None) != (asked.out is None):
        described.error("--hall and --out belong together")
    if asked.hall is None:
        write_opus(chime(), file_of(CHIME, PACK))
        make(pack_wanted(), PACK, asked.again)
        print(total(PACK))
        return 0
    try:
        setup = load_settings(asked.hall).setup
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    make(hall_wanted([each.number for each in setup.counters], asked.tickets, setup.languages), asked.out, asked.again)
    print(total(asked.out))
    return 0


if __name__ == "__main__":
    sys.exit(main())
