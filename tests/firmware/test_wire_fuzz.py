"""Whatever comes in, decoding ends in a message or in a WireError."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.firmware.support import DEVICE, HALL, KEY
from tests.firmware.test_wire import topic_of
from wire.envelope import decode, encode, message
from wire.errors import WireError
from wire.fields import named
from wire.mac import mac
from wire.messages import MESSAGES
from wire.topics import KINDS, device_topic, parse

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
TOPICS = st.sampled_from(sorted(topic_of(kind) for kind in KINDS))


def outcome(topic: str, raw: bytes) -> Any:
    """The message, or None where it was refused."""
    try:
        return decode(topic, raw, KEY)
    except WireError:
        return None


@given(st.text() | TOPICS, st.binary(max_size=9_000))
@settings(max_examples=150, deadline=None)
def test_unsigned_bytes_are_refused(topic: str, raw: bytes) -> None:
    assert outcome(topic, raw) is None


@given(TOPICS, st.binary(max_size=400) | ANY_JSON.map(lambda value: json.dumps(value).encode()))
@settings(max_examples=300, deadline=None)
def test_signed_nonsense_is_refused(topic: str, payload: bytes) -> None:
    assert outcome(topic, mac(KEY, topic, payload) + payload) is None


@st.composite
def near_messages(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """An envelope of the right type whose body is right in names only."""
    type = draw(st.sampled_from(sorted(MESSAGES)))
    kind, fields = MESSAGES[type]
    body = {name: draw(ANY_JSON) for name, _ in named(fields)}
    dev = "hub" if kind in ("hub", "board") else DEVICE
    return topic_of(kind), message(type, dev, draw(st.integers()), draw(st.integers()), body, draw(st.integers()))


@given(near_messages())
@settings(max_examples=300, deadline=None)
def test_what_is_decoded_can_be_sent_again_and_stays_the_same(near: tuple[str, dict[str, Any]]) -> None:
    topic, envelope = near
    payload = json.dumps(envelope).encode()
    decoded = outcome(topic, mac(KEY, topic, payload) + payload)
    if decoded is not None:
        assert decode(topic, encode(topic, KEY, decoded), KEY) == decoded


@given(st.text(max_size=120))
@settings(max_examples=200, deadline=None)
def test_a_topic_is_parsed_or_refused(topic: str) -> None:
    try:
        hall, device, kind = parse(topic)
    except WireError:
        return
    assert kind in KINDS and topic.startswith(f"q1/{hall}/") and (device is None or device in topic)


@given(st.text(max_size=64))
@settings(max_examples=200, deadline=None)
def test_hostile_words_arrive_as_they_are_or_not_at_all(words: str) -> None:
    topic = device_topic(HALL, DEVICE, "ack")
    body = {"boot": 1, "seq": 1, "ok": False, "reason": "", "text": words, "given": None}
    try:
        raw = encode(topic, KEY, message("ack", DEVICE, 1, 1, body))
    except WireError:
        assert any(ord(char) < 32 or ord(char) == 127 or 0xD800 <= ord(char) <= 0xDFFF for char in words)
        return
    assert decode(topic, raw, KEY)["body"]["text"] == words
