"""A device as a hub sees it: birth, heartbeats, actions. It can also say what no device may say."""

import asyncio
from typing import Any

from tools.conformance.line import Broker, Line
from tools.conformance.record import Heard, Record
from tools.conformance.secrets_file import Secrets
from wire.envelope import encode, message
from wire.messages import MESSAGES
from wire.timing import TELE_MS
from wire.topics import KINDS, device_topic, hall_topic

FIRST_BOOT = 1_000_000
"""A device that never was this device: far above the starts of a real one. The boot that follows is told by --boot."""

Body = dict[str, Any]

HARMLESS: dict[str, tuple[str, Body]] = {
    "keypad": ("press", {"key": "transfer", "arg": "no-such-counter", "seen": None}),
    "pad": ("rating", {"leg": "no-such-leg", "score": 5, "reasons": []}),
    "dispenser": ("issue", {"items": ["no-such-item"], "priority": "walk_in", "language": "zh"}),
}
"""Actions that a hall refuses politely, so that a trial changes nothing in it."""

FOREIGN: dict[str, tuple[str, Body]] = {
    "keypad": HARMLESS["pad"], "pad": HARMLESS["keypad"], "dispenser": HARMLESS["pad"],
    "counter_display": HARMLESS["keypad"],
}  # fmt: skip
"""What this role may not say."""


class PlayedDevice:
    """One start of a device: ``boot`` is its."""

    def __init__(self, broker: Broker, secrets: Secrets, boot: int) -> None:
        self.record = Record(secrets)
        self.boot = boot
        self._broker, self._secrets = broker, secrets
        self._line: Line | None = None
        self._counts = 0
        self._seq = 0

    @property
    def line(self) -> Line:
        assert self._line, "not signed in"
        return self._line

    async def open(self) -> None:
        """Sign in, listen, be born; raises ``NoBroker``."""
        will = (self.topic("state"), self._signed("state", {"state": "lost", "code": ""}, 0))
        self._line = await self._broker.sign_in(self._secrets.sign_in, self.record.hear, will)
        await self.listen_again()
        about = {"hardware": "conform", "firmware": "conform", "epoch": 0, "lease": None, "last_seq": self._seq}
        unknown = dict.fromkeys(("mode", "why", "restarts", "slot"))
        self.say("birth", {"role": self._secrets.role, **about, **unknown})
        self.say("state", {"state": "ready", "code": ""})

    async def listen_again(self) -> None:
        """What the broker has stored for this device comes (once more)."""
        own = [self.topic("ack"), self.topic("cmd"), self.topic("desired"), hall_topic(self._secrets.hall, "hub")]
        menus = [self.topic("menu") + "/+"] if self._secrets.role == "dispenser" else []
        await self.line.listen(own + menus)

    async def live(self) -> None:
        """Say that it lives, until cancelled."""
        while True:
            self.tele()
            await asyncio.sleep(TELE_MS / 1000)

    def tele(self) -> None:
        """One heartbeat."""
        self.say("tele", {"heap_free": 50_000, "uptime_s": 1, "rssi": None, "refused": 0, "pending": None})

    def say(self, type: str, body: Body) -> None:
        """A message that is no action."""
        self._counts += 1
        self._publish(type, self._signed(type, body, self._counts))

    def act(
        self, type: str, body: Body, *, seq: int | None = None, boot: int | None = None, age_ms: int = 0,
        key: bytes | None = None,
    ) -> tuple[int, int]:  # fmt: skip
        """An action; its name. ``seq``: of an earlier one, to repeat it."""
        if seq is None:
            self._seq += 1
            seq = self._seq
        boot = self.boot if boot is None else boot
        self._publish(type, self._signed(type, body, seq, boot, age_ms, key))
        return boot, seq

    def answers(self, name: tuple[int, int]) -> list[Heard]:
        """The acks of an action so far."""
        return [each for each in self.record.of("ack") if (each.body["boot"], each.body["seq"]) == name]

    def topic(self, kind: str) -> str:
        """One of its topics."""
        return str(device_topic(self._secrets.hall, self._secrets.device, kind))

    def _signed(
        self, type: str, body: Body, seq: int, boot: int | None = None, age_ms: int = 0, key: bytes | None = None
    ) -> bytes:
        envelope = message(type, self._secrets.device, self.boot if boot is None else boot, seq, body, age_ms)
        raw: bytes = encode(self.topic(MESSAGES[type][0]), self._secrets.key if key is None else key, envelope)
        return raw

    def _publish(self, type: str, raw: bytes) -> None:
        kind = MESSAGES[type][0]
        _, qos, retained = KINDS[kind]
        self.line.say(self.topic(kind), raw, retained, qos)
