"""The evaluation pad, pure, on CPython and on MicroPython."""

from pad import COMPLAINT_MS, KEPT_MAX, REASON_MS, THANKS_MS, Pad
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


def lit(effects):
    """Colours of the five keys, in order, as the effects leave them; None where they are not touched."""
    return [lamp(effects, name) for name in ("5", "4", "3", "2", "1")]


def test_the_five_keys_are_lit_all_alike_and_go_out_together():
    role = Pad("en")
    assert lit(role.message("pad", desired(), 0)) == ["white"] * 5
    assert lit(role.button("4", 100)) == ["off"] * 5
    role = pad(window_s=20)
    assert lit(role.tick(20_000)) == ["off"] * 5


def test_for_reasons_only_the_keys_that_mean_one_are_lit_and_all_of_those_alike():
    role = pad()
    assert lit(role.button("1", 0)) == ["off", "off", "off", "white", "white"]
    assert lit(role.button("ok", 100)) == ["off"] * 5


def test_the_question_shows_the_scores_in_the_official_order():
    assert shown(Pad("en").message("pad", desired(), 0)).endswith("|5 4 3 2 1")


def test_a_complaint_is_kept_then_sent_and_thanked_for():
    effects = pad().button("complaint", 0)
    kinds = [effect[0] for effect in effects]
    assert kinds.index("keep") < kinds.index("send")
    assert sends(effects) == [("complaint", {"leg": "leg-1"})] and kept(effects) == [{"leg": "leg-1"}]
    assert "passed on" in shown(effects)


def test_a_complaint_is_about_the_leg_asked_about_or_the_last_one_or_none():
    role = pad()
    role.button("5", 0)
    role.message("pad", desired(ask=None), 10)
    assert sends(role.button("complaint", 5_000)) == [("complaint", {"leg": "leg-1"})]
    role = Pad("en")
    role.start(None, 0)
    assert sends(role.button("complaint", 0)) == [("complaint", {"leg": None})]


def test_a_complaint_leaves_the_question_open():
    role = pad()
    role.button("complaint", 100)
    assert shown(role.tick(100 + THANKS_MS)).endswith("|5 4 3 2 1")
    assert sends(role.button("3", 5_000)) == [("rating", rating(score=3))]


def test_a_complaint_among_reasons_forgets_none_of_them():
    role = pad()
    for button in ("1", "2", "complaint"):
        role.button(button, 0)
    assert "*2 Rude" in shown(role.tick(THANKS_MS))
    assert sends(role.button("ok", 4_000)) == [("rating", rating(score=1, reasons=["rude"]))]


def test_a_complaint_pressed_again_is_the_same_complaint():
    role = pad()
    role.button("complaint", 0)
    again = role.button("complaint", 1_000)
    assert sends(again) == [] and "passed on" in shown(again)
    assert len(sends(role.button("complaint", COMPLAINT_MS))) == 1


def test_a_complaint_and_a_rating_survive_a_power_cut_as_what_they_are():
    role = Pad("en")
    assert sends(role.start([{"leg": "leg-1"}, rating(), {"leg": None}], 0)) == [
        ("complaint", {"leg": "leg-1"}),
        ("rating", rating()),
        ("complaint", {"leg": None}),
    ]


def test_an_answer_to_a_complaint_leaves_the_rating_of_its_leg_kept():
    role = pad()
    role.button("complaint", 0)
    role.button("5", 0)
    assert kept(role.acked(Sent(1, "complaint", {"leg": "leg-1"}), ack(1), 50)) == [rating()]
    assert kept(role.acked(Sent(2, "rating", rating()), ack(2), 50)) == []


def test_a_complaint_that_finds_no_room_sends_people_to_the_staff():
    role = pad(kept=[rating(f"leg-x{n}") for n in range(KEPT_MAX)])
    effects = role.button("complaint", 0)
    assert sends(effects) == [] and "staff" in shown(effects)
