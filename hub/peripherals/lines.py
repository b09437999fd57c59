"""Text for a printer: free of anything that could be a command, and broken into lines.

Names are typed by people and are taken as hostile. In GB18030 no byte behind the first of a character is below 0x30,
so text without control characters cannot hold a control byte, and a character is never torn.
"""

import re
import unicodedata

FIELD_MAX = 200
"""Characters of one field: a longer name is a mistake or an attack on the paper roll."""
NO_GLYPH = "〓"
"""Stands for a character that the printer cannot show, as Chinese typesetters use it."""
PIECES = re.compile(r"[!-~]+|.")
BLANK = ("Cc", "Zl", "Zp", "Zs")
UNKNOWN = ("Cs", "Co", "Cn")


def _shown(char: str, encoding: str) -> str:
    if " " <= char <= "~":
        return char
    category = unicodedata.category(char)
    if category in BLANK:
        return " "
    if category == "Cf":
        return ""
    if category in UNKNOWN or not char.encode(encoding, "ignore"):
        return NO_GLYPH
    return char


def plain(text: str, encoding: str = "gb18030") -> str:
    """One line of printable text: controls become spaces, format marks go, what has no glyph becomes ``NO_GLYPH``."""
    return "".join(_shown(char, encoding) for char in text[:FIELD_MAX]).strip()


def width(text: str) -> int:
    """Columns of a plain text: one for an ASCII character, two for any other."""
    return sum(1 if char < "\x80" else 2 for char in text)


def _parts(text: str, columns: int) -> list[str]:
    """Words and single wide characters, none wider than a line."""
    pieces = PIECES.findall(text)
    return [piece[at : at + columns] for piece in pieces for at in range(0, len(piece), columns)]


def wrap(text: str, columns: int) -> list[str]:
    """A plain text in lines of at most ``columns`` columns, English broken at spaces and Chinese anywhere."""
    lines: list[str] = []
    line = ""
    for part in _parts(text, columns):
        if width(line) + width(part) > columns:
            lines.append(line.rstrip())
            line = ""
        line += part if line or part != " " else ""
    return [*lines, line.rstrip()] if line.strip() else lines


def fit(lines: list[str], budget: int, more: str, encoding: str = "gb18030") -> list[str]:
    """As many lines as encode into ``budget`` bytes with their line ends, then ``more`` where some were left out."""
    kept: list[str] = []
    used = 0
    for line in lines:
        used += len(line.encode(encoding)) + 1
        if used > budget:
            return [*kept, more]
        kept.append(line)
    return kept
