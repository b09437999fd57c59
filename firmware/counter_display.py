"""The display over a counter: its number, who is called, where to go; and whether that is still true.

While nobody is at the counter it shows the time, as the hub tells it with each sign of life; a sign of life that the
broker had kept tells nothing.
"""

import wire.of_counter_display  # noqa: F401
from role import Role
from texts import of, word
from wire.timing import SILENT_MS

BLINK_MS = 6_000
HALF_MS = 500
DAY_MS = 86_400_000
ARROWS = {"": "", "left": "←", "right": "→", "up": "↑", "down": "↓"}


class CounterDisplay(Role):
    """Blinks on every new call; says so when it has not heard from the hub for ``SILENT_MS``."""

    def __init__(self, language):
        Role.__init__(self, language)
        self.desired = None
        self.blink_ms = 0
        self.heard_ms = None
        self.is_fresh = False
        self.day_ms = None
        self.shown = None

    def start(self, kept, now_ms):
        """Shows that it waits for the hub."""
        return self._redraw(now_ms)

    def message(self, type, body, now_ms):
        """The counter's state; or the hub's last will: what is shown is old from now on."""
        is_fresh, self.is_fresh = self.is_fresh and self.heard_ms == now_ms, False
        if type == "hub" and not body["online"]:
            self.heard_ms = None
        elif type == "hub" and is_fresh:
            self.day_ms = local_ms(body, now_ms)
        elif type == "counter_display":
            if self._is_call(body):
                self.blink_ms = now_ms + BLINK_MS
            self.desired = body
        return self._redraw(now_ms)

    def heard(self, now_ms):
        """The hub lives."""
        self.heard_ms = now_ms
        self.is_fresh = True

    def tick(self, now_ms):
        """The next half of a blink, or the mark of age."""
        return self._redraw(now_ms)

    def _is_call(self, body):
        before = self.desired or {"number": "", "calls": 0}
        is_new = (body["number"], body["calls"]) != (before["number"], before["calls"])
        return body["state"] == "calling" and is_new

    def _stale(self, now_ms):
        return self.heard_ms is None or now_ms - self.heard_ms > SILENT_MS

    def _redraw(self, now_ms):
        stale = self._stale(now_ms)
        blinking = now_ms < self.blink_ms
        clock = "" if stale else self._clock(now_ms)
        picture = (self._lines(now_ms, stale, clock), self._sign(now_ms, stale, blinking, clock), stale, blinking)
        if picture == self.shown:
            return []
        is_call = blinking and (self.shown is None or not self.shown[3])
        self.shown = picture
        lines, sign, stale, blinking = picture
        return ([("beep", "call")] if is_call else []) + [
            ("show", lines),
            ("sign", sign),
            ("lamp", "stale", "amber" if stale else "off"),
            ("lamp", "call", "green" if blinking else "off"),
        ]

    def _clock(self, now_ms):
        """HH:MM while nobody is at the counter and the time is known."""
        if self.day_ms is None or self.desired is None or self.desired["number"]:
            return ""
        if self.desired["state"] not in ("free", "closed"):
            return ""
        minutes = (now_ms + self.day_ms) // 60_000 % 1_440
        return "{:02d}:{:02d}".format(minutes // 60, minutes % 60)

    def _sign(self, now_ms, stale, blinking, clock):
        """As ``screens`` describe it: for displays that have no room for lines."""
        desired = self.desired
        if desired is None:
            return ("", "", "", False, stale, False, "--", "", 0)
        dark, state = self._dark(now_ms), desired["state"]
        words = word(self.language, state)
        return (state, desired["number"], desired["arrow"], dark, stale, blinking, words, clock, desired["counter"])

    def _lines(self, now_ms, stale, clock):
        mark = word(self.language, "stale") if stale else ""
        desired = self.desired
        if desired is None:
            return ("--", word(self.language, "starting"), mark)
        counter = word(self.language, "counter").format(desired["counter"])
        if self._dark(now_ms):
            return ("", counter, mark)
        if clock:
            return (clock, counter, self._foot() or word(self.language, desired["state"]))
        return (self._head(), counter, mark or self._foot())

    def _head(self):
        desired = self.desired
        if desired["number"]:
            return (ARROWS[desired["arrow"]] + " " + desired["number"]).strip()
        return word(self.language, desired["state"])

    def _foot(self):
        return of(self.desired["text"], self.language) or " ".join(self.desired["next"])

    def _dark(self, now_ms):
        left_ms = self.blink_ms - now_ms
        return left_ms > 0 and (left_ms // HALF_MS) % 2 == 0


def local_ms(beat, now_ms):
    """What to add to our own clock for the milliseconds of the hall's day, or None where the hub does not know."""
    utc_ms, zone_s = beat.get("now_ms"), beat.get("zone_s")
    return None if utc_ms is None or zone_s is None else (utc_ms + zone_s * 1000 - now_ms) % DAY_MS
