"""The public picture of the hall. No device of ours reads it."""

from wire.fields import BOOL, LIST, OPT, TEXTS
from wire.shapes import CALL, COUNT, ON_BOARD, SECONDS
from wire.table import MESSAGES

MESSAGES.update({
    "board": ("board", (
        "open", BOOL,
        "waiting", COUNT,
        "p50_s", OPT(SECONDS),
        "p80_s", OPT(SECONDS),
        "counters", LIST(80, ON_BOARD),
        "calls", LIST(10, CALL),  # newest first
        "notice", TEXTS(120),
    )),
})  # fmt: skip
