"""A device's envelopes: writes and signs its own, opens and judges those of the hub. Pure."""

import wire.of_all  # noqa: F401
from wire.delivery import Fence
from wire.envelope import decode, encode, message
from wire.errors import WireError
from wire.table import MESSAGES
from wire.topics import HALL_WIDE, KINDS, device_topic, hall_topic, parse

STATES = ("desired", "menu")
"""Whole states: an older one never replaces a newer one."""


class Post:
    """``config``: hall, device, role, key, hall_key (bytes)."""

    def __init__(self, config, boot):
        self.boot = boot
        self._config = config
        self._own = Fence()
        self._hall = Fence()
        self._seq = 0
        self._menu = config["role"] == "dispenser"

    def mute(self):
        """The device has no role now: what would fill the heap is not listened to."""
        self._menu = False

    def epoch(self):
        """The highest epoch of the hub that was seen; only its messages under the device's own key count."""
        return self._own.epoch

    def will(self):
        """(topic, bytes) that the broker publishes when the device falls silent."""
        return self.write("state", {"state": "lost", "code": ""}, 0, 0)[1:3]

    def say(self, type, body):
        """A message that is not an action: it is not repeated, and counts by itself."""
        self._seq += 1
        return self.write(type, body, self._seq, 0)

    def write(self, type, body, seq, age_ms):
        """("publish", topic, bytes, QoS, retained)."""
        kind = MESSAGES[type][0]
        topic = self._topic(kind)
        raw = encode(topic, self._config["key"], message(type, self._config["device"], self.boot, seq, body, age_ms))
        return ("publish", topic, raw) + KINDS[kind][1:]

    def topics(self):
        """What the device listens to."""
        listened = [
            self._topic("ack"),
            self._topic("cmd"),
            self._topic("desired"),
            hall_topic(self._config["hall"], "hub"),
        ]
        if self._menu:
            listened.append(self._topic("menu", "+"))
        return listened

    def open(self, topic, raw):
        """(kind, envelope), or None where something newer is known already; raises ``WireError``."""
        hall, device, kind = parse(topic)
        hall_wide = kind in HALL_WIDE
        if hall != self._config["hall"] or not (hall_wide or device == self._config["device"]):
            raise WireError("not for us")
        envelope = decode(topic, raw, self._config["hall_key" if hall_wide else "key"])
        fence = self._hall if hall_wide else self._own
        slot = topic if kind == "menu" else kind
        if not fence.lets(slot, envelope["boot"], envelope["seq"], kind in STATES):
            return None
        return kind, envelope

    def _topic(self, kind, page=None):
        return device_topic(self._config["hall"], self._config["device"], kind, page)
