"""Messages of a pad."""

from wire.fields import INT, LIST, OPT, TEXTS
from wire.shapes import CODE, COUNTER, KEY, NUMBER, REASON, SECONDS
from wire.table import MESSAGES

MESSAGES.update({
    "rating": ("ev", (
        "leg", KEY,
        "score", INT(1, 5),
        "reasons", LIST(8, CODE),  # only for 2 and 1
    )),
    "complaint": ("ev", ("leg", OPT(KEY))),
    "pad": ("desired", (
        "counter", COUNTER,
        "ask", OPT(KEY),  # leg to be rated
        "number", NUMBER,
        "window_s", SECONDS,  # how long to ask
        "reasons", LIST(8, REASON),
        "text", TEXTS(80),  # shown while nothing is asked
    )),
})  # fmt: skip
