"""Issuing tickets without the hub: numbers of a lease, each on flash before it is printed, told when the hub is back.

Pure. Times are ``now_ms`` of this start; ``wall_ms`` is hall time, 0 while nobody has told it. A ticket of this start
knows its age exactly; one of an earlier start by hall time; one that never knew the time is as old as this start at
least. Ages never grow from one ticket to the next, so that the order of the numbers is the order of the queue.
"""

GAP_MS = 300
"""Between two tickets that are told: the hub lets five messages a second of a device pass."""
AGAIN_MS = 5_000
VOID = "failed"


class Offline:
    """``kept``: the lease in flash; ``used``: its highest number on paper; ``pending``: tickets still to be told."""

    def __init__(self):
        self.lease = None
        self.used = 0
        self.pending = 0
        self.printing = {}
        self._telling = None
        self._youngest_ms = None
        self._next_ms = 0

    def start(self, kept):
        """What flash holds: the lease, or None; its highest used number; how many tickets are to be told."""
        self.lease, self.used, self.pending = kept["lease"], kept["used"], kept["pending"]

    def take(self, lease):
        """The hub lends numbers: kept before any of them is used."""
        if lease is None or (self.lease and lease["id"] == self.lease["id"]):
            return []
        self.lease, self.used = lease, lease["first"] - 1
        return [("keep", "lease", lease)]

    def ready(self):
        """Is there a number left?"""
        lease = self.lease
        return lease is not None and self.used < lease["first"] + lease["count"] - 1

    def number(self, serial):
        """The number as it is printed and called."""
        return "%s%03d" % (self.lease["prefix"], self.lease["from"] + serial - self.lease["first"])

    def issue(self, items, priority, language, wall_ms, now_ms, instead):
        """The record of the next number; its boot is filled in by who knows it."""
        self.used += 1
        self.pending += 1
        self.printing[self.used] = lease = self.lease["id"]
        return ["n", lease, self.used, items, priority, language, wall_ms, None, now_ms, instead]

    def printed(self, serial, status):
        """What became of the paper; a number without any is nobody's."""
        return [("ledger", ["p", self.printing.pop(serial), serial, status])]

    def due(self, now_ms):
        """Asks flash for the oldest ticket to be told, unless one is on its way or still printing."""
        if not self.pending or self._telling or self.printing or now_ms < self._next_ms:
            return []
        self._next_ms = now_ms + AGAIN_MS
        return [("first",)]

    def loaded(self, ticket, status, boot, now_ms, wall_ms):
        """The oldest ticket, as flash has it: told to the hub, or void where its paper never came out."""
        if ticket is None:
            self.pending = 0
            return []
        lease, serial = ticket[1], ticket[2]
        if status == VOID:
            return self._done(lease, serial, now_ms)
        age_ms = self._age_ms(ticket, boot, now_ms, wall_ms)
        if age_ms is None:
            return []
        self._telling = serial
        body = {"lease": lease, "serial": serial, "items": ticket[3], "priority": ticket[4], "language": ticket[5]}
        body["paper"] = "printed" if status == "printed" else "doubtful"
        body["instead"] = ticket[9] and {"boot": ticket[7], "seq": ticket[9]}
        return [("send", "offline", body, age_ms)]

    def told(self, body, now_ms):
        """The hub has answered: it has the ticket, or will never take it."""
        self._telling = None
        return self._done(body["lease"], body["serial"], now_ms)

    def _done(self, lease, serial, now_ms):
        self.pending = max(0, self.pending - 1)
        self._next_ms = now_ms + GAP_MS
        return [("ledger", ["d", lease, serial])]

    def _age_ms(self, ticket, boot, now_ms, wall_ms):
        """None: soon known, the hub tells the time every few seconds."""
        if ticket[7] == boot:
            age_ms = now_ms - ticket[8]
        elif ticket[6]:
            if not wall_ms:
                return None
            age_ms = max(wall_ms - ticket[6], now_ms)
        else:
            age_ms = now_ms
        if self._youngest_ms is not None:
            age_ms = min(age_ms, max(0, now_ms - self._youngest_ms))
        self._youngest_ms = now_ms - age_ms
        return age_ms
