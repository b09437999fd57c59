"""The drivers of screens, pure, on CPython and on MicroPython: what travels to a display, byte by byte."""

import io

from glyphs import BOX, Font
from screens import AGAIN_MS, TextScreen
from screens.bar import REPEAT_MS, frame_of
from screens.bar import Screen as Bar
from screens.canvas import Canvas, codes_of, rows_of
from screens.max7219 import SETUP as MATRIX_SETUP
from screens.max7219 import TURN_MS as PIECE_MS
from screens.max7219 import Screen as Matrices
from screens.max7219 import frames, pieces_of, words_of
from screens.page import TURN_MS, Page, broken
from screens.small import SmallFont, columns_of
from screens.ssd1306 import ADDRESS, SETUP, placed
from screens.ssd1306 import Screen as Oled
from screens.st7920 import SETUP as GRAPHICS_SETUP
from screens.st7920 import Screen as Graphics
from screens.st7920 import commands, line_of, packed
from wire.bar import framed

PARTS = {"columns": 32, "rows": 8, "address": 5}
SMALL = SmallFont()


class Bus:
    """I2C, SPI, UART and pins that record. ``broken``: nobody answers."""

    def __init__(self):
        self.sent, self.broken = [], False

    def writeto(self, address, octets):
        if self.broken:
            raise OSError(19)
        assert address == ADDRESS
        self.sent.append(bytes(octets))

    def write(self, octets):
        self.sent.append(bytes(octets))

    def flush(self):
        self.sent.append("sent")

    def __call__(self, level):
        self.sent.append(level)


def text_of(codes):
    """Codes as a text again."""
    return "".join(chr(code) for code in codes)


def rows(text, width=16):
    """A line as it is broken."""
    return [text_of(row) for row in broken(codes_of(text), width)]


def font_of(characters):
    """A font of these characters, each of one byte repeated."""
    codes = sorted(ord(character) for character in characters)
    head = b"QF1" + len(codes).to_bytes(2, "big") + b"".join(code.to_bytes(3, "big") for code in codes)
    return Font(io.BytesIO(head + b"".join(bytes([code & 0xFF]) * 32 for code in codes)))


def test_code_points_of_all_lengths_are_read():
    assert codes_of("A\u00e9\u6570\U00020000") == [0x41, 0xE9, 0x6570, 0x20000]
    assert codes_of("") == []


def test_every_character_of_a_font_is_found_and_no_other():
    characters = "".join(chr(0x4E00 + 7 * n) for n in range(200)) + "ABC"
    font = font_of(characters)
    for character in characters:
        code = ord(character)
        assert font.bitmap(code) == bytes([code & 0xFF]) * (16 if code < 0x250 else 32)
    for code in (0x20, 0x44, 0x4E01, 0x4DFF, 0x20000):
        assert font.bitmap(code) == BOX[0 if code < 0x250 else 1]


def test_a_font_keeps_few_bytes_in_memory():
    font = font_of("".join(chr(0x4E00 + n) for n in range(700)))
    assert len(font._steps) <= 100


def test_what_is_no_font_is_told():
    for raw in (b"", b"QF", b"GIF89a"):
        try:
            Font(io.BytesIO(raw))
        except ValueError:
            continue
        raise AssertionError(raw)


def test_columns_become_rows():
    columns = bytes((0xFF, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x81))
    assert rows_of(columns, 0) == b"\xff\x80\x80\x80\x80\x80\x80\x81"


def test_what_does_not_fit_beside_the_edge_is_left_out():
    canvas = Canvas(12, 2)
    canvas.put(8, 0, bytes(range(1, 17)))
    assert canvas.bits == bytes(8) + b"\1\2\3\4" + bytes(8) + b"\x09\x0a\x0b\x0c"
    canvas.put(12, 0, bytes(range(1, 17)))
    assert len(canvas.bits) == 24


def test_a_long_line_is_broken_at_a_space_and_hanzi_anywhere():
    assert rows("No answer, please press again") == ["No answer,", "please press", "again"]
    assert rows("正在启动正在启动正在") == ["正在启动正在启动", "正在"]
    assert rows("Unemployment-insurance") == ["Unemployment-ins", "urance"]
    assert rows("  养老保险转移接续") == ["  养老保险转移接", "续"]
    assert rows("") == [""]


def test_no_broken_row_is_wider_than_the_screen_and_nothing_is_lost():
    for text in (
        "前面12人 预计等候10-20分钟",
        "a bb ccc dddd eeeee ffffff ggggggg",
        "a" * 40,
        "失业保险金 benefit 申领",
    ):
        for row in rows(text):
            assert sum(1 if ord(character) < 0x250 else 2 for character in row) <= 16
        assert "".join(rows(text)).replace(" ", "") == text.replace(" ", "")


def test_rows_that_do_not_fit_take_turns():
    page = Page(4, 16)
    page.take(tuple("abcdef"))
    assert [text_of(row) for row in page.at(500)] == ["a", "b", "c", "d"]
    assert [text_of(row) for row in page.at(500 + TURN_MS)] == ["e", "f"]
    assert [text_of(row) for row in page.at(500 + 2 * TURN_MS)] == ["a", "b", "c", "d"]


