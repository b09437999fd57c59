"""The folder of the firmware that does not run now: what an update puts there, file by file."""

import binascii
import hashlib
import os

BLOCK = 1_024
FLASH_BLOCK = 4_096
MARGIN = 32_768
"""Bytes that stay free for the records of the device."""
_FOLDER = 0x4000


class Slots:
    """``folder``: of the device's records, beside ``a`` and ``b``. ``slot``: the one that runs."""

    def __init__(self, folder, slot):
        self.slot = slot
        self.other = "b" if slot == "a" else "a"
        self._folder = folder.rpartition("/")[0] + "/" + self.other

    def whole(self, path, size, hash):
        """Whether a file is there as it should be, read back from flash."""
        digest, length = hashlib.sha256(), 0
        try:
            with open(self._folder + "/" + path, "rb") as file:
                while True:
                    block = file.read(BLOCK)
                    if not block:
                        break
                    digest.update(block)
                    length += len(block)
        except OSError:
            return False
        return length == size and binascii.hexlify(digest.digest()).decode() == hash

    def begin(self, path):
        """A new, empty file, with the folders above it."""
        parts = (self._folder + "/" + path).split("/")
        for depth in range(len(self._folder.split("/")), len(parts)):
            _make("/".join(parts[:depth]))
        open(self._folder + "/" + path, "wb").close()

    def add(self, path, raw):
        """More of a file."""
        with open(self._folder + "/" + path, "ab") as file:
            file.write(raw)

    def listed(self, name):
        """(path, size, hash) of each line of a list."""
        with open(self._folder + "/" + name, "rb") as file:
            lines = file.read().decode().split("\n")
        return [(path, int(size), hash) for hash, size, path in (line.split(" ", 2) for line in lines if line)]

    def sift(self, keep):
        """Removes all files but those for which ``keep(path)`` holds."""
        self._sift("", keep)

    def room(self):
        """Bytes that an update may fill."""
        state = os.statvfs(self._folder.rpartition("/")[0] or "/")
        return state[0] * state[3] - MARGIN

    def _sift(self, inside, keep):
        for name in self._names(inside):
            path = inside + name
            if os.stat(self._folder + "/" + path)[0] & _FOLDER:
                self._sift(path + "/", keep)
                if not self._names(path + "/"):
                    os.rmdir(self._folder + "/" + path)
            elif not keep(path):
                os.remove(self._folder + "/" + path)

    def _names(self, inside):
        try:
            return os.listdir((self._folder + "/" + inside).rstrip("/"))
        except OSError:
            return []


def blocks(size):
    """Bytes of flash that a file takes."""
    return (size + FLASH_BLOCK - 1) // FLASH_BLOCK * FLASH_BLOCK


def _make(folder):
    try:
        os.mkdir(folder)
    except OSError:
        return  # it is there; where it cannot be made, the file in it cannot either, and says so
