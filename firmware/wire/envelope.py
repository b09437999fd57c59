"""Messages to bytes and back: 32 hex characters of MAC, then the JSON that they sign.

The envelope is a plain dict ``v, dev, boot, seq, type, body, age_ms``. From the hub, ``boot`` is its epoch, ``seq`` its
own count within the epoch (the revision of a state), and ``dev`` the device addressed, or "hub" to the whole hall.
"""

import json

from wire.errors import BadMac, BadShape, TooLarge
from wire.fields import ID, INT, check
from wire.mac import MAC_HEX, mac, same
from wire.shapes import REV
from wire.table import MESSAGES
from wire.topics import KINDS, parse

VERSION = 1
LIMITS = {"device": 1024, "hub": 8192}
"""Bytes of a whole message by sender: a device has 120 KB in all, and parsed JSON takes five times its size."""

AGE_MS = INT(0, 2**40)
HALL_DEVICE = "hub"
_UNESCAPED = {"separators": (",", ":"), "ensure_ascii": False}
"""Hanzi as they are: three bytes instead of six."""


def message(type, dev, boot, seq, body, age_ms=0):
    """An envelope; ``age_ms`` is the time since the human action, or since the state was true."""
    return {"v": VERSION, "dev": dev, "boot": boot, "seq": seq, "type": type, "body": body, "age_ms": age_ms}


def encode(topic, key, envelope):
    """The signed bytes for this topic; raises ``WireError`` rather than send what the peer would refuse."""
    _, device, kind = parse(topic)
    payload = _dumps(_checked(envelope, device, kind)).encode()
    raw = mac(key, topic, payload) + payload
    _fit(raw, kind)
    return raw


def decode(topic, raw, key):
    """The envelope in these bytes, with its known fields only; raises ``WireError`` and never anything else."""
    _, device, kind = parse(topic)
    _fit(raw, kind)
    view = memoryview(raw)  # slices without copies: a device has room for one 8 KiB message, not for three
    if not same(view[:MAC_HEX], mac(key, topic, view[MAC_HEX:])):
        raise BadMac(topic)
    try:
        envelope = _loads(view[MAC_HEX:])
    except (ValueError, RuntimeError):  # RuntimeError: brackets nested deeper than the parser goes
        raise BadShape("json") from None
    return _checked(envelope, device, kind)


def _fit(raw, kind):
    if len(raw) > LIMITS[KINDS[kind][0]]:
        raise TooLarge(kind)


def _checked(envelope, device, kind):
    if not isinstance(envelope, dict):
        raise BadShape("json")
    check(INT(VERSION, VERSION), envelope.get("v"), "v")
    type = envelope.get("type")
    if not isinstance(type, str) or type not in MESSAGES or MESSAGES[type][0] != kind:
        raise BadShape("type")
    dev = check(ID, envelope.get("dev"), "dev")
    if dev != (device or HALL_DEVICE):
        raise BadShape("dev")
    return {
        "v": VERSION,
        "dev": dev,
        "boot": check(REV, envelope.get("boot"), "boot"),
        "seq": check(REV, envelope.get("seq"), "seq"),
        "type": type,
        "body": check(("map", MESSAGES[type][1]), envelope.get("body"), type),
        "age_ms": check(AGE_MS, envelope.get("age_ms"), "age_ms"),
    }


def _loads(view):
    try:
        return json.loads(view)
    except TypeError:  # CPython wants a string; MicroPython reads it where it is
        return json.loads(str(view, "utf-8"))


def _dumps(envelope):
    try:
        return json.dumps(envelope, **_UNESCAPED)
    except TypeError:  # MicroPython knows no ensure_ascii: it never escapes
        return json.dumps(envelope, separators=(",", ":"))
