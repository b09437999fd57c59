"""The font of a hall's devices: ``tools/glyphs --hall hall.toml --out font.bin``.

Every character that a device of this hall may have to show: the words of the firmware, the hall's own texts, the hub's
refusals, Latin letters. ``firmware/glyphs.py`` describes the file and reads it. The glyphs are WenQuanYi Micro Hei's.
"""

import argparse
import json
import runpy
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from hub.devices.setup import REASONS
from hub.settings import SettingsError, load_settings

ROOT = Path(__file__).resolve().parents[1]
FONT = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
"""Debian's fonts-wqy-microhei. Its second face is the one whose Latin letters are half as wide as a hanzi."""
FACE, SIZE, HEIGHT = 1, 15, 16
INK = 112
"""Of 255: a pixel this grey is lit. Lower runs strokes together, higher breaks them."""
NARROW_BELOW = 0x250
MAGIC = b"QF1"
ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + "←→↑↓·，。：；！？（）、“”《》"


def wanted(hall: Path, every: bool = False) -> list[int]:
    """The code points for a hall, in order; ``every``: those of GB 2312 too, for names that come later."""
    text = ALWAYS + "".join(hall_words(hall)) + "".join(firmware_words()) + "".join(hub_words())
    if every:
        rows = (bytes((high, low)) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
        text += "".join(row.decode("gb2312", "ignore") for row in rows)
    return sorted({ord(character) for character in text if character.isprintable()})


def hall_words(hall: Path) -> Iterator[str]:
    """Every text of a ``hall.toml`` that is a hall's. Raises ``SettingsError``."""
    load_settings(hall)
    return texts_in(tomllib.loads(hall.read_text(encoding="utf-8")))


def texts_in(value: Any) -> Iterator[str]:
    """All strings inside tables and lists."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts_in(inner)


def firmware_words() -> Iterator[str]:
    """The words of the firmware in all languages."""
    for path in sorted((ROOT / "firmware" / "texts").glob("*.py")):
        yield from runpy.run_path(str(path)).get("WORDS", {}).values()


def hub_words() -> Iterator[str]:
    """What the hub says on a device: refusals, reasons for a rating."""
    for path in sorted((ROOT / "display" / "texts").glob("*.json")):
        words = json.loads(path.read_text(encoding="utf-8"))
        yield from (sentence for key, sentence in words.items() if key.startswith("refused."))
    for _, names in REASONS:
        yield from names.values()


def font_file(codes: list[int]) -> bytes:
    """The file for ``firmware/glyphs.py``; characters that the font lacks are left out, so that a box stands for them."""
    face = ImageFont.truetype(str(FONT), SIZE, index=FACE)
    nothing = bitmap(face, 0xF8FF)
    drawn = [(code, bitmap(face, code)) for code in codes]
    known = [(code, octets) for code, octets in drawn if octets != nothing]
    head = MAGIC + len(known).to_bytes(2, "big") + b"".join(code.to_bytes(3, "big") for code, _ in known)
    return head + b"".join(octets.ljust(2 * HEIGHT, b"\0") for _, octets in known)


def bitmap(face: ImageFont.FreeTypeFont, code: int) -> bytes:
    """A character as columns of the upper half, then of the lower, top pixel in bit 0."""
    width = 8 if code < NARROW_BELOW else 16
    picture = Image.new("L", (width, HEIGHT))
    ImageDraw.Draw(picture).text((0, 13), chr(code), font=face, fill=255, anchor="ls")
    lit = [[int(picture.getpixel((x, y)) or 0) >= INK for y in range(HEIGHT)] for x in range(width)]  # type: ignore[arg-type]
    return bytes(sum(column[top + y] << y for y in range(8)) for top in (0, 8) for column in lit)


def main() -> int:
    """Write the file, or say what is wrong."""
    parser = argparse.ArgumentParser(prog="tools/glyphs", description="Make the font of a hall's devices.")
    parser.add_argument("--hall", type=Path, required=True, help="the hall's hall.toml")
    parser.add_argument("--out", type=Path, required=True, help="the font, for the folder of a device's records")
    parser.add_argument("--every", action="store_true", help="all 6,763 hanzi of GB 2312 as well, 240 KB")
    asked = parser.parse_args()
    try:
        codes = wanted(asked.hall, asked.every)
        font = font_file(codes)
    except (SettingsError, OSError) as error:
        print(
            error if isinstance(error, SettingsError) else f"{FONT}: {error} (Debian's fonts-wqy-microhei)",
            file=sys.stderr,
        )
        return 2
    asked.out.write_bytes(font)
    print(f"{asked.out}: {int.from_bytes(font[3:5], 'big')} characters, {len(font):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
