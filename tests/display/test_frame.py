"""Frames of the panel bus against a reader written from the description alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.led.frame import NotShowable, brightness, clear, frame, panel_text, paused
from tests.display.panel_peer import Seen, read_bus, read_frame

ADDRESSES = st.integers(0, 254)
NUMBERS = st.from_regex(r"[A-Z0-9-]{1,8}", fullmatch=True)
COUNTERS = st.integers(1, 999)


def test_the_frame_of_the_description() -> None:
    assert frame("A017", 3, address=5) == b"\x0205S06A017,3A739\x03"
    assert clear() == b"\x0200C004630\x03"


@given(NUMBERS, COUNTERS, ADDRESSES, st.booleans())
def test_a_panel_reads_back_what_was_framed(number: str, counter: int, address: int, flash: bool) -> None:
    payload = f"{number},{counter}".encode()
    assert read_frame(frame(number, counter, address, flash)) == Seen(address, "F" if flash else "S", payload)


@given(ADDRESSES, st.integers(0, 15))
def test_a_panel_reads_clear_and_brightness(address: int, level: int) -> None:
    assert read_frame(clear(address)) == Seen(address, "C", b"")
    assert read_frame(brightness(level, address)) == Seen(address, "B", b"%02d" % level)


@given(st.text())
def test_no_text_becomes_a_control_byte(text: str) -> None:
    raw = paused(text, 9)
    assert all(byte >= 0x20 and byte != 0x7F for byte in raw[1:-1])
    seen = read_frame(raw)
    assert seen == Seen(9, "P", panel_text(text))
    assert len(seen.payload) <= 32
    seen.payload.decode("gb2312")


@given(st.text(alphabet="暂停服务请稍候窗口0123456789 ", max_size=16))
def test_chinese_is_shown_as_it_is(text: str) -> None:
    assert panel_text(text).decode("gb2312") == text


@given(st.text(), st.integers())
def test_a_number_is_shown_whole_or_not_at_all(number: str, counter: int) -> None:
    try:
        raw = frame(number, counter, 1)
    except NotShowable:
        return
    assert read_frame(raw) == Seen(1, "S", f"{number},{counter}".encode())


@pytest.mark.parametrize("number", ["", "A017\x03", "a017", "号017", "A0171234Z", "A0,7", "A017\n"])
def test_a_number_that_a_panel_cannot_show_is_refused(number: str) -> None:
    with pytest.raises(NotShowable):
        frame(number, 1)


@given(NUMBERS, COUNTERS, st.data())
def test_a_frame_with_any_byte_changed_is_ignored(number: str, counter: int, data: st.DataObject) -> None:
    raw = frame(number, counter, 7)
    at = data.draw(st.integers(0, len(raw) - 1))
    changed = data.draw(st.integers(0, 255).filter(lambda byte: byte != raw[at]))
    assert read_frame(raw[:at] + bytes([changed]) + raw[at + 1 :]) is None


@given(st.binary(max_size=40).map(lambda noise: noise.replace(b"\x02", b"")), NUMBERS)
def test_a_panel_that_joins_in_the_middle_finds_the_next_frame(noise: bytes, number: str) -> None:
    assert read_bus(noise + frame(number, 4, 3) + clear(2))[-2:] == [
        Seen(3, "S", f"{number},4".encode()),
        Seen(2, "C", b""),
    ]
