"""The wire table of ``firmware/README.md``, from the message table itself, its comments included."""

import re
from pathlib import Path
from typing import Any

from wire import table
from wire.envelope import LIMITS
from wire.fields import named
from wire.messages import MESSAGES
from wire.shapes import CODE, KEY, NUMBER, REV
from wire.timing import NEXT_EXPIRY_MS, PRESS_EXPIRY_MS, expiry_ms
from wire.topics import HALL_WIDE, KINDS

SHORT = {CODE: "code", KEY: "key", NUMBER: "number", REV: "count"}
"""Kinds that have a name of their own, explained below the table."""
FIELD = re.compile(r'^        "(\w+)", .*?(?:  # (.*))?$')
TYPE = re.compile(r'^    "(\w+)": \(')


def wire_table_markdown() -> str:
    """Topics, then the messages of each, with their fields."""
    return f"{topics_markdown()}\n\n{_messages()}\n\n{_kinds()}"


def topics_markdown() -> str:
    """Every topic: who says it, how, and with which types."""
    rows = ["| topic | from | QoS | retained | types |", "|---|---|---|---|---|"]
    for kind, (sender, qos, retained) in KINDS.items():
        place = kind if kind in HALL_WIDE else f"d/{{device}}/{kind}" + ("/{page}" if kind == "menu" else "")
        types = ", ".join(f"`{type}`" for type, (of, _) in MESSAGES.items() if of == kind)
        rows.append(f"| `q1/{{hall}}/{place}` | {sender} | {qos} | {'yes' if retained else 'no'} | {types} |")
    return "\n".join(rows)


def _messages() -> str:
    told = remarks()
    rows = ["| type | field | kind | |", "|---|---|---|---|"]
    for type, (_, fields) in MESSAGES.items():
        first = f"`{type}`{expiry_words(type)}"
        for name, kind in named(fields):
            remark = told.get((type, name), "").replace("|", "\\|")
            rows.append(f"| {first} | `{name}` | {kind_words(kind)} | {remark} |")
            first = ""
    return "\n".join(rows)


def _kinds() -> str:
    named_kinds = "; ".join(f"*{name}*: {_describe(kind)}" for kind, name in SHORT.items())
    return (
        f'{named_kinds}. *texts*: words by language, `{{"zh": ..., "en": ...}}`. *id*: `[a-z0-9-]{{1,32}}`. '
        f"A `?` after a kind: or null. A message of a device has at most {LIMITS['device']:,} bytes, one to it "
        f"{LIMITS['hub']:,}."
    )


def expiry_words(type: str) -> str:
    """How long an action is wanted, in brackets; nothing for what is no action."""
    if MESSAGES[type][0] != "ev":
        return ""
    if type == "press":
        return f" (expires after {NEXT_EXPIRY_MS // 1000} s for *next*, else {PRESS_EXPIRY_MS // 1000} s)"
    after_ms = expiry_ms(type, {})
    return f" (expires after {after_ms // 1000} s)" if after_ms else " (never expires)"


def kind_words(kind: tuple[Any, ...]) -> str:
    """A kind of field as the tables name it."""
    return SHORT.get(kind) or _describe(kind)


def _describe(kind: tuple[Any, ...]) -> str:
    name, limits = kind[0], kind[1:]
    if name == "opt":
        return f"{kind_words(limits[0])}?"
    if name == "list":
        return f"up to {limits[0]} of {kind_words(limits[1])}"
    if name == "map":
        return "{" + ", ".join(f"`{field}` {kind_words(inner)}" for field, inner in named(limits[0])) + "}"
    if name == "one":
        return " · ".join(f"`{word}`" if word else '""' for word in limits[0])
    if name == "int":
        return f"{limits[0]:,}..{limits[1]:,}"
    if name in ("text", "texts"):
        return f"{name} of up to {limits[0]:,}"
    return str(name)


def remarks() -> dict[tuple[str, str], str]:
    """(type, field) -> the comment beside it in the source."""
    remarks: dict[tuple[str, str], str] = {}
    type = ""
    files = sorted(Path(table.__file__).parent.glob("of_*.py"))
    for line in "\n".join(path.read_text(encoding="utf-8") for path in files).splitlines():
        if started := TYPE.match(line):
            type = started.group(1)
        elif field := FIELD.match(line):
            remarks[type, field.group(1)] = field.group(2) or ""
    return remarks
