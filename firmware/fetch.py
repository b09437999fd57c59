"""Pulls one file from the hub, piece by piece: one is asked for at a time, and again when it does not come. Pure."""

import binascii

RETRY_MS = 2_000
GAP_MS = 250
"""The hub lets five messages a second of a device pass."""


class Fetch:
    """``offset``: bytes that have come. ``missing``: the hub has no such file."""

    def __init__(self, file, size, piece):
        self.file = file
        self.size = size
        self.offset = 0
        self.missing = False
        self._piece = piece
        self._due_ms = 0

    def due(self, now_ms):
        """The effect that asks for the next piece, when it is time to."""
        if self.missing or self.offset >= self.size or now_ms < self._due_ms:
            return []
        self._due_ms = now_ms + RETRY_MS
        return [("fetch", self.file, self.offset, min(self._piece, self.size - self.offset))]

    def take(self, chunk, now_ms):
        """The next bytes of the file, or None where this chunk is not the one that was asked for."""
        if chunk["file"] != self.file or chunk["offset"] != self.offset:
            return None
        try:
            raw = binascii.a2b_base64(chunk["data"])
        except ValueError:
            return None
        self.missing = not raw
        self.offset += len(raw)
        self._due_ms = now_ms + GAP_MS
        return raw
