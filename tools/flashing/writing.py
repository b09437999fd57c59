"""Writing a firmware beside the running one, and switching to it. Whatever is cut off leaves the old one or the new.

The order is the promise: the other slot is emptied and filled; every file is read back; the records change one by
one, each by a rename. The last rename that counts is that of the slot record, on an empty board that of the stage.
"""

import base64
from collections.abc import Callable, Iterator

from tools.flashing.boards import BOARDS, Board, Facts, board_of, check_room, check_version, facts_of
from tools.flashing.cable import Cable
from tools.flashing.faults import BadWrite
from tools.flashing.firmware import Firmware, sha256
from tools.flashing.slots import CONFIG, FONT, PLACE, RECORDS, SLOT, STAGE, Layout, layout_of, record_in, slot_record

PIECE = 768
"""Bytes of a file in one call: a board has them three times at once, as text, as bytes, and on their way to flash."""

Tell = Callable[[str], None]


def look(cable: Cable, boards: tuple[Board, ...] = BOARDS) -> tuple[Facts, Board, Layout]:
    """Which board it is and what lies on it; raises ``WrongBoard``. Nothing is changed."""
    facts = facts_of(cable.ask("facts"))
    return facts, board_of(facts, boards), layout_of(content_of(cable, SLOT))


def write(
    cable: Cable, facts: Facts, layout: Layout, firmware: Firmware, place: bytes, tell: Tell, font: bytes = b""
) -> None:
    """Put the firmware into the other slot, and the hall's font beside the records; prove it, switch."""
    new = {f"{layout.folder}/{path}": content for path, content in firmware.files.items()}
    check_version(facts, firmware.bytecode)
    sizes = {path: len(content) for path, content in new.items()} | {STAGE: len(firmware.stage)}
    sizes |= {FONT: len(font)} if font else {}
    check_room(facts, sizes, (f"{layout.folder}/",))
    cable.call("guard")
    cable.call("clear", layout.folder)
    for number, (path, content) in enumerate(new.items(), 1):
        tell(f"writing {number} of {len(new)}: {path}")
        put(cable, path, content)
    tell("reading everything back")
    for path, content in new.items():
        prove(cable, path, content)
    if font:
        tell("writing the font")
        replace(cable, FONT, font)
    switch(cable, facts, layout, firmware.stage, place, tell)


def switch(cable: Cable, facts: Facts, layout: Layout, stage: bytes, place: bytes, tell: Tell) -> None:
    """From here on the new one starts."""
    tell(f"switching to {layout.folder}")
    replace(cable, PLACE, place)
    replace(cable, SLOT, slot_record(layout.next))
    if STAGE not in facts.files or cable.call("digest", STAGE) != sha256(stage):
        replace(cable, STAGE, stage)


def must_pair(cable: Cable, role: str, again: bool) -> bool:
    """Does the board need a new configuration? One of another role is removed, or any where that was asked for."""
    held = record_in(content_of(cable, CONFIG))
    if held is not None and held.get("role") == role and not again:
        return False
    cable.call("drop", CONFIG)
    return True


def put(cable: Cable, path: str, content: bytes) -> None:
    """Write a file, with the folders above it."""
    cable.call("folders", path)
    for mode, piece in zip(modes(), pieces(content), strict=False):
        cable.call("put", path, mode, piece)


def replace(cable: Cable, path: str, content: bytes) -> None:
    """Write a file beside the old one, prove it, and rename it over."""
    new = f"{RECORDS}/flash.new"
    put(cable, new, content)
    prove(cable, new, content)
    cable.call("move", new, path)


def prove(cable: Cable, path: str, content: bytes) -> None:
    """Read a file back; raises ``BadWrite``."""
    if cable.call("digest", path) != sha256(content):
        raise BadWrite(f"{path} was not written as it should be: the board's flash may be worn out; the old one stays")


def content_of(cable: Cable, path: str) -> bytes:
    """A small file of the board; empty where there is none."""
    return bytes.fromhex(cable.call("content", path))


def modes() -> Iterator[str]:
    """How a file is opened: anew for its first piece."""
    yield "wb"
    while True:
        yield "ab"


def pieces(content: bytes) -> Iterator[str]:
    """The file in base64, piece by piece; an empty one is a piece too."""
    for start in range(0, max(len(content), 1), PIECE):
        yield base64.b64encode(content[start : start + PIECE]).decode()
