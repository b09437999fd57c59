"""The trial of a firmware that an update has put there: it has to reach the hub, or the old one comes back. Pure."""

from wire.timing import SILENT_MS

CONTACT_MS = 60_000
"""Verified messages for this long, without a gap of ``SILENT_MS``, end the trial well."""
WAIT_MS = 600_000
"""Without that within this time the other firmware starts again."""


class Trial:
    """One start of a firmware on trial; ``start`` keeps what comes of it."""

    def __init__(self, start):
        self._start = start
        self._since_ms = None

    def over(self, now_ms, heard_ms):
        """Whether it has ended; ``heard_ms``: the last verified message that was no stored one, or None."""
        verdict, start = self._verdict(now_ms, heard_ms), self._start
        if verdict == "good":
            start.save_slot(slot=start.slot["slot"])
        elif verdict == "bad":
            start.save_slot(slot=start.slot["old"], failed="no_contact", id=start.slot["id"])
            start.reset("update")
        return bool(verdict)

    def _verdict(self, now_ms, heard_ms):
        if heard_ms is None or now_ms - heard_ms > SILENT_MS:
            self._since_ms = None
        elif self._since_ms is None:
            self._since_ms = heard_ms
        if self._since_ms is not None and now_ms - self._since_ms >= CONTACT_MS:
            return "good"
        return "bad" if now_ms >= WAIT_MS else ""
