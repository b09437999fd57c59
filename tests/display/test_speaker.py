"""The hub's loudspeaker: in order, as loud as asked, and a player that fails or hangs delays nobody."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from display.voice.clips import find_clips
from display.voice.phrases import CHIME
from display.voice.queue import SpokenCall
from display.voice.speaker import BROKEN, FAILED, HUNG, MISSING, Speaker
from tests.fakes.loudspeaker import Loudspeaker, loudest

HEADER, CLIP, GAP = 44, 480, 2 * 1920
"""Bytes of a WAV file's head, of a fake clip, of the gap between two."""


@pytest.fixture
def loudspeaker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Loudspeaker:
    made = Loudspeaker(tmp_path / "bin")
    monkeypatch.setenv("PATH", made.path)
    return made


def clips(folder: Path, *names: str) -> dict[str, Path]:
    for name in (CHIME, *names):
        language, _, rest = name.partition("-")
        file = folder / (f"{language}/{rest}.ogg" if rest else f"{name}.ogg")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(name.encode())
    return find_clips([folder])


def speaker(tmp_path: Path, loudness: int = 100, slack_s: float = 30.0) -> Speaker:
    files = clips(tmp_path / "clips", "zh-a", "zh-b")
    return Speaker("plughw:1", files, tmp_path / "cache", lambda: loudness, slack_s)


@asynccontextmanager
async def running(made: Speaker) -> AsyncIterator[None]:
    task = asyncio.create_task(made.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until_played(loudspeaker: Loudspeaker, times: int) -> None:
    async with asyncio.timeout(60):
        while len(loudspeaker.played()) < times:
            await asyncio.sleep(0.01)


async def test_clips_are_put_together_and_played_by_one_aplay(tmp_path: Path, loudspeaker: Loudspeaker) -> None:
    await speaker(tmp_path).say([CHIME, "zh-a", "zh-b", "zh-a"])
    (played,) = loudspeaker.played()
    assert played["words"] == ["-q", "-D", "plughw:1", "-t", "wav", "-"]
    assert (played["head"], played["bytes"]) == ("RIFF", HEADER + 4 * CLIP + 3 * GAP)


async def test_a_clip_is_decoded_once(tmp_path: Path, loudspeaker: Loudspeaker) -> None:
    await speaker(tmp_path).say(["zh-a", "zh-a"])
    await speaker(tmp_path).say(["zh-a"])
    assert len(loudspeaker.decoded()) == 1


async def test_a_new_recording_of_a_clip_is_decoded_anew(tmp_path: Path, loudspeaker: Loudspeaker) -> None:
    made = speaker(tmp_path)
    await made.say(["zh-a"])
    (tmp_path / "clips" / "zh" / "a.ogg").write_bytes(b"another")
    await made.say(["zh-a"])
    assert len(loudspeaker.decoded()) == 2


@pytest.mark.parametrize("percent", [100, 50, 0])
async def test_a_call_is_as_loud_as_asked(percent: int, tmp_path: Path, loudspeaker: Loudspeaker) -> None:
    await speaker(tmp_path, percent).say(["zh-a"])
    assert loudspeaker.played()[0]["peak"] == loudest(percent)


async def test_calls_are_said_one_after_the_other(tmp_path: Path, loudspeaker: Loudspeaker) -> None:
    made = speaker(tmp_path)
    made.see([SpokenCall("A002", 2, 1, 2000, ("zh-b", "zh-b")), SpokenCall("A001", 1, 1, 1000, ("zh-a",))], 3000)
    async with running(made):
        await until_played(loudspeaker, 2)
    assert [each["bytes"] for each in loudspeaker.played()] == [HEADER + CLIP, HEADER + 2 * CLIP + GAP]


async def test_a_failing_player_is_an_alarm_until_it_plays_again(tmp_path: Path, loudspeaker: Loudspeaker) -> None:
    made = speaker(tmp_path)
    loudspeaker.mood = "fail"
    assert await made.test() == FAILED
    loudspeaker.mood = "well"
    assert await made.test() == ""


async def test_a_missing_player_is_an_alarm(tmp_path: Path, loudspeaker: Loudspeaker) -> None:
    loudspeaker.unplug()
    assert await speaker(tmp_path).test() == MISSING


async def test_a_player_that_hangs_is_ended_and_the_next_call_is_said(
    tmp_path: Path, loudspeaker: Loudspeaker
) -> None:  # fmt: skip
    made = speaker(tmp_path, slack_s=1.0)
    loudspeaker.mood = "hang"
    made.see([SpokenCall("A001", 1, 1, 1000, ("zh-a",))], 2000)
    async with running(made):
        async with asyncio.timeout(60):
            while made.problem != HUNG:
                await asyncio.sleep(0.01)
        loudspeaker.mood = "well"
        made.see([SpokenCall("A002", 2, 1, 2000, ("zh-b", "zh-b"))], 3000)
        await until_played(loudspeaker, 2)
        async with asyncio.timeout(60):
            while made.problem:
                await asyncio.sleep(0.01)


async def test_while_a_player_hangs_whoever_calls_waits_for_nothing(tmp_path: Path, loudspeaker: Loudspeaker) -> None:
    made = speaker(tmp_path)
    loudspeaker.mood = "hang"
    async with running(made):
        made.see([SpokenCall("A001", 1, 1, 1000, ("zh-a",))], 2000)
        await until_played(loudspeaker, 1)
        for calls in range(2, 200):
            made.see([SpokenCall("A002", 2, calls, 2000 + calls, ("zh-b",))], 3000)
        assert len(loudspeaker.played()) == 1


@pytest.mark.parametrize("clip", ["zh-never", "zh-a"])
async def test_a_clip_that_cannot_be_had_is_an_alarm(clip: str, tmp_path: Path, loudspeaker: Loudspeaker) -> None:
    loudspeaker.mood = "undecodable"
    made = speaker(tmp_path)
    await made.say([clip])
    assert made.problem == BROKEN
    assert loudspeaker.played() == []
    assert list((tmp_path / "cache").glob("*")) == []


def test_only_well_named_clips_are_found_and_the_first_folder_wins(tmp_path: Path) -> None:
    own, pack = tmp_path / "own", tmp_path / "pack"
    clips(pack, "zh-a", "zh-b")
    clips(own, "zh-a")
    (own / "zh" / "$(reboot).ogg").write_bytes(b"")
    (own / "zh" / "a;b.ogg").write_bytes(b"")
    (own / "deep" / "er").mkdir(parents=True)
    (own / "deep" / "er" / "a.ogg").write_bytes(b"")
    found = find_clips([own, pack, tmp_path / "nowhere"])
    assert set(found) == {CHIME, "zh-a", "zh-b"}
    assert (found["zh-a"].is_relative_to(own), found["zh-b"].is_relative_to(pack)) == (True, True)
