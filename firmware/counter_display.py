"""The display over a counter: its number, who is called, where to go; and whether that is still true."""

from role import Role
from texts import of, word
from wire.timing import SILENT_MS

BLINK_MS = 6_000
HALF_MS = 500
ARROWS = {"": "", "left": "←", "right": "→", "up": "↑", "down": "↓"}


class CounterDisplay(Role):
    """Blinks on every new call; says so when it has not heard from the hub for ``SILENT_MS``."""

    def __init__(self, language):
        Role.__init__(self, language)
        self.desired = None
        self.blink_ms = 0
        self.heard_ms = None
        self.shown = None

    def start(self, kept, now_ms):
        """Shows that it waits for the hub."""
        return self._redraw(now_ms)

    def message(self, type, body, now_ms):
        """The counter's state; or the hub's last will: what is shown is old from now on."""
        if type == "hub" and not body["online"]:
            self.heard_ms = None
        elif type == "counter_display":
            if self._is_call(body):
                self.blink_ms = now_ms + BLINK_MS
            self.desired = body
        return self._redraw(now_ms)

    def heard(self, now_ms):
        """The hub lives."""
        self.heard_ms = now_ms

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
        picture = (self._lines(now_ms, stale), stale, now_ms < self.blink_ms)
        if picture == self.shown:
            return []
        self.shown = picture
        lines, stale, blinking = picture
        return [
            ("show", lines),
            ("lamp", "stale", "amber" if stale else "off"),
            ("lamp", "call", "green" if blinking else "off"),
        ]

    def _lines(self, now_ms, stale):
        mark = word(self.language, "stale") if stale else ""
        desired = self.desired
        if desired is None:
            return ("--", word(self.language, "starting"), mark)
        counter = word(self.language, "counter").format(desired["counter"])
        if self._dark(now_ms):
            return ("", counter, mark)
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
