"""The wire's own rules, on CPython and on MicroPython."""

import json

from tests.firmware.support import DEVICE, HALL, KEY, refused
from wire.clip import clip
from wire.envelope import LIMITS, decode, encode, message
from wire.fields import is_id, named
from wire.mac import mac, same
from wire.menu import pages
from wire.messages import MESSAGES
from wire.timing import expiry_ms
from wire.topics import KINDS, device_topic, hall_topic, parse

PRESS = {"key": "next", "arg": "", "seen": 7}
EV = device_topic(HALL, DEVICE, "ev")


def press(**changes):
    """An envelope of a press with some parts changed."""
    envelope = message("press", DEVICE, 3, 1, PRESS, 250)
    envelope.update(changes)
    return envelope


def signed(envelope, topic=EV, key=KEY):
    """Bytes signed with the right key, whatever they say."""
    payload = envelope if isinstance(envelope, bytes) else json.dumps(envelope).encode()
    return mac(key, topic, payload) + payload


def example(kind):
    """Some value of a kind of field."""
    return {
        "bool": lambda: True,
        "int": lambda: kind[2],
        "text": lambda: "号" * min(kind[1], 20),
        "id": lambda: "zh",
        "one": lambda: kind[1][-1],
        "opt": lambda: example(kind[1]),
        "list": lambda: [example(kind[2])],
        "map": lambda: {name: example(inner) for name, inner in named(kind[1])},
        "texts": lambda: {"zh": "号", "en": "n"},
    }[kind[0]]()


def topic_of(kind):
    """A topic of that kind."""
    if kind in ("hub", "board"):
        return hall_topic(HALL, kind)
    return device_topic(HALL, DEVICE, kind, 0 if kind == "menu" else None)


def test_every_message_of_the_table_survives_the_wire():
    for type, (kind, fields) in MESSAGES.items():
        topic = topic_of(kind)
        dev = "hub" if kind in ("hub", "board") else DEVICE
        envelope = message(type, dev, 3, 9, example(("map", fields)), 1234)
        assert decode(topic, encode(topic, KEY, envelope), KEY) == envelope, type


def test_the_mac_is_the_standard_one_cut_to_sixteen_bytes():
    assert mac(b"key", "t", b"payload") == b"d2f5bd00083c0240be573b8dacd17938"
    assert mac(b"k" * 65, "t", b"payload") == b"761dcffd76bdd569741d9b1cd747eff1"


def test_two_signatures_are_the_same_only_when_every_byte_is():
    assert same(b"abc", b"abc")
    assert not same(b"abc", b"abd")
    assert not same(b"abc", b"ab")


def test_a_changed_byte_anywhere_is_refused():
    raw = encode(EV, KEY, press())
    for place in range(len(raw)):
        broken = raw[:place] + bytes((raw[place] ^ 1,)) + raw[place + 1 :]
        assert refused(decode, EV, broken, KEY) == "BadMac"


def test_another_key_is_refused():
    assert refused(decode, EV, encode(EV, KEY, press()), b"K" * 32) == "BadMac"


def test_a_message_of_one_topic_counts_under_no_other():
    raw = encode(EV, KEY, press())
    for topic in (
        device_topic(HALL, "device-2", "ev"),
        device_topic("hall-2", DEVICE, "ev"),
        device_topic(HALL, DEVICE, "rsp"),
    ):
        assert refused(decode, topic, raw, KEY) == "BadMac"


def test_a_type_counts_only_under_its_own_topic():
    topic = device_topic(HALL, DEVICE, "tele")
    assert refused(decode, topic, signed(press(), topic), KEY) == "BadShape"
    assert refused(encode, topic, KEY, press()) == "BadShape"


def test_a_device_speaks_for_itself_only():
    assert refused(decode, EV, signed(press(dev="device-2")), KEY) == "BadShape"


def test_an_envelope_with_a_wrong_part_is_refused():
    wrong = (
        ("v", 2),
        ("v", True),
        ("v", None),
        ("boot", -1),
        ("boot", 2**31),
        ("boot", "3"),
        ("boot", True),
        ("seq", 1.0),
        ("seq", None),
        ("type", "shout"),
        ("type", None),
        ("type", []),
        ("age_ms", -1),
        ("age_ms", 2**41),
        ("body", None),
        ("body", []),
        ("dev", "Device 1"),
    )
    for part, value in wrong:
        assert refused(decode, EV, signed(press(**{part: value})), KEY) == "BadShape", (part, value)


