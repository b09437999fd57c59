"""The evaluation pad: asks once for each finished leg, never fills in a score, and keeps a rating until the hub has
it. Beside the five keys one more says that somebody has a complaint.

What was given is on flash before anything else happens to it, so that a power cut loses none. After a start it is sent
again under a new name; the hub takes one rating a leg. The five keys are lit all alike or not at all: no hint, no default.
"""

import wire.of_pad  # noqa: F401
from role import Lamps, Role
from texts import of, word
from wire.delivery import QUEUE

SCORES = ("5", "4", "3", "2", "1")
"""In the official order, as they lie and as they are lit."""
THANKS_MS = 3_000
REASON_MS = 30_000
"""Time to choose reasons; after it the score counts without any."""
COMPLAINT_MS = 60_000
"""Within it, the key pressed again about the same leg is the same complaint."""
KEPT_MAX = QUEUE
"""No more than the outbox holds: what was given is also on its way."""


class Pad(Role):
    """Buttons 1..5 give the score; after a 2 or a 1 they mark reasons, and *ok* sends. *complaint* at any time."""

    RECORD = "ratings"

    def __init__(self, language):
        Role.__init__(self, language)
        self.desired = None
        self.leg = None
        self.score, self.marked = 0, []
        self.until_ms = None
        self.kept = []
        self.rated = ""
        self.last = self.complained = None
        self.note_ms = None
        self.lamps = Lamps()

    def start(self, kept, now_ms):
        """Sends the ratings and complaints that the hub has not answered yet."""
        self.kept = list(kept or [])
        return [("send", _type(body), body) for body in self.kept] + self._idle()

    def button(self, name, now_ms):
        """A score, a reason, *ok*, or *complaint*."""
        if name == "complaint":
            return self._complain(now_ms)
        if self.leg is None:
            return []
        if self.score:
            return self._reason(name, now_ms)
        if name not in SCORES:
            return []
        self.score, self.note_ms = int(name), None
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
        """The hub has it, or will never take it: it need not be kept any longer."""
        self.kept = list(self.kept)
        if sent.body in self.kept:
            self.kept.remove(sent.body)
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
        elif self.note_ms is not None and now_ms >= self.note_ms:
            effects += self._picture()
        return effects

    def _ask(self, now_ms):
        leg = self.desired["ask"]
        if not leg or leg == self.rated or len(self.kept) >= KEPT_MAX:
            return self._end()
        self.leg = self.last = leg
        self.score, self.marked = 0, []
        self.until_ms = now_ms + self.desired["window_s"] * 1000
        return [("lamp", "prompt", "green")] + self._lit(SCORES) + self._picture()

    def _lit(self, names):
        return [("lamp", name, "white" if name in names else "off") for name in SCORES]

    def _picture(self):
        """What is to be seen while nobody is thanked."""
        self.note_ms = None
        if self.leg is None:
            return self._idle()
        if self.score:
            return self._reasons()
        words = word(self.language, "rate_please").format(self.desired["number"])
        return [("show", (words, " ".join(SCORES)))]

    def _complain(self, now_ms):
        """Passed on at any time, also while nothing is asked; thanked for each time, and counted once."""
        about = self.leg or self.last
        is_same = self.complained is not None and self.complained[0] == about and now_ms < self.complained[1]
        if not is_same and len(self.kept) >= KEPT_MAX:
            return self._note("complaint_staff", now_ms) + [("beep", "refused")]
        thanks = self._note("complaint_passed", now_ms) + [("beep", "ok")]
        if is_same:
            return thanks
        self.complained = (about, now_ms + COMPLAINT_MS)
        return self._send({"leg": about}, now_ms) + thanks

    def _note(self, words, now_ms):
        self.note_ms = now_ms + THANKS_MS
        return [("show", (word(self.language, words),))]

    def _send(self, body, now_ms):
        self.kept = self.kept + [body]
        kept_first = [("keep", self.RECORD, self.kept), ("send", _type(body), body)]
        return kept_first + self.lamps.set("sent", "amber", now_ms)

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
        numbers = [str(place + 1) for place in range(len(self.desired["reasons"]))]
        return self._lit(numbers) + [("show", tuple(lines))]

    def _rate(self, now_ms):
        rating = {"leg": self.leg, "score": self.score, "reasons": self.marked}
        self.rated, self.leg, self.score = self.leg, None, 0
        self.until_ms, self.note_ms = now_ms + THANKS_MS, None
        thanks = [("show", (word(self.language, "thanks"),)), ("beep", "ok")]
        return self._send(rating, now_ms) + [("lamp", "prompt", "off")] + self._lit(()) + thanks

    def _end(self):
        self.leg, self.score, self.until_ms, self.note_ms = None, 0, None, None
        return [("lamp", "prompt", "off")] + self._lit(()) + self._idle()

    def _idle(self):
        return [("show", (of(self.desired["text"], self.language) if self.desired else "",))]


def _type(body):
    """A complaint has no score."""
    return "rating" if "score" in body else "complaint"
