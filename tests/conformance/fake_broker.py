"""An MQTT broker in memory: retained messages, wills, sessions that last, one connection a client id."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tools.conformance.line import Hear, Said
from tools.conformance.secrets_file import SignIn


@dataclass
class Will:
    topic: str
    raw: bytes
    retain: bool = True


@dataclass
class FakeLine:
    """One client. ``on_cut``: called when somebody else ends it."""

    broker: "FakeBroker"
    client_id: str
    hear: Hear
    will: Will | None
    clean: bool
    on_cut: Callable[[], None] = lambda: None
    filters: list[str] = field(default_factory=list)
    is_up: bool = True
    cuts: int = 0

    def say(self, topic: str, raw: bytes, retain: bool, qos: int) -> None:
        if self.is_up:
            self.broker.publish(topic, raw, retain, qos)

    async def listen(self, filters: Sequence[str]) -> None:
        self.filters = list(dict.fromkeys([*self.filters, *filters]))
        for topic, (raw, qos) in self.broker.retained.items():
            if any(matches(each, topic) for each in filters):
                self.broker.give(self, topic, raw, True, qos)

    async def leave(self) -> None:
        self.broker.forget(self)


class FakeBroker:
    """``shut``: client ids that are turned away; ``tries_s``: when they came."""

    def __init__(self) -> None:
        self.retained: dict[str, tuple[bytes, int]] = {}
        self.shut: set[str] = set()
        self.tries_s: list[float] = []
        self._lines: dict[str, FakeLine] = {}
        self._away: dict[str, tuple[list[str], list[tuple[str, bytes, int]]]] = {}

    async def sign_in(
        self, who: SignIn, hear: Hear, will: tuple[str, bytes] | None = None, clean: bool = True
    ) -> FakeLine:
        return self.connect(who.client_id, hear, Will(*will) if will else None, clean)

    def connect(self, client_id: str, hear: Hear, will: Will | None, clean: bool) -> FakeLine:
        """Raises ``ConnectionError`` for one who is shut out."""
        if client_id in self.shut:
            self.tries_s.append(asyncio.get_running_loop().time())
            raise ConnectionError(client_id)
        self.cut(client_id)
        line = self._lines[client_id] = FakeLine(self, client_id, hear, will, clean)
        filters, waiting = self._away.pop(client_id, ([], []))
        if not clean:
            line.filters = filters
            for topic, raw, qos in waiting:
                self.give(line, topic, raw, False, qos)
        return line

    def cut(self, client_id: str) -> None:
        """The connection breaks: the will is said."""
        if line := self._lines.get(client_id):
            self.forget(line)
            if line.will:
                self.publish(line.will.topic, line.will.raw, line.will.retain, 1)
            line.on_cut()

    def forget(self, line: FakeLine) -> None:
        line.is_up = False
        if self._lines.get(line.client_id) is line:
            del self._lines[line.client_id]
            if not line.clean:
                self._away[line.client_id] = (line.filters, [])

    def publish(self, topic: str, raw: bytes, retain: bool, qos: int) -> None:
        if retain and raw:
            self.retained[topic] = (raw, qos)
        elif retain:
            self.retained.pop(topic, None)
        for line in list(self._lines.values()):
            if any(matches(each, topic) for each in line.filters):
                self.give(line, topic, raw, False, qos)
        for filters, waiting in self._away.values():
            if any(matches(each, topic) for each in filters):
                waiting.append((topic, raw, qos))

    def give(self, line: FakeLine, topic: str, raw: bytes, kept: bool, qos: int) -> None:
        loop = asyncio.get_running_loop()
        loop.call_soon(lambda: line.hear(Said(loop.time(), topic, raw, kept, qos)) if line.is_up else None)


class FakeCutter:
    """Cuts at the broker, as a relay would."""

    certain = True

    def __init__(self, broker: FakeBroker, client_id: str) -> None:
        self.connect_flags: int | None = None
        self._broker, self._client_id = broker, client_id

    @property
    def tries_s(self) -> list[float]:
        return self._broker.tries_s

    async def cut(self) -> None:
        self._broker.tries_s = []
        self._broker.shut.add(self._client_id)
        self._broker.cut(self._client_id)

    async def tried(self, tries: int, patience_s: float) -> None:
        end_s = asyncio.get_running_loop().time() + patience_s
        while len(self.tries_s) < tries and asyncio.get_running_loop().time() < end_s:
            await asyncio.sleep(0.05)

    async def release(self) -> None:
        self._broker.shut.discard(self._client_id)


def matches(wanted: str, topic: str) -> bool:
    """MQTT's filters with ``+``."""
    one, two = wanted.split("/"), topic.split("/")
    return len(one) == len(two) and all(a in ("+", b) for a, b in zip(one, two, strict=True))