def test_the_line_of_the_cursor_is_in_sight_and_the_heading_stays():
    page = Page(4, 16)
    for cursor in range(6):
        lines = ["Choose"] + [(">" if n == cursor else " ") + "item" + str(n) for n in range(6)]
        page.take(lines)
        seen = [text_of(row) for row in page.at(0)]
        assert seen[0] == "Choose" and len(seen) == 4
        assert ">item" + str(cursor) in seen


def test_empty_lines_at_the_end_take_no_room():
    page = Page(4, 16)
    page.take(("a", "", "b", "", "", ""))
    assert [text_of(row) for row in page.at(0)] == ["a", "", "b"]


def test_a_text_screen_gets_lines_between_form_feed_and_end():
    bus = Bus()
    TextScreen(bus).show(("A017", "等候9人"))
    assert bus.sent == [b"\x0cA017\n" + "等候9人".encode() + b"\x03"]


def test_an_oled_is_set_up_once_and_sent_only_the_rows_that_changed():
    bus = Bus()
    screen = Oled(bus, PARTS, SMALL)
    screen.show(("A017", "B"))
    assert bus.sent[0] == SETUP
    assert [len(octets) for octets in bus.sent[1:]] == [7, 257] * 4
    bus.sent = []
    screen.show(("A017", "C"))
    assert bus.sent[0] == placed(1) == b"\x00\x21\x00\x7f\x22\x02\x03"
    letter = SMALL.bitmap(0x43)
    assert bus.sent[1] == b"\x40" + letter[:8] + bytes(120) + letter[8:] + bytes(120)
    assert len(bus.sent) == 2
    screen.tick(1_000)
    assert len(bus.sent) == 2


def test_hanzi_are_sixteen_columns_wide():
    bus = Bus()
    Oled(bus, PARTS, font_of("数A")).show(("数A",))
    assert bus.sent[2][1:26] == bytes([0x70]) * 16 + b"\x41" * 8 + b"\0"


def test_an_oled_without_an_answer_stops_nobody_and_is_set_up_when_it_answers():
    bus = Bus()
    bus.broken = True
    screen = Oled(bus, PARTS, SMALL)
    screen.show(("A017",))
    bus.broken = False
    screen.show(("A018",))
    screen.tick(AGAIN_MS - 1)
    assert bus.sent == []
    screen.tick(AGAIN_MS)
    assert bus.sent[0] == SETUP and len(bus.sent) == 9


def test_a_byte_for_an_st7920_travels_as_three():
    assert packed(0xFA, b"\xa5\x3c") == b"\xfa\xa0\x50\x30\xc0"
    assert commands(b"\x30\x01") == b"\xf8\x30\x00\xf8\x00\x10"


def test_the_lower_half_of_an_st7920_lies_right_of_the_upper_one():
    assert line_of(31, b"\xff") == commands((0x9F, 0x80)) + b"\xfa\xf0\xf0"
    assert line_of(32, b"\xff") == commands((0x80, 0x88)) + b"\xfa\xf0\xf0"


def test_an_st7920_shows_the_same_picture_line_by_line():
    bus, select = Bus(), Bus()
    screen = Graphics((bus, select), PARTS, SMALL)
    screen.show(("", "L"))
    assert bus.sent[0] == commands(GRAPHICS_SETUP)
    assert len(bus.sent) == 1 + 64 and select.sent == [1, 0] * 65
    upright = line_of(20, b"\x20" + bytes(15))
    foot = line_of(26, b"\x3c" + bytes(15))
    assert bus.sent[1 + 20] == upright and bus.sent[1 + 26] == foot


def sign(**changes):
    """What a counter display says."""
    said = {"state": "calling", "number": "A017", "arrow": "left", "dark": False, "stale": False, "calling": True}
    said.update({"words": "Calling", "clock": "", "counter": 3})
    said.update(changes)
    return tuple(
        said[name] for name in ("state", "number", "arrow", "dark", "stale", "calling", "words", "clock", "counter")
    )


def every_second(octets, first):
    """Registers (0) or values (1) of a transfer."""
    return bytes(octets[place] for place in range(first, len(octets), 2))


def picture(sent, columns):
    """The pixels that the last eight transfers make, row by row."""
    lines = []
    for frame in sent[-8:]:
        lines.append(
            "".join("{:08b}".format(octet) for octet in every_second(frame, 1)).replace("0", ".").replace("1", "#")
        )
    return [line[at : at + columns] for at in range(0, len(lines[0]), columns) for line in lines]


def matrices(columns=32, rows=8, font=SMALL):
    """(screen, what its bus was sent)."""
    bus = Bus()
    parts = {"columns": columns, "rows": rows}
    return Matrices((bus, Bus()), parts, font), bus.sent


