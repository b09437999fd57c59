"""Files that devices pull from the hub, piece by piece: what does not come is asked for again, so nothing is kept."""

import base64
from collections.abc import Callable

from hub.devices.credentials import Credential
from hub.devices.envelopes import Body, Envelope

Shelf = Callable[[Credential, str], bytes | None]
"""The content of a named file for a device, or None where this device may not have it or there is none."""


class Files:
    """Answers each `fetch` with a `chunk`; ``say`` tells a device. Each kind of file is a shelf of its own."""

    def __init__(self, say: Callable[[str, str, Body], None]) -> None:
        self._say = say
        self._shelves: dict[str, Shelf] = {}

    def add(self, kind: str, shelf: Shelf) -> None:
        """Files whose name begins with ``kind/`` come from this shelf."""
        self._shelves[kind] = shelf

    def take(self, credential: Credential, envelope: Envelope) -> None:
        """One `fetch` of a device. An empty answer says that there is no such file, or that it ends here."""
        name, offset = envelope.body["file"], envelope.body["offset"]
        shelf = self._shelves.get(name.partition("/")[0])
        content = (shelf(credential, name) if shelf else None) or b""
        piece = content[offset : offset + envelope.body["size"]]
        chunk = {"file": name, "offset": offset, "data": base64.b64encode(piece).decode()}
        self._say(credential.device, "chunk", chunk)
