"""Devices that get one thing wrong each."""

import json
from typing import Any

from tests.conformance.fake_broker import Will
from tests.conformance.fake_device import FakeDevice
from tools.conformance.played_hub import FORGED
from wire.delivery import Fence
from wire.envelope import decode, encode
from wire.errors import WireError
from wire.mac import MAC_HEX, mac

Sent = list[tuple[str, bytes, int, bool]]


class Altering(FakeDevice):
    """Changes what it sends, envelope by envelope, and signs that."""

    def alter(self, envelope: dict[str, Any]) -> dict[str, Any] | None:
        return envelope

    def sending(self, topic: str, raw: bytes, qos: int, retained: bool) -> Sent:
        envelope = self.alter(json.loads(raw[MAC_HEX:]))
        return [(topic, encode(topic, self.secrets.key, envelope), qos, retained)] if envelope else []


class LeavesNoWill(FakeDevice):
    def will(self) -> Will | None:
        return None


class WillIsNotRetained(FakeDevice):
    def will(self) -> Will | None:
        return Will(*self.post.will(), retain=False)


class WillOfAnotherBoot(FakeDevice):
    def will(self) -> Will | None:
        topic, raw = self.post.will()
        return Will(topic, encode(topic, self.secrets.key, decode(topic, raw, self.secrets.key) | {"boot": 77}))


class BirthIsNotRetained(FakeDevice):
    def sending(self, topic: str, raw: bytes, qos: int, retained: bool) -> Sent:
        return [(topic, raw, qos, retained and not topic.endswith("birth"))]


class PressesAreRetained(FakeDevice):
    def sending(self, topic: str, raw: bytes, qos: int, retained: bool) -> Sent:
        return [(topic, raw, qos, retained or topic.endswith("ev"))]


class PressesWithQos0(FakeDevice):
    def sending(self, topic: str, raw: bytes, qos: int, retained: bool) -> Sent:
        return [(topic, raw, 0 if topic.endswith("ev") else qos, retained)]


class AlwaysTheSameBoot(FakeDevice):
    def next_boot(self) -> int:
        return 1


class SignsForNoTopic(FakeDevice):
    def sending(self, topic: str, raw: bytes, qos: int, retained: bool) -> Sent:
        signed = mac(self.secrets.key, "", raw[MAC_HEX:]) + raw[MAC_HEX:]
        return [(topic, signed if topic.endswith("tele") else raw, qos, retained)]


class TalksTooMuch(FakeDevice):
    def sending(self, topic: str, raw: bytes, qos: int, retained: bool) -> Sent:
        long = raw[MAC_HEX:] + b" " * 1_000 if topic.endswith("tele") else raw[MAC_HEX:]
        return [(topic, mac(self.secrets.key, topic, long) + long, qos, retained)]


class IsNeverReady(FakeDevice):
    def sending(self, topic: str, raw: bytes, qos: int, retained: bool) -> Sent:
        return [] if topic.endswith("state") else [(topic, raw, qos, retained)]


class SaysAnotherRole(Altering):
    def alter(self, envelope: dict[str, Any]) -> dict[str, Any]:
        if envelope["type"] == "birth":
            envelope["body"]["role"] = "pad" if self.secrets.role != "pad" else "keypad"
        return envelope


class ForgetsItsLastNumber(Altering):
    def alter(self, envelope: dict[str, Any]) -> dict[str, Any]:
        if envelope["type"] == "birth":
            envelope["body"]["last_seq"] = 0
        return envelope


class CountsNothing(Altering):
    def alter(self, envelope: dict[str, Any]) -> dict[str, Any]:
        return envelope if envelope["type"] in ("press", "rating", "issue", "printed") else envelope | {"seq": 1}


class ComesBackAtOnce(FakeDevice):
    pauses_s = (0.0, 0.1, 0.1)


class StaysAway(FakeDevice):
    pauses_s = (1_000.0, 1_000.0)


class KeepsItsSession(FakeDevice):
    clean = False


class BeatsTooSeldom(Altering):
    def alter(self, envelope: dict[str, Any]) -> dict[str, Any] | None:
        self.beats = getattr(self, "beats", 0) + (envelope["type"] == "tele")
        return None if envelope["type"] == "tele" and self.beats % 2 else envelope


class Letting(Fence):  # type: ignore[misc]
    """Lets through what it should not."""

    def __init__(self, any_epoch: bool) -> None:
        super().__init__()
        self._any_epoch = any_epoch

    def lets(self, kind: str, epoch: int, seq: int, ordered: bool) -> bool:
        return self._any_epoch or bool(super().lets(kind, epoch, seq, False))


class BelievesAnyEpoch(FakeDevice):
    def make_session(self, session: Any) -> Any:
        self.post._own = Letting(any_epoch=True)
        return session


