"""firmware/PROTOCOL.md: the prose of protocol.txt, with numbers, tables and examples from the code itself."""

import ast
from pathlib import Path
from string import Template
from typing import Any

from hub.core.numbers import BAND, FIRST_LENT
from hub.devices import pairing, presence, rates
from hub.web.limits import Limits
from tools.conformance.rules import DEVICE_RULES, HUB_RULES, checklist
from tools.documents.exchange import exchange_example
from tools.documents.samples import AGES, BOOT, EPOCH, HALL, KEY, PACK, SAMPLES, SEQ
from tools.documents.wire import expiry_words, kind_words, remarks, topics_markdown
from wire import delivery, inbox, timing
from wire.envelope import AGE_MS, HALL_DEVICE, LIMITS, VERSION, encode, message
from wire.fields import named
from wire.mac import MAC_HEX
from wire.messages import MESSAGES
from wire.pack import VALUE_MAX
from wire.shapes import PIECE
from wire.topics import HALL_WIDE, KINDS, device_topic, hall_topic

FIRMWARE = Path(__file__).resolve().parents[2] / "firmware"
TEMPLATE = Path(__file__).with_name("protocol.txt")

BY_DEVICE = [kind for kind, (sender, _, _) in KINDS.items() if sender == "device"]


def protocol_markdown() -> str:
    """The whole document below its title."""
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(numbers() | parts())


def parts() -> dict[str, str]:
    """What is more than a number."""
    return {
        "TOPICS": topics_markdown(),
        "EXAMPLE": worked_example(),
        "EXCHANGE": exchange_example(),
        "PACK_BYTES": pack_example(),
        "MESSAGES": "\n\n".join(message_markdown(type) for type in MESSAGES),
        "DEVICE_RULES": checklist(DEVICE_RULES),
        "HUB_RULES": checklist(HUB_RULES),
    }


def numbers() -> dict[str, str]:
    """Every figure of the prose."""
    gaps = [gap // 1000 for gap in delivery.RETRY_MS]
    return {
        **_plain_numbers(),
        "KEEPALIVE_S": str(constant("net", "KEEPALIVE_S")),
        "BACKOFF_S": ", ".join(map(str, constant("net", "BACKOFF_S"))),
        "COMMANDS_KEPT": str(constant("session", "COMMANDS_KEPT")),
        "GIVEN_UP_MAX": str(constant("issuer", "GIVEN_UP_MAX")),
        "DEVICE_BYTES": f"{LIMITS['device']:,}",
        "HUB_BYTES": f"{LIMITS['hub']:,}",
        "GAPS": ", ".join(map(str, gaps)),
        "LAST_GAP": str(gaps[-1]),
        "OFFLINE_S": f"{constant('issuer', 'ALONE_MS') / 1000:g}",
        "PIECE": f"{PIECE:,}",
        "AGE_MAX": f"{AGE_MS[2]:,}",
        "VALUE_MAX": f"{VALUE_MAX:,}",
        "BAND": str(BAND),
        "FIRST_LENT": f"{FIRST_LENT:,}",
        **pairing_numbers(),
    }


def pairing_numbers() -> dict[str, str]:
    """Those of the exchange at pairing."""
    return {
        "PAIR_MIN": f"{pairing.WINDOW_MS / 60_000:g}",
        "PAIR_WRONG": str(pairing.WRONG_MOST),
        "PAIR_SILENT_S": f"{pairing.SILENT_MS / 1000:g}",
        "PAIR_BEGUN": str(pairing.MOST_BEGUN),
        "PAIR_RATE": f"{Limits().pairing_rate:g}",
        "PAIR_ASK_S": str(constant("pairing_mode", "ASK_S")),
    }


def _plain_numbers() -> dict[str, str]:
    """Constants of the wire and of the hub's limits."""
    values = {
        "VERSION": VERSION, "MAC_HEX": MAC_HEX, "MAC_BYTES": MAC_HEX // 2, "QUEUE": delivery.QUEUE,
        "WINDOW": inbox.WINDOW, "NEXT_S": timing.NEXT_EXPIRY_MS / 1000, "PRESS_S": timing.PRESS_EXPIRY_MS / 1000,
        "ISSUE_S": timing.ISSUE_EXPIRY_MS / 1000, "SILENT_S": timing.SILENT_MS / 1000,
        "TELE_S": timing.TELE_MS / 1000, "BEAT_S": timing.HUB_BEAT_MS / 1000, "LOST_S": presence.SILENT_MS / 1000,
        "PASS_PER_S": rates.PASS_PER_S, "PASS_BURST": rates.PASS_BURST, "DROP_PER_S": rates.DROP_PER_S,
        "DROP_BURST": rates.DROP_BURST, "SHUT_OUT_S": rates.SHUT_OUT_MS / 1000,
    }  # fmt: skip
    return {name: f"{value:g}" for name, value in values.items()}


def constant(module: str, name: str) -> Any:
    """A constant of a firmware file, which cannot be imported here; raises ``AttributeError`` where it is gone."""
    for node in ast.parse((FIRMWARE / f"{module}.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return ast.literal_eval(node.value)
    raise AttributeError(f"firmware/{module}.py has no {name}")


def topic_of(type: str, device: str) -> str:
    """The topic of an example."""
    kind = MESSAGES[type][0]
    if kind in HALL_WIDE:
        return str(hall_topic(HALL, kind))
    return str(device_topic(HALL, device, kind, 0 if kind == "menu" else None))


def signed(type: str) -> tuple[str, bytes]:
    """(topic, bytes) of an example."""
    device, body = SAMPLES[type]
    topic = topic_of(type, device)
    boot = BOOT if MESSAGES[type][0] in BY_DEVICE else EPOCH
    return topic, encode(topic, KEY, message(type, device, boot, SEQ, body, AGES.get(type, 0)))


def worked_example() -> str:
    """Key, topic, signed bytes, MAC, all computed."""
    topic, raw = signed("press")
    mac, payload = raw[:MAC_HEX].decode(), raw[MAC_HEX:].decode()
    whole = (topic.encode() + b"\n" + raw[MAC_HEX:])[:48].hex(" ")
    rows = [
        f"key (hex)     {KEY.hex()}", f"topic         {topic}", f"JSON          {payload}",
        f"signed bytes  topic, 0A, JSON: {len(topic) + 1 + len(payload.encode())} bytes, beginning {whole[:47]} ...",
        f"MAC           {mac}", f"message       {mac}{payload[:40]}... ({len(raw)} bytes)",
    ]  # fmt: skip
    return "```\n" + "\n".join(rows) + "\n```"


def pack_example() -> str:
    """The pack of the examples, byte by byte."""
    rows = [f"{start:04x}  {PACK[start : start + 16].hex(' ')}" for start in range(0, len(PACK), 16)]
    return "```\n" + "\n".join(rows) + "\n```"


def message_markdown(type: str) -> str:
    """One message: where it goes, its fields, an example."""
    kind, fields = MESSAGES[type]
    topic, raw = signed(type)
    told = remarks()
    rows = [
        f"| `{name}` | {kind_words(field)} | {told.get((type, name), '').replace('|', chr(92) + '|')} |"
        for name, field in named(fields)
    ]
    who = "device" if kind in BY_DEVICE else HALL_DEVICE
    head = f"### `{type}`\n\nOn `{kind}`, from the {who}{expiry_words(type)}."
    table = "\n".join(["| field | kind | |", "|---|---|---|", *rows])
    return f"{head}\n\n{table}\n\n`{topic}`, {len(raw)} bytes:\n\n```json\n{raw[MAC_HEX:].decode()}\n```"
