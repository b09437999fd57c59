"""Session and post: what goes over the wire and what is taken from it, on CPython and on MicroPython."""

from dispenser import Dispenser
from pad import Pad
from tests.firmware.support import DEVICE, HALL, HALL_KEY, KEY, Hub, ack, lamp, shown
from wire.envelope import decode
from wire.topics import device_topic

STATE = {
    "counter": 3,
    "state": "free",
    "crev": 7,
    "number": "",
    "waiting": 4,
    "clerk": "c1",
    "held": [],
    "pause_after": False,
    "text": "",
}
HEALTH = {"heap_free": 1, "uptime_s": 1, "rssi": None, "refused": 0}


def health():
    """A heartbeat."""
    return HEALTH


def keypad_hub():
    """A keypad that is linked."""
    hub = Hub()
    hub.session.start(None, 0)
    hub.session.linked(True, 0)
    hub.say("desired", "keypad", STATE, 0)
    return hub


def test_a_press_goes_out_signed_at_once():
    hub = keypad_hub()
    envelope = hub.read(hub.session.button("next", 100))[0]
    assert envelope["body"] == {"key": "next", "arg": "", "seen": 7}
    assert (envelope["boot"], envelope["seq"], envelope["age_ms"]) == (1, 1, 0)


def test_a_press_is_repeated_under_its_name_until_the_hub_answers():
    hub = keypad_hub()
    hub.session.button("next", 0)
    again = hub.read(hub.session.tick(1_000, health), "press")
    assert [(e["seq"], e["age_ms"]) for e in again] == [(1, 1_000)]
    assert lamp(hub.say("ack", "ack", ack(1), 1_100), "next") == "green"
    assert hub.read(hub.session.tick(5_000, health), "press") == []


def test_a_press_made_while_the_link_is_down_waits_with_its_age():
    hub = keypad_hub()
    hub.session.linked(False, 0)
    assert hub.read(hub.session.button("next", 1_000)) == []
    sent = hub.read(hub.session.linked(True, 5_000), "press")
    assert [e["age_ms"] for e in sent] == [4_000]


def test_a_press_older_than_ten_seconds_is_never_sent():
    hub = keypad_hub()
    hub.session.linked(False, 0)
    hub.session.button("next", 1_000)
    assert lamp(hub.session.tick(11_001, health), "next") == "red"
    assert hub.read(hub.session.linked(True, 12_000), "press") == []


def test_an_answer_signed_by_somebody_else_changes_nothing():
    hub = keypad_hub()
    hub.session.button("next", 0)
    assert hub.say("ack", "ack", ack(1), 10, key=HALL_KEY) == []
    assert hub.session.refused == 1
    assert len(hub.session.outbox.waiting) == 1


def test_an_answer_to_another_boot_changes_nothing():
    hub = keypad_hub()
    hub.session.button("next", 0)
    assert lamp(hub.say("ack", "ack", ack(1, boot=2), 10), "next") is None


def test_an_older_state_never_replaces_a_newer_one():
    hub = keypad_hub()
    assert hub.say("desired", "keypad", dict(STATE), 10, seq=1) == []
    hub.epoch = 4
    assert hub.say("desired", "keypad", dict(STATE), 20, seq=99) == []
    hub.epoch = 6
    assert shown(hub.say("desired", "keypad", dict(STATE), 30, seq=1)) is not None


def test_a_hub_of_a_lower_epoch_is_not_believed_in_an_answer_either():
    hub = keypad_hub()
    hub.session.button("next", 0)
    hub.epoch = 4
    assert hub.say("ack", "ack", ack(1), 10) == []


def test_the_hall_key_cannot_raise_the_epoch_of_a_device():
    hub = keypad_hub()
    hub.epoch = 99
    hub.say("hub", "hub", {"online": True, "version": "1"}, 10, key=HALL_KEY)
    hub.epoch = 5
    assert shown(hub.say("desired", "keypad", STATE, 20)) is not None


