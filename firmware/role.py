"""What every role is: a pure machine. Each method takes what happened and returns a list of effects.

Effects are tuples: ("lamp", name, colour), ("show", (line, ...)), ("send", type, body), ("keep", name, value),
("print", job, ticket, base64), ("done", id, ok, reason), ("state", state, code), ("fetch", file, offset, size),
("sign", what), as ``screens`` describe it, ("beep", name of ``beeps.PATTERNS``), ("speak", track). A "send" may have an age in
ms behind its body. What a device has no part for is nothing. Colours: off, green (done), amber (asked, not answered yet),
red (refused, broken), white (press one of these).
"""


class Role:
    """A role that answers nothing. ``now_ms`` is the device's one clock, never running backwards."""

    RECORD = ""
    """Name of what the role keeps in flash, if anything."""

    def __init__(self, language):
        self.language = language
        self.online = False
        self._wall_ms = None
        self.zone_s = 0

    def start(self, kept, now_ms):
        """The device has started; ``kept`` is what it stored under its role's record, or None."""
        return []

    def button(self, name, now_ms):
        """Somebody pressed a button."""
        return []

    def message(self, type, body, now_ms):
        """The hub said something (verified, newer than before)."""
        return []

    def relieve(self):
        """There is no room left: let go of what is large and comes again."""

    def told_time(self, hall_ms, zone_s, now_ms):
        """The hub has just said what time it is in the hall."""
        self._wall_ms, self.zone_s = hall_ms - now_ms, zone_s

    def wall_ms(self, now_ms):
        """Hall time, 0 while nobody has told it."""
        return 0 if self._wall_ms is None else self._wall_ms + now_ms

    def time_of_day(self, now_ms):
        """Local time as "14:05", or ""."""
        if self._wall_ms is None:
            return ""
        minutes = (self.wall_ms(now_ms) // 1000 + self.zone_s) // 60
        return "%02d:%02d" % (minutes // 60 % 24, minutes % 60)

    def lease(self):
        """The name of the numbers that it may give out by itself, or None."""
        return

    def untold(self):
        """Tickets that the hub does not have yet; None for a role that issues none."""
        return

    def heard(self, now_ms):
        """The hub has just said something (no state that the broker had kept)."""

    def accepted(self, sent, now_ms):
        """The action that was asked for with "send" now has its number, ``sent.seq``; None: too many wait already."""
        return []

    def acked(self, sent, ack, now_ms):
        """The hub answered an action."""
        return []

    def expired(self, sent, now_ms):
        """An action found no answer in its time; it will not be sent again."""
        return []

    def late(self, ack, now_ms):
        """An answer to an action that was no longer waiting."""
        return []

    def linked(self, up, now_ms):
        """The link to the broker came up or went down."""
        self.online = up
        return []

    def printed(self, job, ticket, status, reason, now_ms):
        """The printer is through with a job."""
        return []

    def tick(self, now_ms):
        """Time has passed."""
        return []


class Lamps:
    """Lamps that go out by themselves: green and red are answers, and an answer is read within two seconds."""

    ANSWER_MS = 2_000

    def __init__(self):
        self._off_ms = {}

    def set(self, name, colour, now_ms):
        """Effects that set a lamp; an answer goes out later, amber stays until it is answered."""
        if colour in ("green", "red"):
            self._off_ms[name] = now_ms + self.ANSWER_MS
        else:
            self._off_ms.pop(name, None)
        return [("lamp", name, colour)]

    def tick(self, now_ms):
        """Effects that put out what has shone long enough."""
        over = [name for name, off_ms in self._off_ms.items() if off_ms <= now_ms]
        return [effect for name in over for effect in self.set(name, "off", now_ms)]
