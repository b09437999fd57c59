"""A device's side of a conversation, pure: role effects to signed messages, verified messages to the role.

Every method returns effects for ``main``: those of the role (lamp, show, keep, print) and ("publish", topic, bytes,
QoS, retained), ("subscribe", topics), ("restart",), ("update", id, order).
"""

from wire.delivery import JITTER, Outbox
from wire.errors import WireError
from wire.timing import TELE_MS, expiry_ms

COMMANDS_KEPT = 16
"""Answers that are given again to a repeated command."""


class Session:
    """One start of one device. ``about``: fields of its birth, hardware and firmware at least.

    ``heard_ms``: when a verified message came last that the broker had not stored, or None.
    ``rng(n)`` gives a random integer below n.
    """

    def __init__(self, post, role, role_name, about, rng):
        self.role = role
        self.online = False
        self.refused = 0
        self.heard_ms = None
        self.outbox = Outbox(post.boot)
        self._post = post
        self._birth = {"role": role_name}
        self._birth.update(about)
        self._rng = rng
        self._answers = []
        self._state = {"state": "ready", "code": ""}
        self._tele_ms = 0

    def start(self, kept, now_ms):
        """The device has started; ``kept`` is what the role had stored."""
        return self._carry(self.role.start(kept, now_ms), now_ms)

    def linked(self, up, now_ms):
        """The link to the broker came up or went down."""
        self.online = up
        effects = []
        if up:
            self.outbox.hasten(now_ms)
            birth = {"epoch": self._post.epoch(), "last_seq": self.outbox.last_seq, "lease": self.role.lease()}
            birth.update(self._birth)
            effects = [("subscribe", self._post.topics())]
            effects += [self._post.say("birth", birth), self._post.say("state", self._state)]
        return effects + self._carry(self.role.linked(up, now_ms), now_ms)

    def button(self, name, now_ms):
        """A debounced press."""
        return self._carry(self.role.button(name, now_ms), now_ms)

    def printed(self, job, ticket, status, reason, now_ms):
        """The printer is through with a job."""
        return self._carry(self.role.printed(job, ticket, status, reason, now_ms), now_ms)

    def loaded(self, ticket, status, now_ms):
        """Flash has the oldest ticket that is to be told."""
        return self._carry(self.role.loaded(ticket, status, self._post.boot, now_ms), now_ms)

    def looked(self, key, raw, now_ms):
        """What flash has under a key, or None."""
        return self._carry(self.role.looked(key, raw, now_ms), now_ms)

    def say(self, effects, now_ms):
        """What the device itself has to say beside its role, such as a fetch."""
        return self._carry(effects, now_ms)

    def received(self, topic, raw, retained, now_ms):
        """A message; what is not verified or not for us is dropped and counted."""
        try:
            return self._take(self._post.open(topic, raw), retained, now_ms)
        except WireError:
            self.refused += 1
            return []
        except MemoryError:  # better without this one, and saying so, than starting anew for ever
            self.refused += 1
            self.role.relieve()
            return self._carry([("state", "alert", "memory")], now_ms)

    def tick(self, now_ms, health):
        """Time has passed; ``health()`` gives the body of a heartbeat."""
        effects = []
        for sent in self.outbox.expired(now_ms):
            effects += self.role.expired(sent, now_ms)
        effects = self._carry(effects + self.role.tick(now_ms), now_ms)
        if self.online and now_ms >= self._tele_ms:
            self._tele_ms = now_ms + TELE_MS
            effects.append(self._post.say("tele", health()))
        return effects

    def _take(self, opened, retained, now_ms):
        if opened is None:
            return []
        kind, envelope = opened
        if not retained:
            self.heard_ms = now_ms
            self.role.heard(now_ms)
            if kind == "hub" and envelope["body"]["now_ms"] is not None:
                self.role.told_time(envelope["body"]["now_ms"], envelope["body"]["zone_s"] or 0, now_ms)
        return self._carry(self._dispatch(kind, envelope["type"], envelope["body"], now_ms), now_ms)

    def _dispatch(self, kind, type, body, now_ms):
        if type == "cmd":
            return self._command(body, now_ms)
        if kind != "ack":
            return self.role.message(type, body, now_ms)
        sent = self.outbox.ack(body["boot"], body["seq"])
        if sent:
            return self.role.acked(sent, body, now_ms)
        return self.role.late(body, now_ms) if body["boot"] == self._post.boot else []

    def _command(self, body, now_ms):
        """Does a command once; a repeated one gets its answer again."""
        if body["boot"] != self._post.boot:
            return []
        for answer in self._answers:
            if answer["id"] == body["id"]:
                return [self._post.say("done", answer)]
        if body["do"] == "print":
            return self.role.message("cmd", body, now_ms)
        if body["do"] == "update":
            return [("update", body["id"], body["data"])]
        act = ("restart",) if body["do"] == "restart" else ("identify",)
        return [("done", body["id"], True, ""), act]

    def _carry(self, effects, now_ms):
        """Turns what a role wants said into messages; the rest is passed on, in order."""
        carried = []
        for effect in effects:
            what = effect[0]
            if what == "send":
                since_ms = now_ms - (effect[3] if len(effect) > 3 else 0)
                sent = self.outbox.add(effect[1], effect[2], since_ms, expiry_ms(effect[1], effect[2]))
                carried += self._carry(self.role.accepted(sent, now_ms), now_ms)
            elif what == "done":
                self._answers = (self._answers + [{"id": effect[1], "ok": effect[2], "reason": effect[3]}])[
                    -COMMANDS_KEPT:
                ]
                carried.append(self._post.say("done", self._answers[-1]))
            elif what == "issue":
                effect[1][7] = self._post.boot
                carried.append(effect)
            elif what == "withdraw":
                self.outbox.withdraw(effect[1])
            elif what == "fetch":
                carried.append(self._post.say("fetch", {"file": effect[1], "offset": effect[2], "size": effect[3]}))
            elif what == "state":
                self._state = {"state": effect[1], "code": effect[2]}
                carried.append(self._post.say("state", self._state))
            else:
                carried.append(effect)
        return carried + (self._due(now_ms) if self.online else [])

    def _due(self, now_ms):
        due = self.outbox.due(now_ms, self._rng(JITTER)) if self.outbox.waiting else []
        return [self._post.write(sent.type, sent.body, sent.seq, sent.age_ms(now_ms)) for sent in due]
