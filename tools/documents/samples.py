"""One example of each message, as PROTOCOL.md shows it. They are encoded by the wire, so that a wrong one stops the build."""

import base64
import hashlib
from typing import Any

from wire.pack import record

HALL = "city-hall"
KEY = bytes(range(32))
EPOCH, BOOT, SEQ = 12, 41, 7

Body = dict[str, Any]

PACK = record("d/pension-1/en", b"Identity card\nBank card") + record("i/pension-1/en", b"For: Pension\n")
"""Two records: an item's documents for the screen, and its lines on paper."""
_DIGEST = hashlib.sha256(PACK).hexdigest()
FILE: Body = {"name": f"pack/{_DIGEST[:16]}", "size": len(PACK), "hash": _DIGEST}

AGES = {"press": 1_250, "offline": 740_000}
"""Type -> ``age_ms``; 0 for all others."""

_WAIT: Body = {"ahead": 4, "p50_s": 300, "p80_s": 540}

SAMPLES: dict[str, tuple[str, Body]] = {
    "issue": ("dispenser-1", {"items": ["pension-1"], "priority": "walk_in", "language": "zh"}),
    "printed": ("dispenser-1", {"job": 637000017, "ticket": "20260302-A017", "status": "printed", "reason": ""}),
    "press": ("keypad-3", {"key": "next", "arg": "", "seen": 118}),
    "rating": ("pad-3", {"leg": "20260302-A017.1", "score": 2, "reasons": ["long_wait"]}),
    "complaint": ("pad-3", {"leg": "20260302-A017.1"}),
    "offline": ("dispenser-1", {
        "lease": "20260302-0", "serial": 12_989, "items": ["pension-1"], "priority": "walk_in", "language": "zh",
        "paper": "printed", "instead": {"boot": 41, "seq": 6},
    }),
    "birth": ("keypad-3", {
        "role": "keypad", "hardware": "rp2", "firmware": "0.1.0", "epoch": 12, "lease": None, "last_seq": 7,
        "mode": "role", "why": "power", "restarts": 0, "slot": "a",
    }),
    "state": ("keypad-3", {"state": "ready", "code": ""}),
    "tele": ("keypad-3", {"heap_free": 92160, "uptime_s": 86400, "rssi": -61, "refused": 0, "pending": None}),
    "done": ("dispenser-1", {"id": 637000017, "ok": True, "reason": ""}),
    "fetch": ("dispenser-1", {"file": FILE["name"], "offset": 0, "size": len(PACK)}),
    "ack": ("dispenser-1", {
        "boot": 41, "seq": 7, "ok": True, "reason": "", "text": "",
        "given": {"ticket": "20260302-A017", "number": "A017", **_WAIT, "paper": True},
    }),
    "cmd": ("dispenser-1", {
        "id": 637000017, "boot": 41, "do": "print", "ticket": "20260302-A017", "seq": 7, "data": "G0BBMDE3Cg==",
    }),
    "chunk": ("dispenser-1", {"file": FILE["name"], "offset": 0, "data": base64.b64encode(PACK).decode()}),
    "keypad": ("keypad-3", {
        "counter": 3, "state": "calling", "crev": 119, "number": "A017", "waiting": 12, "clerk": "李", "held": ["A009"],
        "pause_after": False, "text": "",
    }),
    "pad": ("pad-3", {
        "counter": 3, "ask": "20260302-A017.1", "number": "A017", "window_s": 60,
        "reasons": [{"code": "long_wait", "names": {"zh": "等候时间太长", "en": "Long wait"}}],
        "text": {"zh": "3号窗口", "en": "Counter 3"},
    }),
    "counter_display": ("display-3", {
        "counter": 3, "state": "calling", "number": "A017", "calls": 1, "arrow": "left",
        "text": {"zh": "", "en": ""}, "next": ["A018", "A019"],
    }),
    "dispenser": ("dispenser-1", {
        "open": True, "text": {"zh": "", "en": ""}, "languages": ["zh", "en"],
        "priorities": [{"code": "walk_in", "names": {"zh": "普通", "en": "Everyone"}}], "waits": [_WAIT],
        "menu": 84211, "pages": 1,
        "lease": {"id": "20260302-0", "first": 12_988, "prefix": "P", "from": 1, "count": 333}, "pack": FILE,
    }),
    "menu": ("dispenser-1", {
        "menu": 84211, "page": 0, "items": [{
            "code": "pension-1", "names": {"zh": "养老保险", "en": "Pension"}, "line": "social", "documents": 2, "pool": 0,
        }],
    }),
    "hub": ("hub", {"online": True, "version": "0.1.0", "now_ms": 1772420400000, "zone_s": 28800}),
    "board": ("hub", {
        "open": True, "waiting": 12, "p50_s": 300, "p80_s": 540,
        "counters": [{"n": 3, "state": "calling", "number": "A017", "calls": 1}],
        "calls": [{"number": "A017", "n": 3}], "notice": {"zh": "", "en": ""},
    }),
}  # fmt: skip
"""Type -> (device, body)."""
