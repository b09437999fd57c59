"""The ticket dispenser: choose, see what is needed and how long it takes, confirm, take the number.

A ticket that the hub did not acknowledge in time is said not to exist, and then it must not: its number is
remembered, and a late answer or a late print job for it is turned down, so that the hub cancels it.
"""

from menu import Menu
from role import Role
from texts import word

IDLE_MS = 30_000
"""Somebody walked away: the next one starts from the beginning, in the hall's language."""
RESULT_MS = 8_000
GIVEN_UP_MAX = 16


class Dispenser(Role):
    """Buttons: up, down, add, ok, back, priority, language. Stages: choose, confirm, asking, result."""

    def __init__(self, language):
        Role.__init__(self, language)
        self.home = language
        self.menu = Menu()
        self.stage = "choose"
        self.until_ms = None
        self.given_up = []
        self.asking_seq = 0
        self.fault = ""

    def start(self, kept, now_ms):
        """Waits for the menu."""
        return self._show()

    def button(self, name, now_ms):
        """One of the seven buttons."""
        if self.stage == "asking" or not self.menu.open:
            return []
        self.until_ms = now_ms + IDLE_MS
        if self.stage == "result":
            return self._home()
        if name == "language":
            self.language = self.menu.next_language(self.language)
        elif name == "ok":
            return self._ok(now_ms)
        elif self.stage == "confirm":
            self._confirming(name)
        else:
            self.menu.move(name)
        return self._show()

    def message(self, type, body, now_ms):
        """A new menu, new waits, or a ticket to print."""
        if type == "dispenser":
            self.menu.take(body)
        elif type == "menu":
            self.menu.take_page(body)
        elif type == "cmd":
            return self._print(body)
        return self._show() if self.stage in ("choose", "confirm") else []

    def relieve(self):
        """A menu without room is no menu."""
        self.menu.forget()

    def accepted(self, sent, now_ms):
        """The request has its number, or there was no room for it."""
        if sent is None:
            return self._result("red", word(self.language, "not_issued"), now_ms)
        if sent.type == "issue":
            self.asking_seq = sent.seq
        return []

    def acked(self, sent, ack, now_ms):
        """The ticket exists: its number; or why it does not."""
        if sent.type != "issue":
            return []
        if ack["ok"] and ack["given"]:
            given = ack["given"]
            number = word(self.language, "your_number").format(given["number"])
            paper = word(self.language, "take_paper") if given["paper"] else ""
            return self._result("green", (number, self.menu.wait_words(given, self.language), paper), now_ms)
        return self._result("red", ack["text"] or word(self.language, "refused"), now_ms)

    def expired(self, sent, now_ms):
        """No answer: there is no ticket, and there shall be none."""
        if sent.type != "issue":
            return []
        self.given_up = (self.given_up + [sent.seq])[-GIVEN_UP_MAX:]
        return self._result("red", word(self.language, "not_issued"), now_ms)

    def late(self, ack, now_ms):
        """The hub issued what was given up: it has to be taken back."""
        if ack["seq"] in self.given_up and ack["ok"] and ack["given"] and not ack["given"]["paper"]:
            return [self._outcome(0, ack["given"]["ticket"], "failed", "given_up")]
        return []

    def linked(self, up, now_ms):
        """The lamp tells the staff; asking is tried all the same, and told honestly when it fails."""
        self.online = up
        return [("lamp", "link", "off" if up else "red")]

    def printed(self, job, ticket, status, reason, now_ms):
        """Reports what became of the paper; a fault is shown until the next ticket prints."""
        self.fault = "" if status == "printed" else reason
        lamp = ("lamp", "paper", "red" if self.fault else "off")
        state = ("state", "alert" if self.fault else "ready", self.fault)
        return [self._outcome(job, ticket, status, reason), lamp, state] + self._show()

    def tick(self, now_ms):
        """Goes back to the beginning when nobody is there."""
        if self.until_ms is None or now_ms < self.until_ms or self.stage == "asking":
            return []
        return self._home()

    def _ok(self, now_ms):
        if self.stage == "choose":
            if self.menu.choose():
                self.stage = "confirm"
            return self._show()
        self.stage, self.asking_seq = "asking", 0
        body = {"items": self.menu.chosen, "priority": self.menu.priority_code(), "language": self.language}
        return [("lamp", "ok", "amber")] + self._show() + [("send", "issue", body)]

    def _confirming(self, name):
        if name == "back":
            self.stage = "choose"
            self.menu.chosen = []
        elif name == "priority":
            self.menu.next_priority()

    def _print(self, body):
        if body["seq"] is not None and body["seq"] in self.given_up:
            return [("done", body["id"], False, "given_up")]
        return [("done", body["id"], True, ""), ("print", body["id"], body["ticket"], body["data"])]

    def _outcome(self, job, ticket, status, reason):
        return ("send", "printed", {"job": job, "ticket": ticket, "status": status, "reason": reason})

    def _result(self, colour, words, now_ms):
        self.stage, self.until_ms = "result", now_ms + RESULT_MS
        lines = words if isinstance(words, tuple) else (words,)
        return [("lamp", "ok", colour), ("show", lines)]

    def _home(self):
        self.stage, self.until_ms, self.language = "choose", None, self.home
        self.menu.reset()
        return [("lamp", "ok", "off")] + self._show()

    def _show(self):
        if self.stage == "result":
            return []
        lines = self.menu.lines(self.stage, self.language)
        return [("show", lines + ((word(self.language, "printer"),) if self.fault else ()))]
