"""Orders to the panel process: one JSON object per line, each the whole wanted state of one panel.

``{"panel": 3, "show": "ticket", "number": "A017", "counter": 3, "flash": true}``
``{"panel": 3, "show": "text", "text": "暂停服务"}``
``{"panel": 3, "show": "nothing"}``
"""

import json
from dataclasses import dataclass
from typing import Any

from display.led.frame import NotShowable, clear, frame, paused


class BadOrder(ValueError):
    """A line that is no order: it is counted and dropped."""


@dataclass(frozen=True, slots=True)
class Order:
    """What one panel is to show, and the frame that makes it."""

    panel: int
    frame: bytes


def nothing(panel: int) -> Order:
    """The order to show nothing."""
    return Order(panel, clear(panel))


def read_order(line: bytes) -> Order:
    """The order on a line. Raises ``BadOrder``; a ticket that cannot be shown truly becomes *nothing*."""
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadOrder(f"not JSON: {error}") from None
    if not isinstance(fields, dict):
        raise BadOrder("not an object")
    panel = _integer(fields, "panel")
    if not 1 <= panel <= 254:
        raise BadOrder(f"no panel {panel}")
    try:
        return Order(panel, _frame(panel, fields))
    except NotShowable:
        return nothing(panel)


def _frame(panel: int, fields: dict[str, Any]) -> bytes:
    match fields.get("show"):
        case "ticket":
            flash = fields.get("flash") is True
            return frame(_string(fields, "number"), _integer(fields, "counter"), panel, flash)
        case "text":
            return paused(_string(fields, "text"), panel)
        case "nothing":
            return clear(panel)
        case _:
            raise BadOrder("show is none of ticket, text, nothing")


def _integer(fields: dict[str, Any], key: str) -> int:
    found = fields.get(key)
    if not isinstance(found, int) or isinstance(found, bool):
        raise BadOrder(f"{key} is no whole number")
    return found


def _string(fields: dict[str, Any], key: str) -> str:
    found = fields.get(key)
    if not isinstance(found, str):
        raise BadOrder(f"{key} is no text")
    return found
