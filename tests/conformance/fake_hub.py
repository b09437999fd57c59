"""A hub in memory, on the fake broker: just what the rules ask for. A wrong one overrides what it gets wrong."""

import asyncio
import base64
from typing import Any

from hub.devices.rates import Rates, Verdict
from tests.conformance.fake_broker import FakeBroker, FakeLine, Will
from tools.conformance.line import Said
from tools.conformance.played_device import HARMLESS
from tools.conformance.scenes import state_of
from tools.conformance.secrets_file import Secrets
from wire.envelope import decode, encode, message
from wire.errors import WireError
from wire.inbox import Inbox
from wire.messages import MESSAGES
from wire.timing import HUB_BEAT_MS, NEXT_EXPIRY_MS
from wire.topics import KINDS, device_topic, hall_topic, parse

CLIENT_ID = "hub-0123"
OTHER = "keypad-9"
"""Another device of the hall."""

Envelope = dict[str, Any]


class FakeHub:
    """Knows one device. ``acks`` is its journal: it outlives a restart."""

    beat_ms = HUB_BEAT_MS

    def __init__(self, broker: FakeBroker, secrets: Secrets) -> None:
        self.broker, self.secrets = broker, secrets
        self.epoch = 0
        self.acks: dict[str, Envelope] = {}
        self.role_says = HARMLESS.get(secrets.role, ("", {}))[0]
        self.line: FakeLine | None = None
        self._beating: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """A new epoch; everything is told."""
        self.epoch = self.next_epoch()
        self.inbox, self.rates, self.seq = Inbox(), Rates(), 0
        self.line = self.broker.connect(CLIENT_ID, self._hear, self.will(), True)
        hall = self.secrets.hall
        await self.line.listen([f"q1/{hall}/d/+/{kind}" for kind, row in KINDS.items() if row[0] == "device"])
        for told in state_of(self.secrets.role, 7):
            self.show(told.type, told.body, told.page)
        self.broker.publish(f"q1/{hall}/d/{OTHER}/desired", b"not yours", True, 1)
        self._beating = asyncio.create_task(self._beat())

    async def restart(self) -> bool:
        """Killed, and started again."""
        self.stop()
        self.broker.cut(CLIENT_ID)
        await self.start()
        return True

    def stop(self) -> None:
        if self._beating:
            self._beating.cancel()

    # what wrong hubs override
    def next_epoch(self) -> int:
        return self.epoch + 1

    def will(self) -> Will | None:
        return Will(*self.signed("hub", {"online": False, "version": "", "now_ms": None, "zone_s": None}))

    def show(self, type: str, body: Envelope, page: int | None) -> None:
        self.say(type, body, page)

    def key_of(self, topic: str, raw: bytes) -> bytes:
        """The key under which a message is believed."""
        return self.secrets.key

    def admits(self) -> bool:
        return self.rates.admit("it", int(asyncio.get_running_loop().time() * 1000)) is Verdict.PASS

    def ack(self, envelope: Envelope) -> Envelope | None:
        """The answer to an action, the first one again."""
        if envelope["type"] != self.role_says or self.inbox.take(envelope["boot"], envelope["seq"]) == Inbox.OLD_BOOT:
            return None
        origin = f"{envelope['boot']}:{envelope['seq']}"
        answer = {"boot": envelope["boot"], "seq": envelope["seq"], "ok": False, "reason": "no", "text": ""}
        return self.acks.setdefault(origin, answer | {"given": None, "ok": self.takes(envelope)})

    def takes(self, envelope: Envelope) -> bool:
        return envelope["body"].get("key") == "next" and envelope["age_ms"] <= NEXT_EXPIRY_MS

    def chunk(self, body: Envelope) -> Envelope | None:
        return {"file": body["file"], "offset": body["offset"], "data": base64.b64encode(b"").decode()}

    def say(self, type: str, body: Envelope, page: int | None = None, retain: bool | None = None) -> None:
        topic, raw = self.signed(type, body, page)
        kept = bool(KINDS[MESSAGES[type][0]][2]) if retain is None else retain
        assert self.line
        self.line.say(topic, raw, kept, 1)

    def signed(self, type: str, body: Envelope, page: int | None = None) -> tuple[str, bytes]:
        self.seq += 1
        kind = MESSAGES[type][0]
        to_all = kind in ("hub", "board")
        hall, device = self.secrets.hall, self.secrets.device
        topic = hall_topic(hall, kind) if to_all else device_topic(hall, device, kind, page)
        envelope = message(type, "hub" if to_all else device, self.epoch, self.seq, body)
        return topic, encode(topic, self.secrets.hall_key if to_all else self.secrets.key, envelope)

    def heartbeat(self) -> None:
        """The state again, the very bytes."""
        topic = str(device_topic(self.secrets.hall, self.secrets.device, "desired"))
        if topic in self.broker.retained and self.line:
            self.line.say(topic, self.broker.retained[topic][0], True, 1)

    async def _beat(self) -> None:
        while True:
            self.say("hub", {"online": True, "version": "1", "now_ms": 0, "zone_s": 0})
            await asyncio.sleep(self.beat_ms / 1000)

    def _hear(self, said: Said) -> None:
        if parse(said.topic)[1] != self.secrets.device or not said.raw or not self.admits():
            return
        try:
            envelope = decode(said.topic, said.raw, self.key_of(said.topic, said.raw))
        except WireError:
            return
        if envelope["type"] == "tele":
            self.heartbeat()
        elif envelope["type"] == "fetch" and (chunk := self.chunk(envelope["body"])):
            self.say("chunk", chunk)
        elif parse(said.topic)[2] == "ev" and (answer := self.ack(envelope)):
            self.say("ack", answer)
