"""One press is one press, however the contact bounces."""

from hypothesis import given
from hypothesis import strategies as st

from hub.peripherals.debounce import IGNORE_MS, Debouncer

Edge = tuple[int, bool]


@st.composite
def presses(draw: st.DrawFn) -> tuple[list[int], list[Edge]]:
    """(times of real presses, edges of a contact that bounces under 20 ms at each of them and at each release)."""
    starts, edges, now_ms = [], [], 0
    for _ in range(draw(st.integers(1, 8))):
        now_ms += draw(st.integers(IGNORE_MS + 1, 2000))
        starts.append(now_ms)
        for level in (True, False):
            bounces = sorted(draw(st.lists(st.integers(0, 19), max_size=4, unique=True)))
            edges.append((now_ms, level))
            for bounce in bounces:
                edges += [(now_ms + bounce, not level), (now_ms + bounce, level)]
            now_ms += 20 + draw(st.integers(0, 1500))
    return starts, edges


@given(presses())
def test_every_press_counts_once_and_at_once(pressed: tuple[list[int], list[Edge]]) -> None:
    starts, edges = pressed
    contact = Debouncer()
    assert [at_ms for at_ms, down in edges if contact.edge(down, at_ms)] == starts


def test_a_short_tap_whose_release_bounces_across_the_pause_is_one_press() -> None:
    contact = Debouncer()
    edges = [(0, True), (45, False), (46, True), (47, False), (51, True), (52, False)]
    assert [at for at, down in edges if contact.edge(down, at)] == [0]


def test_a_release_is_no_press() -> None:
    contact = Debouncer()
    assert not contact.edge(False, 1000)
