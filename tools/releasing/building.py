"""A release: the firmware compiled for each board, the list of its files, and the order that is signed over that list.

``OUT/NUMBER/BOARD/`` holds ``manifest`` (what a device is sent, see ``firmware/manifest.py``), ``list`` (``hash size path`` of
each file) and ``files``. The number is one more than the highest in ``OUT``. The folder appears whole or not at all.
"""

import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

from hub.devices.releases import LIST, MANIFEST, Order, signed
from tools.virtual.compiled import FIRMWARE, compile_all

BOARDS = {"rp2": "armv6m", "esp32": "xtensawin"}
"""Board, as its MicroPython calls it -> architecture for mpy-cross."""
NOT_UPDATED = {Path("main.py")}
"""The first stage stays as it was flashed."""
PATH_MAX = 44
"""Characters of a path, so that its name on the wire, ``fw/NUMBER/BOARD/PATH``, has at most 64."""


class ReleaseFault(Exception):
    """A release that cannot be made: says what and where."""


def make_release(
    version: str, out: Path, key: bytes, compiler: str, boards: dict[str, str] = BOARDS, firmware: Path = FIRMWARE
) -> Path:
    """Build, sign and put a release beside the others; its folder. Raises ``ReleaseFault``, ``CompileFault``."""
    number = _next_number(out, version)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".new-") as temporary:
        whole = Path(temporary) / str(number)
        sources = Path(temporary) / "firmware"
        shutil.copytree(firmware, sources, ignore=shutil.ignore_patterns("__pycache__", "*.md", "*.ini"))
        _stamp(sources / "release.py", version, number)
        for board, architecture in boards.items():
            _build(sources, whole / board / "files", compiler, architecture)
            _sign(whole / board, Order(version, number, board), key)
        os.rename(whole, out / str(number))
    return out / str(number)


def _next_number(out: Path, version: str) -> int:
    if not version or len(version) > 32 or not version.isascii() or any(letter in " \"'\\/" for letter in version):
        raise ReleaseFault(f"version {version!r}: expected up to 32 characters without spaces, quotes and slashes")
    numbers = [0]
    for folder in out.iterdir() if out.exists() else ():
        if folder.name.isdigit():
            numbers.append(int(folder.name))
            for manifest in folder.glob(f"*/{MANIFEST}"):
                if Order.of(manifest.read_text()).version == version:
                    raise ReleaseFault(f"version {version}: release {folder.name} in {out} has it already")
    return max(numbers) + 1


def _stamp(path: Path, version: str, number: int) -> None:
    path.write_text(f'"""Which release this firmware is."""\n\nVERSION = "{version}"\nNUMBER = {number}\n')


def _build(sources: Path, folder: Path, compiler: str, architecture: str) -> None:
    for path in sorted(sources.rglob("*.py")):
        inside = path.relative_to(sources)
        if len(str(inside.with_suffix(".mpy"))) > PATH_MAX:
            raise ReleaseFault(f"{inside}: a path of the firmware has at most {PATH_MAX} characters")
    compile_all(compiler, sources, folder, architecture, NOT_UPDATED)


def _sign(board: Path, order: Order, key: bytes) -> None:
    lines = []
    for path in sorted(path for path in (board / "files").rglob("*") if path.is_file()):
        content = path.read_bytes()
        inside = path.relative_to(board / "files").as_posix()
        lines.append(f"{hashlib.sha256(content).hexdigest()} {len(content)} {inside}\n")
    listing = "".join(lines).encode()
    (board / LIST).write_bytes(listing)
    (board / MANIFEST).write_text(signed(order, listing, key))


def host_board() -> dict[str, str]:
    """The board that a virtual device is: this PC's own MicroPython, without any native code."""
    return {sys.platform: ""}
