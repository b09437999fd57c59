"""Tickets without the hub, pure, on CPython and on MicroPython."""

from dispenser import HELP_MS, Dispenser
from issuer import ALONE_MS
from tests.firmware.support import Sent, ack, lamp, sends, shown
from tests.firmware.test_dispenser import GIVEN, command, desired, dispenser, item, press
from wire.timing import SILENT_MS

LEASE = {"id": "20260105-0", "first": 12988, "prefix": "P", "from": 1, "count": 3}
HALL_MS = 1_767_600_000_000


def alone(**changes):
    """A dispenser with numbers of its own and a hub that is away."""
    role = dispenser(lease=dict(LEASE, **changes))
    role.told_time(HALL_MS, 8 * 3600, 0)
    role.linked(True, 0)
    role.heard(0)
    role.message("hub", {"online": False, "version": "1"}, 0)
    return role


def of(effects, what):
    """Effects of one kind."""
    return [effect for effect in effects if effect[0] == what]


def take(role, now_ms=0):
    """The record of a ticket that somebody takes; the paper comes out."""
    role.button("ok", now_ms)
    ((_, record, number, _),) = of(role.button("ok", now_ms), "issue")
    effects = role.printed(None, record[2], "printed", "", now_ms)
    assert number in shown(effects)
    role.button("ok", now_ms)
    return record


def test_lent_numbers_are_kept_before_one_is_used():
    role = dispenser()
    effects = role.message("dispenser", desired(lease=LEASE), 0)
    assert ("keep", "lease", LEASE) in effects
    assert of(role.message("dispenser", desired(lease=LEASE), 0), "keep") == []
    assert role.lease() == "20260105-0"


def test_while_the_hub_is_away_a_ticket_is_issued_at_once():
    role = alone()
    role.button("ok", 0)
    effects = role.button("ok", 60_000)
    assert sends(effects) == []
    ((_, record, number, time),) = of(effects, "issue")
    assert record == ["n", "20260105-0", 12988, ["a"], "walk_in", "en", HALL_MS + 60_000, None, 60_000, None]
    assert (number, time) == ("P001", "16:01")
    assert ("state", "issuing_offline", "") in effects


def test_the_ticket_exists_when_its_paper_is_out():
    role = alone()
    role.button("ok", 0)
    role.button("ok", 0)
    effects = role.printed(None, 12988, "printed", "", 100)
    assert ("ledger", ["p", "20260105-0", 12988, "printed"]) in effects
    assert "P001" in shown(effects) and lamp(effects, "ok") == "green"


def test_without_paper_there_is_no_ticket_and_its_number_is_not_used_again():
    role = alone()
    role.button("ok", 0)
    role.button("ok", 0)
    effects = role.printed(None, 12988, "failed", "paper_out", 100)
    assert "No ticket was issued" in shown(effects) and lamp(effects, "ok") == "red"
    role.button("ok", 200)
    assert take(role, 300)[2] == 12989


def test_a_hub_that_does_not_answer_is_waited_for_three_seconds():
    role = dispenser(lease=LEASE)
    role.linked(True, 0)
    role.heard(0)
    role.button("ok", 0)
    assert [type for type, _ in sends(role.button("ok", 0))] == ["issue"]
    role.accepted(Sent(7, "issue", {}), 0)
    assert of(role.tick(ALONE_MS - 1), "issue") == []
    effects = role.tick(ALONE_MS)
    assert ("withdraw", 7) in effects
    ((_, record, _, _),) = of(effects, "issue")
    assert record[9] == 7


def test_what_the_hub_issues_too_late_is_turned_down():
    role = dispenser(lease=LEASE)
    role.linked(True, 0)
    role.heard(0)
    press(role, "ok", "ok")
    role.accepted(Sent(7, "issue", {}), 0)
    role.tick(ALONE_MS)
    assert role.message("cmd", command(seq=7), 5_000) == [("done", 9, False, "given_up")]
    given = dict(GIVEN)
    given["paper"] = False
    assert [body["reason"] for _, body in sends(role.late(ack(7, given=given), 5_000))] == ["given_up"]


