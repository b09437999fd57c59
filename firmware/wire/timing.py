"""How often the two sides speak, and how long what they say is wanted."""

HUB_BEAT_MS = 5_000
"""The hub says `hub` this often, so that a screen can tell a hall without changes from a dead hub."""
SILENT_MS = 15_000
"""Three beats missed: what is shown may be old, and says so."""
TELE_MS = 10_000
"""Heartbeat of a device."""

NEXT_EXPIRY_MS = 10_000
"""A *next* older than this calls nobody: a press made before an outage must not call somebody after it."""
PRESS_EXPIRY_MS = 30_000
ISSUE_EXPIRY_MS = 15_000
"""How long somebody stands before a dispenser that does not answer."""


def expiry_ms(type, body):
    """How old an `ev` may become before nobody wants it any more; None: never."""
    if type == "press":
        return NEXT_EXPIRY_MS if body["key"] == "next" else PRESS_EXPIRY_MS
    return ISSUE_EXPIRY_MS if type == "issue" else None
