"""The kiosk: three touches, large targets, nothing left over from the citizen before."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from hub.core import commands as c
from hub.settings import Settings
from hub.settings.sections import VoiceSettings
from tests.pages.conftest import Visitors
from tests.pages.hall import ShownHall, city
from tests.pages.looks import contrast_faults, small_targets, small_texts

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def to_confirm(kiosk: Page) -> None:
    await kiosk.locator(".choice").nth(2).click()
    await kiosk.locator("[data-item]").first.click()
    await expect(kiosk.locator("[data-act=take]")).to_be_visible()


@pytest.mark.parametrize("size", [(1280, 800), (1080, 1920)])
@pytest.mark.parametrize("large", [False, True])
async def test_every_step_has_large_targets_and_legible_text(
    hall: ShownHall, visit: Visitors, size: tuple[int, int], large: bool
) -> None:
    kiosk = await visit("/kiosk", size=size)
    if large:
        await kiosk.locator("[data-act=large]").click()
    for step in ("lines", "items", "confirm", "ticket"):
        if step == "items":
            await kiosk.locator(".choice").nth(2).click()
            await expect(kiosk.locator("[data-item]").first).to_be_visible()
        elif step == "confirm":
            await kiosk.locator("[data-item]").first.click()
            await expect(kiosk.locator("[data-act=take]")).to_be_visible()
        elif step == "ticket":
            await kiosk.locator("[data-act=take]").click()
            await expect(kiosk.locator("figure")).to_be_visible()
        assert await small_targets(kiosk, 60) == []
        assert await small_texts(kiosk, 18) == []
        assert await contrast_faults(kiosk) == []
        hidden = await kiosk.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert hidden <= 0


async def test_who_may_claim_priority_is_said_before_it_is_chosen(hall: ShownHall, visit: Visitors) -> None:
    kiosk = await visit("/kiosk")
    await to_confirm(kiosk)
    await kiosk.locator("button.priority").click()
    await expect(kiosk.locator("[data-priority=priority]")).to_contain_text("People over 60")
    await kiosk.locator("[data-priority=priority]").click()
    await expect(kiosk.locator(".priority.on")).to_be_visible()


async def test_documents_and_the_wait_are_shown_before_the_ticket_is_taken(hall: ShownHall, visit: Visitors) -> None:
    await hall.do(c.OpenCounter(1, "clerk-2"))
    for _ in range(3):
        await hall.take()
    kiosk = await visit("/kiosk")
    await to_confirm(kiosk)
    item = next(each for each in hall.setup.items if each.line == hall.setup.lines[2].code)
    for document in item.documents:
        await expect(kiosk.locator(".documents")).to_contain_text(document["en"])
    await expect(kiosk.locator(".wait dd").first).to_have_text("3")
    await expect(kiosk.locator(".wait dd").last).to_contain_text("min")
    assert len(hall.service.record.tickets) == 3


async def test_an_idle_kiosk_forgets_the_citizen_and_the_language(hall: ShownHall, visit: Visitors) -> None:
    kiosk = await visit("/kiosk", lang="zh", before=lambda page: page.clock.install())
    await kiosk.locator("footer .languages button").click()
    await expect(kiosk.locator("h2")).to_have_text("What would you like to do today?")
    await to_confirm(kiosk)
    await kiosk.clock.fast_forward(45_000)
    await expect(kiosk.locator(".countdown")).to_contain_text("touch to stay")
    await kiosk.locator("h2").click()
    await kiosk.clock.fast_forward(20_000)
    await expect(kiosk.locator("[data-act=take]")).to_be_visible()
    await kiosk.clock.fast_forward(61_000)
    await expect(kiosk.locator("h2")).to_have_text("您要办理哪类业务？")


async def test_a_priority_needs_a_confirmation_and_can_be_taken_back(hall: ShownHall, visit: Visitors) -> None:
    kiosk = await visit("/kiosk")
    await to_confirm(kiosk)
    await kiosk.locator("button.priority").click()
    await kiosk.locator("[data-priority=priority]").click()
    await expect(kiosk.locator("p.priority")).to_be_visible()
    await kiosk.locator("p.priority button").click()
    await kiosk.locator("button.priority").click()
    await kiosk.locator("[data-priority=priority]").click()
    await kiosk.locator("[data-act=take]").click()
    await expect(kiosk.locator("strong.number")).to_have_text("A001")
    (ticket,) = hall.service.record.tickets.values()
    assert ticket.priority == "priority"


async def test_one_ticket_holds_several_items(hall: ShownHall, visit: Visitors) -> None:
    kiosk = await visit("/kiosk")
    await to_confirm(kiosk)
    await kiosk.locator(".add").click()
    await kiosk.locator(".choice").first.click()
    await kiosk.locator("[data-item]").nth(1).click()
    await expect(kiosk.locator(".chosen article")).to_have_count(2)
    await kiosk.locator("[data-act=take]").click()
    await expect(kiosk.locator("strong.number")).to_have_text("A001")
    (ticket,) = hall.service.record.tickets.values()
    assert len(ticket.items) == 2


async def test_a_closed_hall_says_so_and_offers_no_ticket(hall: ShownHall, visit: Visitors) -> None:
    await hall.do(c.CloseDay())
    kiosk = await visit("/kiosk")
    await expect(kiosk.locator(".shut")).to_be_visible()
    await expect(kiosk.locator(".choice")).to_have_count(0)


async def test_a_refusal_is_said_in_the_citizen_s_language(hall: ShownHall, visit: Visitors) -> None:
    kiosk = await visit("/kiosk", lang="zh")
    await to_confirm(kiosk)
    await kiosk.evaluate("document.querySelector('ticket-kiosk').priority = 'no-such-class'")
    await kiosk.locator("[data-act=take]").click()
    words = await kiosk.locator(".refusal").inner_text()
    assert any("\u4e00" <= letter <= "\u9fff" for letter in words)
    visit.mishaps.clear()


async def test_an_item_is_found_by_the_first_letters_of_its_characters(hall: ShownHall, visit: Visitors) -> None:
    kiosk = await visit("/kiosk", lang="zh")
    await kiosk.locator("[data-act=search]").click()
    for letter in "SHBZK":
        await kiosk.locator(f"[data-letter={letter}]").click()
    names = await kiosk.locator("[data-item] strong").all_inner_texts()
    assert names
    assert all("社会保障卡" in name for name in names)
    assert names[0].startswith("社会保障卡")
    assert await small_targets(kiosk, 60) == []
    await kiosk.locator("[data-item]").first.click()
    await kiosk.locator("footer .back").click()
    await expect(kiosk.locator(".typed")).to_have_text("SHBZK")
    await kiosk.locator("[data-item]").first.click()
    await kiosk.locator("[data-act=take]").click()
    await expect(kiosk.locator("figure")).to_be_visible()


async def test_letters_find_english_names_too_and_nonsense_finds_nothing(hall: ShownHall, visit: Visitors) -> None:
    kiosk = await visit("/kiosk")
    await kiosk.locator("[data-act=search]").click()
    for letter in "CARD":
        await kiosk.locator(f"[data-letter={letter}]").click()
    assert "card" in await kiosk.locator("[data-item] strong").first.inner_text()
    for letter in "XQ":
        await kiosk.locator(f"[data-letter={letter}]").click()
    await expect(kiosk.locator("[data-item]")).to_have_count(0)
    await expect(kiosk.locator(".none")).to_contain_text("fewer letters")
    await kiosk.locator("[data-letter=erase]").click()
    await expect(kiosk.locator(".typed")).to_have_text("CARDX")


async def test_the_example_of_the_search_finds_what_it_names(hall: ShownHall, visit: Visitors) -> None:
    kiosk = await visit("/kiosk", lang="zh")
    await kiosk.locator("[data-act=search]").click()
    await expect(kiosk.locator(".typed")).to_contain_text("社保卡 点 S B K")
    await kiosk.keyboard.type("sbk")
    await expect(kiosk.locator(".typed")).to_have_text("SBK")
    assert "社会保障卡" in "".join(await kiosk.locator("[data-item] strong").all_inner_texts())


async def test_what_people_call_an_item_finds_it_too_behind_those_that_are_named_so(
    hall: ShownHall, visit: Visitors
) -> None:
    kiosk = await visit("/kiosk", lang="zh")
    await kiosk.locator("[data-act=search]").click()
    await kiosk.keyboard.type("txj")
    called = [item.names["zh"] for item in hall.service.record.setup.items if "退休金" in item.also]
    assert called
    assert not any("退休金" in name for name in called)
    found = await kiosk.locator("[data-item] strong").all_inner_texts()
    assert set(called) <= set(found)
    script = (
        "async ([typed, items]) => (await import('/web/kiosk-search.js')).matches(typed, items).map(({ code }) => code)"
    )
    items = [
        {"code": "called", "names": {"zh": "档案"}, "also": ["退休"]},
        {"code": "named", "names": {"zh": "办理退休"}, "also": []},
        {"code": "other", "names": {"zh": "工伤"}, "also": []},
    ]
    assert await kiosk.evaluate(script, ["tx", items]) == ["named", "called"]


READINGS = {
    "就业登记": "jydj",
    "养老保险关系转移": "ylbxgxzy",
    "重庆": "cq",
    "重新": "cx",
    "行政": "xz",
    "银行": "yh",
    "会计": "kj",
    "A卡": "ak",
}


@pytest.mark.parametrize(("name", "typed"), READINGS.items())
async def test_first_letters_are_those_of_the_reading(hall: ShownHall, visit: Visitors, name: str, typed: str) -> None:
    kiosk = await visit("/kiosk")
    script = "async ([typed, name]) => (await import('/web/lib/pinyin.js')).placeOf(typed, name)"
    assert await kiosk.evaluate(script, [typed, name]) == 0
    assert await kiosk.evaluate(script, ["v", name]) == -1


async def test_a_scanned_ticket_shows_how_far_it_is(hall: ShownHall, visit: Visitors) -> None:
    first, second = await hall.take(), await hall.take()
    kiosk = await visit("/kiosk")
    await kiosk.keyboard.type(f"http://hub.local/t/{second.link}")
    await kiosk.keyboard.press("Enter")
    await expect(kiosk.locator(".number")).to_have_text("A002")
    await expect(kiosk.locator(".wait dd").first).to_have_text("1")
    await hall.do(c.OpenCounter(1, "clerk-2"), c.CallNext(1))
    await kiosk.keyboard.type(f"http://hub.local/t/{first.link}")
    await kiosk.keyboard.press("Enter")
    await expect(kiosk.locator(".number")).to_have_text("A001")
    await expect(kiosk.locator(".state")).to_contain_text("counter 1")
    await kiosk.keyboard.type("http://hub.local/t/this-is-no-ticket-at-all")
    await kiosk.keyboard.press("Enter")
    await expect(kiosk.locator(".shut")).to_be_visible()
    visit.mishaps.clear()


@pytest.mark.parametrize(("status", "says"), [("printed", "take your printed"), ("failed", "counts all the same")])
async def test_what_became_of_the_paper_is_said(hall: ShownHall, visit: Visitors, status: str, says: str) -> None:
    kiosk = await visit("/kiosk")
    await to_confirm(kiosk)
    await kiosk.locator("[data-act=take]").click()
    await expect(kiosk.locator("figure")).to_be_visible()
    await expect(kiosk.locator("[data-paper]")).to_have_count(0)
    (ticket,) = hall.service.record.tickets
    await hall.do(c.ReportPrint(ticket, c.PrintStatus(status), "paper_out"))
    await expect(kiosk.locator(f"[data-paper={status}]")).to_contain_text(says)


async def test_without_the_hub_nobody_is_made_to_try(hall: ShownHall, visit: Visitors) -> None:
    kiosk = await visit("/kiosk", before=lambda page: page.clock.install())
    await kiosk.context.set_offline(True)
    await kiosk.clock.run_for(40_000)
    await expect(kiosk.locator("[data-state=cut-off]")).to_be_visible()
    await kiosk.context.set_offline(False)
    for _ in range(20):
        await kiosk.clock.run_for(5_000)
        if await kiosk.locator(".choice").count():
            break
    await expect(kiosk.locator(".choice").first).to_be_visible()
    visit.mishaps.clear()


SPOKEN = """
window.spoken = [];
window.Audio = class {
  constructor(url) { this.url = url; window.sounding = this; }
  play() { spoken.push(this.url); return window.broken ? Promise.reject(new Error(this.url)) : Promise.resolve(); }
  pause() {}
};
window.SpeechSynthesisUtterance = class { constructor(words) { this.words = words; } };
const machine = { speak: (said) => spoken.push(said.words), cancel: () => {} };
Object.defineProperty(window, "speechSynthesis", { configurable: true, value: machine });
"""


async def test_a_ticket_is_taken_by_sound_and_four_keys(hall: ShownHall, visit: Visitors) -> None:
    kiosk = await visit("/kiosk", before=lambda page: page.add_init_script(SPOKEN))
    await kiosk.keyboard.press("ArrowUp")
    while await kiosk.evaluate("document.activeElement.dataset.act") != "sound":
        await kiosk.keyboard.press("ArrowUp")
    await kiosk.keyboard.press("Enter")
    assert await kiosk.evaluate("spoken.at(-1)") == "/voice/en-prompt-choose.ogg"
    await kiosk.evaluate("document.activeElement.blur()")
    await kiosk.keyboard.press("ArrowDown")
    line = hall.setup.lines[0]
    assert (await kiosk.evaluate("spoken.at(-1)")).startswith(line.names["en"])
    await kiosk.keyboard.press("Enter")
    await expect(kiosk.locator("[data-item]").first).to_be_visible()
    await kiosk.keyboard.press("Escape")
    await expect(kiosk.locator(".line").first).to_be_visible()
    await kiosk.locator(".line").first.focus()
    await kiosk.keyboard.press("Enter")
    await kiosk.locator("[data-item]").first.focus()
    await kiosk.keyboard.press("Enter")
    await expect(kiosk.locator("[data-act=take]")).to_be_visible()
    assert "/voice/en-prompt-confirm.ogg" in await kiosk.evaluate("spoken")
    while await kiosk.evaluate("document.activeElement.dataset.act") != "take":
        await kiosk.keyboard.press("ArrowDown")
    assert await kiosk.evaluate("spoken.at(-1)") == "I have these: take a ticket"
    await kiosk.keyboard.press("Enter")
    await expect(kiosk.locator("figure")).to_be_visible()
    assert "/voice/en-prompt-ticket.ogg" in await kiosk.evaluate("spoken")
    assert len(hall.service.record.tickets) == 1


@pytest_asyncio.fixture(loop_scope="session")
async def recorded(tmp_path: Path) -> AsyncIterator[ShownHall]:
    """A hall that had the names of its first line and of its first two items recorded; the second was renamed since."""
    setup = city()
    line, (item, renamed, *_) = setup.lines[0], setup.items
    record = {
        f"en-line-{line.code}": line.names["en"],
        f"en-item-{item.code}": item.names["en"],
        f"en-item-{renamed.code}": "What it was called before",
    }
    clips = tmp_path / "clips"
    for clip in record:
        file = clips / "en" / f"{clip.removeprefix('en-')}.ogg"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"OggS")
    said = {clip: {"words": words, "voice": "x"} for clip, words in record.items()}
    (clips / "clips.json").write_text(json.dumps(said))
    hall = ShownHall(setup, tmp_path, spoken=Settings(setup, voice=VoiceSettings(clips=str(clips))))
    await hall.start()
    yield hall
    await hall.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def listen(browser: Browser, recorded: ShownHall) -> AsyncIterator[Page]:
    """The kiosk of that hall with help by sound; ``spoken``: what it says."""
    visitors = Visitors(browser, recorded)
    kiosk = await visitors("/kiosk", before=lambda page: page.add_init_script(SPOKEN))
    await kiosk.locator("[data-act=sound]").click()
    yield kiosk
    await visitors.leave()
    assert visitors.mishaps == []


async def test_a_recorded_name_is_said_by_its_clip_and_the_rest_by_the_machine(
    recorded: ShownHall, listen: Page
) -> None:
    line, item = recorded.setup.lines[0], recorded.setup.items[0]
    await listen.locator(".line").first.focus()
    assert await listen.evaluate("spoken.at(-1)") == f"/voice/en-line-{line.code}.ogg"
    await listen.keyboard.press("Enter")
    card = listen.locator(f"[data-item={item.code}]")
    await card.focus()
    assert await listen.evaluate("spoken.at(-1)") == f"/voice/en-item-{item.code}.ogg"
    await listen.evaluate("sounding.onended()")
    rest = await listen.evaluate("spoken.at(-1)")
    assert rest
    assert not rest.startswith((item.names["en"], ","))
    assert rest.split(", ")[0] in await card.inner_text()


async def test_what_was_not_recorded_or_was_renamed_is_said_by_the_machine(recorded: ShownHall, listen: Page) -> None:
    renamed = recorded.setup.items[1]
    await listen.locator(".line").nth(1).focus()
    assert (await listen.evaluate("spoken.at(-1)")).startswith(recorded.setup.lines[1].names["en"])
    await listen.locator(".line").first.click()
    await listen.locator(f"[data-item={renamed.code}]").focus()
    assert (await listen.evaluate("spoken.at(-1)")).startswith(renamed.names["en"])


async def test_a_clip_that_cannot_be_heard_is_said_by_the_machine(recorded: ShownHall, listen: Page) -> None:
    await listen.evaluate("window.broken = true")
    await listen.locator(".line").first.focus()
    name = recorded.setup.lines[0].names["en"]
    await until_said(listen, name)
    assert await listen.locator(".line").first.inner_text()


async def test_without_a_clip_and_without_a_voice_the_words_are_on_the_screen(
    recorded: ShownHall, listen: Page
) -> None:
    await listen.evaluate("Object.defineProperty(window, 'speechSynthesis', {value: undefined})")
    said = await listen.evaluate("spoken.length")
    await listen.locator(".line").nth(1).focus()
    await expect(listen.locator(".line").nth(1)).to_contain_text(recorded.setup.lines[1].names["en"])
    assert await listen.evaluate("spoken.length") == said


async def until_said(kiosk: Page, words: str) -> None:
    """Wait until the machine's voice has been given these words, among others."""
    async with asyncio.timeout(30):
        while not (await kiosk.evaluate("spoken.at(-1)")).startswith(words):
            await asyncio.sleep(0.01)


async def test_who_asked_for_no_sound_hears_none(hall: ShownHall, visit: Visitors) -> None:
    kiosk = await visit("/kiosk", before=lambda page: page.add_init_script(SPOKEN))
    await to_confirm(kiosk)
    await kiosk.locator("[data-act=take]").click()
    await expect(kiosk.locator("figure")).to_be_visible()
    assert await kiosk.evaluate("spoken") == []
