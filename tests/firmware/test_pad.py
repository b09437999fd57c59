"""The evaluation pad, pure, on CPython and on MicroPython."""

from pad import KEPT_MAX, REASON_MS, THANKS_MS, Pad
from tests.firmware.support import Sent, ack, lamp, sends, shown

REASONS = [{"code": "slow", "names": {"en": "Slow"}}, {"code": "rude", "names": {"en": "Rude"}}]


def desired(ask="leg-1", window_s=60, reasons=REASONS):
    """A wish to have a leg rated."""
    return {
        "counter": 3,
        "ask": ask,
        "number": "A017",
        "window_s": window_s,
        "reasons": reasons,
        "text": {"en": "Welcome"},
    }


def pad(kept=None, **changes):
    """A pad that has been asked."""
    role = Pad("en")
    role.start(kept, 0)
    role.message("pad", desired(**changes), 0)
    return role


def kept(effects):
    """What the effects store last, or None."""
    stored = [effect[2] for effect in effects if effect[0] == "keep"]
    return stored[-1] if stored else None


def rating(leg="leg-1", score=5, reasons=()):
    """A rating."""
    return {"leg": leg, "score": score, "reasons": list(reasons)}


def test_a_finished_leg_lights_the_prompt():
    effects = Pad("en").message("pad", desired(), 0)
    assert lamp(effects, "prompt") == "green" and "A017" in shown(effects)


def test_a_good_score_is_sent_at_once_with_thanks():
    effects = pad().button("4", 100)
    assert sends(effects) == [("rating", rating(score=4))]
    assert shown(effects) == "Thank you" and lamp(effects, "sent") == "amber"


def test_a_rating_is_kept_before_it_is_sent():
    kinds = [effect[0] for effect in pad().button("5", 100)]
    assert kinds.index("keep") < kinds.index("send")


def test_a_bad_score_asks_for_reasons_first():
    role = pad()
    effects = role.button("1", 0)
    assert sends(effects) == [] and "Slow" in shown(effects) and "Rude" in shown(effects)
    role.button("2", 0)
    assert sends(role.button("ok", 0)) == [("rating", rating(score=1, reasons=["rude"]))]


def test_a_reason_pressed_twice_is_unmarked():
    role = pad()
    for button in ("2", "1", "2", "1"):
        role.button(button, 0)
    assert sends(role.button("ok", 0)) == [("rating", rating(score=2, reasons=["rude"]))]


def test_a_bad_score_counts_without_reasons_after_a_while():
    role = pad()
    role.button("2", 0)
    assert role.tick(REASON_MS - 1) == []
    assert sends(role.tick(REASON_MS)) == [("rating", rating(score=2))]


def test_unrated_stays_unrated():
    role = pad(window_s=20)
    effects = role.tick(20_000)
    assert sends(effects) == [] and lamp(effects, "prompt") == "off" and shown(effects) == "Welcome"
    assert role.button("5", 20_001) == []


def test_a_score_is_given_once():
    role = pad()
    role.button("5", 0)
    assert role.button("1", 10) == []
    assert sends(role.message("pad", desired(), 20)) == [] and role.button("1", 30) == []


def test_buttons_do_nothing_while_nothing_is_asked():
    role = pad(ask=None)
    assert role.button("5", 0) == []


def test_the_next_leg_is_asked_about_even_during_the_thanks():
    role = pad()
    role.button("5", 0)
    assert lamp(role.message("pad", desired(ask="leg-2"), 10), "prompt") == "green"
    assert sends(role.button("4", 20)) == [("rating", rating("leg-2", 4))]


def test_the_thanks_stay_until_their_time():
    role = pad()
    role.button("5", 0)
    assert shown(role.message("pad", desired(ask=None), 10)) is None
    assert shown(role.tick(THANKS_MS)) == "Welcome"


def test_a_chosen_score_is_not_lost_when_the_question_is_taken_back():
    role = pad()
    role.button("1", 0)
    assert sends(role.message("pad", desired(ask=None), 10)) == [("rating", rating(score=1))]


def test_a_question_taken_back_rates_nothing():
    effects = pad().message("pad", desired(ask=None), 10)
    assert sends(effects) == [] and lamp(effects, "prompt") == "off"


def test_a_rating_is_kept_until_the_hub_answers():
    role = pad()
    assert kept(role.button("5", 0)) == [rating()]
    assert kept(role.acked(Sent(1, "rating", rating()), ack(1), 50)) == []


def test_a_rating_that_the_hub_refuses_is_kept_no_longer():
    role = pad()
    role.button("5", 0)
    effects = role.acked(Sent(1, "rating", rating()), ack(1, False, "already_rated"), 50)
    assert kept(effects) == [] and lamp(effects, "sent") == "red"


def test_kept_ratings_are_sent_after_a_power_cut():
    assert sends(Pad("en").start([rating(), rating("leg-2", 1)], 0)) == [
        ("rating", rating()),
        ("rating", rating("leg-2", 1)),
    ]


def test_a_full_store_asks_nobody_rather_than_lose_a_rating():
    role = pad(kept=[rating(f"leg-x{n}") for n in range(KEPT_MAX)])
    assert role.button("5", 0) == []
