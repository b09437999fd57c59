"""Checks the types of the firmware against the MicroPython stubs of each board: ``python -m tools.firmware_types``.

The stubs are installed once into ``typings/BOARD`` (git-ignored), with uv where it is there, else with pip.
"""

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FIRMWARE = ROOT / "firmware"
BOARDS = {
    "rp2-pico-w": "micropython-rp2-rpi-pico-w-stubs==1.29.*",
    "esp32": "micropython-esp32-stubs==1.29.*",
}
"""Board -> package of its stubs, as new as the MicroPython that the tests run on."""


def typings(board: str) -> Path:
    """The folder with the stubs of a board, installed if need be."""
    folder = ROOT / "typings" / board
    stamp = folder / ".complete"
    if not stamp.exists():
        subprocess.run([*_installer(), "--target", str(folder), BOARDS[board]], check=True)
        stamp.touch()
    return folder


def check(board: str) -> int:
    """Run mypy over the firmware; returns its exit code."""
    folder = typings(board)
    command = [
        sys.executable, "-m", "mypy", "--config-file", str(FIRMWARE / "mypy.ini"), "--custom-typeshed-dir", str(folder),
        "--cache-dir", str(ROOT / ".mypy_cache" / board), *map(str, modules()),
    ]  # fmt: skip
    path = f"{FIRMWARE}:{folder}"
    return subprocess.run(
        command, env={"MYPYPATH": path, "PATH": "/usr/bin:/bin"}, cwd=FIRMWARE, check=False
    ).returncode


def modules() -> list[Path]:
    """Every file of the firmware."""
    return sorted(FIRMWARE.rglob("*.py"))


def main() -> int:
    """Check each board; the worst exit code."""
    codes = []
    for board in BOARDS:
        print(f"firmware types on {board}: ", end="", flush=True)
        codes.append(check(board))
    return max(codes)


def _installer() -> list[str]:
    uv = shutil.which("uv", path=sysconfig.get_path("scripts")) or shutil.which("uv")
    return [uv, "pip", "install", "--quiet"] if uv else [sys.executable, "-m", "pip", "install", "--quiet"]


if __name__ == "__main__":
    sys.exit(main())
