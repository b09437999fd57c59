"""The counter display, pure, on CPython and on MicroPython."""

from counter_display import BLINK_MS, CounterDisplay
from tests.firmware.support import lamp, shown
from wire.timing import SILENT_MS


def desired(**changes):
    """What is to be shown."""
    body = {
        "counter": 3,
        "state": "calling",
        "number": "A017",
        "calls": 1,
        "arrow": "left",
        "text": {},
        "next": ["A018", "A019"],
    }
    body.update(changes)
    return body


def display(**changes):
    """A display that has just heard of its counter."""
    role = CounterDisplay("en")
    role.start(None, 0)
    role.heard(0)
    role.message("counter_display", desired(**changes), 0)
    return role


def screens(role, start_ms, end_ms):
    """Everything shown between two times, in order."""
    effects = [effect for now_ms in range(start_ms, end_ms, 250) for effect in role.tick(now_ms)]
    return ["|".join(effect[1]) for effect in effects if effect[0] == "show"]


def test_a_call_blinks_and_then_stays():
    role = display()
    seen = screens(role, 250, BLINK_MS + 1_000)
    assert len(seen) >= 10
    assert all(seen[n].startswith("|") != seen[n - 1].startswith("|") for n in range(1, len(seen)))
    assert seen[-1] == "← A017|Counter 3|A018 A019"


def test_a_repeated_call_blinks_again():
    role = display()
    screens(role, 250, 10_000)
    assert lamp(role.message("counter_display", desired(calls=2), 10_000), "call") == "green"


def test_the_same_state_again_does_not_blink_again():
    role = display()
    screens(role, 250, 10_000)
    assert role.message("counter_display", desired(), 10_000) == []


def test_a_ticket_that_is_being_served_does_not_blink():
    role = display()
    screens(role, 250, 10_000)
    effects = role.message("counter_display", desired(state="serving"), 10_000)
    assert lamp(effects, "call") in (None, "off")


def test_silence_of_the_hub_is_marked_and_its_word_clears_it():
    role = display()
    screens(role, 250, SILENT_MS)
    assert lamp(role.tick(SILENT_MS), "stale") is None
    effects = role.tick(SILENT_MS + 1)
    assert lamp(effects, "stale") == "amber" and "out of date" in shown(effects)
    role.heard(SILENT_MS + 500)
    assert lamp(role.tick(SILENT_MS + 501), "stale") == "off"


def test_the_last_will_of_the_hub_is_marked_at_once():
    effects = display().message("hub", {"online": False, "version": "1"}, 10)
    assert lamp(effects, "stale") == "amber"


def test_a_state_that_the_broker_kept_proves_no_hub():
    role = CounterDisplay("en")
    assert lamp(role.start(None, 0), "stale") == "amber"
    effects = role.message("counter_display", desired(), 10)
    assert "A017" in shown(effects + role.tick(500)) and "out of date" in shown(effects)


def test_a_counter_without_a_ticket_tells_its_state():
    role = display()
    effects = role.message("counter_display", desired(number="", state="paused", text={"en": "Back soon"}), 10_000)
    assert shown(effects) == "Paused|Counter 3|Back soon"


IDLE = {"state": "free", "number": "", "calls": 0, "arrow": "", "next": []}
BEAT = {"online": True, "version": "1", "now_ms": 1_772_415_660_000, "zone_s": 28_800}  # 2026-03-02 01:41 UTC


def idle(retained=False, beat=BEAT, **changes):
    """(role, effects): a display of a free counter that has heard a beat at 10 s."""
    role = display(**(IDLE | changes))
    if not retained:
        role.heard(10_000)
    return role, role.message("hub", beat, 10_000) + role.tick(10_000)


def signs(effects):
    """The last sign, or None."""
    found = [effect[1] for effect in effects if effect[0] == "sign"]
    return found[-1] if found else None


def test_an_idle_counter_shows_the_time_of_the_hall():
    role, effects = idle()
    assert shown(effects) == "09:41|Counter 3|Ready"
    assert signs(effects)[7] == "09:41"
    role.heard(69_000)
    assert role.message("hub", BEAT | {"now_ms": BEAT["now_ms"] + 59_000}, 69_000) == []
    assert shown(role.tick(70_000)) == "09:42|Counter 3|Ready"


def test_a_beat_that_the_broker_had_kept_tells_no_time():
    _, effects = idle(retained=True)
    assert ":" not in (shown(effects) or "")


def test_a_hub_that_does_not_know_the_time_tells_none():
    _, effects = idle(beat={"online": True, "version": "1", "now_ms": None, "zone_s": None})
    assert effects == []
    _, effects = idle(beat={"online": True, "version": "1"})
    assert effects == []


def test_the_time_is_shown_only_while_the_beat_is_fresh():
    role, _ = idle()
    effects = role.tick(10_000 + SILENT_MS + 1)
    assert "out of date" in shown(effects) and shown(effects).startswith("Ready")


def test_a_counter_with_a_ticket_or_a_pause_shows_no_time():
    for changes in ({"state": "serving", "number": "A017"}, {"state": "paused"}):
        _, effects = idle(**changes)
        assert ":" not in (shown(effects) or "")


def test_midnight_follows_the_last_minute():
    role, effects = idle(beat=BEAT | {"now_ms": BEAT["now_ms"] + (14 * 60 + 18) * 60_000})
    assert shown(effects).startswith("23:59")
    role.heard(70_000)
    assert shown(role.tick(70_000)).startswith("00:00")


def test_a_sign_says_what_the_lines_say():
    role = CounterDisplay("en")
    assert signs(role.start(None, 0)) == ("", "", "", False, True, False, "--", "", 0)
    role.heard(10)
    effects = role.message("counter_display", desired(), 10)
    assert signs(effects) == ("calling", "A017", "left", True, False, True, "Calling", "", 3)


def test_a_call_can_be_heard_once():
    role = CounterDisplay("en")
    role.heard(0)
    effects = role.message("counter_display", desired(), 0)
    later = [effect for now_ms in range(250, BLINK_MS, 250) for effect in role.tick(now_ms)]
    assert [effect for effect in effects + later if effect[0] == "beep"] == [("beep", "call")]
