"""Frames out of any stream of bytes: nothing crashes it, and a good frame is found."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.devices.serial_keypads.checks import CHECKS, check_size
from hub.devices.serial_keypads.frames import Frame, FrameReader, Layout
from hub.devices.serial_keypads.profile import load_profile

FF68 = load_profile("ff68").frame.layout()
FIXED = Layout(b"\x02", b"\x03", ("function", "data", "check"), "crc16", "head", ("data",), 2, 2)
OPEN_ENDED = replace(FF68, tail=b"", check="xor", check_from="head", counted=("length", "data", "check"))
LAYOUTS = (FF68, FIXED, OPEN_ENDED)

NEXT = Frame(3, 0x01, b"\x0c")
NEXT_RAW = bytes.fromhex("FF 68 03 01 01 0C 11 16")


def frames_of(layout: Layout) -> st.SearchStrategy[Frame]:
    low = 0 if "length" in layout.fields else layout.data_size
    addresses = st.integers(0, 255) if "address" in layout.fields else st.just(0)
    return st.builds(Frame, addresses, st.integers(0, 255), st.binary(min_size=low, max_size=min(layout.data_max, 8)))


def test_the_frame_of_the_profile_s_own_example() -> None:
    assert FF68.encode(NEXT) == NEXT_RAW
    assert FrameReader(FF68).feed(NEXT_RAW) == [NEXT]


@pytest.mark.parametrize(
    ("check", "covered", "right"),
    [
        ("none", b"123456789", ""),
        ("sum", b"\xf0\x20\x01", "11"),
        ("xor", b"\xf0\x20\x01", "D1"),
        ("crc16", b"123456789", "37 4B"),  # the published check value of CRC-16/MODBUS, 0x4B37, low byte first
    ],
)
def test_each_check_of_known_bytes(check: str, covered: bytes, right: str) -> None:
    assert CHECKS[check](covered) == bytes.fromhex(right)
    assert check_size(check) == len(bytes.fromhex(right))


def test_two_glued_frames_are_two() -> None:
    assert FrameReader(FF68).feed(NEXT_RAW * 2) == [NEXT, NEXT]


def test_a_frame_that_comes_byte_by_byte_is_one() -> None:
    reader = FrameReader(FF68)
    assert [frame for byte in NEXT_RAW for frame in reader.feed(bytes([byte]))] == [NEXT]
    assert (reader.garbage, reader.wrong, reader.cut) == (0, 0, 0)


@pytest.mark.parametrize("place", range(len(NEXT_RAW)))
def test_a_frame_with_one_wrong_byte_is_none_and_the_next_one_is_found(place: int) -> None:
    wrong = bytearray(NEXT_RAW)
    wrong[place] ^= 0x40
    reader = FrameReader(FF68)
    found = reader.feed(bytes(wrong))
    found += reader.idle()
    assert found == []
    assert reader.feed(NEXT_RAW) == [NEXT]
    assert reader.wrong + reader.cut + reader.garbage > 0


@pytest.mark.parametrize("size", range(1, len(NEXT_RAW)))
def test_a_cut_frame_costs_itself_and_not_the_one_behind_it(size: int) -> None:
    reader = FrameReader(FF68)
    assert reader.feed(NEXT_RAW[:size]) + reader.idle() + reader.feed(NEXT_RAW) == [NEXT]
    glued = FrameReader(FF68)
    assert glued.feed(NEXT_RAW[:size] + NEXT_RAW) + glued.idle() == [NEXT]


def test_a_length_that_no_frame_has_does_not_wait_for_its_data() -> None:
    reader = FrameReader(FF68)
    assert reader.feed(b"\xff\x68\x03\x01\xf0" + NEXT_RAW) == [NEXT]
    assert reader.wrong == 1


def test_a_length_below_what_it_counts_is_no_frame() -> None:
    raw = bytearray(OPEN_ENDED.encode(NEXT))
    raw[4] = 0
    assert FrameReader(OPEN_ENDED).feed(bytes(raw) + OPEN_ENDED.encode(NEXT)) == [NEXT]


def test_data_that_do_not_fit_are_not_sent() -> None:
    with pytest.raises(ValueError, match="33 bytes of data do not fit"):
        FF68.encode(Frame(1, 2, bytes(33)))
    with pytest.raises(ValueError, match="1 bytes of data do not fit"):
        FIXED.encode(Frame(0, 2, b"x"))


@pytest.mark.parametrize("layout", LAYOUTS)
@given(chunks=st.lists(st.binary(max_size=40), max_size=12), data=st.data())
def test_no_garbage_crashes_it_or_is_lost_count_of(layout: Layout, chunks: list[bytes], data: st.DataObject) -> None:
    reader, found = FrameReader(layout), []
    for chunk in chunks:
        found += reader.feed(chunk)
        if data.draw(st.booleans()):
            found += reader.idle()
    found += reader.idle()
    assert not reader.is_within
    in_frames = sum(len(layout.encode(frame)) for frame in found)
    assert reader.garbage + reader.wrong + reader.cut + in_frames == sum(map(len, chunks))


@pytest.mark.parametrize("layout", LAYOUTS)
@given(garbage=st.binary(max_size=60), data=st.data())
def test_after_garbage_and_a_pause_every_good_frame_is_found(
    layout: Layout, garbage: bytes, data: st.DataObject
) -> None:
    good = data.draw(st.lists(frames_of(layout), min_size=1, max_size=4))
    reader = FrameReader(layout)
    reader.feed(garbage)
    reader.idle()
    stream = b"".join(map(layout.encode, good))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    pieces = [stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert [frame for piece in pieces for frame in reader.feed(piece)] == good


@given(
    garbage=st.binary(max_size=60).filter(lambda raw: b"\xff" not in raw), good=st.lists(frames_of(FF68), max_size=4)
)
def test_between_garbage_without_a_head_every_good_frame_is_found_at_once(garbage: bytes, good: list[Frame]) -> None:
    stream = garbage + b"".join(FF68.encode(frame) + garbage for frame in good)
    assert FrameReader(FF68).feed(stream) == good
