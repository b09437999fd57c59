"""The dispenser's pack in flash: pulled from the hub, read by key, and made into paper when the hub is away."""

import binascii
import hashlib
import os

from fetch import Fetch
from storage import settle, sync
from wire.pack import find

PIECE = 1_024
"""Bytes asked for at once: a message of 1.5 KB."""
PLAIN = [b"\x1b@\x1c&\x1ba\x01\xc0\xeb\xcf\xdf OFFLINE\n\x1d!3", b"\n\x1d!\x00", b"\n", b"\n\n\n\n\x1dVB\x00"]
"""Paper while no pack has come yet: the number, and that it was issued offline (离线 in GB18030)."""


class Pack:
    """Over ``folder``; ``storage`` remembers which pack is whole there."""

    def __init__(self, folder, storage):
        self._path = folder + "/texts.pack"
        self._storage = storage
        self._name = storage.recall("pack") or ""
        self._fetch = self._hash = self._digest = None

    def want(self, file):
        """This one shall be there; the old one serves until it is."""
        known = self._fetch.file if self._fetch else self._name
        if file and file["name"] != known:
            self._fetch = None if file["name"] == self._name else Fetch(file["name"], file["size"], PIECE)
            self._digest, self._hash = file["hash"], hashlib.sha256()

    def due(self, now_ms):
        """Effects that go on with the pulling."""
        return self._fetch.due(now_ms) if self._fetch else []

    def take(self, chunk, now_ms):
        """A piece; the last one puts the whole in the place of the old, if it is what was promised."""
        fetch = self._fetch
        raw = fetch.take(chunk, now_ms) if fetch else None
        if raw is None:
            return
        with open(self._path + ".new", "wb" if fetch.offset == len(raw) else "ab") as file:
            file.write(raw)
            sync(file)
        self._hash.update(raw)
        if fetch.missing or fetch.offset >= fetch.size:
            self._fetch = None
            if binascii.hexlify(self._hash.digest()).decode() == self._digest:
                os.rename(self._path + ".new", self._path)
                settle()
                self._storage.save("pack", fetch.file)
                self._name = fetch.file

    def find(self, key):
        """The bytes of a key, or None."""
        try:
            with open(self._path, "rb") as file:
                return find(file, key)
        except OSError:
            return None

    def paper(self, number, time, items, language):
        """The bytes of a ticket, piece by piece."""
        frame = [self.find("%d/%s" % (place, language)) for place in (1, 2, 3, 4)]
        if None in frame:
            frame = PLAIN
        yield frame[0] + number.encode() + frame[1] + time.encode() + frame[2]
        for code in items:
            yield self.find("i/" + code + "/" + language) or code.encode() + b"\n"
        yield frame[3]
