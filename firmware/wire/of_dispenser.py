"""Messages of a dispenser."""

from wire.fields import BOOL, ID, INT, LIST, ONE, OPT, TEXTS
from wire.shapes import CODE, FILE, ITEM, KEY, LEASE, MENU_ITEMS, ORIGIN, PRIORITY, REV, WAITS
from wire.table import MESSAGES

MESSAGES.update({
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
    "offline": ("ev", (
        "lease", CODE,  # id of the band that the number is from
        "serial", REV,  # the number's place in the day
        "items", LIST(8, CODE),  # empty: the record of the ticket is damaged
        "priority", CODE,
        "language", ID,
        "paper", ONE("printed", "doubtful"),
        "instead", OPT(ORIGIN),  # the `issue` that found no answer: no ticket may come of it
    )),
    "dispenser": ("desired", (
        "open", BOOL,
        "text", TEXTS(80),  # shown while closed
        "languages", LIST(8, ID),
        "priorities", LIST(8, PRIORITY),  # the first is everyone's
        "waits", LIST(32, WAITS),  # by pool: items of the same counters and length wait alike
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
})  # fmt: skip
