"""What the pure tests share. Runs on CPython and on MicroPython, so nothing but plain functions and asserts."""

import wire.messages  # noqa: F401 - a test speaks for every role
from keypad import Keypad
from post import Post
from session import Session
from wire.envelope import decode, encode, message
from wire.errors import WireError
from wire.topics import device_topic, hall_topic

HALL, DEVICE = "city-hall", "device-1"
KEY, HALL_KEY = b"k" * 32, b"h" * 32
ABOUT = {"hardware": "board", "firmware": "1.0"}


def refused(call, *args):
    """The name of the WireError that a call raises; it has to raise one."""
    try:
        call(*args)
    except WireError as error:
        return type(error).__name__
    raise AssertionError("was taken")


def lamp(effects, name):
    """The last colour that the effects give a lamp, or None."""
    colours = [effect[2] for effect in effects if effect[0] == "lamp" and effect[1] == name]
    return colours[-1] if colours else None


def shown(effects):
    """The last lines that the effects show, joined, or None."""
    screens = [effect[1] for effect in effects if effect[0] == "show"]
    return "|".join(screens[-1]) if screens else None


def sends(effects):
    """(type, body) of what the effects send."""
    return [effect[1:] for effect in effects if effect[0] == "send"]


class Sent:
    """An action as a role sees it."""

    def __init__(self, seq, type, body):
        self.seq, self.type, self.body = seq, type, body


def ack(seq, ok=True, reason="", text="", given=None, boot=1):
    """The body of an answer."""
    return {"boot": boot, "seq": seq, "ok": ok, "reason": reason, "text": text, "given": given}


class Hub:
    """The other end of one session: signs what a hub would say, reads what the device publishes."""

    def __init__(self, role=None, role_name="keypad", boot=1, epoch=5):
        config = {"hall": HALL, "device": DEVICE, "role": role_name, "key": KEY, "hall_key": HALL_KEY}
        self.session = Session(Post(config, boot), role or Keypad("en"), role_name, ABOUT, lambda below: 0)
        self.epoch = epoch
        self.seq = 0

    def say(self, kind, type, body, now_ms, retained=False, key=KEY, seq=None):
        """Effects of a message from the hub."""
        self.seq += 1
        topic = hall_topic(HALL, kind) if kind == "hub" else device_topic(HALL, DEVICE, kind)
        envelope = message(type, "hub" if kind == "hub" else DEVICE, self.epoch, self.seq if seq is None else seq, body)
        return self.session.received(topic, encode(topic, key, envelope), retained, now_ms)

    def read(self, effects, type=None):
        """Envelopes that the device published, of one type where given."""
        envelopes = [decode(effect[1], effect[2], KEY) for effect in effects if effect[0] == "publish"]
        return [envelope for envelope in envelopes if type in (None, envelope["type"])]
