"""Wiring pictures of the four roles: ``tools/wiring`` draws ``firmware/pictures/*.svg``; ``--check`` compares.

The board stands left with the pins of both boards, the parts right of it in one column, so that every wire is a
straight line and none crosses another. Dashed: one part of several, or one that a device may have.
"""

import argparse
import sys
from html import escape
from pathlib import Path

from tools.hardware.parts import FIRMWARE, PLATFORMS, ROLES, Part, parts_of

PICTURES = FIRMWARE / "pictures"
ROW, HEAD, GAP = 24, 30, 16
BOARD_X, BOARD_WIDTH, PART_X, PART_WIDTH = 20, 190, 320, 640
BOX_X, BOX_WIDTH = 226, 76
TOP = 76
COLOURS = ("#0b6e4f", "#a23b00", "#1f4e9c", "#7a1f6b", "#7a5c00", "#005f73", "#8a1c1c", "#3f3f8f")
STYLE = (
    "text{font-family:'WenQuanYi Micro Hei','Noto Sans CJK SC',sans-serif;font-size:14px;fill:#222}"
    ".title{font-size:20px;font-weight:bold}.part{font-weight:bold}.small{font-size:12px;fill:#555}.pin{fill:#fff}"
)


def picture(role: str) -> str:
    """The SVG of a role."""
    parts = parts_of(role)
    heights = [HEAD + ROW * len(part.wires) for part in parts]
    bottom = TOP + sum(heights) + GAP * (len(parts) - 1)
    lines = [board(role, bottom)]
    y = TOP
    for number, (part, height) in enumerate(zip(parts, heights, strict=True)):
        lines += drawn(part, y, COLOURS[number % len(COLOURS)])
        y += height + GAP
    width, height = PART_X + PART_WIDTH + 20, bottom + 46
    lines.append(
        text(
            BOARD_X,
            bottom + 30,
            "Every GND is joined. 所有 GND 相连。Dashed 虚线: instead, or in addition 可选。",
            "small",
        )
    )
    body = "\n".join(lines)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img">\n<title>{escape(role)}: wiring</title>\n<style>{STYLE}</style>\n'
        f'<rect width="{width}" height="{height}" fill="#fff"/>\n{body}\n</svg>\n'
    )


def board(role: str, bottom: int) -> str:
    """The title and the board with its two columns of pins."""
    names = [name for name, _ in PLATFORMS.values()]
    title = text(BOARD_X, 30, f"{ROLES[role]} {role.replace('_', ' ')}", "title")
    box = (
        f'<rect x="{BOARD_X}" y="{TOP - 8}" width="{BOARD_WIDTH}" height="{bottom - TOP + 16}" rx="8" fill="#264d3b"/>'
    )
    heads = text(BOARD_X, 58, names[0].replace("Raspberry Pi ", ""), "small") + text(
        BOARD_X + 95, 58, names[1], "small"
    )
    return "\n".join([title, heads, box])


def drawn(part: Part, y: int, colour: str) -> list[str]:
    """A part's box, its terminals, and its wires to the pins."""
    height, dash = HEAD + ROW * len(part.wires), ' stroke-dasharray="6 4"' if part.choice else ""
    lines = [
        f'<rect x="{PART_X}" y="{y}" width="{PART_WIDTH}" height="{height}" rx="6" fill="#f6f6f2" stroke="{colour}"{dash}/>',
        text(PART_X + 12, y + 20, f"{part.chinese} {part.name}", "part"),
        text(PART_X + PART_WIDTH - 12, y + 20, " · ".join(filter(None, (part.choice, supply(part)))), "small", "end"),
    ]
    for number, wire in enumerate(part.wires):
        at = y + HEAD + ROW * number + 10
        lines.append(
            f'<path d="M{BOARD_X + BOARD_WIDTH} {at}H{PART_X}" stroke="{colour}" stroke-width="2" fill="none"{dash}/>'
        )
        lines += boxed(wire.through, at, colour)
        lines.append(f'<circle cx="{PART_X}" cy="{at}" r="4" fill="{colour}"/>')
        lines.append(text(PART_X + 12, at + 5, wire.terminal))
        for column, (platform, (_, prefix)) in enumerate(PLATFORMS.items()):
            lines.append(text(BOARD_X + 14 + 95 * column, at + 5, f"{prefix}{wire.pins[platform]}", "pin"))
    return lines


def boxed(words: str, at: int, colour: str) -> list[str]:
    """What lies in a wire, as a box on it."""
    if not words:
        return []
    box = f'<rect x="{BOX_X}" y="{at - 9}" width="{BOX_WIDTH}" height="18" fill="#fff" stroke="{colour}"/>'
    return [box, text(BOX_X + 6, at + 4, words, "small")]


def supply(part: Part) -> str:
    """What feeds it, in words."""
    if not part.supply:
        return ""
    return "other side to GND" if part.supply == "GND" else f"fed by {part.supply}, GND"


def text(x: int, y: int, words: str, kind: str = "", anchor: str = "") -> str:
    """A text; ``anchor`` end: it ends at x."""
    of_kind, at_end = f' class="{kind}"' if kind else "", f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x}" y="{y}"{of_kind}{at_end}>{escape(words)}</text>'


def path_of(role: str) -> Path:
    return PICTURES / f"{role}.svg"


def main() -> int:
    """Draw all four, or say which differ."""
    parser = argparse.ArgumentParser(prog="tools/wiring", description="Draw the wiring pictures of the four roles.")
    parser.add_argument("--check", action="store_true", help="write nothing, fail when a picture differs")
    check = parser.parse_args().check
    wrong = []
    for role in ROLES:
        path, svg = path_of(role), picture(role)
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        if svg != old and check:
            wrong.append(f"{path.name}: differs from firmware/boards.py, run tools/wiring")
        elif svg != old:
            PICTURES.mkdir(exist_ok=True)
            path.write_text(svg, encoding="utf-8")
            print(f"{path.name}: drawn")
    print("\n".join(wrong), file=sys.stderr, end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
