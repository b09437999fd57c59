"""Calls said aloud by the board: in order, once, nothing old, and a board without sound says that it has none."""

import asyncio
import random
import re
from collections.abc import AsyncIterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect

from display.voice.queue import YOUNG_MS, SpokenCall, VoiceQueue
from hub.core import commands as c
from hub.settings import Settings
from hub.settings.sections import AreaSettings, LoudnessStep, VoiceSettings
from tests.pages.conftest import Visitors
from tests.pages.hall import ShownHall, city
from tests.pages.looks import contrast_faults, small_targets
from tests.pages.test_live import Line, pass_time

pytestmark = pytest.mark.asyncio(loop_scope="session")

RECORDER = """
window.heard = [];
window.AudioContext = class {
  state = window.mute ? "suspended" : "running";
  currentTime = 0;
  destination = {};
  constructor() { window.sound = this; }
  createGain() { this.level = { value: 1 }; return { gain: this.level, connect() {} }; }
  createBufferSource() {
    return { connect() {}, start(at) { heard.push({ clip: this.buffer.clip, at }); window.last = this; } };
  }
  async decodeAudioData(octets) { return { clip: new TextDecoder().decode(octets), duration: 1 }; }
  async resume() { this.state = "running"; this.onstatechange(); }
};
"""
"""A sound device that writes down what it is given and ends a call when the test says so: ``last.onended()``."""

FETCHED = "performance.getEntriesByType('resource').map(each => each.name.split('/').at(-1).replace('.ogg', ''))"
"""Names of all files that the page has asked for."""

EAST, WEST = (
    AreaSettings(code, {"zh": code, "en": code}, counters) for code, counters in (("east", (1, 2)), ("west", (3, 4)))
)


def settings(voice: VoiceSettings | None = None, areas: tuple[AreaSettings, ...] = ()) -> Settings:
    return Settings(city(), voice=voice or VoiceSettings(), area=areas)


async def make(folder: Path, spoken: Settings) -> ShownHall:
    hall = ShownHall(spoken.setup, folder, spoken=spoken)
    await hall.start()
    for counter in (1, 2, 3, 4):
        await hall.do(c.OpenCounter(counter, f"clerk-{counter}"))
    for _ in range(8):
        await hall.take()
    return hall


@pytest_asyncio.fixture(loop_scope="session")
async def hall(tmp_path: Path) -> AsyncIterator[ShownHall]:
    """A hall that calls aloud, with people who wait."""
    hall = await make(tmp_path, settings())
    yield hall
    await hall.stop()


