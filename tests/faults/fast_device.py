"""A device whose time runs twenty times as fast: the firmware's own session and role, over a real connection.

The firmware repeats after 1, 2, 4 ... seconds. With its clock hurried along, a test of lost messages takes a second.
"""

import asyncio
import importlib
import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from hub.devices.address import Address
from hub.devices.connection import Connection, Unreachable
from hub.devices.credentials import Credential
from post import Post
from session import Session
from stock import Stock
from storage import Storage
from tests.devices.peers import HALL, Recorder

HASTE = 20
TICK_S = 0.01
ABOUT = {"hardware": "test", "firmware": "1"}
OF_STOCK = ("issue", "ledger", "first")
CLASSES = {"keypad": "Keypad", "dispenser": "Dispenser"}


class FastDevice(Recorder):
    """``lamps`` and ``lines`` as the device shows them; ``papers``: tickets that it printed, in order.

    ``flash``: a folder for the tickets that it issues by itself.
    """

    def __init__(
        self, credential: Credential, hall_key: bytes, address: Callable[[], Address], seed: int, flash: Path
    ) -> None:
        super().__init__()
        role = str(credential.role)
        config = {"hall": HALL, "device": credential.device, "role": role, "key": credential.key, "hall_key": hall_key}
        self.post = Post(config, 1)
        self.role: Any = getattr(importlib.import_module(role), CLASSES[role])("en")
        self._stock = Stock(str(flash), Storage(str(flash)))
        self.lamps: dict[str, str] = {}
        self.lines: tuple[str, ...] = ()
        self.papers: list[str] = []
        self.answers: dict[int, bool] = {}
        self._credential, self._address = credential, address
        self._session = Session(self.post, self.role, role, ABOUT, random.Random(seed).randrange)
        self._connection: Connection | None = None
        self._loop = asyncio.get_running_loop()

    def now_ms(self) -> int:
        """The device's hurried clock."""
        return int(self._loop.time() * 1000 * HASTE)

    async def run(self) -> None:
        """Switched on until cancelled."""
        self._do(self._session.start(None, self.now_ms()))
        async with asyncio.TaskGroup() as group:
            group.create_task(self._tick())
            while True:
                with suppress(Unreachable):
                    await self._connect()
                await asyncio.sleep(TICK_S)

    def press(self, button: str) -> None:
        """A finger."""
        self._do(self._session.button(button, self.now_ms()))

    @property
    def waiting(self) -> bool:
        """Has it said something that is neither answered nor given up?"""
        return bool(self._session.outbox.waiting)

    def ready(self) -> bool:
        """Has it all that it needs to begin?"""
        menu = getattr(self.role, "menu", None)
        return bool(menu.items) if menu else self.role.desired is not None

    async def _connect(self) -> None:
        me = self._credential
        connection = Connection(self._address(), me.client_id, None, self._hear)
        try:
            await connection.open(self.post.topics())
            self._connection = connection
            self._do(self._session.linked(True, self.now_ms()))
            await asyncio.shield(connection.ended)
        finally:
            self._connection = None
            connection.close()
            self._do(self._session.linked(False, self.now_ms()))

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self._do(self._session.tick(self.now_ms(), lambda: HEALTH))

    def _hear(self, topic: str, payload: bytes, retain: bool) -> None:
        self._do(self._session.received(topic, payload, retain, self.now_ms()))
        self.wake()

    def _do(self, effects: list[tuple[Any, ...]]) -> None:
        for what, *how in effects:
            if what == "publish" and self._connection:
                self._connection.publish(how[0], how[1], bool(how[3]))
            elif what == "lamp":
                self.lamps[how[0]] = how[1]
            elif what == "show":
                self.lines = how[0]
            elif what == "print":
                self.papers.append(how[1] if how[0] else self._own(how[1]))
                self._do(self._session.printed(how[0], how[1], "printed", "", self.now_ms()))
            elif what in OF_STOCK:
                self._do(self._stock.do((what, *how), self._session, self.now_ms()))
        self.wake()

    def _own(self, serial: int) -> str:
        """The ticket of a number that the device was lent."""
        offline = self.role.offline
        return f"{offline.lease['id'].partition('-')[0]}-{offline.number(serial)}"


HEALTH = {"heap_free": 0, "uptime_s": 0, "rssi": None, "refused": 0}
