"""The state of a counter display."""

from wire.fields import INT, LIST, ONE, TEXTS
from wire.shapes import COUNTER, COUNTER_STATE, NUMBER
from wire.table import MESSAGES

MESSAGES.update({
    "counter_display": ("desired", (
        "counter", COUNTER,
        "state", COUNTER_STATE,
        "number", NUMBER,
        "calls", INT(0, 99),  # calls of this ticket; each new one blinks
        "arrow", ONE("", "left", "right", "up", "down"),
        "text", TEXTS(80),
        "next", LIST(4, NUMBER),
    )),
})  # fmt: skip
