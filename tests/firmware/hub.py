"""A hub for virtual devices: reads what they say, answers as told, over a real broker."""

from pathlib import Path
from typing import Any

from tests.firmware.brokers import PASSWORD, USER, Broker
from tests.firmware.peer import Peer
from tools.virtual import VirtualDevice, pair
from wire.envelope import decode, encode, message
from wire.errors import WireError
from wire.topics import device_topic, hall_topic, parse

HALL = "city-hall"
KEY, HALL_KEY = bytes(range(32)), bytes(range(32, 64))


class TestHub:
    """``heard``: verified envelopes of devices. ``acking``: whether actions are answered, with ``answer`` as extras."""

    __test__ = False

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.heard: list[dict[str, Any]] = []
        self.acking = True
        self.answer: dict[str, Any] = {}
        self.epoch, self.seq = 1, 0
        peer.on_message = self._hear

    def of(self, type: str) -> list[dict[str, Any]]:
        """What was heard of one type."""
        return [envelope for envelope in self.heard if envelope["type"] == type]

    async def wait_for(self, type: str, count: int = 1) -> dict[str, Any]:
        """The ``count``-th message of a type."""
        await self.peer.wait_for(lambda: len(self.of(type)) >= count)
        return self.of(type)[count - 1]

    def say(self, device: str, kind: str, type: str, body: dict[str, Any], page: int | None = None) -> None:
        """Signs and publishes."""
        self.seq += 1
        topic = device_topic(HALL, device, kind, page)
        raw = encode(topic, KEY, message(type, device, self.epoch, self.seq, body))
        self.peer.publish(topic, raw, kind in ("desired", "menu"))

    def beat(self, online: bool = True) -> None:
        """A sign of life."""
        self.seq += 1
        topic, body = hall_topic(HALL, "hub"), {"online": online, "version": "1"}
        self.peer.publish(topic, encode(topic, HALL_KEY, message("hub", "hub", self.epoch, self.seq, body)), True)

    def ack(self, envelope: dict[str, Any], **extras: Any) -> None:
        """Answers an action."""
        answer = {"boot": envelope["boot"], "seq": envelope["seq"], "ok": True, "reason": "", "text": "", "given": None}
        self.say(envelope["dev"], "ack", "ack", answer | extras)

    def _hear(self, topic: str, raw: bytes) -> None:
        try:
            kind = parse(topic)[2]
            envelope = decode(topic, raw, KEY)
        except WireError:
            return
        if kind in ("ev", "birth", "state", "tele", "rsp"):
            self.heard.append(envelope)
        if kind == "ev" and self.acking:
            self.ack(envelope, **self.answer.get(envelope["type"], {}))


def paired(
    broker: Broker, folder: Path, role: str, interpreter: str | None = None, parts: dict[str, object] | None = None
) -> VirtualDevice:
    """A device of a role, paired with the hall; its id is the folder's name."""
    folder = folder / (role.replace("_", "-") + "-1")
    pair(
        folder,
        hall=HALL,
        device=folder.name,
        role=role,
        key=KEY,
        hall_key=HALL_KEY,
        client_id=role + "0123456789abcdef",
        host="127.0.0.1",
        port=broker.port,
        user=USER,
        password=PASSWORD,
        language="en",
        parts=parts,
    )
    return VirtualDevice(folder, interpreter=interpreter)
