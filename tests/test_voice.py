"""What the hall says: which calls, in which languages, who plays them, the morning's test; and never a name."""

import asyncio
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from display.voice.phrases import CHIME
from hub.core import commands as c
from hub.core.catalogue import HallSetup, Text
from hub.settings import Settings
from hub.settings.sections import AreaSettings, LoudnessStep, VoiceSettings
from hub.voice import REPORT_S, HallVoice, loudness_at
from tests.core.story import Story, setup
from tests.fakes.clock import FakeClock
from tests.fakes.loudspeaker import Loudspeaker

HOSTILE = "$(reboot)`reboot`; reboot | reboot\n\u202e<script>"


@pytest.fixture
def loudspeaker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Loudspeaker:
    made = Loudspeaker(tmp_path / "bin")
    monkeypatch.setenv("PATH", made.path)
    return made


class Spoken:
    """A hall, its voice, and a clock for both."""

    def __init__(
        self, folder: Path, voice: VoiceSettings | None = None, areas: tuple[AreaSettings, ...] = (), hall: HallSetup | None = None
    ) -> None:  # fmt: skip
        self.story = Story(hall or setup())
        self.clock = FakeClock(self.story.now_ms)
        settings = Settings(
            replace(self.story.first, languages=("zh", "en")), voice=voice or VoiceSettings(), area=areas
        )
        self.voice = HallVoice(settings, folder / "cache", self.clock.hall_ms, self.clock.seconds)

    def call(self, counter: int = 1, language: str = "zh") -> str:
        """Somebody comes and is called; the number."""
        self.story.now_ms = self.clock.now_ms
        self.story.open(counter)
        ticket = self.story.take("card", language=language)
        self.story.do(c.CallNext(counter))
        self.clock.now_ms = self.story.now_ms
        return self.story.hall.tickets[ticket].number

    def at(self, clock: str) -> None:
        """Move on to this time of the hall's day, today's or tomorrow's."""
        zone = ZoneInfo("Asia/Shanghai")
        now = datetime.fromtimestamp(self.clock.now_ms / 1000, zone)
        wanted = now.replace(hour=int(clock[:2]), minute=int(clock[3:]), second=0, microsecond=0)
        self.clock.now_ms = int(wanted.timestamp() * 1000) + (86_400_000 if wanted <= now else 0)

    def codes(self) -> list[tuple[str, str]]:
        return [(each["code"], each["area"]) for each in self.voice.sound()["problems"]]


def areas(*counters: tuple[int, ...]) -> tuple[AreaSettings, ...]:
    return tuple(
        AreaSettings(f"area-{place}", {"zh": "区", "en": "Area"}, each) for place, each in enumerate(counters, 1)
    )


def test_a_call_carries_its_clips_and_a_recall_is_another_call(tmp_path: Path) -> None:
    spoken = Spoken(tmp_path)
    assert spoken.call() == "A001"
    (call,) = spoken.voice.calls(spoken.story.hall)
    assert (call["number"], call["counter"], call["calls"]) == ("A001", 1, 1)
    assert call["clips"][0] == CHIME
    assert call["clips"].count("zh-counter-1") == 2
    spoken.story.do(c.Recall(1), after_s=5)
    (again,) = spoken.voice.calls(spoken.story.hall)
    assert again["calls"] == 2
    assert again["at_ms"] > call["at_ms"]


def test_a_call_is_over_once_the_citizen_is_served_or_missed(tmp_path: Path) -> None:
    spoken = Spoken(tmp_path)
    spoken.call(1)
    spoken.call(2)
    spoken.story.do(c.StartService(1))
    assert [call["counter"] for call in spoken.voice.calls(spoken.story.hall)] == [2]
    spoken.story.do(c.MissTicket(2))
    assert spoken.voice.calls(spoken.story.hall) == []


def test_english_is_said_to_whoever_took_the_ticket_in_english(tmp_path: Path) -> None:
    spoken = Spoken(tmp_path)
    spoken.call(1, language="zh")
    spoken.call(2, language="en")
    chinese, english = (call["clips"] for call in spoken.voice.calls(spoken.story.hall))
    assert not [clip for clip in chinese if clip.startswith("en-")]
    assert english.count("zh-counter-2") == 2
    assert english[-1] == "en-counter-2"


def test_a_hall_without_a_voice_says_nothing_and_asks_no_board_to(tmp_path: Path) -> None:
    spoken = Spoken(tmp_path, VoiceSettings(on=False))
    spoken.call()
    assert spoken.voice.calls(spoken.story.hall) == []
    assert [area["speaker"] for area in spoken.voice.areas()] == ["none"]
    assert spoken.voice.sound()["on"] is False


