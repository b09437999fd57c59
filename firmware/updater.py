"""Update mode: pulls a release into the folder that does not run, checks it, and lets it start on trial.

The list of files comes first; what lies there already with the right hash is kept, so that a power cut costs one file;
what does not belong there is removed; what is missing is pulled, one file after the other. Then every file is read back
from flash once more. Only a whole folder is put on trial. Whatever goes wrong ends with the old firmware and a reason.
"""

from fetch import Fetch
from quiet import Quiet
from slots import blocks
from wire.shapes import PIECE

LIST = "list"
STRIDE = 8
"""Files looked at in one go: some 20 KB, a fraction of a second."""
TRIES = 3
"""How often a file may come damaged."""
PATIENCE_MS = 900_000
"""So long without a new byte, and the device goes back to work without an update."""
ENOSPC = 28


class Updater(Quiet):
    """``order``: version, number, size, hash, id (of the command). ``board``: names the files. ``slots``: where to."""

    def __init__(self, language, order, slots, board):
        Quiet.__init__(self, language, "updating", (order["version"],))
        self._order, self._slots = order, slots
        self._place = "fw/" + str(order["number"]) + "/" + board + "/"
        self._files, self._at, self._checked = None, 0, 0
        self._fetch, self._path, self._tries = None, "", 0
        self._since_ms = 0

    def message(self, type, body, now_ms):
        """A piece of the file that was asked for."""
        if type == "chunk" and self._fetch:
            return self._carefully(self._take, body, now_ms)
        return Quiet.message(self, type, body, now_ms)

    def tick(self, now_ms):
        """One step: a file looked at, or a piece asked for."""
        if now_ms - self._since_ms > PATIENCE_MS:
            return self._give_up("silent")
        return self._fetch.due(now_ms) if self._fetch else self._carefully(self._step, now_ms)

    def _carefully(self, do, *given):
        try:
            return do(*given)
        except OSError as fault:
            return self._give_up("flash_full" if fault.args and fault.args[0] == ENOSPC else "flash")

    def _step(self, now_ms):
        if self._files is None:
            if not self._slots.whole(LIST, self._order["size"], self._order["hash"]):
                return self._pull((LIST, self._order["size"]), now_ms)
            return self._sift()
        for _ in range(STRIDE):
            if self._at < len(self._files):
                file = self._files[self._at]
                if not self._slots.whole(*file):
                    return self._pull(file, now_ms)
                self._at, self._tries = self._at + 1, 0
            elif self._checked < len(self._files):
                if not self._slots.whole(*self._files[self._checked]):
                    return self._give_up("hash")
                self._checked += 1
            else:
                record = {"slot": self._slots.other, "old": self._slots.slot, "tries": 0, "id": self._order["id"]}
                return self._end(record)
        return []

    def _sift(self):
        """The list is there: keeps what fits to it, and sees whether there is room for the rest."""
        self._tries = 0
        files = {file[0]: file for file in self._slots.listed(LIST)}
        kept = [LIST]

        def keep(path):
            if path in files and self._slots.whole(*files[path]):
                kept.append(path)
            return path in kept

        self._slots.sift(keep)
        self._files = list(files.values())
        need = sum([blocks(file[1]) for file in self._files if file[0] not in kept])
        return self._give_up("flash_full") if need > self._slots.room() else []

    def _pull(self, file, now_ms):
        self._tries += 1
        if self._tries > TRIES:
            return self._give_up("hash")
        self._path = file[0]
        self._slots.begin(self._path)
        self._fetch = Fetch(self._place + self._path, file[1], PIECE) if file[1] else None
        return self._fetch.due(now_ms) if self._fetch else []

    def _take(self, chunk, now_ms):
        raw = self._fetch.take(chunk, now_ms)
        if self._fetch.missing:
            return self._give_up("missing")
        if raw:
            self._since_ms = now_ms
            self._slots.add(self._path, raw)
        if self._fetch.offset >= self._fetch.size:
            self._fetch = None
        return []

    def _give_up(self, why):
        """The old firmware stays. The half of the new one goes, so that its room is free again."""
        self._slots.sift(lambda path: False)
        return self._end({"slot": self._slots.slot, "failed": why, "id": self._order["id"]})

    def _end(self, record):
        """The slot first: the update is forgotten only when its outcome is on flash."""
        return [("keep", "slot", record), ("keep", "update", None), ("restart", "update")]