def test_a_hub_that_is_silent_is_away_and_one_that_speaks_is_there():
    role = dispenser(lease=LEASE)
    role.linked(True, 0)
    role.heard(0)
    assert not role.hub_away(SILENT_MS) and role.hub_away(SILENT_MS + 1)
    role.heard(SILENT_MS + 2)
    assert not role.hub_away(SILENT_MS + 2)
    role.linked(False, SILENT_MS + 3)
    assert role.hub_away(SILENT_MS + 3)


def test_without_numbers_it_says_that_there_is_no_ticket():
    role = dispenser()
    role.linked(True, 0)
    press(role, "ok", "ok")
    role.accepted(Sent(1, "issue", {}), 0)
    assert of(role.tick(ALONE_MS), "issue") == []
    assert "No ticket was issued" in shown(role.expired(Sent(1, "issue", {}), 15_001))


def test_numbers_come_to_an_end():
    role = alone()
    assert [take(role)[2] for _ in range(3)] == [12988, 12989, 12990]
    assert not role.offline.ready()
    role.button("ok", 0)
    assert [type for type, _ in sends(role.button("ok", 0))] == ["issue"]


def test_fresh_numbers_begin_at_their_first_and_old_tickets_keep_theirs():
    role = alone()
    first = take(role)
    fresh = {"id": "20260105-9", "first": 15985, "prefix": "S", "from": 1, "count": 333}
    role.message("dispenser", desired(lease=fresh), 0)
    second = take(role)
    assert (first[1:3], second[1:3]) == (["20260105-0", 12988], ["20260105-9", 15985])


def test_after_a_start_the_next_number_is_one_that_was_never_used():
    role = Dispenser("en")
    role.start({"lease": LEASE, "used": 12989, "pending": 2}, 0)
    role.message("dispenser", desired(lease=LEASE), 0)
    role.message("menu", {"menu": 1, "page": 0, "items": [item("a")]}, 0)
    assert take(role)[2] == 12990
    assert role.untold() == 3


def test_when_the_hub_is_back_it_is_told_one_ticket_after_the_other():
    role = alone()
    records = [take(role, 1_000), take(role, 2_000)]
    for record in records:
        record[7] = 4
    assert of(role.tick(3_000), "first") == []
    role.heard(10_000)
    assert of(role.tick(10_000), "first") == [("first",)]
    effects = role.loaded(records[0], "printed", 4, 10_000)
    ((_, type, body, age_ms),) = of(effects, "send")
    assert (type, body["serial"], body["paper"], age_ms) == ("offline", 12988, "printed", 9_000)
    assert role.tick(20_000) == []
    effects = role.acked(Sent(1, "offline", body), ack(1), 20_000)
    assert effects == [("ledger", ["d", "20260105-0", 12988])]
    assert role.tick(20_500) == [("first",)]
    ((_, _, body, age_ms),) = of(role.loaded(records[1], "", 4, 20_500), "send")
    assert (body["serial"], body["paper"], age_ms) == (12989, "doubtful", 18_500)
    assert ("state", "ready", "") in role.acked(Sent(2, "offline", body), ack(2, False, "number_taken"), 21_000)


def test_a_ticket_that_never_printed_is_not_told():
    role = alone()
    record = take(role)
    role.heard(10_000)
    effects = role.loaded(record, "failed", 4, 10_000)
    assert sends(effects) == [] and ("ledger", ["d", "20260105-0", 12988]) in effects
    assert role.untold() == 0


def test_the_request_that_found_no_answer_is_named():
    role = alone()
    record = take(role)
    record[7], record[9] = 4, 17
    ((_, _, body, _),) = of(role.loaded(record, "printed", 4, 10_000), "send")
    assert body["instead"] == {"boot": 4, "seq": 17}


def test_a_ticket_of_an_earlier_start_has_the_age_of_the_hall_s_clock():
    role = alone()
    record = ["n", "20260105-0", 12988, ["a"], "walk_in", "en", HALL_MS - 600_000, 3, 5, None]
    ((_, _, _, age_ms),) = of(role.loaded(record, "printed", 4, 10_000), "send")
    assert age_ms == 610_000


