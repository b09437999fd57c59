"""PROTOCOL.md can be believed: its examples are real messages, and its MAC is what any library makes of the bytes."""

import hashlib
import hmac
import json
import re
from pathlib import Path

import pytest

from tools.conformance.rules import DEVICE_RULES, HUB_RULES
from tools.documents import protocol
from tools.documents.samples import KEY, SAMPLES
from wire.envelope import LIMITS, decode
from wire.mac import MAC_HEX
from wire.messages import MESSAGES

DOCUMENT = Path(protocol.FIRMWARE / "PROTOCOL.md").read_text(encoding="utf-8")


def test_every_message_has_an_example() -> None:
    assert set(SAMPLES) == set(MESSAGES)


@pytest.mark.parametrize("type", MESSAGES)
def test_an_example_is_a_message_that_a_peer_would_take(type: str) -> None:
    topic, raw = protocol.signed(type)
    assert decode(topic, raw, KEY)["type"] == type
    assert f"`{topic}`, {len(raw)} bytes" in DOCUMENT
    assert raw[MAC_HEX:].decode() in DOCUMENT
    assert len(raw) <= LIMITS["device" if MESSAGES[type][0] in protocol.BY_DEVICE else "hub"]


def test_the_worked_example_holds_without_our_code() -> None:
    told = dict(re.findall(r"^(key \(hex\)|topic|JSON|MAC) +(.+)$", DOCUMENT, re.MULTILINE))
    signed = told["topic"].encode() + b"\n" + told["JSON"].encode()
    made = hmac.new(bytes.fromhex(told["key (hex)"]), signed, hashlib.sha256).hexdigest()
    assert made[:32] == told["MAC"]
    assert json.loads(told["JSON"])["type"] == "press"


def test_the_checklist_is_what_conform_tries() -> None:
    for rule in (*DEVICE_RULES, *HUB_RULES):
        assert f": {rule.sentence}" in DOCUMENT


def test_a_constant_that_has_gone_from_the_firmware_is_told() -> None:
    with pytest.raises(AttributeError, match=r"firmware/net.py has no NOTHING"):
        protocol.constant("net", "NOTHING")


def test_no_figure_of_the_prose_is_left_open() -> None:
    assert "$" not in protocol.protocol_markdown()