def test_a_body_with_a_wrong_field_is_refused():
    for field, value in (
        ("key", "jump"),
        ("key", 1),
        ("arg", "x" * 33),
        ("arg", "a\nb"),
        ("arg", None),
        ("seen", "7"),
        ("seen", -1),
    ):
        body = dict(PRESS)
        body[field] = value
        assert refused(decode, EV, signed(press(body=body)), KEY) == "BadShape", field


def test_what_is_not_json_is_refused():
    for payload in (
        b"",
        b"[",
        b"null",
        b"1",
        b"[]",
        b'"x"',
        b"{",
        b"\xff\xfe",
        b'{"v":1}x',
        b"[" * 900,
        b'{"a":' * 180,
    ):
        assert refused(decode, EV, signed(payload), KEY) == "BadShape", payload


def test_half_a_signature_is_refused():
    for raw in (b"", b"0", b"0" * 31, b"0" * 32):
        assert refused(decode, EV, raw, KEY) == "BadMac"


def test_a_field_that_a_newer_peer_adds_is_dropped():
    body = dict(PRESS)
    body["colour"] = "blue"
    assert decode(EV, signed(press(body=body, note=1)), KEY) == press()


def test_a_device_sends_at_most_one_kibibyte_and_gets_at_most_eight():
    assert refused(decode, EV, bytes(1025), KEY) == "TooLarge"
    assert refused(decode, device_topic(HALL, DEVICE, "desired"), bytes(8193), KEY) == "TooLarge"
    assert refused(decode, EV, bytes(1024), KEY) == "BadMac"


def test_the_largest_request_for_a_ticket_fits():
    largest = {"items": ["x" * 32] * 8, "priority": "x" * 32, "language": "x" * 32}
    raw = encode(EV, KEY, message("issue", DEVICE, 2**31 - 1, 2**31 - 1, largest, 2**40))
    assert len(raw) <= LIMITS["device"]


def test_topics_are_parsed_as_they_are_built():
    for kind in KINDS:
        device = None if kind in ("hub", "board") else DEVICE
        assert parse(topic_of(kind)) == (HALL, device, kind)


def test_a_topic_of_somebody_else_is_refused():
    strange = (
        "",
        "q1",
        "q1//hub",
        "q2/h/hub",
        "q1/h/hub/x",
        "q1/h/d/x",
        "q1/h/d/x/hub",
        "q1/h/d/x/board",
        "q1/h/d//ev",
        "q1/H/d/x/ev",
        "q1/h/d/a.b/ev",
        "q1/h/d/+/ev",
        "q1/h/d/x/menu",
        "q1/h/d/x/menu/16",
        "q1/h/d/x/menu/-1",
        "q1/h/d/x/menu/01",
        "q1/h/x/x/ev",
        "q1/" + "h" * 33 + "/hub",
    )
    for topic in strange:
        assert refused(parse, topic) == "BadTopic", topic


def test_an_id_is_short_lower_case_and_plain():
    assert is_id("a-1") and is_id("x" * 32)
    for name in ("", "x" * 33, "A", "a b", "a.b", "a/b", "号", "a\n", None, 1):
        assert not is_id(name), name


def test_clipped_text_always_fits_the_wire():
    assert clip("号票\n\x1b@" + "x" * 50, 10) == "号票  @xxxxx"


def test_only_a_rating_and_a_print_report_are_wanted_for_ever():
    assert expiry_ms("press", PRESS) == 10_000
    assert expiry_ms("press", {"key": "finish"}) == 30_000
    assert expiry_ms("issue", {}) == 15_000
    assert expiry_ms("rating", {}) is None and expiry_ms("printed", {}) is None


def test_a_menu_of_a_city_hall_fits_into_pages_and_loses_no_item():
    items = [
        {
            "code": f"item-{n}",
            "names": {"zh": "养老保险关系转移接续办理", "en": "Transfer of a pension"},
            "line": "social",
            "documents": 2,
            "pool": 0,
        }
        for n in range(120)
    ]
    bodies = pages(items, 4, HALL, DEVICE)
    assert [item for body in bodies for item in body["items"]] == items
    assert [body["page"] for body in bodies] == list(range(len(bodies)))
    for body in bodies:
        topic = device_topic(HALL, DEVICE, "menu", body["page"])
        assert len(encode(topic, KEY, message("menu", DEVICE, 1, 1, body))) <= 8192


def test_an_empty_menu_is_one_page():
    assert pages([], 1, HALL, DEVICE) == [{"menu": 1, "page": 0, "items": []}]
