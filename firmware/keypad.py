"""The clerk's keypad: one press at a time, amber until the hub has answered, green or red after."""

import wire.of_keypad  # noqa: F401
from role import Lamps, Role
from texts import word

_AT_COUNTER = ("next", "recall", "start", "finish", "miss", "hold", "transfer", "pause", "undo", "help")
KEYS = {
    # counter state: keys that can mean something; whatever more there is to check, the hub checks
    "closed": ("open", "undo", "help"),
    "free": ("next", "resume", "pause", "close", "undo", "help"),
    "calling": _AT_COUNTER,
    "serving": _AT_COUNTER,
    "paused": ("resume", "close", "undo", "help"),
}
DIGITS = "0123456789"
CARD = "card:"
TYPED_MAX = 8
DOUBLE_MS = 1_000
"""After a *next* that called somebody: a finger that slips twice must not pass over that citizen."""


class Keypad(Role):
    """Digits are typed before their key: a counter number before *transfer*, the PIN before *open*.

    A card that is read is an *open* with ``card:NUMBER`` in place of a PIN.
    """

    def __init__(self, language):
        Role.__init__(self, language)
        self.desired = None
        self.typed = ""
        self.pending = None
        self.note = ""
        self.quiet_ms = 0
        self.lamps = Lamps()

    def start(self, kept, now_ms):
        """Shows that it waits for the hub."""
        return self._redraw()

    def button(self, name, now_ms):
        """A digit, *clear*, a key of the counter, or ``card:NUMBER``."""
        if name in DIGITS:
            self.typed = (self.typed + name)[-TYPED_MAX:]
            return self._redraw()
        if name == "clear":
            self.typed = self.note = ""
            return self._redraw()
        if name == "next" and now_ms < self.quiet_ms and self.desired["state"] == "calling":
            return []
        arg = self.typed
        if name.startswith(CARD):
            name, arg = "open", name
            if self.pending == name:
                return []  # it still lies on the reader
        refusal = self._refusal(name)
        if refusal:
            return self._answer(name, "red", word(self.language, refusal), now_ms)
        return self._press(name, arg, now_ms)

    def message(self, type, body, now_ms):
        """Takes the counter's new state."""
        if type != "keypad":
            return []
        self.desired = body
        return self._redraw()

    def accepted(self, sent, now_ms):
        """The press has its number, or there is no room for it."""
        if sent is None:
            self.pending = None
            return self._answer("help", "red", word(self.language, "busy"), now_ms)
        return []

    def acked(self, sent, ack, now_ms):
        """Green, or red with the reason."""
        self._settle(sent)
        if ack["ok"] and sent.body["key"] == "next":
            self.quiet_ms = now_ms + DOUBLE_MS
        if ack["ok"]:
            return self._answer(sent.body["key"], "green", "", now_ms)
        return self._answer(sent.body["key"], "red", ack["text"] or word(self.language, "refused"), now_ms)

    def expired(self, sent, now_ms):
        """Nobody answered: red, and the clerk presses again."""
        self._settle(sent)
        return self._answer(sent.body["key"], "red", word(self.language, "no_answer"), now_ms)

    def linked(self, up, now_ms):
        """Shows a broken link."""
        self.online = up
        return self._redraw()

    def tick(self, now_ms):
        """Puts out old answers."""
        return self.lamps.tick(now_ms)

    def _refusal(self, key):
        if key != "help" and self.pending:
            return "busy"
        state = self.desired["state"] if self.desired else None
        return None if state is None or key in KEYS[state] else "not_now"

    def _press(self, key, arg, now_ms):
        body = {"key": key, "arg": arg, "seen": self.desired["crev"] if self.desired else None}
        if key != "help":
            self.pending = key
        self.typed = self.note = ""
        return self.lamps.set(key, "amber", now_ms) + self._redraw() + [("send", "press", body)]

    def _settle(self, sent):
        if sent.body["key"] == self.pending:
            self.pending = None

    def _answer(self, key, colour, note, now_ms):
        self.note = note
        beep = ("beep", "ok" if colour == "green" else "refused")
        return self.lamps.set(key, colour, now_ms) + [beep] + self._redraw()

    def _redraw(self):
        return [("show", self._lines())]

    def _lines(self):
        desired = self.desired
        if desired is None:
            return (word(self.language, "starting"), self._entry(), self.note or self._warning())
        head = desired["number"] or word(self.language, desired["state"])
        waiting = word(self.language, "waiting").format(desired["waiting"])
        return (head, waiting + self._entry(), self.note or self._warning() or self._remark(), self._own())

    def _own(self):
        """What the counter does, where its number stands in the first line, and whose counter it is."""
        desired = self.desired
        state = word(self.language, desired["state"]) + " " if desired["number"] else ""
        return (state + desired["clerk"]).strip()

    def _entry(self):
        hidden = self.desired is None or self.desired["state"] == "closed"
        return " " + ("*" * len(self.typed) if hidden else self.typed) if self.typed else ""

    def _warning(self):
        return "" if self.online else word(self.language, "offline")

    def _remark(self):
        if self.desired["pause_after"]:
            return word(self.language, "pause_after")
        if self.desired["held"]:
            return word(self.language, "held").format(" ".join(self.desired["held"]))
        return self.desired["text"]
