"""The voice on the web side: clips, what boards report, and what the supervisor sees of it."""

from pathlib import Path
from typing import Any

import pytest

from hub.core.hall import Hall
from tests.web.world import World


class FakeVoice:
    """Says what a test tells it; keeps what boards report."""

    def __init__(self, folder: Path) -> None:
        clip = folder / "chime.ogg"
        clip.write_bytes(b"OggS and so on")
        self.files = {"chime": clip, "zh-item-social_card-2": clip}
        self.names = {"zh-item-social_card-2": "社保卡"}
        self.reports: list[tuple[str, bool]] = []

    def areas(self) -> list[dict[str, Any]]:
        return [{"code": "east", "names": {"zh": "东", "en": "East"}, "counters": [1], "speaker": "board"}]

    def calls(self, hall: Hall) -> list[dict[str, Any]]:
        return [{"number": "A001", "counter": 1, "calls": 1, "at_ms": 5, "clips": ["chime"]}]

    def loudness(self, now_ms: int) -> int:
        return 60

    def sound(self) -> dict[str, Any]:
        return {"on": True, "tested_ms": 7, "problems": [{"code": "no_board", "area": "east"}]}

    def report(self, area: str, on: bool) -> bool:
        self.reports.append((area, on))
        return area == "east"


@pytest.fixture
async def voice(world: World, tmp_path: Path) -> FakeVoice:
    """The hall starts again, with a voice."""
    world.voice = made = FakeVoice(tmp_path)
    await world.restart()
    return made


async def test_the_board_s_picture_tells_what_to_say_and_how_loud(world: World, voice: FakeVoice) -> None:
    board = await (await world.client().get("/board")).json()
    assert board["voice"] == voice.calls(world.service.record)
    assert board["loudness"] == 60
    setup = await (await world.client().get("/setup")).json()
    assert (setup["areas"], setup["spoken"]) == (voice.areas(), voice.names)


async def test_the_supervisor_sees_how_the_voice_is(world: World, voice: FakeVoice) -> None:
    hall = await (await (await world.signed_in("boss")).get("/hall")).json()
    assert hall["sound"] == voice.sound()


async def test_everybody_may_hear_a_clip(world: World, voice: FakeVoice) -> None:
    answer = await world.client().get("/voice/zh-item-social_card-2.ogg")
    assert (answer.status, await answer.read()) == (200, b"OggS and so on")
    answer = await world.client().get("/voice/chime.ogg")
    assert (answer.status, answer.content_type, await answer.read()) == (200, "audio/ogg", b"OggS and so on")


@pytest.mark.parametrize("clip", ["zh-never", "..%2Fchime", "%2e%2e%2f%2e%2e%2fREADME", "$(reboot)", "a" * 53])
async def test_there_is_no_way_from_a_clip_s_name_to_another_file(clip: str, world: World, voice: FakeVoice) -> None:
    assert (await world.client().get(f"/voice/{clip}.ogg")).status == 404


async def test_a_board_reports_whether_it_can_be_heard(world: World, voice: FakeVoice) -> None:
    board = world.client()
    assert (await board.post("/api/v1/voice/sound", {"area": "east", "on": True})).status == 200
    assert (await board.post("/api/v1/voice/sound", {"area": "north", "on": True})).status == 404
    assert (await board.post("/api/v1/voice/sound", {"area": "east", "on": "loud"})).status == 422
    assert voice.reports == [("east", True), ("north", True)]


async def test_a_hall_without_a_voice_has_neither_clips_nor_areas(world: World) -> None:
    citizen = world.client()
    assert (await citizen.get("/voice/chime.ogg")).status == 404
    assert (await (await citizen.get("/board")).json())["voice"] == []
    assert (await (await citizen.get("/setup")).json())["areas"] == []
