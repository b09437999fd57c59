"""The boards that the firmware runs on, and whether one on the cable is among them. Pure."""

import re
from dataclasses import dataclass
from typing import Any

from tools.flashing.faults import FlashFull, OldMicroPython, WrongBoard

OLDEST = (1, 27)
BLOCK = 4096
"""Bytes that flash is given out in: the smallest file takes one."""
SPARE = 16 * 1024
"""Room that a device needs beside its firmware: records, pending ratings, what is being renamed."""


@dataclass(frozen=True, slots=True)
class Board:
    """``platform``: of ``sys``; ``machine``: how its own name for itself ends; ``march``: mpy-cross's name for its core."""

    name: str
    platform: str
    machine: str
    march: str


BOARDS = (
    Board("Raspberry Pi Pico W", "rp2", r"Pico W with RP2040", "armv6m"),
    Board("ESP32", "esp32", r"with ESP32", "xtensawin"),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a board says of itself. ``files``: path -> size of all that lies on it; ``bytecode``: .mpy version."""

    platform: str
    machine: str
    version: tuple[int, ...]
    bytecode: int
    free: int
    files: dict[str, int]


def facts_of(told: dict[str, Any]) -> Facts:
    """From the JSON that the board prints."""
    version, files = tuple(told["version"]), dict(told["files"])
    return Facts(told["platform"], told["machine"], version, told["mpy"] & 0xFF, told["free"], files)


def board_of(facts: Facts, boards: tuple[Board, ...] = BOARDS) -> Board:
    """The row of the table; raises ``WrongBoard``."""
    for board in boards:
        if facts.platform == board.platform and re.search(board.machine + r"$", facts.machine):
            return board
    known = " or ".join(board.name for board in boards)
    raise WrongBoard(f"this is a {facts.machine} ({facts.platform}); the firmware runs on {known}")


def check_version(facts: Facts, bytecode: int) -> None:
    """Is its MicroPython new enough, and does it read what our compiler writes? Raises ``OldMicroPython``."""
    has = ".".join(map(str, facts.version))
    wanted = ".".join(map(str, OLDEST))
    if facts.version[:2] < OLDEST:
        raise OldMicroPython(
            f"the board runs MicroPython {has}; put {wanted} or newer on it first (its .uf2 or .bin file)"
        )
    if facts.bytecode != bytecode:
        raise OldMicroPython(
            f"MicroPython {has} on the board reads .mpy files of version {facts.bytecode}, mpy-cross here writes "
            f"version {bytecode}: bring both to the same release"
        )


def check_room(facts: Facts, new: dict[str, int], freed: tuple[str, ...]) -> None:
    """Is there room for these files, once those below the ``freed`` folders are gone? Raises ``FlashFull``."""
    gone = sum(blocks(size) for path, size in facts.files.items() if path.startswith(freed))
    needed, room = sum(map(blocks, new.values())) + SPARE, facts.free + gone
    if needed > room:
        others = sorted(path for path in facts.files if not path.startswith(("/a/", "/b/", "/anycounter/", "/main.py")))
        advice = f"; remove what is not ours: {', '.join(others[:5])}" if others else ""
        raise FlashFull(
            f"the firmware needs {needed // 1024} KB beside the running one, {room // 1024} KB are free{advice}"
        )


def blocks(size: int) -> int:
    """Bytes that a file takes on flash."""
    return -(-max(size, 1) // BLOCK) * BLOCK
