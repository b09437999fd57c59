"""The dispensers' pack: what they print and show by themselves, made anew when the hall's setup changes."""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Iterable

from hub.core.catalogue import HallSetup
from hub.devices.acl import Role
from hub.devices.credentials import Credential
from hub.devices.envelopes import Body
from wire.pack import record

log = logging.getLogger(__name__)

KIND = "pack"

Records = Callable[[HallSetup], Iterable[tuple[str, bytes]]]


class Packs:
    """``file(setup)`` names the pack of a setup once it is made; ``made`` is called then."""

    def __init__(self, records: Records, made: Callable[[], None]) -> None:
        self._records = records
        self._made = made
        self._setup: HallSetup | None = None
        self._content = b""
        self._file: Body | None = None
        self._wanted = asyncio.Event()
        self._next: HallSetup | None = None

    def file(self, setup: HallSetup) -> Body | None:
        """Name, size and hash of the pack that belongs to this setup; None, and it is begun, where there is none yet."""
        if self._setup is setup:
            return self._file
        self._next = setup
        self._wanted.set()
        return None

    def shelf(self, credential: Credential, name: str) -> bytes | None:
        """The pack for a dispenser that asks for it by its present name."""
        known = self._file is not None and name == self._file["name"]
        return self._content if known and credential.role is Role.DISPENSER else None

    async def run(self) -> None:
        """Make what is wanted, in a thread, until cancelled."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            setup = self._next
            if setup is None or setup is self._setup:
                continue
            content = await asyncio.to_thread(self._make, setup)
            digest = hashlib.sha256(content).hexdigest()
            self._content, self._setup = content, setup
            self._file = {"name": f"{KIND}/{digest[:16]}", "size": len(content), "hash": digest} if content else None
            self._made()

    def _make(self, setup: HallSetup) -> bytes:
        """A text that is too long for a dispenser is left out: it then prints and shows that item by its code."""
        pieces = []
        for key, value in self._records(setup):
            try:
                pieces.append(record(key, value))
            except ValueError:
                log.warning("the dispensers' pack goes without %s: %d bytes are too many", key, len(value))
        return b"".join(pieces)
