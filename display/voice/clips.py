"""Where the clips lie: a hall's own folder first, then the project's pack. ``zh/char-A.ogg`` is the clip ``zh-char-A``.

Beside a folder's clips lies ``clips.json``, which tells what each of them says and whose voice says it.
"""

import json
import logging
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from display.voice.phrases import NAMED

log = logging.getLogger(__name__)

PACK = Path(__file__).resolve().parent / "pack"
CODE = r"[a-z0-9_-]{1,32}"
NAME = re.compile(rf"[a-z]{{2,8}}(-[A-Za-z0-9]{{1,16}}){{0,2}}|[a-z]{{2,8}}-({'|'.join(NAMED)})-{CODE}")
"""What a clip can be called: language, kind, and number or code; never a path."""

SAYS_A_NAME = re.compile(rf"[a-z]{{2,8}}-({'|'.join(NAMED)})-{CODE}")
RECORD = "clips.json"


class Recording(NamedTuple):
    """What a clip says, and the voice that it was made with."""

    words: str
    voice: str


def find_clips(folders: Iterable[Path]) -> dict[str, Path]:
    """Clip -> OGG file of Opus. The first folder that has a clip gives it; other files are passed over."""
    found: dict[str, Path] = {}
    for folder in folders:
        for file in sorted(folder.glob("*.ogg")) + sorted(folder.glob("*/*.ogg")):
            parts = file.relative_to(folder).with_suffix("").parts
            name = "-".join(parts)
            if NAME.fullmatch(name) and file.is_file():
                found.setdefault(name, file)
    return found


def find_names(folders: Iterable[Path]) -> dict[str, str]:
    """Clip -> the name of an item, a line or a priority class that it says, as the folder's record tells."""
    found: dict[str, str] = {}
    for folder in folders:
        recorded = read_record(folder)
        for clip in find_clips([folder]):
            if SAYS_A_NAME.fullmatch(clip) and clip in recorded:
                found.setdefault(clip, recorded[clip].words)
    return found


def read_record(folder: Path) -> dict[str, Recording]:
    """Clip -> what was recorded; nothing where there is no record, or a broken one."""
    file = folder / RECORD
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
        return {str(clip): Recording(str(each["words"]), str(each["voice"])) for clip, each in read.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        log.warning("%s does not tell what the clips say: %s", file, error)
        return {}
