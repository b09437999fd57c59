"""THE message table: type -> (topic kind, fields). The README's table is generated from it, comments included."""

from wire.fields import BOOL, ID, INT, LIST, ONE, OPT, TEXT, TEXTS  # isort: skip
from wire.shapes import CALL, CODE, COUNT, COUNTER, COUNTER_STATE, FILE, GIVEN, ITEM, KEY, LEASE  # isort: skip
from wire.shapes import MENU_ITEMS, NAME, NUMBER, ON_BOARD, ORIGIN, PIECE, PRESS, PRIORITY, REASON  # isort: skip
from wire.shapes import REV, ROLE, SECONDS, SLOT, WAITS  # isort: skip

MESSAGES = {
    # device to hub: human actions and their like, repeated until acknowledged
    "issue": ("ev", (
        "items", LIST(8, CODE),  # item codes in the order chosen
        "priority", CODE,
        "language", ID,
    )),
    "printed": ("ev", (
        "job", REV,  # id of the `cmd` that asked for it
        "ticket", KEY,
        "status", ONE("printed", "failed", "doubtful"),  # doubtful: cut off after some bytes
        "reason", CODE,
    )),
    "press": ("ev", (
        "key", PRESS,
        "arg", CODE,  # transfer: counter number; pause: reason; open: the clerk's PIN, or card:NUMBER
        "seen", OPT(REV),  # the `crev` that the clerk saw
    )),
    "rating": ("ev", (
        "leg", KEY,
        "score", INT(1, 5),
        "reasons", LIST(8, CODE),  # only for 2 and 1
    )),
    "complaint": ("ev", ("leg", OPT(KEY))),
    "offline": ("ev", (
        "lease", CODE,  # id of the band that the number is from
        "serial", REV,  # the number's place in the day
        "items", LIST(8, CODE),  # empty: the record of the ticket is damaged
        "priority", CODE,
        "language", ID,
        "paper", ONE("printed", "doubtful"),
        "instead", OPT(ORIGIN),  # the `issue` that found no answer: no ticket may come of it
    )),
    # device to hub: how it is
    "birth": ("birth", (
        "role", ROLE,
        "hardware", CODE,
        "firmware", CODE,
        "epoch", REV,  # highest epoch that it has seen since it started
        "lease", OPT(CODE),  # numbers held for issuing offline
        "last_seq", REV,  # of its `ev`
        "mode", OPT(ONE("role", "safe", "update")),  # safe: it restarted too often and does nothing but listen
        "why", OPT(CODE),  # of this start: power, watchdog, fault, command, update, reset
        "restarts", OPT(COUNT),  # quick ones in a row
        "slot", OPT(SLOT),  # folder that its firmware runs from
    )),
    "state": ("state", (
        "state", ONE("ready", "issuing_offline", "alert", "lost"),  # lost: the last will
        "code", CODE,
    )),
    "tele": ("tele", (
        "heap_free", REV,
        "uptime_s", INT(0, 2**40),
        "rssi", OPT(INT(-200, 0)),
        "refused", COUNT,  # messages that it dropped as not ours
        "pending", OPT(COUNT),  # tickets that were issued offline and not taken over yet
    )),
    "done": ("rsp", ("id", REV, "ok", BOOL, "reason", CODE)),
    "fetch": ("rsp", (
        "file", NAME,  # a device asks for a file piece by piece, one piece at a time
        "offset", REV,
        "size", INT(1, PIECE),
    )),
    # hub to device
    "ack": ("ack", (
        "boot", REV,  # boot and seq of the `ev` that it answers, after the commit
        "seq", REV,
        "ok", BOOL,
        "reason", CODE,
        "text", TEXT(80),  # the refusal in the user's language
        "given", OPT(GIVEN),  # of an `issue`; paper: a print `cmd` follows
    )),
    "cmd": ("cmd", (
        "id", REV,
        "boot", REV,  # the boot that may do it: a restarted device does nothing twice
        "do", ONE("print", "restart", "identify", "update"),
        "ticket", KEY,  # of a print
        "seq", OPT(REV),  # of the `issue` that the print answers; null: a reprint
        "data", TEXT(7_600),  # print: bytes for the printer, base64; update: the signed manifest
    )),
    "chunk": ("cmd", (
        "file", NAME,
        "offset", REV,
        "data", TEXT(7_600),  # base64; empty: there is no such file
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
    "pad": ("desired", (
        "counter", COUNTER,
        "ask", OPT(KEY),  # leg to be rated
        "number", NUMBER,
        "window_s", SECONDS,  # how long to ask
        "reasons", LIST(8, REASON),
        "text", TEXTS(80),  # shown while nothing is asked
    )),
    "counter_display": ("desired", (
        "counter", COUNTER,
        "state", COUNTER_STATE,
        "number", NUMBER,
        "calls", INT(0, 99),  # calls of this ticket; each new one blinks
        "arrow", ONE("", "left", "right", "up", "down"),
        "text", TEXTS(80),
        "next", LIST(4, NUMBER),
    )),
    "dispenser": ("desired", (
        "open", BOOL,
        "text", TEXTS(80),  # shown while closed
        "languages", LIST(8, ID),
        "priorities", LIST(8, PRIORITY),  # the first is everyone's
        "waits", LIST(32, WAITS),  # by pool: items that the same counters serve wait alike
        "menu", REV,  # revision of the `menu` pages that belong to it
        "pages", INT(0, 16),
        "lease", OPT(LEASE),  # numbers for issuing offline
        "pack", OPT(FILE),  # documents in words, and paper for issuing offline
    )),
    "menu": ("menu", (
        "menu", REV,
        "page", INT(0, 15),
        "items", LIST(MENU_ITEMS, ITEM),  # documents: how many; pool: place in `waits`
    )),
    "hub": ("hub", (
        "online", BOOL,  # false: the last will
        "version", CODE,
        "now_ms", OPT(INT(0, 2**53)),  # hall time since 1970, UTC
        "zone_s", OPT(INT(-64_800, 64_800)),  # what to add for local time
    )),
    "board": ("board", (
        "open", BOOL,
        "waiting", COUNT,
        "p50_s", OPT(SECONDS),
        "p80_s", OPT(SECONDS),
        "counters", LIST(80, ON_BOARD),
        "calls", LIST(10, CALL),  # newest first
        "notice", TEXTS(120),
    )),
}  # fmt: skip
