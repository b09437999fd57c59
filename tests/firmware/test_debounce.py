"""The debouncer, on CPython and on MicroPython."""

from debounce import QUIET_MS, Debounce


def presses(*edges):
    """Which of the (down, time) readings count as presses."""
    debounce = Debounce()
    return [debounce.edge(down, now_ms) for down, now_ms in edges]


def test_a_press_acts_at_its_first_edge():
    assert presses((True, 0)) == [True]


def test_a_bouncing_contact_is_one_press():
    assert presses((True, 0), (False, 2), (True, 4), (False, 6), (True, 9)) == [True, False, False, False, False]


def test_a_held_button_is_one_press():
    assert presses((True, 0), (True, 500), (True, 900)) == [True, False, False]


def test_a_press_after_a_release_counts_again():
    assert presses((True, 0), (False, QUIET_MS), (True, 2 * QUIET_MS)) == [True, False, True]


def test_a_bouncing_release_is_no_press():
    assert presses((True, 0), (False, 200), (True, 210), (False, 220)) == [True, False, False, False]
