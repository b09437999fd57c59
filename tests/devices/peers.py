"""Peers at the other end of a real broker: they record what they hear, and wait for conditions, never for time."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hub.devices.acl import Grant, Role
from hub.devices.address import Address
from hub.devices.connection import Connection, Will
from hub.devices.credentials import Credential, Registry

HALL = "demo"
PATIENCE_S = 20.0
"""When a wait counts as failed; nothing is ever measured against it."""

AUDITOR = Grant("auditor", "a-password-of-the-tests", ("q1/#",), ("q1/#", "q1"))
"""A user of the tests alone, who may hear and say everything below ``q1``."""


def make_registry(folder: Path) -> Registry:
    """A registry with one device of each role and a second keypad."""
    registry = Registry.create(folder / "devices.json")
    registry.ensure("dispenser-1", Role.DISPENSER)
    for number in (1, 2):
        registry.ensure(f"keypad-{number}", Role.KEYPAD, number)
    registry.ensure("pad-1", Role.PAD, 1)
    registry.ensure("display-1", Role.COUNTER_DISPLAY, 1)
    return registry


@dataclass
class Recorder:
    """Keeps what it is told, and wakes whoever waits for it."""

    heard: list[tuple[str, bytes, bool]] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, topic: str, payload: bytes, retain: bool) -> None:
        """Record one message."""
        self.heard.append((topic, payload, retain))
        self._news.set()

    def wake(self) -> None:
        """Make waiting conditions look again."""
        self._news.set()

    def payloads(self) -> list[bytes]:
        """What was heard, on any topic."""
        return [payload for _, payload, _ in self.heard]

    async def until(self, true: Callable[[], bool]) -> None:
        """Return once ``true()``; fails after ``PATIENCE_S``."""
        async with asyncio.timeout(PATIENCE_S):
            while not true():
                self._news.clear()
                await self._news.wait()

    async def until_heard(self, payload: bytes) -> None:
        """Return once ``payload`` has come."""
        await self.until(lambda: payload in self.payloads())


class Peer(Recorder):
    """A signed-in client of the broker."""

    def __init__(self, connection_of: Callable[["Peer"], Connection]) -> None:
        super().__init__()
        self.connection = connection_of(self)

    def publish(self, topic: str, payload: bytes, retain: bool = False) -> None:
        """Say something with QoS 1."""
        self.connection.publish(topic, payload, retain)


@dataclass
class RunningBroker:
    """A real broker with its users."""

    kind: str
    host: str
    port: int
    registry: Registry
    pid: Callable[[], int]

    def address(self, user: str, password: str) -> Address:
        """Where and how to sign in."""
        return Address(self.host, self.port, user, password)

    def peer(self, credential: Credential, client_id: str = "", will: Will | None = None) -> Peer:
        """A client with the credential; its own client id if none is given."""
        address = self.address(credential.user, credential.password)
        return Peer(lambda peer: Connection(address, client_id or credential.client_id, will, peer.hear))

    def auditor(self) -> Peer:
        """A client who may hear and say everything."""
        address = self.address(AUDITOR.user, AUDITOR.password)
        return Peer(lambda peer: Connection(address, "auditor", None, peer.hear))

    async def sign_in(self, credential: Credential, filters: Sequence[str] = ()) -> Peer:
        """A connected, subscribed client with the credential."""
        peer = self.peer(credential)
        await peer.connection.open(filters)
        return peer