def test_a_message_for_another_device_is_dropped():
    hub = keypad_hub()
    hub.session.received(device_topic(HALL, "device-2", "desired"), b"0" * 40, False, 0)
    hub.session.received("q1/other/hub", b"0" * 40, False, 0)
    hub.session.received("nonsense", b"", False, 0)
    assert hub.session.refused == 3


def test_a_link_begins_with_listening_then_birth_then_state():
    hub = Hub(boot=4)
    effects = hub.session.linked(True, 0)
    assert effects[0][0] == "subscribe" and device_topic(HALL, DEVICE, "ack") in effects[0][1]
    birth, state = hub.read(effects)
    assert (birth["type"], birth["boot"], birth["body"]["role"]) == ("birth", 4, "keypad")
    assert state["body"] == {"state": "ready", "code": ""}
    assert [effect[4] for effect in effects if effect[0] == "publish"] == [True, True]


def test_the_birth_tells_the_highest_epoch_and_the_last_number():
    hub = keypad_hub()
    hub.session.button("next", 0)
    body = hub.read(hub.session.linked(True, 10), "birth")[0]["body"]
    assert (body["epoch"], body["last_seq"]) == (5, 1)


def test_the_will_is_a_signed_state_of_this_boot():
    hub = Hub(boot=4)
    topic, raw = hub.session._post.will()
    envelope = decode(topic, raw, KEY)
    assert (envelope["boot"], envelope["body"]["state"]) == (4, "lost")


def test_a_heartbeat_goes_every_ten_seconds_while_linked():
    hub = keypad_hub()
    beats = [now_ms for now_ms in range(0, 30_000, 250) if hub.read(hub.session.tick(now_ms, health), "tele")]
    assert beats == [0, 10_000, 20_000]
    hub.session.linked(False, 30_000)
    assert hub.session.tick(40_000, health) == []


def command(do, id=5, boot=1):
    """A command."""
    return {"id": id, "boot": boot, "do": do, "ticket": "t-1", "seq": None, "data": "eA=="}


def test_a_repeated_command_is_answered_again_and_done_once():
    hub = Hub(Dispenser("en"), "dispenser")
    hub.session.linked(True, 0)
    first = hub.say("cmd", "cmd", command("print"), 0)
    again = hub.say("cmd", "cmd", command("print"), 10)
    assert [effect for effect in first if effect[0] == "print"] == [("print", 5, "t-1", "eA==")]
    assert [effect[0] for effect in again] == ["publish"]
    assert hub.read(first)[0]["body"] == hub.read(again)[0]["body"] == {"id": 5, "ok": True, "reason": ""}


def test_a_command_for_an_earlier_boot_is_not_done():
    hub = Hub(Dispenser("en"), "dispenser", boot=2)
    assert hub.say("cmd", "cmd", command("print", boot=1), 0) == []


def test_a_restart_is_answered_before_it_is_done():
    hub = keypad_hub()
    assert [effect[0] for effect in hub.say("cmd", "cmd", command("restart"), 0)] == ["publish", "restart"]


def test_a_kept_rating_goes_out_with_the_first_link():
    hub = Hub(Pad("en"), "pad")
    hub.session.start([{"leg": "l-1", "score": 2, "reasons": []}], 0)
    assert hub.read(hub.session.linked(True, 3_600_000), "rating")[0]["body"]["leg"] == "l-1"


def test_a_fault_of_the_printer_is_the_state_of_the_device():
    hub = Hub(Dispenser("en"), "dispenser")
    hub.session.linked(True, 0)
    effects = hub.session.printed(5, "t-1", "failed", "paper_out", 0)
    assert hub.read(effects, "state")[0]["body"] == {"state": "alert", "code": "paper_out"}
    assert hub.read(hub.session.linked(True, 10), "state")[0]["body"]["code"] == "paper_out"
