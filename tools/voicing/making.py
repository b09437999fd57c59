"""The clips of the voice: ``tools/voice`` makes the project's pack, or the whole phrases of one hall; ``--judge``."""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from display.voice.clips import Recording
from display.voice.phrases import CHIME
from hub.settings import SettingsError, load_settings
from tools.voicing.clips import LANGUAGES, PACK, Wanted, file_of, hall_wanted, pack_wanted, silence_of
from tools.voicing.folder import ClipFolder
from tools.voicing.sound import Sound, chime, write_opus
from tools.voicing.voices import UnknownWord, voice_of

TICKETS = 300
"""More than most halls issue in a day; the others are joined from the pack."""


class Mouth(Protocol):
    """Makes words sound."""

    def say(self, words: str, language: str, silence: tuple[float, float]) -> Sound:
        """``silence``: seconds before and behind. Raises ``UnknownWord`` where it cannot."""
        ...


def kokoro() -> Mouth:
    """The model, loaded where there is something to make."""
    from tools.voicing.kokoro import Kokoro

    return Kokoro()


def make(
    wanted: Sequence[Wanted], folder: ClipFolder, *, again: bool = False,
    mouth: Callable[[], Mouth] = kokoro, write: Callable[[Sound, Path], None] = write_opus,
) -> list[str]:  # fmt: skip
    """Make the clips that are not there yet with these words in this voice, or all of them with ``again``.

    What could not be said, as lines to read. A run that was broken off goes on where it was.
    """
    asked = [(clip, Recording(words, voice_of(language)), language) for clip, words, language in wanted]
    missing = [each for each in asked if again or not folder.has(each[0], each[1])]
    print(f"{len(asked) - len(missing)} clips are there, {len(missing)} are to be made", flush=True)
    voice, unsaid, began = mouth() if missing else None, list[str](), time.monotonic()
    for place, (clip, recording, language) in enumerate(missing, 1):
        assert voice
        try:
            sound = voice.say(recording.words, language, silence_of(clip))
        except UnknownWord as error:
            unsaid.append(f"{clip}: {recording.words}: {error}")
            continue
        folder.keep(clip, recording, lambda path, sound=sound: write(sound, path))  # type: ignore[misc]
        print(f"{clip}: {recording.words} ({progress(place, len(missing), time.monotonic() - began)})", flush=True)
    return unsaid


def progress(made: int, of: int, took_s: float) -> str:
    """How far it is: "12 of 300, 1.9 s each, 9 min left"."""
    each_s = took_s / made
    return f"{made} of {of}, {each_s:.1f} s each, {round((of - made) * each_s / 60)} min left"


def parser() -> argparse.ArgumentParser:
    """The command line."""
    described = argparse.ArgumentParser(prog="tools/voice", description=__doc__)
    described.add_argument("--hall", type=Path, help="make the whole phrases and the names of this hall.toml")
    described.add_argument("--out", type=Path, help="into this folder; name it in the hall's [voice] clips")
    described.add_argument("--tickets", type=int, default=TICKETS, help=f"numbers from A001 on (default {TICKETS})")
    described.add_argument("--again", action="store_true", help="make clips that are there already, too")
    described.add_argument("--judge", action="store_true", help="have a speech recogniser listen, and print a table")
    described.add_argument("--language", choices=LANGUAGES, help="judge this one alone")
    described.add_argument("--calls", type=int, default=24, help="calls to judge (default 24)")
    return described


def main() -> int:
    """Make or judge; 1 where some words cannot be said, 2 where something is missing or wrong."""
    described = parser()
    asked = described.parse_args()
    if asked.judge:
        from tools.voicing.judge import judge

        print(judge(asked.calls, [asked.language] if asked.language else LANGUAGES))
        return 0
    if (asked.hall is None) != (asked.out is None):
        described.error("--hall and --out belong together")
    if asked.hall is None:
        write_opus(chime(), file_of(CHIME, PACK))
        return report(list(pack_wanted()), ClipFolder(PACK), asked.again)
    try:
        setup = load_settings(asked.hall).setup
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    return report(list(hall_wanted(setup, asked.tickets)), ClipFolder(asked.out), asked.again)


def report(wanted: Sequence[Wanted], folder: ClipFolder, again: bool) -> int:
    """Make, and print what came of it."""
    unsaid = make(wanted, folder, again=again)
    print(folder.total())
    for line in unsaid:
        print(f"not made: {line}", file=sys.stderr)
    return 1 if unsaid else 0


if __name__ == "__main__":
    sys.exit(main())
