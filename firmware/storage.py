"""Records in flash, each whole or not there at all: CRC, then JSON; written beside and renamed over."""

import binascii
import json
import os


class Damaged(Exception):
    """A record is there but not whole."""


class Storage:
    """A folder of small records."""

    def __init__(self, folder):
        self._folder = folder

    def load(self, name):
        """The record, or None where there is none; raises ``Damaged``."""
        try:
            with open(self._path(name), "rb") as file:
                raw = file.read()
        except OSError:
            return None
        if raw[:8] != crc(raw[8:]):
            raise Damaged(name)
        return json.loads(raw[8:].decode())

    def recall(self, name):
        """As ``load``; a damaged record is none."""
        try:
            return self.load(name)
        except Damaged:
            return None

    def save(self, name, record):
        """Replaces the record; a power cut leaves the old one or the new one."""
        raw = json.dumps(record).encode()
        new = self._path(name) + ".new"
        with open(new, "wb") as file:
            file.write(crc(raw) + raw)
            sync(file)
        os.rename(new, self._path(name))
        settle()

    def next_boot(self):
        """Counts this start, on flash before it is told. Of two copies one may be damaged: a number is skipped."""
        copies = (self._boot("boot-0"), self._boot("boot-1"))
        newest = max(copies[0] or 0, copies[1] or 0)
        boot = newest + (2 if None in copies else 1)
        self.save("boot-0" if copies[0] is None or copies[1] == newest else "boot-1", boot)
        return boot

    def _boot(self, name):
        """The boot in one copy, 0 where there is none, None where it is damaged."""
        try:
            return self.load(name) or 0
        except Damaged:
            return None

    def _path(self, name):
        return self._folder + "/" + name


def sync(file):
    """What was written to an open file is on flash once it is closed."""
    file.flush()
    if hasattr(os, "fsync"):
        os.fsync(file.fileno())


def settle():
    """Names are on flash as well; the file systems of boards settle when a file is closed."""
    if hasattr(os, "sync"):
        os.sync()


def crc(raw):
    """Eight hex characters."""
    return ("%08x" % (binascii.crc32(raw) & 0xFFFFFFFF)).encode()
