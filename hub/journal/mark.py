"""How far the numbers of the day may have been given out, kept beside the database.

The mark runs ahead of the journal in steps, so that it is written once in ``STEP`` tickets. When the database is lost
and a backup takes its place, every number up to the mark counts as used. It is a file of its own because what destroys
a database seldom destroys its neighbour, and a second copy lies with the backups.
"""

import logging
import os
from dataclasses import dataclass
from pathlib import Path

import msgspec

STEP = 20
"""Numbers skipped at most after a loss, for one small file written every so many tickets."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, order=True)
class Used:
    """No ticket of ``day`` has a serial above ``serial``; later days have none at all."""

    day: str
    serial: int


def sync_folder(folder: Path) -> None:
    """Make renames in a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_durably(path: Path, content: bytes) -> None:
    """Replace a small file: after a power cut it holds the old or the new content. Raises ``OSError``."""
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(path.parent)


def read_mark(path: Path) -> Used | None:
    """The mark in a file; None where there is none or it is damaged."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Used)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


class Mark:
    """The mark and a copy elsewhere. ``raise_to`` is called before the commit that uses a serial."""

    def __init__(self, path: Path, copy: Path) -> None:
        self._path = path
        self._copy = copy
        self._copy_failed = False
        self.used = max((mark for mark in (read_mark(path), read_mark(copy)) if mark), default=None)

    def raise_to(self, used: Used) -> None:
        """Return only when the mark covers ``used``. Raises ``OSError``."""
        if self.used is not None and used <= self.used:
            return
        ahead = Used(used.day, used.serial + STEP)
        content = msgspec.json.encode(ahead)
        write_durably(self._path, content)
        self._write_copy(content)
        self.used = ahead

    def _write_copy(self, content: bytes) -> None:
        """A missing backup disk stops nobody."""
        try:
            self._copy.parent.mkdir(parents=True, exist_ok=True)
            write_durably(self._copy, content)
            self._copy_failed = False
        except OSError as error:
            _LOG.log(logging.DEBUG if self._copy_failed else logging.WARNING, "no copy of the mark: %s", error)
            self._copy_failed = True
