"""A loudspeaker that records: ``aplay`` and ``opusdec`` on a PATH of their own, which do what a file tells them."""

import json
import os
import sys
from pathlib import Path

APLAY = """#!{python}
import json, pathlib, signal, sys
folder = pathlib.Path({folder!r})
heard = sys.stdin.buffer.read()
with open(folder / "played.jsonl", "a") as out:
    out.write(json.dumps({{"words": sys.argv[1:], "bytes": len(heard), "head": heard[:4].decode("latin-1"),
                          "peak": max(heard[44:], default=0)}}) + "\\n")
mood = (folder / "mood").read_text()
if mood == "fail":
    sys.exit("audio open error: No such device")
while mood == "hang":
    signal.pause()
"""

OPUSDEC = """#!{python}
import json, pathlib, sys, wave
folder = pathlib.Path({folder!r})
with open(folder / "decoded.jsonl", "a") as out:
    out.write(json.dumps(sys.argv[1:]) + "\\n")
if (folder / "mood").read_text() == "undecodable":
    sys.exit(1)
with wave.open(sys.argv[-1], "wb") as out:
    out.setnchannels(1)
    out.setsampwidth(2)
    out.setframerate(24000)
    out.writeframes(bytes([0, 64]) * 240)
"""


class Loudspeaker:
    """``folder`` holds the programs and what they were told. ``mood``: well, fail, hang, undecodable."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.mood = "well"
        for name, source in (("aplay", APLAY), ("opusdec", OPUSDEC)):
            program = folder / name
            program.write_text(source.format(python=sys.executable, folder=str(folder)))
            program.chmod(0o755)

    @property
    def path(self) -> str:
        """The PATH that has only these programs."""
        return str(self.folder)

    @property
    def mood(self) -> str:
        return (self.folder / "mood").read_text()

    @mood.setter
    def mood(self, mood: str) -> None:
        (self.folder / "mood").write_text(mood)

    def played(self) -> list[dict[str, object]]:
        """What ``aplay`` was started with: words, bytes, head, peak."""
        return self._lines("played.jsonl")

    def decoded(self) -> list[list[str]]:
        """The words that ``opusdec`` was started with."""
        return self._lines("decoded.jsonl")

    def unplug(self) -> None:
        """``aplay`` is not installed any more."""
        os.unlink(self.folder / "aplay")

    def _lines(self, name: str) -> list:  # type: ignore[type-arg]
        file = self.folder / name
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def loudest(percent: int) -> int:
    """The high byte of the fakes' samples at this loudness."""
    return 0x4000 * percent // 100 >> 8
