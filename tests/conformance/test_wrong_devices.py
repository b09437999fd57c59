"""A right device keeps every rule; each wrong one is told by the rule that it breaks."""

import pytest

from tests.conformance import wrong_devices as w
from tests.conformance.bench import broken, not_kept, tried
from tests.conformance.fake_device import FakeDevice
from tests.conformance.fast_loop import run_fast
from tools.conformance.rules import DEVICE_RULES, ROLES

WRONG = {
    w.LeavesNoWill: "will",
    w.WillIsNotRetained: "will",
    w.WillOfAnotherBoot: "will",
    w.BirthIsNotRetained: "delivery",
    w.PressesAreRetained: "delivery",
    w.PressesWithQos0: "delivery",
    w.AlwaysTheSameBoot: "boot",
    w.SignsForNoTopic: "signed",
    w.TalksTooMuch: "size",
    w.IsNeverReady: "ready",
    w.SaysAnotherRole: "birth",
    w.ForgetsItsLastNumber: "birth",
    w.CountsNothing: "counts",
    w.ComesBackAtOnce: "reconnect",
    w.StaysAway: "reconnect",
    w.KeepsItsSession: "clean",
    w.BeatsTooSeldom: "tele",
    w.BelievesAnyEpoch: "epoch",
    w.BelievesOlderStates: "newer",
    w.BelievesAnybody: "forged",
    w.ForgetsTheTopicInTheMac: "forged",
    w.ObeysForAnyBoot: "other_boot",
    w.AnswersOnlyOnce: "command",
    w.NeverRepeats: "repeats",
    w.RepeatsUnderNewNames: "repeats",
    w.RepeatsEveryFiveSeconds: "repeats",
    w.IsAlwaysYoung: "age",
    w.CountsByTwo: "numbers",
    w.SeesNothing: "seen",
    w.HearsNoAnswer: "settled",
    w.NeverGivesUp: "expires",
    w.TakesItsTimeAfterAReconnect: "hastened",
}
WRONG_IN_ITS_ROLE = {
    w.ForgetsRatings: ("pad", "kept"),
    w.PrintsTwice: ("dispenser", "printed"),
    w.ForgetsWhatItDid: ("dispenser", "printed"),
    w.PrintsWhatItGaveUp: ("dispenser", "given_up"),
    w.BelievesOlderStates: ("counter_display", "newer"),
}


@pytest.mark.parametrize("role", ROLES)
def test_a_right_device_keeps_every_rule(role: str) -> None:
    assert not_kept(run_fast(tried(FakeDevice, role))) == {}


@pytest.mark.parametrize(("wrong", "rule"), WRONG.items(), ids=lambda each: getattr(each, "__name__", each))
def test_a_wrong_keypad_is_told_by_its_rule(wrong: type[FakeDevice], rule: str) -> None:
    assert rule in broken(run_fast(tried(wrong, "keypad")))


@pytest.mark.parametrize(
    ("wrong", "role", "rule"), [(each, *of) for each, of in WRONG_IN_ITS_ROLE.items()], ids=lambda each: str(each)[-30:]
)
def test_a_wrong_device_is_told_by_a_rule_of_its_role(wrong: type[FakeDevice], role: str, rule: str) -> None:
    assert rule in broken(run_fast(tried(wrong, role)))


def test_every_rule_has_a_device_that_breaks_it() -> None:
    told = {*WRONG.values(), *(rule for _, rule in WRONG_IN_ITS_ROLE.values())}
    assert {rule.name for rule in DEVICE_RULES} == told
