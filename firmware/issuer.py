"""How a dispenser comes by a number: from the hub, or, when the hub is away, from the numbers that it was lent.

A ticket that the hub did not acknowledge in time is said not to exist, and then it must not: its request is
remembered, and a late answer or a late print job for it is turned down, so that the hub cancels it. After ``ALONE_MS``
without an answer the dispenser issues the ticket by itself; while the hub is known to be away it does so at once. Such a
ticket is on flash before it is printed, and it exists when the paper has come out.
"""

import wire.of_dispenser  # noqa: F401
from offline import VOID, Offline
from role import Role
from texts import word
from wire.timing import SILENT_MS

ALONE_MS = 3_000
"""What a citizen waits for the hub before the dispenser goes on alone."""
GIVEN_UP_MAX = 16


class Issuer(Role):
    """``waiting``: somebody stands before it and waits for a number. A subclass shows it: ``result``, ``redraw``."""

    RECORD = "lease"

    def __init__(self, language):
        Role.__init__(self, language)
        self.offline = Offline()
        self.waiting = self.away = False
        self.alone_ms = self.heard_ms = self.wish = self.lost = None
        self.given_up = []
        self.fault = self.called = self.number = ""
        self.asking_seq, self._said = 0, ("ready", "")

    def result(self, colour, lines, now_ms):
        """Shows what came of it, green or red."""
        return []

    def redraw(self):
        """Shows how it is now."""
        return []

    def wait_of(self, given):
        """People ahead and the range of the wait, in words."""
        return ""

    def lease(self):
        """The numbers that it holds."""
        return self.offline.lease and self.offline.lease["id"]

    def untold(self):
        """Tickets that the hub does not have yet."""
        return self.offline.pending

    def ask(self, items, priority, now_ms):
        """A number for these items, from the hub if it is there."""
        self.waiting, self.asking_seq, self.wish = True, 0, (items, priority, self.language)
        if self.hub_away(now_ms) and self.offline.ready():
            return self._alone(now_ms)
        self.alone_ms = now_ms + ALONE_MS
        return [("send", "issue", {"items": items, "priority": priority, "language": self.language})]

    def hub_away(self, now_ms):
        """Is nobody there to ask, as far as is known?"""
        silent = self.heard_ms is not None and now_ms - self.heard_ms > SILENT_MS
        return not self.online or self.away or silent

    def heard(self, now_ms):
        """The hub lives."""
        self.heard_ms, self.away = now_ms, False

    def accepted(self, sent, now_ms):
        """The request has its name, or there was no room for it."""
        if sent and sent.type == "issue":
            self.asking_seq = sent.seq
        elif sent is None and self.waiting and not self.asking_seq:
            return self._alone(now_ms) if self.offline.ready() else self._nothing(now_ms)
        return []

    def acked(self, sent, ack, now_ms):
        """The ticket exists: its number; or why it does not."""
        if sent.type == "offline":
            return self.offline.told(sent.body, now_ms) + self.state()
        if not self._asked(sent):
            return []
        self.waiting, self.alone_ms = False, None
        if not ack["ok"] or not ack["given"]:
            return self.result("red", (ack["text"] or word(self.language, "refused"),), now_ms)
        given = ack["given"]
        paper = word(self.language, "take_paper") if given["paper"] else ""
        return self.result("green", (self._words(given["number"]), self.wait_of(given), paper), now_ms)

    def expired(self, sent, now_ms):
        """No answer, and no number of our own: there is no ticket, and there shall be none."""
        if not self._asked(sent):
            return []
        self._give_up(sent.seq)
        return self._nothing(now_ms)

    def coming(self, seq, ticket, now_ms):
        """Its paper is here before the answer, which may be lost: the ticket exists."""
        if not self.waiting or seq != self.asking_seq:
            return []
        self.waiting, self.alone_ms = False, None
        words = (self._words(ticket[ticket.find("-") + 1 :]), word(self.language, "take_paper"))
        return self.result("green", words, now_ms)

    def late(self, ack, now_ms):
        """The hub issued what was given up: it has to be taken back."""
        if ack["seq"] in self.given_up and ack["ok"] and ack["given"] and not ack["given"]["paper"]:
            return [outcome(0, ack["given"]["ticket"], "failed", "given_up")]
        return []

    def loaded(self, ticket, status, boot, now_ms):
        """The oldest ticket that the hub does not have."""
        return self.offline.loaded(ticket, status, boot, now_ms, self.wall_ms(now_ms)) + self.state()

    def printed(self, job, ticket, status, reason, now_ms):
        """What became of the paper; a fault is shown until the next ticket prints. ``job`` None: our own ticket."""
        self.fault = "" if status == "printed" and reason != "paper_low" else reason
        colour = "off" if not self.fault else "amber" if status == "printed" else "red"
        effects = [("lamp", "paper", colour)]
        if job is None:
            effects = self.offline.printed(ticket, status) + effects
            words = (word(self.language, "not_issued"), word(self.language, "printer"))
            if status != VOID:
                words = (self._words(self.number), word(self.language, "take_paper"))
            if self.waiting:
                self.waiting = False
                effects += self.result("red" if status == VOID else "green", words, now_ms)
        else:
            effects.append(outcome(job, ticket, status, reason))
        return effects + self.state() + self.redraw()

    def tick(self, now_ms):
        """The hub does not answer, and the lamp tells the staff; or it is back, and is told what was issued without it."""
        away = self.hub_away(now_ms)
        effects = [("lamp", "link", "red" if away else "off")] if away != self.lost else []
        self.lost = away
        if self.alone_ms is not None and now_ms >= self.alone_ms:
            self.alone_ms, self.away = None, True
            if self.waiting and self.offline.ready():
                seq = self.asking_seq
                self._give_up(seq)
                return effects + [("withdraw", seq)] + self._alone(now_ms, seq)
        return effects if away else effects + self.offline.due(now_ms)

    def state(self):
        """How it is, where that has changed."""
        said = ("issuing_offline", "") if self.offline.pending else ("ready", "")
        code = self.called or self.fault
        said = ("alert", code) if code else said
        if said == self._said:
            return []
        self._said = said
        return [("state",) + said]

    def _alone(self, now_ms, instead=None):
        items, priority, language = self.wish
        record = self.offline.issue(items, priority, language, self.wall_ms(now_ms), now_ms, instead)
        self.number = self.offline.number(record[2])
        return [("issue", record, self.number, self.time_of_day(now_ms))] + self.state()

    def _asked(self, sent):
        """Is this what somebody waits for?"""
        return self.waiting and sent.type == "issue" and sent.seq == self.asking_seq

    def _give_up(self, seq):
        self.given_up = (self.given_up + [seq])[-GIVEN_UP_MAX:]

    def _nothing(self, now_ms):
        self.waiting, self.alone_ms = False, None
        return self.result("red", (word(self.language, "not_issued"),), now_ms)

    def _words(self, number):
        return word(self.language, "your_number").format(number)


def outcome(job, ticket, status, reason):
    """The effect that reports what became of a paper."""
    return ("send", "printed", {"job": job, "ticket": ticket, "status": status, "reason": reason})
