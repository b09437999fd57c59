"""The hub as a device sees it: states, commands, answers. It can also say what no hub may say."""

import asyncio
from collections.abc import Callable
from typing import Any

from tools.conformance.line import Broker, Line
from tools.conformance.record import Heard, Record
from tools.conformance.scenes import Told
from tools.conformance.secrets_file import Secrets, SignIn
from wire.envelope import encode, message
from wire.mac import MAC_HEX, mac
from wire.messages import MESSAGES
from wire.timing import HUB_BEAT_MS
from wire.topics import KINDS, device_topic, hall_topic

FORGED = b"\x00" * 32
"""A key that no device has."""
DEVICE_KINDS = tuple(kind for kind, (sender, _, _) in KINDS.items() if sender == "device")

Body = dict[str, Any]


class PlayedHub:
    """``epoch``: of everything that it says. ``answer``: the answer to an action, or None for none; asked each time."""

    def __init__(self, broker: Broker, secrets: Secrets, who: SignIn) -> None:
        self.record = Record(secrets)
        self.record.on_heard = self._heard
        self.epoch = 1
        self.answer: Callable[[Heard], Body | None] = answered
        self._broker, self._secrets, self._who = broker, secrets, who
        self._line: Line | None = None
        self._seq = 1_000
        self._job = 0
        self._retained: set[str] = set()

    @property
    def line(self) -> Line:
        assert self._line, "not signed in"
        return self._line

    async def open(self) -> None:
        """Sign in and listen to the device; raises ``NoBroker``."""
        self._line = await self._broker.sign_in(self._who, self.record.hear)
        await self.listen_again()

    async def listen_again(self) -> None:
        """What the broker has stored of this device comes (once more)."""
        await self.line.listen([self.topic(kind) for kind in DEVICE_KINDS])

    async def close(self) -> None:
        """Leave nothing behind in the broker."""
        for topic in self._retained:
            self.line.say(topic, b"", True, 1)
        await self.line.leave()

    async def beat(self) -> None:
        """Say that the hub lives, until cancelled."""
        while True:
            topic, body = hall_topic(self._secrets.hall, "hub"), {"online": True, "version": "conform"}
            self._seq += 1
            raw = encode(topic, self._secrets.hall_key, message("hub", "hub", self.epoch, self._seq, body))
            self._publish(topic, raw, True)
            await asyncio.sleep(HUB_BEAT_MS / 1000)

    def topic(self, kind: str, page: int | None = None) -> str:
        """One of the device's topics."""
        return str(device_topic(self._secrets.hall, self._secrets.device, kind, page))

    def say(
        self, type: str, body: Body, page: int | None = None, *,
        key: bytes | None = None, epoch: int | None = None, seq: int | None = None, signed_for: str = "",
    ) -> int:  # fmt: skip
        """Say something to the device; its number. ``signed_for``: a topic that the MAC is for instead."""
        self._seq += 1
        number, kind = self._seq if seq is None else seq, MESSAGES[type][0]
        topic = self.topic(kind, page)
        envelope = message(type, self._secrets.device, self.epoch if epoch is None else epoch, number, body)
        raw = encode(topic, self._secrets.key if key is None else key, envelope)
        if signed_for:
            raw = mac_for(signed_for, self._secrets.key, raw)
        self._publish(topic, raw, bool(KINDS[kind][2]))
        return number

    def show(self, state: list[Told], **wrong: Any) -> int:
        """Tell a whole state; the number of its last message."""
        return [self.say(told.type, told.body, told.page, **wrong) for told in state][-1]

    def command(self, boot: int, do: str = "identify", job: int | None = None, **given: Any) -> int:
        """A command; its id. ``job``: that of an earlier one."""
        self._job += 1
        id = self._job if job is None else job
        wrong = {name: given.pop(name) for name in ("key", "epoch", "signed_for") if name in given}
        body = {"id": id, "boot": boot, "do": do, "ticket": "", "seq": None, "data": ""} | given
        self.say("cmd", body, **wrong)
        return id

    def acknowledge(self, action: Heard, **given: Any) -> None:
        """Answer an action now."""
        self.say("ack", ack_of(action) | given)

    def done(self, id: int) -> list[Body]:
        """The answers to a command so far."""
        return [heard.body for heard in self.record.of("done") if heard.body["id"] == id]

    def _publish(self, topic: str, raw: bytes, retain: bool) -> None:
        if retain:
            self._retained.add(topic)
        self.line.say(topic, raw, retain, 1)

    def _heard(self, heard: Heard) -> None:
        if heard.kind == "ev" and heard.envelope and not heard.said.kept and (answer := self.answer(heard)):
            self.say("ack", answer)


def mac_for(topic: str, key: bytes, raw: bytes) -> bytes:
    """The same JSON under the MAC of another topic."""
    return bytes(mac(key, topic, raw[MAC_HEX:])) + raw[MAC_HEX:]


def ack_of(action: Heard) -> Body:
    """A plain yes."""
    boot, seq = action.name
    return {"boot": boot, "seq": seq, "ok": True, "reason": "", "text": "", "given": None}


def answered(action: Heard) -> Body | None:
    """Answers everything with yes."""
    return ack_of(action)


def unanswered(action: Heard) -> Body | None:
    """Answers nothing."""
    return None
