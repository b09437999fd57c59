"""The evaluation pad: asks once for each finished leg, never fills in a score, and keeps a rating until the hub has
it.

A rating that was given is on flash before anything else happens to it, so that a power cut loses none. After a
start it is sent again under a new name; the hub takes one rating a leg, so that it counts once.
"""

from role import Lamps, Role
from texts import of, word
from wire.delivery import QUEUE

SCORES = ("1", "2", "3", "4", "5")
THANKS_MS = 3_000
REASON_MS = 30_000
"""Time to choose reasons; after it the score counts without any."""
KEPT_MAX = QUEUE
"""No more than the outbox holds: what was given is also on its way."""


class Pad(Role):
    """Buttons 1..5 give the score; after a 2 or a 1 they mark reasons, and *ok* sends."""

    RECORD = "ratings"

    def __init__(self, language):
        Role.__init__(self, language)
        self.desired = None
        self.leg = None
        self.score = 0
        self.marked = []
        self.until_ms = None
        self.kept = []
        self.rated = ""
        self.lamps = Lamps()

    def start(self, kept, now_ms):
        """Sends the ratings that the hub has not answered yet."""
        self.kept = list(kept or [])
        return [("send", "rating", rating) for rating in self.kept] + self._idle()

    def button(self, name, now_ms):
        """A score, a reason, or *ok*."""
        if self.leg is None:
            return []
        if self.score:
            return self._reason(name, now_ms)
        if name not in SCORES:
            return []
        self.score = int(name)
        if self.score > 2 or not self.desired["reasons"]:
            return self._rate(now_ms)
        self.until_ms = now_ms + REASON_MS
        return self._reasons()

    def message(self, type, body, now_ms):
        """A new leg to ask about, or none any more."""
        if type != "pad":
            return []
        self.desired = body
        if self.leg is not None and body["ask"] == self.leg:
            return []
        effects = self._rate(now_ms) if self.score else []
        thanking = self.leg is None and self.until_ms is not None
        if thanking and body["ask"] in (None, self.rated):
            return effects
        return effects + self._ask(now_ms)

    def acked(self, sent, ack, now_ms):
        """The hub has the rating, or will never take it: it need not be kept any longer."""
        self.kept = [rating for rating in self.kept if rating["leg"] != sent.body["leg"]]
        colour = "green" if ack["ok"] else "red"
        return [("keep", self.RECORD, self.kept)] + self.lamps.set("sent", colour, now_ms)

    def linked(self, up, now_ms):
        """The lamp tells the staff; citizens can rate all the same."""
        self.online = up
        return [("lamp", "link", "off" if up else "red")]

    def tick(self, now_ms):
        """Ends a question that nobody answered: unrated stays unrated."""
        effects = self.lamps.tick(now_ms)
        if self.until_ms is not None and now_ms >= self.until_ms:
            effects += self._rate(now_ms) if self.score else self._end()
        return effects

    def _ask(self, now_ms):
        leg = self.desired["ask"]
        if not leg or leg == self.rated or len(self.kept) >= KEPT_MAX:
            return self._end()
        self.leg, self.score, self.marked = leg, 0, []
        self.until_ms = now_ms + self.desired["window_s"] * 1000
        words = word(self.language, "rate_please").format(self.desired["number"])
        return [("lamp", "prompt", "green"), ("show", (words, "5 4 3 2 1"))]

    def _reason(self, name, now_ms):
        if name == "ok":
            return self._rate(now_ms)
        reasons = self.desired["reasons"]
        if name in SCORES and int(name) <= len(reasons):
            code = reasons[int(name) - 1]["code"]
            self.marked = [c for c in self.marked if c != code] if code in self.marked else self.marked + [code]
        self.until_ms = now_ms + REASON_MS
        return self._reasons()

    def _reasons(self):
        lines = [word(self.language, "why")]
        for place, reason in enumerate(self.desired["reasons"]):
            mark = "*" if reason["code"] in self.marked else " "
            lines.append("{}{} {}".format(mark, place + 1, of(reason["names"], self.language)))
        return [("show", tuple(lines))]

    def _rate(self, now_ms):
        rating = {"leg": self.leg, "score": self.score, "reasons": self.marked}
        self.kept = self.kept + [rating]
        self.rated, self.leg, self.score = self.leg, None, 0
        self.until_ms = now_ms + THANKS_MS
        return (
            [("keep", self.RECORD, self.kept), ("send", "rating", rating), ("lamp", "prompt", "off")]
            + self.lamps.set("sent", "amber", now_ms)
            + [("show", (word(self.language, "thanks"),))]
        )

    def _end(self):
        self.leg, self.score, self.until_ms = None, 0, None
        return [("lamp", "prompt", "off")] + self._idle()

    def _idle(self):
        return [("show", (of(self.desired["text"], self.language) if self.desired else "",))]