class BelievesOlderStates(FakeDevice):
    def make_session(self, session: Any) -> Any:
        self.post._own = Letting(any_epoch=False)
        return session


class BelievesAnybody(FakeDevice):
    def receiving(self, topic: str, raw: bytes) -> bytes:
        try:
            return bytes(encode(topic, self.secrets.key, decode(topic, raw, FORGED)))
        except WireError:
            return raw


class ForgetsTheTopicInTheMac(FakeDevice):
    def receiving(self, topic: str, raw: bytes) -> bytes:
        if topic.endswith("cmd"):
            return bytes(mac(self.secrets.key, topic, raw[MAC_HEX:])) + raw[MAC_HEX:]
        return raw


class ObeysForAnyBoot(FakeDevice):
    def receiving(self, topic: str, raw: bytes) -> bytes:
        try:
            envelope = decode(topic, raw, self.secrets.key)
        except WireError:
            return raw
        if envelope["type"] == "cmd":
            envelope["body"]["boot"] = self.boot
        return bytes(encode(topic, self.secrets.key, envelope))


class ForgetsWhatItDid(FakeDevice):
    def receiving(self, topic: str, raw: bytes) -> bytes:
        self.session._answers = []
        return raw


class AnswersOnlyOnce(Altering):
    def alter(self, envelope: dict[str, Any]) -> dict[str, Any] | None:
        answered = self.__dict__.setdefault("answered", set())
        if envelope["type"] == "done" and envelope["body"]["id"] in answered:
            return None
        answered.add(envelope["body"].get("id"))
        return envelope


class NeverRepeats(Altering):
    def alter(self, envelope: dict[str, Any]) -> dict[str, Any] | None:
        said = self.__dict__.setdefault("said", set())
        name = (envelope["type"], envelope["boot"], envelope["seq"])
        again = name in said and envelope["type"] in ("press", "rating", "issue")
        said.add(name)
        return None if again else envelope


class RepeatsUnderNewNames(Altering):
    def alter(self, envelope: dict[str, Any]) -> dict[str, Any]:
        if envelope["type"] in ("press", "rating", "issue"):
            self.number = getattr(self, "number", 0) + 1
            envelope["seq"] = self.number
        return envelope


class IsAlwaysYoung(Altering):
    def alter(self, envelope: dict[str, Any]) -> dict[str, Any]:
        return envelope | {"age_ms": 0}


class CountsByTwo(Altering):
    def alter(self, envelope: dict[str, Any]) -> dict[str, Any]:
        if envelope["type"] in ("press", "rating", "issue"):
            envelope["seq"] *= 2
        if envelope["type"] == "birth":
            envelope["body"]["last_seq"] *= 2
        return envelope

    def receiving(self, topic: str, raw: bytes) -> bytes:
        if topic.endswith("ack"):
            envelope = decode(topic, raw, self.secrets.key)
            envelope["body"]["seq"] //= 2
            return bytes(encode(topic, self.secrets.key, envelope))
        return raw


class SeesNothing(Altering):
    def alter(self, envelope: dict[str, Any]) -> dict[str, Any]:
        if envelope["type"] == "press":
            envelope["body"]["seen"] = None
        return envelope


class Repeating(FakeDevice):
    """Its outbox is another."""

    def make_session(self, session: Any) -> Any:
        self.bend(session.outbox)
        return session

    def bend(self, outbox: Any) -> None:
        raise NotImplementedError


class RepeatsEveryFiveSeconds(Repeating):
    def bend(self, outbox: Any) -> None:
        right = outbox.due

        def due(now_ms: int, jitter: int) -> Any:
            sendings = right(now_ms, jitter)
            for sent in sendings:
                sent.due_ms = now_ms + 5_000
            return sendings

        outbox.due = due


class HearsNoAnswer(Repeating):
    def bend(self, outbox: Any) -> None:
        outbox.ack = lambda boot, seq: None


class NeverGivesUp(Repeating):
    def bend(self, outbox: Any) -> None:
        outbox.expired = lambda now_ms: []


class TakesItsTimeAfterAReconnect(Repeating):
    def bend(self, outbox: Any) -> None:
        def hasten(now_ms: int) -> None:
            for sent in outbox.waiting:
                sent.due_ms = now_ms + 8_000

        outbox.hasten = hasten


class ForgetsRatings(FakeDevice):
    def keep(self, value: Any) -> None:
        self.flash = None


class PrintsTwice(FakeDevice):
    def print(self, job: int, ticket: str) -> None:
        super().print(job, ticket)
        super().print(job, ticket)


class PrintsWhatItGaveUp(FakeDevice):
    def make_session(self, session: Any) -> Any:
        session.role.expired = lambda sent, now_ms: session.role._result("red", "no", now_ms)
        return session
