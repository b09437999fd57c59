"""Every human action arrives once, or its sender learns that it did not.

Theory of operation. A device numbers its actions 1, 2, 3 ... within one *boot* (counted up in flash at each start),
so that (device, boot, seq) names an action for ever. The `Outbox` sends each at once and again after 1, 2, 4 ... 30
s, always under the same name and with its age brought up to date, until the hub acknowledges that very name or the
action has become too old to be wanted. Broker acknowledgements count for nothing: only the hub's own, sent after
its commit, does.

The network may lose, repeat, delay and reorder. The `Inbox` lets each name through once: it remembers the highest
number of the present boot and which of the ``WINDOW`` below it have come. A lower boot is an echo of the past and
is refused; a higher one starts anew. What is older than the window is refused too, since nobody can tell any more
whether it came. Where the receiver forgets (a hub restarts), it starts from the highest name in its journal.

From the hub come states, not actions. The `Fence` lets a state through when it is newer than the last of its kind,
by (epoch, seq); the epoch is counted up at each start of the hub, and a lower one is refused: of two hubs that
claim one hall, or from a recording, the older loses.

All times are integer milliseconds of one clock that never runs backwards, and are passed in.
"""

RETRY_MS = (1_000, 2_000, 4_000, 8_000, 16_000, 30_000)
"""Gaps between sendings: quick for one lost packet, slow enough for a hall that starts all at once."""
JITTER = 256
"""``due`` takes a jitter in 0..255: each gap grows by up to a quarter, so that devices drift apart."""
QUEUE = 16
"""Actions that may wait for an ack; a dispenser or keypad has one, a pad after an outage several."""


class Sent:
    """An action on its way. ``seq``, ``type``, ``body`` never change; ``since_ms``: when the human acted."""

    def __init__(self, seq, type, body, since_ms, expiry_ms):
        self.seq = seq
        self.type = type
        self.body = body
        self.since_ms = since_ms
        self.expiry_ms = expiry_ms
        self.due_ms = since_ms
        self.tries = 0

    def age_ms(self, now_ms):
        """Time since the human acted."""
        return now_ms - self.since_ms


class Outbox:
    """The sender's side: what has not been acknowledged yet, oldest first."""

    def __init__(self, boot, queue=QUEUE):
        self.boot = boot
        self.last_seq = 0
        self.waiting = []
        self._queue = queue

    def add(self, type, body, now_ms, expiry_ms):
        """Number an action and queue it; its ``Sent``, or None when the queue is full. ``expiry_ms`` None: never."""
        if len(self.waiting) >= self._queue:
            return None
        self.last_seq += 1
        sent = Sent(self.last_seq, type, body, now_ms, expiry_ms)
        self.waiting.append(sent)
        return sent

    def due(self, now_ms, jitter):
        """The actions to put on the wire now; their next time is set. ``jitter`` in 0..255."""
        due = [sent for sent in self.waiting if sent.due_ms <= now_ms]
        for sent in due:
            gap_ms = RETRY_MS[min(sent.tries, len(RETRY_MS) - 1)]
            sent.due_ms = now_ms + gap_ms + gap_ms * jitter // (4 * JITTER)
            sent.tries += 1
        return due

    def hasten(self, now_ms):
        """The link has come up: everything is due at once."""
        for sent in self.waiting:
            sent.due_ms = now_ms
            sent.tries = 0

    def ack(self, boot, seq):
        """The action that is now answered, or None (answered before, expired, of another boot)."""
        for sent in self.waiting:
            if boot == self.boot and sent.seq == seq:
                self.waiting.remove(sent)
                return sent
        return None

    def withdraw(self, seq):
        """Its human has been helped otherwise: it is not sent again."""
        self.waiting = [sent for sent in self.waiting if sent.seq != seq]

    def expired(self, now_ms):
        """The actions that have become too old; they are not sent again."""
        old = [s for s in self.waiting if s.expiry_ms is not None and s.age_ms(now_ms) > s.expiry_ms]
        for sent in old:
            self.waiting.remove(sent)
        return old


class Fence:
    """A device's guard against states that are older than what it shows."""

    def __init__(self):
        self.epoch = 0
        self._newest = {}

    def lets(self, kind, epoch, seq, ordered):
        """Whether to take it. ``ordered``: only if newer than the last of its kind; else all but an older epoch's."""
        if epoch < self.epoch:
            return False
        if epoch > self.epoch:
            self.epoch, self._newest = epoch, {}
        if ordered and seq <= self._newest.get(kind, -1):
            return False
        self._newest[kind] = seq
        return True
