"""The clips of the voice: the pack is whole and small, the chime is soft, and the judge compares what can be heard."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from display.voice.clips import NAME, PACK, find_clips, find_names
from display.voice.phrases import CHIME, DIGITS, call_clips
from hub.core.catalogue import CounterSetup, HallSetup, Item, Line, Priority
from tools.voicing.clips import LANGUAGES, Wanted, file_of, hall_wanted, pack_wanted, silence_of
from tools.voicing.comparing import is_right, letter_is_right, nearness, units
from tools.voicing.folder import ClipFolder
from tools.voicing.making import make
from tools.voicing.sound import PAD_S, RATE, Sound, chime, joined, levelled, of_wav, trimmed, wav
from tools.voicing.spelling import english_figures, inflected
from tools.voicing.voices import VOICE, UnknownWord

SOUNDS = dict(
    zip("零一二三四五六七八九", ["ling", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu"], strict=True)
) | dict(zip("十号到请窗口救令", ["shi", "hao", "dao", "qing", "chuang", "kou", "jiu", "ling"], strict=True))


@dataclass
class FakeMouth:
    """Keeps what it said; breaks off after ``most`` clips, and does not know the words ``unknown``."""

    most: int = 1000
    unknown: str = ""
    said: list[str] = field(default_factory=list)

    def say(self, words: str, language: str, silence: tuple[float, float]) -> Sound:
        if words == self.unknown:
            raise UnknownWord("no dictionary knows it")
        if len(self.said) == self.most:
            raise KeyboardInterrupt
        self.said.append(words)
        return array("f", [float(ord(char)) for char in words])


def made(wanted: Sequence[Wanted], folder: Path, mouth: FakeMouth) -> list[str]:
    """Clips whose files hold their words."""

    def write(sound: Sound, path: Path) -> None:
        path.write_text("".join(chr(int(sample)) for sample in sound))

    return make(wanted, ClipFolder(folder), mouth=lambda: mouth, write=write)


HALL = HallSetup(
    hall="h",
    names={"zh": "厅"},
    lines=(Line("social", {"zh": "社保"}),),
    items=(Item("card_2-new", {"zh": "新卡", "en": "New card"}, "social"),),
    priorities=(Priority("priority", {"zh": "绿色通道"}, 3.0),),
    counters=(CounterSetup(3),),
    languages=("zh", "en", "ug"),
)
"""A hall with little to say, in one language that nobody speaks here."""


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


def test_a_hall_s_own_clips_lie_where_the_hub_looks_for_them(tmp_path: Path) -> None:
    for clip, _, _ in hall_wanted(HALL, 2):
        file = file_of(clip, tmp_path)
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"")
    found = find_clips([tmp_path])
    calls = {f"{of}-{rest}" for of in LANGUAGES for rest in ("counter-3", "ticket-A001", "ticket-A002")}
    names = {"zh-line-social", "zh-item-card_2-new", "en-item-card_2-new", "zh-priority-priority"}
    assert set(found) == calls | names
    assert call_clips("A002", 3, ["zh"], found)[1:] == ["zh-ticket-A002", "zh-counter-3"] * 2
    assert all(NAME.fullmatch(clip) for clip in found)


def test_the_names_of_a_hall_are_recorded_in_its_own_languages() -> None:
    said = {clip: words for clip, words, _ in hall_wanted(replace(HALL, languages=("en",)), 0)}
    assert said == {"en-item-card_2-new": "New card", "en-counter-3": "go to counter three"}


def test_a_run_that_is_broken_off_goes_on_and_a_new_name_is_said_anew(tmp_path: Path) -> None:
    wanted = list(hall_wanted(HALL, 2))
    first = FakeMouth(most=4)
    with pytest.raises(KeyboardInterrupt):
        made(wanted, tmp_path, first)
    second, third, fourth = FakeMouth(), FakeMouth(), FakeMouth()
    made(wanted, tmp_path, second)
    assert first.said[:4] + second.said == [words for _, words, _ in wanted]
    made(wanted, tmp_path, third)
    assert third.said == []
    renamed = replace(HALL, items=(replace(HALL.items[0], names={"zh": "补卡", "en": "New card"}),))
    made(list(hall_wanted(renamed, 2)), tmp_path, fourth)
    assert fourth.said == ["补卡"]
    assert file_of("zh-item-card_2-new", tmp_path).read_text() == "补卡"
    assert find_names([tmp_path])["zh-item-card_2-new"] == "补卡"
    assert not list(tmp_path.rglob("*.part"))


def test_another_voice_makes_every_clip_again(tmp_path: Path) -> None:
    wanted = list(hall_wanted(HALL, 1))
    made(wanted, tmp_path, FakeMouth())
    record = tmp_path / "clips.json"
    record.write_text(record.read_text().replace(VOICE["en"], "another"))
    again = FakeMouth()
    made(wanted, tmp_path, again)
    assert again.said == [words for _, words, language in wanted if language == "en"]


def test_a_lost_file_or_a_broken_record_is_made_again(tmp_path: Path) -> None:
    wanted = list(hall_wanted(HALL, 1))
    made(wanted, tmp_path, FakeMouth())
    file_of("en-counter-3", tmp_path).unlink()
    again = FakeMouth()
    made(wanted, tmp_path, again)
    assert again.said == ["go to counter three"]
    (tmp_path / "clips.json").write_text('{"zh-counter-3": ')
    whole = FakeMouth()
    made(wanted, tmp_path, whole)
    assert len(whole.said) == len(wanted)


def test_a_word_that_nobody_can_pronounce_is_named_and_the_others_are_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = list(hall_wanted(HALL, 1))
    unsaid = made(wanted, tmp_path, FakeMouth(unknown="New card"))
    assert unsaid == ["en-item-card_2-new: New card: no dictionary knows it"]
    assert len(find_clips([tmp_path])) == len(wanted) - 1
    assert f"{len(wanted)} of {len(wanted)}" in capsys.readouterr().out


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
    apart = trimmed(joined([silence, speech, silence]), 0.0, 0.07)
    assert len(apart) - len(trimmed(speech, 0.0, 0.0)) == int(0.07 * RATE)
    assert silence_of("zh-pair-70") == (PAD_S, 0.0)
    assert silence_of("zh-counter-3") == silence_of(CHIME) == (PAD_S, PAD_S)
    quiet = levelled(speech)
    assert max(abs(one - other) for one, other in zip(of_wav(wav(quiet)), quiet, strict=True)) < 0.001


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("请A零一二号到三号窗口", True),
        ("请Ａ０１２号，到３号窗口", True),
        ("请A〇一二号到三号窗口", True),
        ("请A012-3号窗口", True),
        ("请A012-1-3号窗口", False),
        ("请A01-23号窗口", False),
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


@pytest.mark.parametrize(
    ("word", "signs"),
    [("costs", "kˈɔsts"), ("Graduate's", "ɡɹˈæʤuəts"), ("services", "sˈɜɹvəsᵻz"), ("taking", "tˈAkɪŋ"), ("aged", "ˈAʤt"),
     ("zzz", None)],
)  # fmt: skip
def test_a_form_of_a_known_word_is_pronounced_after_it(word: str, signs: str | None) -> None:
    known = {"cost": "kˈɔst", "Graduate": "ɡɹˈæʤuət", "service": "sˈɜɹvəs", "take": "tˈAk", "age": "ˈAʤ"}
    assert inflected(word, known.get) == signs


@pytest.mark.parametrize(
    ("figures", "words"), [("60", "sixty"), ("12333", "one two three three three"), ("08", "zero eight")]
)
def test_figures_in_a_name_are_spoken(figures: str, words: str) -> None:
    assert english_figures(figures) == words
