"""The full hall that a refresh is measured on."""

from hub.core.counter import CounterState
from tools.benches.forecast.refresh import crowd, refresh_ms


def test_all_counters_serve_and_so_many_wait_of_both_classes() -> None:
    hall = crowd(30, 4, 6, seed=1)
    assert len(hall.waiting) == 30
    assert {each.state for each in hall.counters.values()} == {CounterState.CALLING}
    assert {hall.ticket_of(leg).priority for leg in hall.waiting_legs()} == {"walk_in", "priority"}


def test_a_refresh_is_measured_in_processor_time() -> None:
    assert refresh_ms(1, rounds=1, waiting=5, counters=2) > 0
