"""The clips of the voice: the pack is whole and small, the chime is soft, and the judge compares what can be heard."""

import pytest

from display.voice.clips import NAME, PACK, find_clips
from display.voice.phrases import CHIME, DIGITS, call_clips
from tools.voicing.clips import LANGUAGES, file_of, hall_wanted, pack_wanted
from tools.voicing.comparing import is_right, letter_is_right, nearness, units
from tools.voicing.sound import RATE, chime, joined, levelled, of_wav, trimmed, wav

SOUNDS = dict(
    zip("零一二三四五六七八九", ["ling", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu"], strict=True)
) | dict(zip("十号到请窗口救令", ["shi", "hao", "dao", "qing", "chuang", "kou", "jiu", "ling"], strict=True))


def sound_of(hanzi: str) -> str:
    return SOUNDS.get(hanzi, hanzi)


def test_the_pack_has_every_clip_that_a_call_or_a_kiosk_may_need() -> None:
    wanted = {clip for clip, _, _ in pack_wanted()} | {CHIME}
    assert set(find_clips([PACK])) == wanted
    assert {f"zh-counter-{counter}" for counter in range(1, 61)} | {"en-prompt-paper", "zh-char-Z"} <= wanted


def test_the_pack_is_small_and_each_clip_is_mono_opus() -> None:
    files = find_clips([PACK]).values()
    heads = [file.read_bytes()[:64] for file in files]
    assert {(head[:4], head[28:36], head[37]) for head in heads} == {(b"OggS", b"OpusHead", 1)}
    assert max(file.stat().st_size for file in files) < 30_000
    assert sum(file.stat().st_size for file in files) < 1_500_000


def test_a_hall_s_own_clips_lie_where_the_hub_looks_for_them(tmp_path) -> None:  # type: ignore[no-untyped-def]
    for clip, _, _ in hall_wanted([3], 2, ["zh", "en", "ug"]):
        file = file_of(clip, tmp_path)
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"")
    found = find_clips([tmp_path])
    assert set(found) == {f"{of}-{rest}" for of in LANGUAGES for rest in ("counter-3", "ticket-A001", "ticket-A002")}
    assert call_clips("A002", 3, ["zh"], found)[1:] == ["zh-ticket-A002", "zh-counter-3"] * 2
    assert all(NAME.fullmatch(clip) for clip in found)


def test_the_chime_begins_and_ends_in_silence_and_is_never_clipped() -> None:
    made = chime()
    assert 1.0 < len(made) / RATE < 1.3
    assert max(map(abs, made)) < 0.7
    assert max(map(abs, [*made[:4], *made[-4:]])) < 0.02


def test_a_clip_is_trimmed_levelled_and_survives_its_file() -> None:
    silence, speech = chime()[:0], chime()
    silence.extend([0.0] * RATE)
    cut = trimmed(joined([silence, speech, silence]))
    assert len(cut) < len(speech) + RATE // 10
    quiet = levelled(speech)
    assert max(abs(one - other) for one, other in zip(of_wav(wav(quiet)), quiet, strict=True)) < 0.001


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("请A零一二号到三号窗口", True),
        ("请A012号,到3号窗口", True),
        ("A 零 一 二, 到三号", True),
        ("请A012号到13号窗口", False),
        ("请A02号到3号窗口", False),
        ("请A012号", False),
    ],
)
def test_a_call_in_chinese_is_right_where_number_and_counter_can_be_heard(text: str, right: bool) -> None:
    assert is_right(text, "A012", 3, "zh", sound_of) is right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Ticket A012 please, go to counter 12.", True),
        ("Ticket A, zero one two, please go to Counter-12", True),
        ("Ticket A 0 12 please go to counter 2", False),
        ("Ticket A 13 please go to counter 12", False),
    ],
)
def test_a_call_in_english_is_right_where_number_and_counter_can_be_heard(text: str, right: bool) -> None:
    assert is_right(text, "A012", 12, "en", sound_of) is right


def test_who_listens_hears_no_hanzi() -> None:
    assert is_right("A令一救号到十二号", "A019", 12, "zh", sound_of)
    assert units("请A012号", "zh", sound_of) == ["qing", "A", "ling", "yi", "er", "hao"]
    assert nearness(["a", "b", "c"], ["a", "c"]) == pytest.approx(2 / 3)


def test_a_letter_counts_only_as_that_letter() -> None:
    assert letter_is_right("Ticket M703", "M703")
    assert letter_is_right("请M703号", "M703")
    assert not letter_is_right("Ticket and Mary", "M703")
    assert set(DIGITS) == set(LANGUAGES)