class Ear:
    """Set up in a page before it opens. ``mute``: as long as nobody has touched it; ``lost``: clips that are not there."""

    def __init__(self, *, mute: bool = False, lost: tuple[str, ...] = ()) -> None:
        self.mute, self.lost = mute, lost

    async def __call__(self, page: Page) -> None:
        await page.add_init_script(f"window.mute = {str(self.mute).lower()};" + RECORDER)
        await page.route("**/voice/*.ogg", self._clip)

    async def _clip(self, route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[-1].removesuffix(".ogg")
        await route.fulfill(status=404 if name in self.lost else 200, body=name)


async def until(board: Page, condition: str) -> None:
    """Wait for it in the page; its policy forbids what ``wait_for_function`` does."""
    async with asyncio.timeout(30):
        while not await board.evaluate(condition):
            await asyncio.sleep(0.01)


async def heard(board: Page, calls: int) -> list[str]:
    """The counters that were called, once there are so many calls; "" for a chime alone."""
    await until(board, f"heard.filter(each => each.clip === 'chime').length >= {calls}")
    clips = " ".join(await board.evaluate("heard.map(each => each.clip)"))
    counters = (re.search(r"counter-(\d+)", call) for call in clips.split("chime")[1:])
    return [found.group(1) if found else "" for found in counters]


async def test_a_hall_s_own_whole_phrases_are_played_instead_of_single_digits(browser: Browser, tmp_path: Path) -> None:
    clips = tmp_path / "clips"
    own = ("ticket-A001", "counter-1")
    for clip in own:
        (clips / "zh").mkdir(parents=True, exist_ok=True)
        (clips / "zh" / f"{clip}.ogg").write_bytes(f"OggS of {clip}".encode())
    hall = await make(tmp_path, settings(VoiceSettings(clips=str(clips))))
    visitors = Visitors(browser, hall)
    board = await visitors("/board", before=lambda page: page.add_init_script("window.mute = false;" + RECORDER))
    await hall.do(c.CallNext(1))
    await until(board, "heard.length >= 5")
    said = await board.evaluate("heard.map(each => each.clip)")
    assert said[1:] == [f"OggS of {clip}" for clip in own] * 2
    await end_of_call(board)
    await hall.do(c.CallNext(2))
    await until(board, "heard.length > 5")
    served = [url for url in await board.evaluate(FETCHED) if "zh-" in url]
    assert "zh-last-2" in served, "what was not made comes from the pack"
    await visitors.leave()
    await hall.stop()


async def end_of_call(board: Page) -> None:
    await board.evaluate("last.onended()")


async def test_calls_are_said_one_after_the_other_in_their_order(hall: ShownHall, visit: Visitors) -> None:
    board = await visit("/board", before=Ear())
    await hall.do(c.CallNext(2), c.CallNext(1), c.CallNext(3), after_s=1)
    assert await heard(board, 1) == ["2"]
    await expect(board.locator(".call")).to_have_count(3)
    await end_of_call(board)
    assert await heard(board, 2) == ["2", "1"]
    await end_of_call(board)
    assert await heard(board, 3) == ["2", "1", "3"]


async def test_a_call_is_a_chime_and_the_sentence_twice_without_a_gap_that_grows(
    hall: ShownHall, visit: Visitors
) -> None:
    board = await visit("/board", before=Ear())
    await hall.do(c.CallNext(1))
    await heard(board, 1)
    said = await board.evaluate("heard")
    sentence = [f"zh-{rest}" for rest in ("letter-A", "pair-00", "last-1", "counter-1")]
    assert [each["clip"] for each in said] == ["chime", *sentence * 2]
    assert [round(each["at"], 2) for each in said] == [round(1.08 * place, 2) for place in range(9)]


async def test_a_recall_is_said_after_what_is_being_said(hall: ShownHall, visit: Visitors) -> None:
    board = await visit("/board", before=Ear())
    await hall.do(c.CallNext(1), c.CallNext(2), after_s=1)
    assert await heard(board, 1) == ["1"]
    await hall.do(c.Recall(1), after_s=1)
    await expect(board.locator(".again")).to_have_count(1)
    for calls in (2, 3):
        await end_of_call(board)
        await heard(board, calls)
    assert await heard(board, 3) == ["1", "2", "1"]


async def test_a_call_that_is_over_before_it_was_said_is_dropped(hall: ShownHall, visit: Visitors) -> None:
    board = await visit("/board", before=Ear())
    await hall.do(c.CallNext(1), c.CallNext(2), c.CallNext(3), after_s=1)
    await heard(board, 1)
    await hall.do(c.StartService(2), after_s=1)
    await expect(board.locator(".call.serving")).to_have_count(1)
    await end_of_call(board)
    assert await heard(board, 2) == ["1", "3"]


async def test_a_board_that_opens_does_not_read_out_old_calls(hall: ShownHall, visit: Visitors) -> None:
    await hall.do(c.CallNext(1))
    await hall.do(c.CallNext(2), after_s=YOUNG_MS / 1000 + 1)
    board = await visit("/board", before=Ear())
    assert await heard(board, 1) == ["2"]
    await end_of_call(board)
    await hall.do(c.CallNext(3), after_s=1)
    assert await heard(board, 2) == ["2", "3"]


async def test_a_board_that_comes_back_says_only_what_is_young(hall: ShownHall, visit: Visitors) -> None:
    line, ear = Line(), Ear()

    async def both(page: Page) -> None:
        await line(page)
        await ear(page)

    board = await visit("/board", before=both)
    await hall.do(c.CallNext(1))
    assert await heard(board, 1) == ["1"]
    await end_of_call(board)
    line.up = False
    await board.clock.fast_forward(23_000)
    await expect(board.locator(".stale")).to_be_visible()
    await hall.do(c.CallNext(2))
    await hall.do(c.CallNext(3), after_s=YOUNG_MS / 1000 + 1)
    line.up = True
    await pass_time(board, lambda: board.locator(".stale").is_hidden())
    assert await heard(board, 2) == ["1", "3"]
    visit.mishaps.clear()


async def test_a_board_without_sound_says_so_until_it_is_touched(hall: ShownHall, visit: Visitors) -> None:
    assert hall.voice is not None
    board = await visit("/board", before=Ear(mute=True), size=(1920, 1080))
    await expect(board.locator("[data-sound=off]")).to_have_text("Sound is off. Touch to switch it on")
    assert await contrast_faults(board) == []
    assert await small_targets(board, 44) == []
    async with asyncio.timeout(30):
        while [each["code"] for each in hall.voice.sound()["problems"]] != ["board_silent"]:
            await asyncio.sleep(0.01)


async def test_what_was_called_long_before_the_touch_is_not_read_out(hall: ShownHall, visit: Visitors) -> None:
    board = await visit("/board", before=Ear(mute=True))
    await hall.do(c.CallNext(1))
    await hall.do(c.CallNext(2), after_s=YOUNG_MS / 1000 + 1)
    await expect(board.locator(".call")).to_have_count(2)
    await board.locator("[data-sound=off]").click()
    assert await heard(board, 1) == ["2"]
    await expect(board.locator(".sound")).to_have_count(0)


async def test_where_a_clip_is_lost_the_chime_alone_calls(hall: ShownHall, visit: Visitors) -> None:
    board = await visit("/board", before=Ear(lost=("zh-counter-1",)))
    await hall.do(c.CallNext(1), c.CallNext(2), after_s=1)
    assert await heard(board, 1) == [""]
    await end_of_call(board)
    assert await heard(board, 2) == ["", "2"]
    visit.mishaps.clear()


async def test_a_sound_that_never_ends_costs_one_call_and_is_shown(hall: ShownHall, visit: Visitors) -> None:
    ear = Ear()

    async def frozen(page: Page) -> None:
        await page.clock.install()
        await ear(page)

    board = await visit("/board", before=frozen)
    await hall.do(c.CallNext(1), c.CallNext(2), after_s=1)
    await heard(board, 1)
    await pass_time(board, lambda: board.locator("[data-sound=failed]").is_visible())
    assert (await heard(board, 3))[-1] == "2"


async def test_the_voice_is_as_loud_as_the_hall_wants_it(browser: Browser, tmp_path: Path) -> None:
    hall = await make(tmp_path, settings(VoiceSettings(loudness=(LoudnessStep("00:00", 40),))))
    visit = Visitors(browser, hall)
    board = await visit("/board", before=Ear())
    await until(board, "sound.level.value === 0.4")
    await visit.leave()
    await hall.stop()


async def test_the_board_of_an_area_shows_and_says_its_own_calls(browser: Browser, tmp_path: Path) -> None:
    hall = await make(tmp_path, settings(None, (EAST, WEST)))
    visit = Visitors(browser, hall)
    board = await visit("/board?area=west", before=Ear())
    await hall.do(c.CallNext(1), c.CallNext(3), after_s=1)
    assert await heard(board, 1) == ["3"]
    await expect(board.locator(".call .where b")).to_have_text(["3"])
    await expect(board.locator("h1")).to_contain_text("west")
    nowhere = await visit("/board?area=north", before=Ear())
    await expect(nowhere.locator(".quiet-hall")).to_contain_text("no such area")
    await visit.leave()
    await hall.stop()
    assert visit.mishaps == []


@pytest.mark.parametrize(("voice", "path"), [(VoiceSettings(device="default"), "/board"), (None, "/board?sound=off")])
async def test_where_another_loudspeaker_speaks_the_board_is_silent(
    voice: VoiceSettings | None, path: str, browser: Browser, tmp_path: Path
) -> None:
    hall = await make(tmp_path, settings(voice))
    visit = Visitors(browser, hall)
    board = await visit(path, before=Ear(mute=True))
    await hall.do(c.CallNext(1))
    await expect(board.locator(".call")).to_have_count(1)
    assert await board.evaluate("window.sound === undefined && heard.length === 0")
    await expect(board.locator(".sound")).to_have_count(0)
    await visit.leave()
    await hall.stop()


async def test_the_supervisor_sees_that_the_voice_does_not_work(hall: ShownHall, visit: Visitors) -> None:
    assert hall.voice is not None
    await hall.voice.test()
    page = await visit("/supervisor", user="supervisor")
    await expect(page.locator(".alarms li")).to_contain_text(["No hall board could be heard"])
    await expect(page.locator(".alarms")).to_contain_text("Voice last tested: 09:00")


SPY = """
window.endings = 0;
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (at) {
  this.addEventListener("ended", () => { window.endings += 1; });
  return start.call(this, at);
};
"""


async def test_the_browser_itself_decodes_and_plays_a_whole_call(hall: ShownHall, visit: Visitors) -> None:
    async def spied(page: Page) -> None:
        await page.add_init_script(SPY)

    board = await visit("/board", before=spied)
    await board.locator("h1").click()
    await expect(board.locator(".sound")).to_have_count(0)
    await hall.do(c.CallNext(1))
    await until(board, "endings === 9")
    visit.mishaps = [each for each in visit.mishaps if "AudioContext was not allowed to start" not in each]


def story(chance: random.Random) -> list[dict[str, Any]]:
    """Pictures of some open calls, and turns of the player between them."""
    steps: list[dict[str, Any]] = []
    open_calls: dict[int, SpokenCall] = {}
    now_ms = 0
    for serial in range(40):
        now_ms += chance.choice((1, 500, 5000, YOUNG_MS + 1))
        counter = chance.randint(1, 4)
        match chance.choice(("call", "recall", "over", "picture", "player")):
            case "call":
                open_calls[counter] = SpokenCall(f"A{serial:03d}", counter, 1, now_ms)
            case "recall" if counter in open_calls:
                before = open_calls[counter]
                open_calls[counter] = SpokenCall(before.number, counter, before.calls + 1, now_ms)
            case "over":
                open_calls.pop(counter, None)
            case "player":
                steps.append({"player": True})
                continue
        if chance.random() < 0.7:
            steps.append({"calls": [asdict(call) for call in open_calls.values()], "now_ms": now_ms})
    return steps


def told(steps: list[dict[str, Any]]) -> list[str]:
    line, said = VoiceQueue(), []
    for step in steps:
        if "player" not in step:
            line.see([SpokenCall(**call) for call in step["calls"]], step["now_ms"])
        elif line.saying:
            line.end()
        elif call := line.begin():
            said.append(f"{call.number}/{call.calls}")
    return said


IN_THE_PAGE = """async stories => {
  const { VoiceQueue } = await import("/web/lib/voice.js");
  return stories.map(steps => {
    const line = new VoiceQueue();
    const said = [];
    for (const step of steps) {
      if (!step.player) line.see(step.calls, step.now_ms);
      else if (line.saying) line.end();
      else {
        const call = line.begin();
        if (call) said.push(`${call.number}/${call.calls}`);
      }
    }
    return said;
  });
}"""


async def test_the_page_and_the_hub_keep_the_same_line(hall: ShownHall, visit: Visitors) -> None:
    stories = [story(random.Random(seed)) for seed in range(300)]
    board = await visit("/board", before=Ear())
    assert await board.evaluate(IN_THE_PAGE, stories) == [told(steps) for steps in stories]
    assert sum(len(told(steps)) for steps in stories) > 300
