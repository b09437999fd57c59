"""Who has fallen silent: told once, to the millisecond, as a glance at every hall would find it."""

import hypothesis.strategies as st
from hypothesis import given

from hub.centre.web.silence import Silence

HALLS = st.sampled_from(["city", "town", "village"])
STEPS = st.lists(st.tuples(HALLS, st.integers(0, 3000), st.booleans()), max_size=40)


@given(steps=STEPS)
def test_it_tells_whom_a_glance_at_every_hall_would_find(steps: list[tuple[str, int, bool]]) -> None:
    silence, heard_ms, edge_ms = Silence(), dict[str, int](), 0
    for hall, after_ms, looks in steps:
        if looks:
            edge_ms += after_ms
            expected = {each for each, at_ms in heard_ms.items() if at_ms < edge_ms}
            assert silence.fallen(edge_ms) == expected
            assert silence.fallen(edge_ms) == set()
            heard_ms = {each: at_ms for each, at_ms in heard_ms.items() if each not in expected}
        else:
            heard_ms[hall] = edge_ms + after_ms
            silence.heard(hall, heard_ms[hall])


def test_a_hall_that_is_known_to_be_silent_is_told_no_more() -> None:
    silence = Silence()
    silence.heard("city", 1000)
    silence.forget("city")
    silence.forget("city")
    assert silence.fallen(9000) == set()
