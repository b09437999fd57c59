"""What a dispenser has in flash beside its records: the journal of its own tickets, and its pack."""

from ledger import Ledger
from pack import Pack


class Stock:
    """Carries out the effects that need flash; each may lead to more effects."""

    def __init__(self, folder, storage):
        self._ledger = Ledger(folder)
        self._pack = Pack(folder, storage)

    def kept(self, lease):
        """What the role starts from; ``lease``: the record in flash, or None."""
        used = self._ledger.used(lease["id"], lease["first"]) if lease else 0
        return {"lease": lease, "used": used, "pending": self._ledger.pending}

    def do(self, effect, session, now_ms):
        """An effect of the role, at once."""
        what = effect[0]
        if what == "issue":
            return self._issue(effect, session, now_ms)
        if what == "first":
            return session.loaded(*(self._ledger.first() or (None, "")), now_ms)
        if what == "look":
            return session.looked(effect[1], self._pack.find(effect[1]), now_ms)
        if what == "ledger":
            self._ledger.append(effect[1])
        elif what == "pack":
            self._pack.want(effect[1])
        else:
            self._pack.take(effect[1], now_ms)
        return []

    def due(self, now_ms):
        """Effects that go on with the pack."""
        return self._pack.due(now_ms)

    def _issue(self, effect, session, now_ms):
        """The number is on flash before it is printed; without room for it there is no ticket."""
        record, number, time = effect[1:]
        try:
            self._ledger.append(record)
        except OSError:
            return session.printed(None, record[2], "failed", "flash_full", now_ms)
        return [("print", None, record[2], self._pack.paper(number, time, record[3], record[5]))]
