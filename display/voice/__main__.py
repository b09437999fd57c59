"""Say one call through a loudspeaker: ``python -m display.voice --device default A012 3``, to try it out."""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from display.voice.clips import PACK, find_clips
from display.voice.phrases import call_clips
from display.voice.speaker import Speaker


def parser() -> argparse.ArgumentParser:
    """The command line."""
    described = argparse.ArgumentParser(prog="python -m display.voice", description=__doc__)
    described.add_argument("number", help="such as A012")
    described.add_argument("counter", type=int, help="such as 3")
    described.add_argument("--device", default="default", help="ALSA device, such as plughw:1 (default: default)")
    described.add_argument("--languages", default="zh", help="zh, en or zh,en (default zh)")
    described.add_argument("--loudness", type=int, default=100, choices=range(101), metavar="0-100", help="percent")
    described.add_argument("--clips", type=Path, help="folder of the hall's own clips")
    return described


async def run(asked: argparse.Namespace) -> int:
    """Say it; 1 where nothing was heard."""
    files = find_clips([asked.clips, PACK] if asked.clips else [PACK])
    clips = call_clips(asked.number, asked.counter, asked.languages.split(","), files)
    with tempfile.TemporaryDirectory() as cache:
        speaker = Speaker(asked.device, files, Path(cache), lambda: asked.loudness)
        await speaker.say(clips)
    print(" ".join(clips), speaker.problem or "played")
    return 1 if speaker.problem else 0


def main(argv: Sequence[str] | None = None) -> None:
    """Run once."""
    sys.exit(asyncio.run(run(parser().parse_args(argv))))


if __name__ == "__main__":
    main()
