"""Readers, knob and sounds, pure, on CPython and on MicroPython."""

import asyncio

from beeps import IDLE_HZ, LOUD, PATTERNS, Buzzer
from card import SerialCard, Wiegand
from encoder import Encoder
from speaker import PLAY, VOLUME, Speaker, frame

RIGHT = ((0, 1), (0, 0), (1, 0), (1, 1))
LEFT = ((1, 0), (0, 0), (0, 1), (1, 1))


def turned(*contacts):
    """Clicks after these readings of (A, B)."""
    encoder = Encoder()
    for a, b in contacts:
        encoder.read(a, b)
    return encoder.taken()


def test_a_click_to_the_right_counts_up_and_one_to_the_left_down():
    assert [abs(turned(*RIGHT)), abs(turned(*LEFT))] == [1, 1]
    assert turned(*RIGHT) == -turned(*LEFT) == 1
    assert turned(*(RIGHT * 3)) == 3


def test_a_contact_that_bounces_counts_once():
    assert turned((0, 1), (1, 1), (0, 1), (0, 0), (0, 1), (0, 0), (1, 0), (0, 0), (1, 0), (1, 1), (1, 0), (1, 1)) == 1


def test_a_knob_that_is_moved_and_let_go_counts_nothing():
    assert turned((0, 1), (0, 0), (0, 1), (1, 1)) == 0
    assert turned(*((0, 1), (1, 1)) * 20) == 0


def test_one_edge_that_was_missed_loses_no_click_and_two_lose_it_whole():
    assert turned((0, 1), (1, 1), *RIGHT) == 1
    assert turned((0, 0), (1, 0), (1, 1)) == 0


def test_clicks_are_taken_once():
    encoder = Encoder()
    assert [encoder.read(a, b) for a, b in RIGHT] == [False, False, False, True]
    assert (encoder.taken(), encoder.taken()) == (1, 0)


def test_a_card_number_ends_with_its_return():
    card = SerialCard()
    assert card.feed(b"00128") is None
    assert card.feed(b"83931\r\n") == "12883931"
    assert card.feed(b"\r") is None


def test_a_frame_of_start_and_end_of_text_is_a_number_too():
    assert SerialCard().feed(b"\x020012883931\r\n\x03") == "12883931"


def test_noise_is_no_card():
    card = SerialCard()
    assert card.feed(b"\xff12x4\r") is None
    assert card.feed(b"1" * 21 + b"\r") is None
    assert card.feed(b"0000000000\r") is None
    assert card.feed(b"77\r") == "77"


def bits_of(number, width):
    """A frame: even parity of its first half, the number, odd parity of its second."""
    bits = [number >> place & 1 for place in range(width - 1, -1, -1)]
    half = width // 2
    even, odd = sum(bits[:half]) % 2, 1 - sum(bits[half:]) % 2
    bits.insert(0, even)
    bits.append(odd)
    return bits


def read(bits):
    """What a reader makes of bits."""
    reader = Wiegand()
    for bit in bits:
        reader.bit(bit)
    return reader.taken()


def test_both_lengths_of_a_wiegand_frame_are_read():
    assert read(bits_of(0x12ABCD, 24)) == str(0x12ABCD)
    assert read(bits_of(0xC4_93_1B_7F, 32)) == str(0xC4931B7F)


def test_every_single_wrong_bit_is_found():
    whole = bits_of(0xC4931B7F, 32)
    for place in range(34):
        wrong = list(whole)
        wrong[place] ^= 1
        assert read(wrong) is None, place


def test_a_wiegand_frame_of_another_length_is_no_card():
    whole = bits_of(0x12ABCD, 24)
    assert [read(whole[:-1]), read(whole + whole[:1]), read([]), read(whole * 2)] == [None] * 4


def test_after_a_spoilt_frame_the_next_is_read():
    reader = Wiegand()
    for bit in [1] * 50:
        reader.bit(bit)
    assert reader.taken() is None
    for bit in bits_of(7, 24):
        reader.bit(bit)
    assert reader.taken() == "7"


class Wire:
    """A port that records."""

    def __init__(self):
        self.written = []

    def write(self, octets):
        self.written.append(bytes(octets))


def test_a_spoken_track_is_ten_bytes_that_sum_up_to_nothing():
    assert frame(PLAY, 3) == b"\x7e\xff\x06\x12\x00\x00\x03\xfe\xe6\xef"
    assert frame(VOLUME, 20) == b"\x7e\xff\x06\x06\x00\x00\x14\xfe\xe1\xef"
    for track in (1, 255, 256, 9_999):
        octets = frame(PLAY, track)
        assert len(octets) == 10
        assert (sum(octets[1:7]) + octets[7] * 256 + octets[8]) & 0xFFFF == 0


def test_the_volume_is_told_before_each_track_and_a_track_that_cannot_be_is_not_asked_for():
    wire = Wire()
    speaker = Speaker(wire, 20)
    for track in (0, 10_000, 12):
        speaker.speak(track)
    assert wire.written == [frame(VOLUME, 20), frame(PLAY, 12)]


class Tone:
    """A PWM that records (hertz, sounding)."""

    def __init__(self):
        self.hertz, self.heard = 0, []

    def freq(self, hertz):
        self.hertz = hertz

    def duty_u16(self, on):
        self.heard.append((self.hertz, on))


def played(*names, during=None):
    """What is heard of beeps; ``during``: (pause, name): another one while a tone sounds."""
    tone, pauses = Tone(), []
    buzzer = Buzzer(tone, asyncio.Event(), None)

    async def sleep(seconds):
        pauses.append(round(seconds * 1000))
        if during and len(pauses) == during[0]:
            buzzer.beep(during[1])

    async def run():
        buzzer._sleep = sleep
        task = asyncio.create_task(buzzer.run(None, None))
        for name in names:
            buzzer.beep(name)
        for _ in range(20):
            await asyncio.sleep(0)
        task.cancel()

    asyncio.run(run())
    return tone.heard[1:], pauses


def test_a_beep_is_its_row_of_tones_and_then_silence():
    heard, pauses = played("ok")
    assert heard == [(1_500, LOUD), (2_200, LOUD), (2_200, 0)]
    assert pauses == [60, 90]


def test_a_pause_within_a_beep_is_silent():
    assert played("refused")[0] == [(400, LOUD), (400, 0), (400, LOUD), (400, 0)]


def test_a_new_beep_cuts_the_old_one_short():
    heard, pauses = played("call", during=(1, "press"))
    assert heard == [(1_320, LOUD), (2_000, LOUD), (2_000, 0)]
    assert pauses == [250, 30]


def test_a_buzzer_is_silent_at_first_and_every_beep_can_be_heard():
    tone = Tone()
    Buzzer(tone, None, None)
    assert tone.heard == [(IDLE_HZ, 0)]
    assert all(any(hertz for hertz, _ in row) and all(ms > 0 for _, ms in row) for row in PATTERNS.values())
