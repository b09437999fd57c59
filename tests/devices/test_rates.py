"""How much a device may say."""

from hypothesis import given
from hypothesis import strategies as st

from hub.devices.rates import DROP_BURST, PASS_BURST, SHUT_OUT_MS, Rates, Verdict


def verdicts(rates: Rates, device: str, every_ms: int, count: int) -> list[Verdict]:
    return [rates.admit(device, i * every_ms) for i in range(count)]


def test_a_device_that_keeps_to_its_rate_is_never_dropped() -> None:
    assert set(verdicts(Rates(), "keypad-1", 200, 1000)) == {Verdict.PASS}


def test_a_burst_of_twenty_passes_and_the_next_is_dropped() -> None:
    assert verdicts(Rates(), "keypad-1", 0, 21) == [Verdict.PASS] * 20 + [Verdict.DROP]


def test_an_eager_device_loses_messages_but_stays() -> None:
    seen = verdicts(Rates(), "keypad-1", 100, 3000)
    assert Verdict.FLOOD not in seen
    assert 1490 <= seen.count(Verdict.PASS) <= 1530


def test_a_flooder_is_shut_out_once_and_within_a_tenth_of_a_second() -> None:
    rates = Rates()
    seen = [rates.admit("keypad-1", i // 2) for i in range(4000)]
    assert seen.count(Verdict.FLOOD) == 1
    assert seen.index(Verdict.FLOOD) <= 200
    assert set(seen[seen.index(Verdict.FLOOD) + 1 :]) == {Verdict.DROP}
    assert rates.shut_out() == {"keypad-1"}
    assert rates.dropped("keypad-1") == 4000 - seen.count(Verdict.PASS)


def test_one_flooder_costs_the_others_nothing() -> None:
    rates = Rates()
    for i in range(4000):
        rates.admit("keypad-1", i // 2)
    assert verdicts(rates, "keypad-2", 200, 10) == [Verdict.PASS] * 10


def test_who_was_shut_out_is_let_in_after_its_time() -> None:
    rates = Rates()
    for _ in range(int(PASS_BURST + DROP_BURST) + 1):
        rates.admit("keypad-1", 1000)
    assert rates.let_in(999 + SHUT_OUT_MS) == frozenset()
    assert rates.let_in(1000 + SHUT_OUT_MS) == {"keypad-1"}
    assert rates.shut_out() == frozenset()
    assert rates.admit("keypad-1", 1000 + SHUT_OUT_MS) is Verdict.PASS
    assert rates.dropped("keypad-1") == DROP_BURST + 1


@given(st.lists(st.integers(0, 2000), max_size=300))
def test_no_pattern_passes_more_than_the_bucket(gaps_ms: list[int]) -> None:
    rates, now_ms, passed = Rates(), 0, 0
    for gap_ms in gaps_ms:
        now_ms += gap_ms
        passed += rates.admit("keypad-1", now_ms) is Verdict.PASS
    assert passed <= PASS_BURST + 5 * now_ms / 1000