def test_a_number_and_its_arrow_on_one_strip():
    screen, sent = matrices()
    screen.sign(sign())
    assert sent[:5] == [bytes(pair) * 4 for pair in MATRIX_SETUP]
    assert [every_second(frame, 0) for frame in sent[5:]] == [bytes([line] * 4) for line in range(1, 9)]
    assert picture(sent, 32) == [
        ".........##...##....#..####.....",
        "..#.....#..#.#..#..##.....#.....",
        ".##.....#..#.#..#...#.....#.....",
        "######..####.#..#...#....#......",
        ".##.....#..#.#..#...#....#......",
        "..#.....#..#.#..#...#...#.......",
        "........#..#..##...###..#.......",
        "................................",
    ]


def test_a_dark_half_of_a_blink_shows_nothing_and_a_stale_one_is_dotted():
    screen, sent = matrices()
    screen.sign(sign(dark=True))
    assert set("".join(picture(sent, 32))) == {"."}
    screen.sign(sign(stale=True))
    assert picture(sent, 32)[7] == "#..." * 8


def test_the_same_sign_is_sent_once_and_again_after_a_while():
    screen, sent = matrices()
    screen.sign(sign())
    count = len(sent)
    screen.sign(sign())
    screen.tick(9_999)
    assert len(sent) == count
    screen.tick(10_000)
    assert len(sent) == 2 * count


def test_a_number_is_shown_whole_or_not_at_all():
    assert [text_of(codes) for _, codes in pieces_of("left", "A1234", 32, 8, True)] == ["A1234"]
    assert pieces_of("left", "AB-017", 32, 8, True) == [("", codes_of("AB-017"))]
    assert pieces_of("left", "AB-0178", 32, 8, True) == [("", [0x2D])]
    assert pieces_of("up", "A017", 64, 16, True) == [("up", codes_of("A017"))]


def test_an_idle_counter_shows_the_time_a_paused_one_says_so():
    idle = {"number": "", "arrow": "", "calling": False}
    assert words_of(sign(state="free", clock="09:41", **idle), 8) == ("", "09:41")
    assert words_of(sign(state="paused", words="暂停服务", **idle), 8) == ("", "PAUSE")
    assert words_of(sign(state="closed", words="未开放", **idle), 8) == ("", "CLOSED")
    assert words_of(sign(state="paused", words="暂停服务", **idle), 16) == ("", "暂停服务")
    assert words_of(sign(state="free", words="Ready", **idle), 8) == ("", "--")


def test_every_word_of_one_strip_fits_it():
    for words in ("PAUSE", "CLOSED", "--", "23:59"):
        assert len(pieces_of("", words, 32, 8, False)) == 1
        assert all(columns_of(code) for code in codes_of(words))


def test_words_too_wide_for_two_strips_come_in_pieces():
    screen, sent = matrices(32, 16, font_of("暂停服务"))
    screen.sign(sign(state="paused", number="", arrow="", words="暂停服务"))
    first = picture(sent, 32)
    screen.tick(PIECE_MS)
    second = picture(sent, 32)
    screen.tick(2 * PIECE_MS)
    assert picture(sent, 32) == first != second


def test_two_strips_are_one_chain_the_upper_left_module_farthest():
    canvas = Canvas(32, 2)
    canvas.bits[0] = 0x01
    canvas.bits[63] = 0x80
    sent = frames(canvas)
    assert sent[0] == b"\x01\x80" + b"\x01\x00" * 7
    assert sent[7] == b"\x08\x00" * 7 + b"\x08\x01"


def test_the_name_of_a_device_is_shown_without_room_for_lines():
    screen, sent = matrices()
    screen.show(("←", "Counter 3", ""))
    assert sent == []
    screen.show(("d-12",))
    assert "####" in "".join(picture(sent, 32))


def test_a_bar_flashes_a_call_and_then_shows_it_steadily():
    assert frame_of(sign(), 5) == framed(5, b"F", b"A017,3")
    assert frame_of(sign(calling=False, dark=False), 5) == framed(5, b"S", b"A017,3")
    assert frame_of(sign(dark=True), 5) == framed(5, b"F", b"A017,3")


def test_a_bar_says_when_its_number_may_be_old_and_shows_no_number_in_part():
    assert frame_of(sign(stale=True), 5) == framed(5, b"P", b"A017 ?")
    assert frame_of(sign(number="A-123456789"), 5) == framed(5, b"C")


def test_a_bar_of_an_idle_counter_tells_time_or_state():
    idle = {"number": "", "calling": False}
    assert frame_of(sign(state="free", clock="09:41", **idle), 5) == framed(5, b"P", b"09:41")
    assert frame_of(sign(state="paused", **idle), 5) == framed(5, b"P", b"\xd4\xdd\xcd\xa3\xb7\xfe\xce\xf1")
    assert frame_of(sign(state="free", **idle), 5) == framed(5, b"C")


def test_a_bar_is_told_again_before_it_goes_dark_and_the_line_is_ours_only_meanwhile():
    uart = Bus()
    bar = Bar((uart, uart), PARTS, None)
    bar.sign(sign())
    told = framed(5, b"F", b"A017,3")
    assert uart.sent == [1, told, "sent", 0]
    bar.sign(sign())
    bar.tick(REPEAT_MS - 1)
    assert len(uart.sent) == 4
    bar.tick(REPEAT_MS)
    assert uart.sent[4:] == [1, told, "sent", 0]
