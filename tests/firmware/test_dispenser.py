"""The dispenser, pure, on CPython and on MicroPython."""

from dispenser import IDLE_MS, RESULT_MS, Dispenser
from tests.firmware.support import Sent, ack, lamp, sends, shown

PRIORITIES = [{"code": "walk_in", "names": {"en": "Everyone"}}, {"code": "elderly", "names": {"en": "Over 60"}}]
WAITS = [{"ahead": 4, "p50_s": 300, "p80_s": 541}]
GIVEN = {"ticket": "t-1", "number": "A017", "ahead": 4, "p50_s": 300, "p80_s": 541, "paper": True}


def item(code, documents=1):
    """An item of the menu."""
    return {
        "code": code,
        "names": {"en": "Item " + code, "zh": "事项" + code},
        "line": "l",
        "documents": documents,
        "pool": 0,
    }


def desired(**changes):
    """An open dispenser's wanted state."""
    body = {
        "open": True,
        "text": {"en": "Closed for lunch"},
        "languages": ["en", "zh"],
        "priorities": PRIORITIES,
        "waits": WAITS,
        "menu": 1,
        "pages": 1,
        "lease": None,
        "pack": None,
    }
    body.update(changes)
    return body


def dispenser(**changes):
    """A dispenser with three items."""
    role = Dispenser("en")
    role.start(None, 0)
    role.message("dispenser", desired(**changes), 0)
    role.message("menu", {"menu": 1, "page": 0, "items": [item("a"), item("b", 2), item("c")]}, 0)
    return role


def press(role, *buttons):
    """The effects of the last of these buttons."""
    effects = []
    for button in buttons:
        effects = role.button(button, 0)
    return effects


def asking(role=None):
    """A dispenser that has asked for a ticket as action 1."""
    role = role or dispenser()
    press(role, "ok", "ok")
    role.accepted(Sent(1, "issue", {}), 0)
    return role


def command(id=9, seq=1):
    """A print command."""
    return {"id": id, "boot": 1, "do": "print", "ticket": "t-1", "seq": seq, "data": "eA=="}


def test_one_item_is_chosen_seen_and_asked_for():
    role = dispenser()
    effects = press(role, "down", "ok")
    assert shown(effects) == "Item b|2 documents needed|4 ahead of you About 5-10 minutes|Press OK for a ticket"
    assert sends(press(role, "ok")) == [("issue", {"items": ["b"], "priority": "walk_in", "language": "en"})]


def test_several_items_are_one_ticket():
    role = dispenser()
    press(role, "add", "down", "down", "add", "ok")
    assert sends(press(role, "ok"))[0][1]["items"] == ["a", "c"]


def test_an_item_added_twice_is_taken_off():
    role = dispenser()
    press(role, "add", "down", "add", "up", "add", "ok")
    assert sends(press(role, "ok"))[0][1]["items"] == ["b"]


def test_a_priority_is_named_before_it_is_asked_for():
    role = dispenser()
    effects = press(role, "ok", "priority")
    assert "Over 60: have your card ready" in shown(effects)
    assert sends(press(role, "ok"))[0][1]["priority"] == "elderly"


def test_priorities_go_around_to_everyone():
    role = dispenser()
    press(role, "ok", "priority", "priority")
    assert sends(press(role, "ok"))[0][1]["priority"] == "walk_in"


def test_the_language_goes_with_the_ticket_and_back_home_afterwards():
    role = dispenser()
    assert "事项a" in shown(press(role, "language"))
    press(role, "ok")
    assert sends(press(role, "ok"))[0][1]["language"] == "zh"
    role.accepted(Sent(1, "issue", {}), 0)
    role.acked(Sent(1, "issue", {}), ack(1, given=GIVEN), 0)
    assert "Item a" in shown(role.tick(RESULT_MS))


def test_while_it_asks_every_button_is_dead():
    role = asking()
    for button in ("ok", "back", "up", "language"):
        assert role.button(button, 100) == []


def test_a_number_is_shown_only_when_the_hub_has_given_it():
    role = dispenser()
    press(role, "ok")
    assert lamp(press(role, "ok"), "ok") == "amber"
    role.accepted(Sent(1, "issue", {}), 0)
    effects = role.acked(Sent(1, "issue", {}), ack(1, given=GIVEN), 100)
    assert "A017" in shown(effects) and "take your ticket" in shown(effects) and lamp(effects, "ok") == "green"


def test_a_refusal_is_shown_in_its_words():
    effects = asking().acked(Sent(1, "issue", {}), ack(1, False, "day_closed", "The day is over"), 100)
    assert "The day is over" in shown(effects) and lamp(effects, "ok") == "red"


def test_without_an_answer_it_says_that_there_is_no_ticket():
    effects = asking().expired(Sent(1, "issue", {}), 15_001)
    assert "No ticket was issued" in shown(effects) and lamp(effects, "ok") == "red"


def test_what_was_given_up_is_never_printed():
    role = asking()
    role.expired(Sent(1, "issue", {}), 15_001)
    assert role.message("cmd", command(seq=1), 16_000) == [("done", 9, False, "given_up")]


def test_what_was_given_up_and_has_no_paper_is_handed_back():
    role = asking()
    role.expired(Sent(1, "issue", {}), 15_001)
    given = dict(GIVEN)
    given["paper"] = False
    outcome = {"job": 0, "ticket": "t-1", "status": "failed", "reason": "given_up"}
    assert sends(role.late(ack(1, given=given), 16_000)) == [("printed", outcome)]


