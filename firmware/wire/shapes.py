"""Shapes of values that several messages share."""

from wire.fields import BOOL, INT, MAP, ONE, OPT, TEXT, TEXTS

CODE = TEXT(32)
KEY = TEXT(64)
NUMBER = TEXT(12)
SECONDS = INT(0, 86_400)
COUNTER = INT(1, 9_999)
COUNT = INT(0, 99_999)
REV = INT(0, 2**31 - 1)
COUNTER_STATE = ONE("closed", "free", "calling", "serving", "paused")
SLOT = ONE("a", "b")
NAME = TEXT(64)
PIECE = 4_096
"""Bytes of a file in one `chunk`: 5,464 characters of base64."""
ROLE = ONE("dispenser", "keypad", "pad", "counter_display")
PRESS = ONE(
    "next", "recall", "start", "finish", "miss", "hold", "resume", "transfer", "pause", "open", "close", "undo", "help"
)  # fmt: skip

MENU_ITEMS = 12
"""Items on one `menu` page: parsed, they take 7 KB of a heap that is nearly full."""

WAITS = MAP("ahead", COUNT, "p50_s", OPT(SECONDS), "p80_s", OPT(SECONDS))
ITEM = MAP("code", CODE, "names", TEXTS(40), "line", CODE, "documents", INT(0, 99), "pool", INT(0, 31))
PRIORITY = MAP("code", CODE, "names", TEXTS(20))
REASON = MAP("code", CODE, "names", TEXTS(20))
ON_BOARD = MAP("n", COUNTER, "state", COUNTER_STATE, "number", NUMBER, "calls", INT(0, 99))
CALL = MAP("number", NUMBER, "n", COUNTER)
ORIGIN = MAP("boot", REV, "seq", REV)
LEASE = MAP("id", CODE, "first", REV, "prefix", TEXT(4), "from", INT(1, 999), "count", INT(1, 999))
FILE = MAP("name", NAME, "size", REV, "hash", TEXT(64))
GIVEN = MAP(
    "ticket", KEY, "number", NUMBER, "ahead", COUNT, "p50_s", OPT(SECONDS), "p80_s", OPT(SECONDS), "paper", BOOL
)  # fmt: skip
