"""Topics ``q1/{hall}/...``: which there are, who sends them, how; building and parsing."""

from wire.errors import BadTopic
from wire.fields import is_id

ROOT = "q1"
PAGES_MAX = 16

KINDS = {
    # name: (sent by, QoS, retained); "hub" and "board" go to the whole hall, the others lie under d/{device}
    "hub": ("hub", 1, True),
    "board": ("hub", 1, True),
    "ack": ("hub", 1, False),
    "cmd": ("hub", 1, False),
    "desired": ("hub", 1, True),
    "menu": ("hub", 1, True),
    "birth": ("device", 1, True),
    "state": ("device", 1, True),
    "ev": ("device", 1, False),
    "rsp": ("device", 1, False),
    "tele": ("device", 0, False),
}
HALL_WIDE = ("hub", "board")


def hall_topic(hall, kind):
    """``q1/{hall}/hub`` or ``q1/{hall}/board``."""
    return "/".join((ROOT, hall, kind))


def device_topic(hall, device, kind, page=None):
    """``q1/{hall}/d/{device}/{kind}``; a ``menu`` also has its page number at the end."""
    topic = "/".join((ROOT, hall, "d", device, kind))
    return topic if page is None else topic + "/" + str(page)


def parse(topic):
    """(hall, device or None, kind) of a topic; raises ``BadTopic``."""
    parts = topic.split("/")
    if len(parts) == 3 and parts[2] in HALL_WIDE:
        device, kind = None, parts[2]
    elif len(parts) == 5 and parts[2] == "d" and parts[4] in KINDS and parts[4] not in HALL_WIDE + ("menu",):
        device, kind = parts[3], parts[4]
    elif len(parts) == 6 and parts[2] == "d" and parts[4] == "menu" and _is_page(parts[5]):
        device, kind = parts[3], "menu"
    else:
        raise BadTopic(topic[:80])
    if parts[0] != ROOT or not is_id(parts[1]) or not (device is None or is_id(device)):
        raise BadTopic(topic[:80])
    return parts[1], device, kind


def _is_page(text):
    return text in [str(page) for page in range(PAGES_MAX)]
