"""Hubs that get one thing wrong each."""

from dataclasses import replace
from typing import Any

from tests.conformance.fake_broker import Will
from tests.conformance.fake_hub import FakeHub
from tools.conformance.played_hub import FORGED
from tools.conformance.scenes import state_of
from wire.envelope import decode
from wire.errors import WireError

Envelope = dict[str, Any]


class LeavesNoWill(FakeHub):
    def will(self) -> Will | None:
        return None


class NeverANewEpoch(FakeHub):
    def next_epoch(self) -> int:
        return 5


class StatesAreNotRetained(FakeHub):
    def show(self, type: str, body: Envelope, page: int | None) -> None:
        self.say(type, body, page, retain=False)

    def heartbeat(self) -> None:
        self.show("keypad", self.body, None)

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.body = state_of("keypad", 7)[0].body


class CountsBackwards(FakeHub):
    def signed(self, type: str, body: Envelope, page: int | None = None) -> tuple[str, bytes]:
        if type != "hub":
            return super().signed(type, body, page)
        before, self.back = self.seq, getattr(self, "back", 1_000) - 1
        self.seq = self.back
        try:
            return super().signed(type, body, page)
        finally:
            self.seq = before


class SignsStatesWithTheHallKey(FakeHub):
    def signed(self, type: str, body: Envelope, page: int | None = None) -> tuple[str, bytes]:
        right = self.secrets
        self.secrets = replace(right, key=right.hall_key) if type == "ack" else right
        try:
            return super().signed(type, body, page)
        finally:
            self.secrets = right


class BeatsTooSeldom(FakeHub):
    beat_ms = 9_000


class IgnoresHeartbeats(FakeHub):
    def heartbeat(self) -> None:
        return


class SignsAnewForAHeartbeat(FakeHub):
    def heartbeat(self) -> None:
        told = state_of(self.secrets.role, 7)[-1]
        self.say(told.type, told.body)


class SaysNothingOfMissingFiles(FakeHub):
    def chunk(self, body: Envelope) -> Envelope | None:
        return None


class ForgetsTheOffset(FakeHub):
    def chunk(self, body: Envelope) -> Envelope | None:
        return {"file": body["file"], "offset": 0, "data": ""}


class AcksAnotherNumber(FakeHub):
    def ack(self, envelope: Envelope) -> Envelope | None:
        answer = super().ack(envelope)
        return answer and answer | {"seq": answer["seq"] + 100}


class AnswersOtherwiseTheSecondTime(FakeHub):
    def ack(self, envelope: Envelope) -> Envelope | None:
        answer = super().ack(envelope)
        return answer and answer | {"reason": "later" if envelope["age_ms"] else "first"}


class ForgetsActionsWhenItStarts(FakeHub):
    def next_epoch(self) -> int:
        self.acks.clear()
        return super().next_epoch()

    def ack(self, envelope: Envelope) -> Envelope | None:
        answer = super().ack(envelope)
        if answer:
            answer.setdefault("text", "")
            answer["text"] = answer["text"] or f"start {self.epoch}"
        return answer


class BelievesAnybody(FakeHub):
    def key_of(self, topic: str, raw: bytes) -> bytes:
        try:
            decode(topic, raw, FORGED)
        except WireError:
            return self.secrets.key
        return FORGED


class AnswersThePast(FakeHub):
    def ack(self, envelope: Envelope) -> Envelope | None:
        self.inbox.boot = 0
        return super().ack(envelope)


class AnswersEveryRole(FakeHub):
    def ack(self, envelope: Envelope) -> Envelope | None:
        self.role_says = envelope["type"]
        return super().ack(envelope)


class CallsForStalePresses(FakeHub):
    def takes(self, envelope: Envelope) -> bool:
        return True


class ForgetsAPage(FakeHub):
    def show(self, type: str, body: Envelope, page: int | None) -> None:
        if type != "menu":
            self.say(type, body, page)


class TakesEverything(FakeHub):
    def admits(self) -> bool:
        return True


class TakesNothingOfABurst(FakeHub):
    def admits(self) -> bool:
        taken = self.__dict__.setdefault("taken", [])
        taken.append(1)
        return len(taken) < 14