@pytest.mark.parametrize("area", ["", "area-2"])
def test_where_the_hub_has_a_loudspeaker_the_boards_are_silent(area: str, tmp_path: Path) -> None:
    spoken = Spoken(tmp_path, VoiceSettings(device="default", area=area), areas((1, 2), (3, 4)))
    assert [each["speaker"] for each in spoken.voice.areas()] == (["board", "hub"] if area else ["hub", "hub"])


def poisoned(hall: HallSetup) -> HallSetup:
    bad: Text = {"zh": HOSTILE, "en": HOSTILE}
    counters = tuple(replace(each, names=bad) for each in hall.counters)
    return replace(hall, names=bad, items=tuple(replace(each, names=bad) for each in hall.items), counters=counters)


async def test_no_name_ever_reaches_the_voice_or_a_command_line(tmp_path: Path, loudspeaker: Loudspeaker) -> None:
    bad = {"zh": HOSTILE, "en": HOSTILE}
    everything = (AreaSettings("area-1", bad, (1, 2, 3, 4)),)
    spoken = Spoken(tmp_path, VoiceSettings(device="default"), everything, poisoned(setup()))
    spoken.call(1, language=HOSTILE)
    running = asyncio.create_task(spoken.voice.run(spoken.story.hall))
    async with asyncio.timeout(60):
        while not loudspeaker.played():
            await asyncio.sleep(0.01)
    running.cancel()
    words = json.dumps([loudspeaker.played(), loudspeaker.decoded(), spoken.voice.calls(spoken.story.hall)])
    assert "reboot" not in words
    assert "script" not in words


async def test_the_hub_says_calls_of_its_own_area_alone(tmp_path: Path, loudspeaker: Loudspeaker) -> None:
    spoken = Spoken(tmp_path, VoiceSettings(device="default", area="area-2", self_test=""), areas((1, 2), (3, 4)))
    spoken.call(1)
    spoken.call(3)
    running = asyncio.create_task(spoken.voice.run(spoken.story.hall))
    async with asyncio.timeout(60):
        while not loudspeaker.played():
            await asyncio.sleep(0.01)
    spoken.call(4)
    spoken.voice.tell(spoken.story.hall, ())
    async with asyncio.timeout(60):
        while len(loudspeaker.played()) < 2:
            await asyncio.sleep(0.01)
    running.cancel()
    decoded = {Path(words[-2]).stem for words in loudspeaker.decoded()}
    assert {"counter-3", "counter-4"} <= decoded
    assert "counter-1" not in decoded


async def test_a_hub_that_starts_again_does_not_read_out_old_calls(tmp_path: Path, loudspeaker: Loudspeaker) -> None:
    spoken = Spoken(tmp_path, VoiceSettings(device="default", self_test=""))
    spoken.call(1)
    spoken.clock.forward_s(60)
    looked = asyncio.Event()

    async def pause(_: float) -> None:
        looked.set()
        await asyncio.Event().wait()

    running = asyncio.create_task(spoken.voice.run(spoken.story.hall, pause))
    await looked.wait()
    spoken.call(2)
    spoken.voice.tell(spoken.story.hall, ())
    async with asyncio.timeout(60):
        while not loudspeaker.played():
            await asyncio.sleep(0.01)
    running.cancel()
    assert "counter-1" not in {Path(words[-2]).stem for words in loudspeaker.decoded()}


STEPS = (LoudnessStep("08:00", 100), LoudnessStep("12:00", 60), LoudnessStep("14:00", 90))


@pytest.mark.parametrize(
    ("clock", "percent"), [("08:00", 100), ("11:59", 100), ("12:00", 60), ("23:00", 90), ("00:00", 90), ("07:59", 90)]
)
def test_loudness_follows_the_time_of_the_day(clock: str, percent: int) -> None:
    assert loudness_at(STEPS, clock) == percent
    assert loudness_at((), clock) == 100


def test_loudness_is_that_of_the_hall_s_own_clock(tmp_path: Path) -> None:
    spoken = Spoken(tmp_path, VoiceSettings(loudness=STEPS))
    spoken.at("12:30")
    assert spoken.voice.loudness(spoken.clock.now_ms) == 60


async def test_each_morning_the_voice_is_tried_once(tmp_path: Path, loudspeaker: Loudspeaker) -> None:
    spoken = Spoken(tmp_path, VoiceSettings(device="default", self_test="08:00"))
    due = []
    for clock in ("07:59", "08:00", "08:01", "23:00", "07:59", "10:00"):
        spoken.at(clock)
        due.append(spoken.voice.is_test_due(spoken.clock.now_ms))
        if due[-1]:
            await spoken.voice.test()
    assert due == [False, True, False, False, False, True]
    assert len(loudspeaker.played()) == 2


