"""The font of a hall, made by the tool and read by the firmware."""

import io
import runpy
import sys
from pathlib import Path

import pytest
from PIL import Image

from glyphs import BOX, Font
from screens.canvas import codes_of
from screens.ssd1306 import Screen
from tools import glyph_file

ROOT = Path(__file__).resolve().parents[2]
CITY = ROOT / "hub" / "halls" / "city.toml"


@pytest.fixture(scope="module")
def raw() -> bytes:
    return glyph_file.font_file(glyph_file.wanted(CITY))


def test_every_word_of_the_firmware_and_of_the_hall_can_be_shown(raw: bytes) -> None:
    font = Font(io.BytesIO(raw))
    words = [
        *runpy.run_path(str(ROOT / "firmware/texts/zh.py"))["WORDS"].values(),
        "失业保险金申领",
        "绿色通道",
        "进门左手第一个",
    ]
    for code in codes_of("".join(words)):
        assert font.bitmap(code) not in BOX, chr(code)


def test_a_character_that_nobody_uses_is_a_box(raw: bytes) -> None:
    assert Font(io.BytesIO(raw)).bitmap(ord("龘")) == BOX[1]


def test_a_font_of_a_city_hall_is_small_and_takes_hardly_any_memory(raw: bytes) -> None:
    assert 10_000 < len(raw) < 40_000
    assert len(Font(io.BytesIO(raw))._steps) < 150


def picture(lines: tuple[str, ...], raw: bytes) -> Image.Image:
    """What an SSD1306 shows of these lines, from the bytes that travel to it."""
    sent: list[bytes] = []

    class Bus:
        def writeto(self, address: int, octets: bytes) -> None:
            sent.append(bytes(octets))

    Screen(Bus(), {}, Font(io.BytesIO(raw))).show(lines)
    image = Image.new("1", (128, 64))
    for place, row in zip(sent[1::2], sent[2::2], strict=True):
        for at, column in enumerate(row[1:]):
            for y in range(8):
                if column >> y & 1:
                    image.putpixel((at % 128, (place[5] + at // 128) * 8 + y), 1)
    return image


def test_hanzi_on_an_oled_are_those_of_the_typeface(raw: bytes) -> None:
    """Compared with the outlines drawn large and scaled down: the same strokes in the same places."""
    shown = picture(("", "请评价服务"), raw)
    face = glyph_file.ImageFont.truetype(str(glyph_file.FONT), 150, index=1)
    for place, character in enumerate("请评价服务"):
        large = Image.new("L", (160, 160))
        glyph_file.ImageDraw.Draw(large).text((0, 130), character, font=face, fill=255, anchor="ls")
        small = large.resize((16, 16), Image.Resampling.BOX)
        cell = shown.crop((16 * place, 16, 16 * place + 16, 32))
        pairs = [(small.getpixel((x, y)), cell.getpixel((x, y))) for x in range(16) for y in range(16)]
        lit, dark = ([grey for grey, bit in pairs if bool(bit) == wanted] for wanted in (True, False))
        assert len(lit) > 40
        assert sum(lit) / len(lit) > 3 * sum(dark) / len(dark), character


def test_the_tool_writes_the_file_and_tells_what_is_wrong_with_a_hall(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["glyphs", "--hall", str(CITY), "--out", str(tmp_path / "font.bin")])
    assert glyph_file.main() == 0
    assert Font(io.BytesIO((tmp_path / "font.bin").read_bytes())).bitmap(ord("社")) != BOX[1]
    bad = tmp_path / "bad.toml"
    bad.write_text('hall = "x"\ncolour = "blue"\n')
    monkeypatch.setattr(sys, "argv", ["glyphs", "--hall", str(bad), "--out", str(tmp_path / "other.bin")])
    assert glyph_file.main() == 2
    assert "colour" in capsys.readouterr().err
    assert not (tmp_path / "other.bin").exists()
