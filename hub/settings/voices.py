"""What must hold between the hall, its areas and its voice: each counter in one area, times in order."""

from collections.abc import Iterator, Sequence
from typing import Any

from hub.core.catalogue import HallSetup
from hub.settings.rules import Finding, text_findings
from hub.settings.sections import AreaSettings, VoiceSettings


def voice_findings(setup: HallSetup, areas: Any, voice: Any) -> Iterator[Finding]:
    """Everything in ``[[area]]`` and ``[voice]`` that does not fit; a section that could not be read is passed over."""
    if isinstance(areas, tuple):
        yield from _areas(setup, areas)
    if isinstance(voice, VoiceSettings):
        yield from _voice(setup, voice)
        codes = [area.code for area in areas] if isinstance(areas, tuple) else [voice.area]
        if voice.area and voice.area not in codes:
            yield ("voice", "area"), f'"{voice.area}" is no area', "the code of one of the areas, or nothing"


def _areas(setup: HallSetup, areas: Sequence[AreaSettings]) -> Iterator[Finding]:
    area_of: dict[int, str] = {}
    for index, area in enumerate(areas):
        if area.code in [other.code for other in areas[:index]]:
            yield ("area", index, "code"), f"{area.code} is there twice", "a code of its own"
        if not area.counters:
            yield ("area", index, "counters"), "is empty", "the numbers of its counters"
        for place, number in enumerate(area.counters):
            path = ("area", index, "counters", place)
            if setup.counter(number) is None:
                yield path, f"there is no counter {number}", "the number of one of the counters"
            elif number in area_of:
                yield path, f"counter {number} is in {area_of[number]} too", "each counter in one area"
            area_of.setdefault(number, area.code)
        yield from text_findings(setup, ("area", index, "names"), area.names)
    for counter in setup.counters:
        if areas and counter.number not in area_of:
            problem = f"leaves counter {counter.number} out: nobody would hear its calls"
            yield ("area",), problem, "each counter in one area"


def _voice(setup: HallSetup, voice: VoiceSettings) -> Iterator[Finding]:
    for place, language in enumerate(voice.languages):
        if language not in setup.languages:
            known = ", ".join(setup.languages)
            yield ("voice", "languages", place), f'"{language}" is not a language of the hall', f"one of {known}"
    for index, step in enumerate(voice.loudness):
        if index and step.at <= voice.loudness[index - 1].at:
            yield ("voice", "loudness", index, "at"), f"{step.at} is not after the time before it", "times in order"
