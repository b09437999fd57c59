"""The hardware part of ``firmware/README.md``: wires of each role, lamps and beeps, from the firmware's own tables."""

import re
import runpy
from collections.abc import Iterator

from tools.hardware.parts import BOARDS, FIRMWARE, PLATFORMS, ROLES, Part, parts_of

MEANINGS = {
    "off": "nothing to say",
    "white": "this key may be pressed now; all that may be are lit alike",
    "amber": "asked, and not answered yet; on a counter display: what it shows may be old",
    "green": "done; *prompt*: please rate; *call*: a call is being shown",
    "red": "refused, and the screen says why; *link*: no network; *paper*: the printer cannot print",
}
"""What each colour of ``boards.COLOURS`` means, for every role."""
PATTERN = re.compile(r'^    "(\w+)": .*  # (.*)$', re.MULTILINE)


def wiring_tables_markdown() -> str:
    """A table for each role."""
    return "\n\n".join(f"**{ROLES[role]} {role.replace('_', ' ')}**\n\n{table(role)}" for role in ROLES)


def table(role: str) -> str:
    names = " | ".join(name for name, _ in PLATFORMS.values())
    rows = [f"| part | pieces | asked for by | fed by | terminal | {names} |", "|---|---|---|---|---|---|---|"]
    return "\n".join([*rows, *(row for part in parts_of(role) for row in rows_of(part))])


def rows_of(part: Part) -> Iterator[str]:
    """A row for each wire; what is the same for all of a part stands in its first."""
    first = f"{part.chinese} {part.name} | {part.pieces} | {f'`{part.choice}`' if part.choice else ''} | {part.supply}"
    for wire in part.wires:
        pins = " | ".join(f"{prefix}{wire.pins[platform]}" for platform, (_, prefix) in PLATFORMS.items())
        yield f"| {first} | {wire.terminal} | {pins} |"
        first = " | | | "


def signals_markdown() -> str:
    """What each colour and each beep means. Raises ``KeyError`` for a colour without a meaning."""
    colours = [f"| {colour} | {MEANINGS[colour]} |" for colour in BOARDS["COLOURS"]]
    source = (FIRMWARE / "beeps.py").read_text(encoding="utf-8")
    remarks = dict(PATTERN.findall(source))
    patterns = runpy.run_path(str(FIRMWARE / "beeps.py"))["PATTERNS"]
    beeps = [f"| `{name}` | {tones(row)} | {remarks[name]} |" for name, row in patterns.items()]
    return "\n".join(
        ["| lamp | it means |", "|---|---|", *colours, "", "| beep | tones | it means |", "|---|---|---|", *beeps]
    )


def tones(row: tuple[tuple[int, int], ...]) -> str:
    return ", ".join(f"{hertz:,} Hz {ms} ms" if hertz else f"silence {ms} ms" for hertz, ms in row)
