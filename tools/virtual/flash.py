"""The flash of a board as the flash tool leaves it: first stage, firmware of a release in slot a, records."""

import json
import shutil
import zlib
from pathlib import Path
from typing import Any

from tools.virtual.compiled import FIRMWARE

RECORDS = "anycounter"


def flash(folder: Path, release: Path, config: dict[str, Any]) -> None:
    """Lay out ``folder``; ``release``: its folder for this board (``NUMBER/BOARD``), ``config``: the device's record."""
    (folder / RECORDS).mkdir(parents=True)
    shutil.copy(FIRMWARE / "main.py", folder)
    shutil.copytree(release / "files", folder / "a")
    write_record(folder, "config", config)
    write_record(folder, "slot", {"slot": "a"})


def write_record(folder: Path, name: str, record: Any) -> None:
    """Replace a record, as the firmware's ``storage`` does."""
    raw = json.dumps(record).encode()
    (folder / RECORDS / name).write_bytes(b"%08x" % zlib.crc32(raw) + raw)


def read_record(folder: Path, name: str) -> Any:
    """A record as it is now; None where there is none."""
    path = folder / RECORDS / name
    return json.loads(path.read_bytes()[8:]) if path.exists() else None
