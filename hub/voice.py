"""What the hall says aloud: which clips say a call, who plays them, how loud, and whether it works.

The clips of a call are chosen here and nowhere else. Boards get them with their picture; where the hub has a
loudspeaker, the hub's own ``Speaker`` gets them after each commit. Calls are numbers and counters alone: names of halls,
areas and items do not come this way. Which names a kiosk can say by a clip the pages are told with the setup.
"""

import asyncio
import json
import logging
import os
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from display.voice.clips import PACK, find_clips, find_names
from display.voice.phrases import CHIME, call_clips
from display.voice.queue import SpokenCall
from display.voice.speaker import Speaker
from hub.core.events import Recorded
from hub.core.hall import Hall
from hub.core.numbers import LETTERS
from hub.core.ticket import Leg, LegState, Ticket
from hub.settings import Settings
from hub.settings.sections import AreaSettings, LoudnessStep

log = logging.getLogger(__name__)

LOOK_S = 20.0
"""How often the time of the morning's test is looked for."""
REPORT_S = 150.0
"""A board reports each minute: after this long without a word it is off."""
WHOLE_HALL = "hall"
"""Code of the one area of a hall that names none."""

Problem = dict[str, str]
"""``code``: a text's last part; ``area``: where, or ""."""


class HallVoice:
    """An outlet of the service, and what the pages ask about the voice."""

    def __init__(
        self, settings: Settings, cache: Path, now_ms: Callable[[], int], mono_s: Callable[[], float] = time.monotonic
    ) -> None:  # fmt: skip
        self._setup, self._now_ms, self._mono_s = settings.voice, now_ms, mono_s
        self._zone = ZoneInfo(settings.setup.timezone)
        self._languages = settings.voice.languages or settings.setup.languages
        self._counters = [counter.number for counter in settings.setup.counters]
        everywhere = AreaSettings(WHOLE_HALL, settings.setup.names, tuple(self._counters))
        self._areas = settings.area or (everywhere,)
        folders = clip_folders(settings) if self._setup.on else []
        self.files: Mapping[str, Path] = find_clips(folders)
        self.names: Mapping[str, str] = find_names(folders)
        self._board_s: dict[tuple[str, bool], float] = {}
        self._results = cache / "test.json"
        self._tested = read_result(self._results)
        self._speaker: Speaker | None = None
        if self._setup.on and self._setup.device:
            self._speaker = Speaker(self._setup.device, self.files, cache, lambda: self.loudness(self._now_ms()))

    def areas(self) -> list[dict[str, Any]]:
        """The areas, as ``setup_shapes.AreaShown``."""
        return [
            {
                "code": area.code,
                "names": area.names,
                "counters": list(area.counters),
                "speaker": self._speaks(area.code),
            }
            for area in self._areas
        ]

    def calls(self, hall: Hall) -> list[dict[str, Any]]:
        """Every open call with the clips that say it, as ``shapes.VoiceCall``; nothing where the voice is off."""
        if not self._setup.on:
            return []
        fields = ("number", "counter", "calls", "at_ms", "clips")
        return [{name: getattr(call, name) for name in fields} for call in self._open_calls(hall)]

    def loudness(self, now_ms: int) -> int:
        """Percent at this hall time."""
        return loudness_at(self._setup.loudness, self._local(now_ms).strftime("%H:%M"))

    def report(self, area: str, on: bool) -> bool:
        """A board of an area says whether it can be heard. False for an unknown area."""
        if area not in [each.code for each in self._areas]:
            return False
        self._board_s[area, on] = self._mono_s()
        return True

    def sound(self) -> dict[str, Any]:
        """How the voice is, as ``shapes.SoundShown``: what is wrong now, and when it was last tried."""
        problems = [*self._standing(), *(each for each in self._tested["problems"] if self._still(each))]
        return {
            "on": self._setup.on,
            "tested_ms": self._tested["at_ms"],
            "problems": [each for place, each in enumerate(problems) if each not in problems[:place]],
        }

    def tell(self, hall: Hall, recorded: Sequence[Recorded]) -> None:
        if self._speaker is None:
            return
        here = {number for area in self._areas if self._speaks(area.code) == "hub" for number in area.counters}
        self._speaker.see([call for call in self._open_calls(hall) if call.counter in here], self._now_ms())

    async def run(self, hall: Hall, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Say what is still young, then what comes, and try the voice each morning; until cancelled."""
        if not self._setup.on:
            return
        self.tell(hall, ())
        async with asyncio.TaskGroup() as group:
            if self._speaker:
                group.create_task(self._speaker.run())
            while True:
                if self.is_test_due(self._now_ms()):
                    await self.test()
                await pause(LOOK_S)

    def is_test_due(self, now_ms: int) -> bool:
        """Is it after the time of the test, on a day without one?"""
        now, last = self._local(now_ms), self._local(self._tested["at_ms"])
        return (
            bool(self._setup.self_test) and now.strftime("%H:%M") >= self._setup.self_test and now.date() != last.date()
        )

    async def test(self) -> None:
        """Are all clips there, is the chime heard, does a board of each area report that it can be heard?"""
        problems = self._standing()
        if self._speaker and (code := await self._speaker.test()):
            problems.append({"code": code, "area": ""})
        for area in self._areas:
            if self._speaks(area.code) == "board" and not self._heard(area.code, on=True):
                problems.append({"code": "no_board", "area": area.code})
        self._tested = {"at_ms": self._now_ms(), "problems": problems}
        write_result(self._results, self._tested)
        log.info("the voice was tried: %s", ", ".join(each["code"] for each in problems) or "all well")

    def _open_calls(self, hall: Hall) -> list[SpokenCall]:
        """A counter has at most one open call."""
        legs = (hall.legs[counter.leg] for counter in hall.counters.values() if counter.leg)
        return [self._spoken(hall.ticket_of(leg), leg) for leg in legs if leg.state is LegState.CALLED]

    def _spoken(self, ticket: Ticket, leg: Leg) -> SpokenCall:
        counter = leg.counter or 0
        clips = self._clips(ticket.number, counter, ticket.language)
        return SpokenCall(ticket.number, counter, leg.recalls + 1, leg.asked_ms, clips)

    def _clips(self, number: str, counter: int, language: str) -> tuple[str, ...]:
        """The hall's own language twice, then the citizen's, where the hall speaks it."""
        asked = [language] if language in self._languages[1:] else []
        return tuple(call_clips(number, counter, [self._languages[0], *asked], self.files))

    def _speaks(self, area: str) -> str:
        """Who is heard in an area: ``hub``, ``board`` or ``none``."""
        if not self._setup.on:
            return "none"
        return "hub" if self._setup.device and self._setup.area in ("", area) else "board"

    def _standing(self) -> list[Problem]:
        """What is wrong now."""
        problems = [{"code": "clips_missing", "area": ""}] if self._setup.on and self._unsayable() else []
        if self._speaker and self._speaker.problem:
            problems.append({"code": self._speaker.problem, "area": ""})
        for area in self._areas:
            silent = self._heard(area.code, on=False) and not self._heard(area.code, on=True)
            if silent and self._speaks(area.code) == "board":
                problems.append({"code": "board_silent", "area": area.code})
        return problems

    def _still(self, found: Problem) -> bool:
        """Has what the test found not been put right since? What can be seen at any time is in ``_standing``."""
        boards = [area.code for area in self._areas if self._speaks(area.code) == "board"]
        return found["code"] == "no_board" and found["area"] in boards and not self._heard(found["area"], on=True)

    def _heard(self, area: str, *, on: bool) -> bool:
        """Has a board of the area lately reported this?"""
        return self._mono_s() - self._board_s.get((area, on), float("-inf")) < REPORT_S

    def _unsayable(self) -> bool:
        """Is there a counter or a character of a number that no language can say?"""
        numbers = [f"{letter}{digit}" for letter, digit in zip(LETTERS, "0123456789" * 3, strict=False)]
        calls = [(number, self._counters[0]) for number in numbers] + [("A0", counter) for counter in self._counters]
        first = self._languages[:1]
        return CHIME not in self.files or any(call_clips(*call, first, self.files) == [CHIME] for call in calls)

    def _local(self, at_ms: int) -> datetime:
        return datetime.fromtimestamp(at_ms / 1000, self._zone)


def clip_folders(settings: Settings) -> list[Path]:
    """The hall's own folder before the pack."""
    own = [Path(settings.voice.clips)] if settings.voice.clips else []
    for folder in own:
        if not folder.is_dir():
            log.warning("there is no folder %s with the hall's own clips: the pack speaks", folder)
    return [*own, PACK]


def loudness_at(steps: Sequence[LoudnessStep], clock: str) -> int:
    """Percent at a time of the day ("07:30"): the last step before it, where need be yesterday's; 100 without any."""
    begun = [step.percent for step in steps if step.at <= clock]
    return begun[-1] if begun else steps[-1].percent if steps else 100


def read_result(file: Path) -> dict[str, Any]:
    """The last test, also that of an earlier start; one of long ago where there is none."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        problems = [{"code": str(each["code"]), "area": str(each["area"])} for each in found["problems"]]
        return {"at_ms": int(found["at_ms"]), "problems": problems}
    except (OSError, ValueError, KeyError, TypeError):
        return {"at_ms": 0, "problems": []}


def write_result(file: Path, result: Mapping[str, Any]) -> None:
    """Keep it, so that a restart of the hub does not sound the chime again that day."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(".part")
        unfinished.write_text(json.dumps(result), encoding="utf-8")
        os.replace(unfinished, file)
    except OSError as error:
        log.warning("the result of the voice's test was not kept: %s", error)
