"""PROTOCOL.md can be believed: its examples are real messages, and its MAC is what any library makes of the bytes."""

import base64
import hashlib
import hmac
import json
import re
from pathlib import Path

import pytest

from hub.core import commands as c
from hub.core.events import TicketTaken
from hub.core.numbers import number_of
from hub.devices.leases import lease_body
from tests.core.story import Story
from tools.conformance.rules import DEVICE_RULES, HUB_RULES
from tools.documents import exchange, protocol
from tools.documents.samples import FILE, KEY, PACK, SAMPLES
from wire import pairing as wire_pairing
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


def lent() -> Story:
    """A hall on the day of the examples, with numbers lent to their dispenser."""
    story = Story(open_day=False)
    story.do(c.OpenDay("2026-03-02"))
    story.do(c.LendNumbers("dispenser-1"))
    return story


def test_the_lease_is_one_that_a_hub_lends() -> None:
    assert SAMPLES["dispenser"][1]["lease"] == lease_body(lent().hall, "dispenser-1")


def test_a_hub_takes_the_ticket_that_was_issued_offline() -> None:
    story = lent()
    body = SAMPLES["offline"][1]
    taken = story.do(
        c.TakeOver(body["lease"], body["serial"], ("card",), "walk_in", "zh", "link", story.now_ms, "2026-03-02"),
        device="dispenser-1",
    )[0]
    assert isinstance(taken, TicketTaken)
    lease = SAMPLES["dispenser"][1]["lease"]
    assert taken.number == number_of(body["serial"]) == f"{lease['prefix']}{body['serial'] - lease['first'] + 1:03d}"


def test_the_pack_is_read_as_it_is_described() -> None:
    told = re.findall(r"^[0-9a-f]{4}  ((?:[0-9a-f]{2} ?)+)$", DOCUMENT, re.MULTILINE)
    assert bytes.fromhex("".join(told)) == PACK
    records, rest = {}, PACK
    while rest:
        key, value = rest[0], rest[1] << 8 | rest[2]
        records[rest[3 : 3 + key].decode()] = rest[3 + key : 3 + key + value]
        rest = rest[3 + key + value :]
    assert records == {"d/pension-1/en": b"Identity card\nBank card", "i/pension-1/en": b"For: Pension\n"}
    assert hashlib.sha256(PACK).hexdigest() == FILE["hash"]


def test_the_exchange_holds_without_our_code() -> None:
    """The recipe of the document, step by step, in other words than those of the firmware."""
    told = dict(
        re.findall(r"^(about|said|digits|key|sealed|receipt|commit) +(.+)$", exchange.exchange_example(), re.MULTILINE)
    )

    def joined(*parts: bytes) -> bytes:
        return hashlib.sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).digest()

    def short(key: bytes, topic: bytes, octets: bytes) -> bytes:
        return hmac.new(key, topic + b"\n" + octets, hashlib.sha256).digest()[:16]

    prime = wire_pairing.PRIME
    secret, hub_secret = (int.from_bytes(each, "big") for each in (exchange.SECRET, exchange.HUB_SECRET))
    value, hub_value = (pow(2, each, prime).to_bytes(256, "big") for each in (secret, hub_secret))
    shared = pow(2, secret * hub_secret, prime).to_bytes(256, "big")
    commit = joined(b"commit", value, exchange.NONCE)
    about = [each.encode() for each in told["about"].split()]
    said = joined(b"said", *about, commit, hub_value, exchange.HUB_NONCE, value, exchange.NONCE)
    key = joined(b"key", shared, said)
    raw = base64.b64decode(told["sealed"])
    assert (commit.hex(), said.hex(), key.hex()) == (told["commit"], told["said"], told["key"])
    assert f"{int.from_bytes(joined(b'digits', said)[:8], 'big') % 10**6:06d}" == told["digits"]
    assert raw[:32].decode() == short(key, b"sealed", raw[32:]).hex()
    blocks = [raw[at : at + 16] for at in range(32, len(raw), 16)]
    stream = [short(key, b"stream", (at * 16).to_bytes(4, "big")) for at in range(len(blocks))]
    plain = bytes(a ^ b for block, mask in zip(blocks, stream, strict=True) for a, b in zip(block, mask, strict=False))
    assert plain == exchange.PLAIN
    assert short(key, b"taken", b"").hex() == told["receipt"]
    assert exchange.exchange_example() in DOCUMENT
