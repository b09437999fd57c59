"""Which clips there are to make, with their words, and where each lies: ``zh-char-A`` is ``zh/char-A.ogg``."""

import json
from collections.abc import Iterator
from pathlib import Path

from display.voice.phrases import CHIME, PROMPTS, TICKET, hall_clips, name_clips, word_clips
from hub.core.catalogue import HallSetup
from hub.core.numbers import number_of
from tools.voicing.sound import PAD_S

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "display" / "voice" / "pack"
TEXTS = ROOT / "display" / "texts"
LANGUAGES = tuple(TICKET)

BREATH_S = 0.07

Wanted = tuple[str, str, str]
"""Clip, words, language."""


def pack_wanted() -> Iterator[Wanted]:
    """The project's own pack, the chime left out."""
    for language in LANGUAGES:
        yield from ((clip, words, language) for clip, words in word_clips(language))
        yield from ((f"{language}-prompt-{name}", words, language) for name, words in prompts(language))


def prompts(language: str) -> Iterator[tuple[str, str]]:
    """(name, words) of the sentences of a kiosk."""
    texts = json.loads((TEXTS / f"{language}.json").read_text(encoding="utf-8"))
    return ((name, texts[f"voice.prompt.{name}"]) for name in PROMPTS)


def hall_wanted(setup: HallSetup, tickets: int) -> Iterator[Wanted]:
    """A hall's own: its names for the kiosk, its counters, and the first ``tickets`` numbers of a day."""
    numbers = [number_of(serial) for serial in range(1, tickets + 1)]
    counters = [each.number for each in setup.counters]
    for language in setup.languages:
        if language in LANGUAGES:
            yield from names_wanted(setup, language)
            yield from ((clip, words, language) for clip, words in hall_clips(numbers, counters, language))


def names_wanted(setup: HallSetup, language: str) -> Iterator[Wanted]:
    """The names of business lines, items and priority classes."""
    named = {
        "line": {line.code: line.names for line in setup.lines},
        "item": {item.code: item.names for item in setup.items},
        "priority": {each.code: each.names for each in setup.priorities},
    }
    for kind, names in named.items():
        yield from ((clip, words, language) for clip, words in name_clips(kind, names, language))


def silence_of(clip: str) -> tuple[float, float]:
    """Seconds of silence before and behind a clip, beside the gap of the players: none inside a number, a breath at its ends."""
    parts = {"letter": (PAD_S, BREATH_S), "pair": (PAD_S, 0.0), "last": (0.0, BREATH_S)}
    return parts.get(clip.split("-")[1] if "-" in clip else "", (PAD_S, PAD_S))


def file_of(clip: str, folder: Path) -> Path:
    """Where a clip lies in a folder of clips."""
    language, _, rest = clip.partition("-")
    return folder / (f"{clip}.ogg" if clip == CHIME else f"{language}/{rest}.ogg")
