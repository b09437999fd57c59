"""A right hub keeps every rule; each wrong one is told by the rule that it breaks."""

import asyncio

import pytest

from tests.conformance import wrong_hubs as w
from tests.conformance.bench import broken, not_kept, secrets_of
from tests.conformance.fake_broker import FakeBroker, FakeLine
from tests.conformance.fake_hub import FakeHub
from tests.conformance.fast_loop import run_fast
from tools.conformance.findings import Finding
from tools.conformance.hub_trial import HubTrial
from tools.conformance.rules import HUB_RULES, ROLES

WRONG = {
    w.LeavesNoWill: "will",
    w.NeverANewEpoch: "new_epoch",
    w.StatesAreNotRetained: "states",
    w.SignsStatesWithTheHallKey: "states",
    w.CountsBackwards: "order",
    w.BeatsTooSeldom: "beat",
    w.IgnoresHeartbeats: "heartbeat",
    w.SignsAnewForAHeartbeat: "heartbeat",
    w.SaysNothingOfMissingFiles: "chunk",
    w.ForgetsTheOffset: "chunk",
    w.AcksAnotherNumber: "ack",
    w.AnswersOtherwiseTheSecondTime: "again",
    w.ForgetsActionsWhenItStarts: "again",
    w.BelievesAnybody: "forged",
    w.AnswersThePast: "old_boot",
    w.AnswersEveryRole: "role",
    w.CallsForStalePresses: "stale",
    w.TakesEverything: "rate",
    w.TakesNothingOfABurst: "rate",
}


class OpenBroker(FakeBroker):
    """Lets a device hear everything."""


class Broker(FakeBroker):
    """Lets each device hear itself and the hall alone, as the table of rights has it."""

    def give(self, line: FakeLine, topic: str, raw: bytes, kept: bool, qos: int) -> None:
        own = f"/d/{line.client_id.removesuffix('-id')}/"
        if line.client_id.startswith("hub") or "/d/" not in topic or own in topic:
            super().give(line, topic, raw, kept, qos)


async def tried(make: type[FakeHub], role: str, broker: FakeBroker, can_restart: bool = True) -> list[Finding]:
    known = secrets_of(role)
    hub = make(broker, known)
    await hub.start()
    book = await HubTrial(broker, known, 10, hub.restart if can_restart else nobody).run()
    hub.stop()
    return book.findings()


async def nobody() -> bool:
    await asyncio.sleep(0)
    return False


@pytest.mark.parametrize("role", ROLES)
def test_a_right_hub_keeps_every_rule(role: str) -> None:
    assert not_kept(run_fast(tried(FakeHub, role, Broker()))) == {}


@pytest.mark.parametrize(("wrong", "rule"), WRONG.items(), ids=lambda each: getattr(each, "__name__", each))
def test_a_wrong_hub_is_told_by_its_rule(wrong: type[FakeHub], rule: str) -> None:
    assert rule in broken(run_fast(tried(wrong, "keypad", Broker())))


def test_a_menu_without_a_page_is_told() -> None:
    assert set(broken(run_fast(tried(w.ForgetsAPage, "dispenser", Broker())))) == {"menu"}


def test_a_broker_that_lets_everybody_hear_everything_is_told() -> None:
    assert set(broken(run_fast(tried(FakeHub, "keypad", OpenBroker())))) == {"own_topics"}


def test_what_nobody_restarted_is_not_said_to_be_kept() -> None:
    findings = run_fast(tried(FakeHub, "keypad", Broker(), can_restart=False))
    assert set(not_kept(findings)) == {"will", "new_epoch"}
    assert broken(findings) == {}


def test_every_rule_has_a_hub_that_breaks_it() -> None:
    assert {rule.name for rule in HUB_RULES} == {*WRONG.values(), "menu", "own_topics"}