async def test_a_restart_does_not_sound_the_chime_again_that_day(tmp_path: Path, loudspeaker: Loudspeaker) -> None:
    first = Spoken(tmp_path, VoiceSettings(device="default"))
    loudspeaker.mood = "fail"
    await first.voice.test()
    second = Spoken(tmp_path, VoiceSettings(device="default"))
    assert not second.voice.is_test_due(second.clock.now_ms)
    assert second.voice.sound()["tested_ms"] == first.clock.now_ms


def test_a_broken_result_of_a_test_is_no_result(tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "test.json").write_text('{"at_ms": "soon", "problems": 7}')
    assert Spoken(tmp_path).voice.sound()["tested_ms"] == 0


async def test_the_test_finds_a_loudspeaker_that_fails_until_it_plays(tmp_path: Path, loudspeaker: Loudspeaker) -> None:
    spoken = Spoken(tmp_path, VoiceSettings(device="default"))
    loudspeaker.mood = "fail"
    await spoken.voice.test()
    assert spoken.codes() == [("player_failed", "")]
    loudspeaker.mood = "well"
    await spoken.voice.test()
    assert spoken.codes() == []


async def test_the_test_finds_an_area_without_a_board_that_can_be_heard(tmp_path: Path) -> None:
    spoken = Spoken(tmp_path, None, areas((1, 2), (3, 4)))
    assert spoken.voice.report("area-1", on=True)
    await spoken.voice.test()
    assert spoken.codes() == [("no_board", "area-2")]
    spoken.voice.report("area-2", on=True)
    assert spoken.codes() == []


def test_a_board_without_sound_is_an_alarm_unless_another_one_is_heard(tmp_path: Path) -> None:
    spoken = Spoken(tmp_path)
    spoken.voice.report("hall", on=False)
    assert spoken.codes() == [("board_silent", "hall")]
    spoken.voice.report("hall", on=True)
    assert spoken.codes() == []
    spoken.clock.forward_s(REPORT_S)
    assert spoken.codes() == [], "it was switched off for the night"


def test_a_board_of_an_unknown_area_is_not_believed(tmp_path: Path) -> None:
    assert not Spoken(tmp_path).voice.report("nowhere", on=False)


def test_clips_that_are_missing_are_an_alarm(tmp_path: Path) -> None:
    spoken = Spoken(tmp_path)
    assert spoken.codes() == []
    spoken.voice.files = {name: file for name, file in spoken.voice.files.items() if name != "zh-char-7"}
    assert spoken.codes() == [("clips_missing", "")]


def recorded(folder: Path, record: str) -> VoiceSettings:
    """A hall whose own folder holds two clips of names, and this record of them."""
    for clip in ("zh/item-card.ogg", "zh/line-social.ogg"):
        (folder / "clips" / clip).parent.mkdir(parents=True, exist_ok=True)
        (folder / "clips" / clip).write_bytes(b"OggS")
    (folder / "clips" / "clips.json").write_text(record)
    return VoiceSettings(clips=str(folder / "clips"))


def test_a_name_is_told_only_where_its_clip_is_there_and_it_is_known_what_it_says(tmp_path: Path) -> None:
    each = {"words": "社保卡", "voice": "x"}
    record = dict.fromkeys(("zh-item-card", "zh-item-lost", "zh-char-A", "zh-item-..", "../zh-item-card"), each)
    spoken = Spoken(tmp_path, recorded(tmp_path, json.dumps(record)))
    assert spoken.voice.names == {"zh-item-card": "社保卡"}
    assert spoken.voice.files["zh-line-social"].parent == tmp_path / "clips" / "zh"


@pytest.mark.parametrize(
    "record", ['{"zh-item-card": ', "[]", '{"zh-item-card": {"words": "社保卡"}}', "7", '{"zh-item-card": "x"}']
)
def test_a_broken_record_costs_the_names_and_nothing_else(record: str, tmp_path: Path) -> None:
    spoken = Spoken(tmp_path, recorded(tmp_path, record))
    assert spoken.voice.names == {}
    assert spoken.codes() == []


def test_a_hall_without_a_voice_tells_no_names(tmp_path: Path) -> None:
    own = recorded(tmp_path, '{"zh-item-card": {"words": "社保卡", "voice": "x"}}')
    assert Spoken(tmp_path, replace(own, on=False)).voice.names == {}