def test_an_answer_repeated_to_a_ticket_that_was_shown_hands_nothing_back():
    role = asking()
    role.acked(Sent(1, "issue", {}), ack(1, given=GIVEN), 0)
    assert role.late(ack(1, given=GIVEN), 10) == []


def test_a_print_is_accepted_and_handed_to_the_printer():
    role = dispenser()
    assert role.message("cmd", command(), 0) == [("done", 9, True, ""), ("print", 9, "t-1", "eA==")]


def test_paper_that_comes_before_its_answer_is_the_answer():
    role = asking()
    body = {"id": 7, "do": "print", "ticket": "20260302-A017", "seq": 1, "data": "UA=="}
    effects = role.message("cmd", body, 100)
    assert ("print", 7, "20260302-A017", "UA==") in effects
    assert "A017" in shown(effects)
    role.tick(60_000)
    assert role.stage == "choose"
    assert role.expired(Sent(1, "issue", {}), 60_000) == []
    press(role, "ok", "ok")
    role.accepted(Sent(2, "issue", {}), 0)
    assert role.acked(Sent(1, "issue", {}), ack(1, given=GIVEN), 0) == []
    assert role.stage == "asking"


def test_the_key_of_the_next_citizen_counts_while_a_number_is_still_shown():
    role = asking()
    role.acked(Sent(1, "issue", {}), ack(1, given=GIVEN), 0)
    assert "Item b" in shown(press(role, "i2"))
    assert role.stage == "confirm"
    role = asking()
    role.acked(Sent(1, "issue", {}), ack(1, given=GIVEN), 0)
    press(role, "ok")
    assert role.stage == "choose"


def test_the_lamp_tells_the_staff_when_the_hub_is_away_though_the_broker_is_there():
    role = dispenser()
    assert lamp(role.tick(0), "link") == "red"
    role.linked(True, 10)
    role.heard(10)
    assert lamp(role.tick(20), "link") == "off"
    assert lamp(role.tick(30), "link") is None
    role.message("hub", {"online": False}, 40)
    assert lamp(role.tick(50), "link") == "red"


def test_what_became_of_the_paper_is_reported():
    for status, reason in (("printed", ""), ("failed", "paper_out"), ("doubtful", "no_answer")):
        effects = dispenser().printed(9, "t-1", status, reason, 0)
        assert sends(effects) == [("printed", {"job": 9, "ticket": "t-1", "status": status, "reason": reason})]
        assert lamp(effects, "paper") == ("red" if reason else "off")


def test_a_printer_fault_is_shown_until_a_ticket_prints():
    role = dispenser()
    effects = role.printed(9, "t-1", "failed", "paper_out", 0)
    assert "Printer fault" in shown(effects) and ("state", "alert", "paper_out") in effects
    effects = role.printed(10, "t-1", "printed", "", 0)
    assert "Printer fault" not in shown(effects) and ("state", "ready", "") in effects


def test_a_closed_dispenser_says_so_and_asks_for_nothing():
    role = dispenser(open=False)
    assert shown(role.message("dispenser", desired(open=False), 0)) == "Closed for lunch"
    assert press(role, "ok", "ok") == []


def test_half_a_menu_is_not_shown():
    role = Dispenser("en")
    role.message("dispenser", desired(pages=2), 0)
    assert "Item" not in shown(role.message("menu", {"menu": 1, "page": 1, "items": [item("b")]}, 0))
    effects = role.message("menu", {"menu": 1, "page": 0, "items": [item("a")]}, 0)
    assert shown(effects).endswith("> Item a|  Item b")


def test_a_page_of_another_menu_does_not_mix_in():
    role = Dispenser("en")
    role.message("dispenser", desired(pages=2, menu=2), 0)
    role.message("menu", {"menu": 1, "page": 0, "items": [item("old")]}, 0)
    role.message("menu", {"menu": 2, "page": 1, "items": [item("b")]}, 0)
    assert "Item" not in shown(role.start(None, 0))
    assert "old" not in shown(role.message("menu", {"menu": 2, "page": 0, "items": [item("a")]}, 0))


def test_new_waits_do_not_move_the_cursor():
    role = dispenser()
    press(role, "down")
    role.message("dispenser", desired(waits=[{"ahead": 9, "p50_s": None, "p80_s": None}]), 0)
    assert "Item b" in shown(press(role, "ok")) and "9 ahead" in shown(role.start(None, 0))


def test_an_empty_menu_asks_for_nothing():
    role = Dispenser("en")
    role.message("dispenser", desired(), 0)
    role.message("menu", {"menu": 1, "page": 0, "items": []}, 0)
    assert sends(press(role, "add", "ok") + press(role, "ok")) == []


def test_somebody_who_walks_away_leaves_nothing_behind():
    role = dispenser()
    press(role, "language", "add", "ok", "priority")
    assert "> Item a" in shown(role.tick(IDLE_MS))
    assert role.menu.chosen == [] and role.menu.priority == 0


def test_a_long_menu_scrolls_with_the_cursor():
    role = Dispenser("en")
    role.message("dispenser", desired(), 0)
    role.message("menu", {"menu": 1, "page": 0, "items": [item(str(n)) for n in range(20)]}, 0)
    assert shown(press(role, "up")).endswith("> Item 19")
    assert shown(press(role, "down")).startswith("Please choose a service|> Item 0")
