"""Messages of every device."""

from wire.fields import BOOL, INT, ONE, OPT, TEXT
from wire.shapes import CODE, COUNT, GIVEN, KEY, NAME, PIECE, REV, ROLE, SLOT
from wire.table import MESSAGES

MESSAGES.update({
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
        "battery", OPT(INT(0, 100)),  # per cent, of a device that hangs on no cable
    )),
    "done": ("rsp", ("id", REV, "ok", BOOL, "reason", CODE)),
    "fetch": ("rsp", (
        "file", NAME,  # a device asks for a file piece by piece, one piece at a time
        "offset", REV,
        "size", INT(1, PIECE),
    )),
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
    "hub": ("hub", (
        "online", BOOL,  # false: the last will
        "version", CODE,
        "now_ms", OPT(INT(0, 2**53)),  # hall time since 1970, UTC
        "zone_s", OPT(INT(-64_800, 64_800)),  # what to add for local time
    )),
})  # fmt: skip
