"""A folder of clips with its record: what is there already, and what was made of which words by which voice."""

import json
from collections.abc import Callable
from pathlib import Path

from display.voice.clips import RECORD, Recording, read_record
from tools.voicing.clips import file_of


class ClipFolder:
    """Clips and their record. A clip counts as there when its file is, with these words in this voice."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._recorded = folder, read_record(folder)

    def has(self, clip: str, recording: Recording) -> bool:
        return self._recorded.get(clip) == recording and file_of(clip, self.folder).exists()

    def keep(self, clip: str, recording: Recording, write: Callable[[Path], None]) -> None:
        """Write a clip, then its line in the record; each appears whole or not at all.

        Broken off between the two, the clip is made again. Raises ``OSError``, and what ``write`` raises.
        """
        path = file_of(clip, self.folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        write(unfinished)
        unfinished.replace(path)
        self._recorded[clip] = recording
        self._write_record()

    def _write_record(self) -> None:
        lines = {clip: self._recorded[clip]._asdict() for clip in sorted(self._recorded)}
        unfinished = self.folder / f"{RECORD}.part"
        unfinished.write_text(json.dumps(lines, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
        unfinished.replace(self.folder / RECORD)

    def total(self) -> str:
        """How many clips there are, and how much."""
        sizes = [file.stat().st_size for file in self.folder.rglob("*.ogg")]
        return f"{self.folder}: {len(sizes)} clips, {sum(sizes) / 1e6:.2f} MB"
