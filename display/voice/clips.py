"""Where the clips lie: a hall's own folder first, then the project's pack. ``zh/char-A.ogg`` is the clip ``zh-char-A``."""

import re
from collections.abc import Iterable
from pathlib import Path

PACK = Path(__file__).resolve().parent / "pack"
NAME = re.compile(r"[a-z]{2,8}(-[A-Za-z0-9]{1,16}){0,2}")
"""What a clip can be called: language, kind and number; never a path."""


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
