"""A dispenser's menu, cut into `menu` messages that fit the wire."""

from wire.envelope import LIMITS, encode, message
from wire.errors import TooLarge
from wire.shapes import MENU_ITEMS
from wire.topics import PAGES_MAX, device_topic


def pages(items, menu, hall, device):
    """Bodies of the `menu` messages, in order, each within the limit and as full as may be."""
    bodies = []
    page = []
    for item in items:
        if page and not _fits(page + [item], menu, hall, device):
            bodies.append(_body(page, menu, len(bodies)))
            page = []
        page.append(item)
    bodies.append(_body(page, menu, len(bodies)))
    if len(bodies) > PAGES_MAX:
        raise TooLarge("menu")
    return bodies


def _body(page, menu, number):
    return {"menu": menu, "page": number, "items": page}


def _fits(page, menu, hall, device):
    if len(page) > MENU_ITEMS:
        return False
    topic = device_topic(hall, device, "menu", 0)
    largest = message("menu", device, 2**31 - 1, 2**31 - 1, _body(page, menu, PAGES_MAX - 1), 2**40)
    try:
        return len(encode(topic, b"", largest)) <= LIMITS["hub"]
    except TooLarge:
        return False