def test_a_ticket_of_an_earlier_start_waits_for_the_time():
    role = dispenser(lease=LEASE)
    record = ["n", "20260105-0", 12988, ["a"], "walk_in", "en", HALL_MS, 3, 5, None]
    assert sends(role.loaded(record, "printed", 4, 10_000)) == []


def test_a_ticket_that_never_knew_the_time_is_as_old_as_this_start_at_least():
    role = alone()
    record = ["n", "20260105-0", 12988, ["a"], "walk_in", "en", 0, 3, 5, None]
    ((_, _, _, age_ms),) = of(role.loaded(record, "printed", 4, 10_000), "send")
    assert age_ms == 10_000


def test_ages_never_turn_the_order_of_the_numbers_around():
    role = alone()
    young = ["n", "20260105-0", 12988, ["a"], "walk_in", "en", HALL_MS - 1_000, 3, 5, None]
    old = ["n", "20260105-0", 12989, ["a"], "walk_in", "en", HALL_MS - 60_000, 3, 6, None]
    ((_, _, body, first_ms),) = of(role.loaded(young, "printed", 4, 10_000), "send")
    role.acked(Sent(1, "offline", body), ack(1), 10_000)
    ((_, _, _, second_ms),) = of(role.loaded(old, "printed", 4, 12_000), "send")
    assert second_ms == first_ms + 2_000


def test_a_start_without_the_hub_takes_the_menu_from_flash():
    role = Dispenser("zh")
    assert ("look", "m") in role.start({"lease": LEASE, "used": 12987, "pending": 0}, 0)
    known = b'{"open": true, "text": {}, "languages": ["zh"], "priorities": [], "waits": [], "menu": 3, "pages": 1}'
    assert role.looked("m", known, 0) == [("look", "m/0")]
    page = b'{"menu": 3, "page": 0, "items": [{"code": "a", "names": {"zh": "A"}, "documents": 1, "pool": 0}]}'
    assert "> A" in shown(role.looked("m/0", page, 0))
    assert take(role)[3] == ["a"]


def test_an_older_wait_is_not_shown_as_true():
    role = alone()
    role.tick(0)
    assert "About" not in shown(role.button("ok", 0))


def test_documents_are_shown_in_words_before_the_ticket_is_taken():
    role = dispenser()
    assert ("look", "d/a/en") in press(role, "ok")
    assert "ID card|Form 3" in shown(role.looked("d/a/en", b"ID card\nForm 3", 0))
    press(role, "back", "down")
    assert "ID card" not in shown(press(role, "ok"))


def test_a_lit_button_chooses_its_item_at_once():
    role = dispenser()
    assert "Item b" in shown(press(role, "i2"))
    assert sends(press(role, "ok"))[0][1]["items"] == ["b"]
    other = dispenser()
    assert "choose" in shown(press(other, "i9"))


def test_the_keys_that_choose_an_item_are_lit_and_no_others():
    role = Dispenser("en")
    role.message("dispenser", desired(), 0)
    effects = role.message("menu", {"menu": 1, "page": 0, "items": [item(str(n)) for n in range(14)]}, 0)
    assert [effect[1:] for effect in of(effects, "lamp")] == [("i%d" % key, "white") for key in range(1, 13)]
    lamps = [effect for _ in range(12) for effect in of(press(role, "down"), "lamp")]
    assert lamps == [("lamp", "i%d" % key, "off") for key in range(3, 13)]
    assert [effect[1:] for effect in of(press(role, "ok"), "lamp")] == [("i1", "off"), ("i2", "off")]


def test_help_is_spoken_and_pressed_again_calls_the_staff():
    role = dispenser()
    assert role.button("help", 0) == [("speak", 11)]
    effects = role.button("help", HELP_MS - 1)
    assert ("state", "alert", "help") in effects and "called" in shown(effects)
    assert of(role.tick(HELP_MS + 200_000), "state") == [("state", "ready", "")]


def test_help_pressed_twice_with_a_long_pause_calls_nobody():
    role = dispenser()
    role.button("help", 0)
    assert of(role.button("help", HELP_MS), "state") == []
