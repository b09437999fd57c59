"""The dispenser's own journal of tickets that it issued without the hub.

One line a record: the CRC of its JSON, a space, the JSON, a line end. A record is a list that begins with a word:
``n`` lease serial items priority language wall_ms boot ticks_ms instead: a number is taken, written before it is printed;
``p`` lease serial status: what became of its paper; ``d`` lease serial: the hub has it; ``u`` lease serial: numbers up
to here are used. A line without its end was cut off before anything was printed. A whole line that cannot be read may
have been any of these: its number is skipped, and where a gap shows that it was a ticket, the ticket is told without its
items.
"""

import json
import os

from storage import crc, settle, sync

SMALL = 2_048
"""Bytes up to which a journal is left as it is when all of it is done."""
LEASES_KEPT = 4
ANY = ""
"""In ``used``: numbers to leave out of a lease that has no record yet, since an unreadable one may have been its."""


class Ledger:
    """``pending``: tickets that the hub does not have yet."""

    def __init__(self, folder):
        self._path = folder + "/ledger"
        self._used = {}
        self._next = 0
        self.pending = 0
        self._load()

    def used(self, lease, first):
        """The highest serial of a lease that may be on paper; ``first - 1`` where none is."""
        return self._used.get(lease, first - 1 + self._used.get(ANY, 0))

    def append(self, record):
        """On flash when it returns; raises ``OSError`` where there is no room, and then nothing counts."""
        with open(self._path, "ab") as file:
            file.write(_line(record))
            sync(file)
        if record[0] == "n":
            self._use(record)
            self.pending += 1
        elif record[0] == "d":
            self.pending -= 1
            self._next = self._after(record, self._next)
            if not self.pending and os.stat(self._path)[6] > SMALL:
                self._compact([])

    def first(self):
        """(the oldest ticket that the hub does not have, status of its paper or ""), or None."""
        ticket = None
        for record, _, _ in self._records(self._next):
            if record and ticket and record[:3] == ["p"] + ticket[1:3]:
                return ticket, record[3]
            if record and ticket is None and record[0] == "n":
                ticket = record
        return (ticket, "") if ticket else None

    def _use(self, record):
        self._used[record[1]] = max(self._used.get(record[1], 0), record[2])

    def _load(self):
        done, bad = None, 0
        for record, _, _ in self._records(0):
            if record is None:
                bad += 1
            elif record[0] == "d":
                done = record
            elif record[0] in "nu":
                self._use(record)
        self._next = self._after(done, 0) if done else 0
        tickets = self._pending(done)
        self.pending = sum(record[0] == "n" for record in tickets)
        if bad:
            for lease in self._used:
                self._used[lease] += bad
            self._used.setdefault(ANY, bad)
            self._compact(tickets)

    def _after(self, done, start):
        """Where the tickets after this one begin; too early is no harm, the hub knows each by name."""
        for record, _, end in self._records(start):
            if record and record[0] == "n" and record[1:3] == done[1:3]:
                return end
        return start

    def _pending(self, last):
        """Records of the tickets that the hub does not have, with those that a gap tells of; ``last``: told last."""
        kept, bad = [], False
        for record, whole, _ in self._records(self._next):
            if record is None:
                bad = bad or whole
            elif record[0] == "n":
                if bad and last and record[1] == last[1] and record[2] == last[2] + 2:
                    kept.append(["n", record[1], last[2] + 1, []] + record[4:9] + [None])
                kept.append(record)
                last, bad = record, False
            elif record[0] == "p":
                kept.append(record)
        return kept

    def _compact(self, tickets):
        """Written beside and renamed over: the used numbers, then what is still to be told."""
        leases = [ANY] + sorted(lease for lease in self._used if lease)[-LEASES_KEPT:]
        with open(self._path + ".new", "wb") as file:
            for lease in leases:
                if lease in self._used:
                    file.write(_line(["u", lease, self._used[lease]]))
            for record in tickets:
                file.write(_line(record))
            sync(file)
        os.rename(self._path + ".new", self._path)
        settle()
        self._next = 0

    def _records(self, place):
        """(record or None where it cannot be read, whether the line has its end, where the next one begins)."""
        try:
            file = open(self._path, "rb")
        except OSError:
            return
        with file:
            file.seek(place)
            line = file.readline()
            while line:
                place += len(line)
                yield _read(line), line[-1:] == b"\n", place
                line = file.readline()


def _line(record):
    raw = json.dumps(record).encode()
    return crc(raw) + b" " + raw + b"\n"


def _read(line):
    raw = line[9:-1]
    return json.loads(raw.decode()) if line[-1:] == b"\n" and line[:8] == crc(raw) else None
