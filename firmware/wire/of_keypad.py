"""Messages of a keypad."""

from wire.fields import BOOL, LIST, OPT, TEXT
from wire.shapes import CODE, COUNT, COUNTER, COUNTER_STATE, NUMBER, PRESS, REV
from wire.table import MESSAGES

MESSAGES.update({
    "press": ("ev", (
        "key", PRESS,
        "arg", CODE,  # transfer: counter number; pause: reason; open: the clerk's PIN, or card:NUMBER
        "seen", OPT(REV),  # the `crev` that the clerk saw
    )),
    "keypad": ("desired", (
        "counter", COUNTER,
        "state", COUNTER_STATE,
        "crev", REV,
        "number", NUMBER,  # at the counter now, or ""
        "waiting", COUNT,
        "clerk", TEXT(20),
        "held", LIST(8, NUMBER),
        "pause_after", BOOL,  # pauses once the citizen is finished
        "text", TEXT(80),
    )),
})  # fmt: skip
