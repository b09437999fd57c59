"""The keypad, pure, on CPython and on MicroPython."""

from keypad import KEYS, Keypad
from tests.firmware.support import Sent, ack, lamp, sends, shown


def desired(**changes):
    """The state of a counter."""
    body = {"counter": 3, "state": "free", "crev": 7, "number": "", "waiting": 4, "clerk": "c1", "held": [],
            "pause_after": False, "text": ""}  # fmt: skip
    body.update(changes)
    return body


def keypad(**changes):
    """A keypad that knows its counter's state."""
    role = Keypad("en")
    role.start(None, 0)
    role.linked(True, 0)
    role.message("keypad", desired(**changes), 0)
    return role


def test_a_press_is_amber_until_it_is_answered():
    role = keypad()
    effects = role.button("next", 0)
    assert lamp(effects, "next") == "amber"
    assert role.tick(9_000) == []


def test_a_press_says_which_state_the_clerk_saw():
    assert sends(keypad(crev=12).button("next", 0)) == [("press", {"key": "next", "arg": "", "seen": 12})]


def test_an_accepted_press_is_green_and_then_dark():
    role = keypad()
    role.button("next", 0)
    assert lamp(role.acked(Sent(1, "press", {"key": "next"}), ack(1), 100), "next") == "green"
    assert lamp(role.tick(2_100), "next") == "off"


def test_a_refused_press_is_red_with_the_reason():
    role = keypad()
    role.button("next", 0)
    effects = role.acked(Sent(1, "press", {"key": "next"}), ack(1, False, "nobody_waits", "Nobody is waiting"), 100)
    assert lamp(effects, "next") == "red"
    assert "Nobody is waiting" in shown(effects)


def test_a_second_next_right_after_a_call_passes_over_nobody():
    role = keypad()
    role.button("next", 0)
    role.acked(Sent(1, "press", {"key": "next"}), ack(1), 100)
    role.message("keypad", desired(state="calling", number="A017"), 120)
    assert role.button("next", 250) == []
    assert len(sends(role.button("next", 1_150))) == 1


def test_after_a_miss_the_next_one_may_be_called_at_once():
    role = keypad()
    role.button("next", 0)
    role.acked(Sent(1, "press", {"key": "next"}), ack(1), 100)
    role.message("keypad", desired(state="free"), 120)
    assert len(sends(role.button("next", 250))) == 1


def test_a_press_without_an_answer_is_red_and_may_be_made_again():
    role = keypad()
    role.button("next", 0)
    effects = role.expired(Sent(1, "press", {"key": "next"}), 10_001)
    assert lamp(effects, "next") == "red" and "No answer" in shown(effects)
    assert len(sends(role.button("next", 11_000))) == 1


def test_a_second_press_waits_for_the_answer_to_the_first():
    role = keypad(state="serving", number="A001")
    role.button("next", 0)
    assert sends(role.button("next", 100)) == []
    assert sends(role.button("finish", 100)) == []


def test_help_can_always_be_called():
    role = keypad()
    role.button("next", 0)
    assert sends(role.button("help", 100))[0][1]["key"] == "help"


def test_the_answer_to_help_does_not_free_the_press_before_it():
    role = keypad()
    role.button("next", 0)
    role.button("help", 10)
    role.acked(Sent(2, "press", {"key": "help"}), ack(2), 100)
    assert sends(role.button("next", 200)) == []


def test_a_key_that_means_nothing_now_is_red_and_sends_nothing():
    for state in KEYS:
        for key in ("next", "open", "resume", "finish", "close"):
            effects = keypad(state=state).button(key, 0)
            assert bool(sends(effects)) == (key in KEYS[state]), (state, key)
            assert lamp(effects, key) == ("amber" if key in KEYS[state] else "red")


def test_digits_before_transfer_are_the_counter():
    role = keypad(state="serving", number="A001")
    for digit in "12":
        role.button(digit, 0)
    assert sends(role.button("transfer", 0))[0][1] == {"key": "transfer", "arg": "12", "seen": 7}


def test_digits_are_used_once_and_can_be_cleared():
    role = keypad(state="serving", number="A001")
    role.button("4", 0)
    role.button("clear", 0)
    assert sends(role.button("transfer", 0))[0][1]["arg"] == ""


def test_a_pin_is_never_shown():
    role = keypad(state="closed")
    effects = role.button("4", 0) + role.button("2", 0)
    assert "4" not in shown(effects).replace("4 waiting", "") and "**" in shown(effects)
    assert sends(role.button("open", 0))[0][1]["arg"] == "42"


def test_the_screen_tells_number_waiting_and_a_broken_link():
    role = keypad(state="serving", number="A017", waiting=9)
    assert shown(role.linked(True, 0)).startswith("A017|9 waiting")
    assert "No network" in shown(role.linked(False, 0))


def test_a_press_that_finds_no_room_is_red():
    role = keypad()
    role.button("next", 0)
    assert lamp(role.accepted(None, 0), "help") == "red"
    assert len(sends(role.button("next", 10))) == 1


def beeps(effects):
    """The beeps of effects."""
    return [effect[1] for effect in effects if effect[0] == "beep"]


def test_a_card_opens_the_counter_and_is_never_shown():
    role = keypad(state="closed")
    effects = role.button("card:12883931", 0)
    assert sends(effects) == [("press", {"key": "open", "arg": "card:12883931", "seen": 7})]
    assert lamp(effects, "open") == "amber" and "1288" not in shown(effects)


def test_a_card_that_stays_on_the_reader_is_one_card():
    role = keypad(state="closed")
    role.button("card:7", 0)
    assert role.button("card:7", 500) == []


def test_a_card_at_an_open_counter_does_nothing_but_say_so():
    effects = keypad(state="free").button("card:7", 0)
    assert sends(effects) == [] and lamp(effects, "open") == "red"


def test_digits_typed_before_a_card_are_forgotten():
    role = keypad(state="closed")
    role.button("4", 0)
    role.button("card:7", 0)
    role.acked(Sent(1, "press", {"key": "open"}), ack(1, False, "card_unknown", "Unknown"), 10)
    assert sends(role.button("open", 20))[0][1]["arg"] == ""


def test_an_answer_can_be_heard():
    role = keypad()
    assert beeps(role.button("next", 0)) == []
    assert beeps(role.acked(Sent(1, "press", {"key": "next"}), ack(1), 100)) == ["ok"]
    role = keypad()
    role.button("next", 0)
    assert beeps(role.acked(Sent(1, "press", {"key": "next"}), ack(1, False, "nobody_waits", "No"), 100)) == ["refused"]
    assert beeps(role.button("finish", 200)) == ["refused"]


def test_every_key_is_amber_then_green_or_red_with_the_reason():
    for state in KEYS:
        for key in KEYS[state]:
            role = keypad(state=state, number="A001" if state in ("calling", "serving") else "")
            assert lamp(role.button(key, 0), key) == "amber", (state, key)
            assert lamp(role.acked(Sent(1, "press", {"key": key}), ack(1), 50), key) == "green"
            role.button(key, 2_000)
            effects = role.acked(Sent(2, "press", {"key": key}), ack(2, False, "x", "Not like this"), 2_050)
            assert lamp(effects, key) == "red" and "Not like this" in shown(effects), (state, key)


def test_the_last_line_is_the_state_and_whose_counter_it_is():
    assert shown(keypad(state="serving", number="A017").linked(True, 0)).endswith("|Serving c1")
    assert shown(keypad(state="paused").linked(True, 0)).endswith("|c1")
