"""One hub to one journal: a lock that the system lets go when its process dies."""

import fcntl
import os
from pathlib import Path


class JournalLocked(Exception):
    """Another process has this journal open."""


class FileLock:
    """Held from ``FileLock(path)`` until ``release``."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._handle)
            raise JournalLocked(str(path)) from None

    def release(self) -> None:
        """Let another process open the journal."""
        os.close(self._handle)
