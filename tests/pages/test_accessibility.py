"""WCAG 2.2 AA as axe-core judges it: every page, in every state that a ticket or a person brings it to."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from hub.core import commands as c
from hub.core.matters import Stage
from tests.pages.conftest import Visitors
from tests.pages.hall import ROOT, ShownHall
from tests.pages.matters import overdue_morning
from tools.screenshots.__main__ import Act, both, clicks, keys

pytestmark = pytest.mark.asyncio(loop_scope="session")

AXE = ROOT / "build" / "axe" / "axe.min.js"
"""``tools/environment.py`` fetches it for the tests."""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (rules) => (await axe.run(document, {runOnly: rules, resultTypes: ["violations"]})).violations
  .map(({id, help, nodes}) => `${id}: ${help}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)"""
PHONE, PAD, DESK, WALL, KIOSK = (390, 844), (1024, 768), (1280, 900), (1920, 1080), (1280, 800)


async def faults(page: Page) -> list[str]:
    """What axe finds, in both themes."""
    await page.evaluate(Path(AXE).read_text(encoding="utf-8"))
    found: list[str] = []
    for theme in ("light", "dark"):
        await page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        found += [f"{theme}: {each}" for each in await page.evaluate(RUN, RULES)]
    return found


TO_BOOK = clicks("[data-line]", "[data-item]", "[data-time]:enabled")


def scans(code: str) -> Act:
    async def act(page: Page) -> None:
        await page.keyboard.type(f"http://hall.example/book/{code}")
        await page.keyboard.press("Enter")

    return act


def finds(words: str) -> Act:
    async def act(page: Page) -> None:
        await page.fill("[name=find]", words)

    return act


async def simulated(page: Page) -> None:
    """A small question, until it is answered, however busy the machine is."""
    await page.locator("input[name=visits]").fill("20")
    await page.locator("input[name=days]").fill("2")
    await page.locator("[data-act=start]").click()
    await expect(page.locator(".told")).to_be_visible(timeout=60_000)


STATES: dict[str, tuple[str, str, tuple[int, int], str, Act | None]] = {
    "index": ("/", "", DESK, ".tile", None),
    "sign-in": ("/signin", "", DESK, "form", None),
    "board": ("/board", "", WALL, ".call", None),
    "counter": ("/counter/1", "", WALL, ".calling", None),
    "counter closed": ("/counter/4", "", WALL, ".closed", None),
    "kiosk lines": ("/kiosk", "", KIOSK, ".choice", None),
    "kiosk search": ("/kiosk", "", KIOSK, "[data-item]", clicks("[data-act=search]", "[data-letter=S]")),
    "kiosk items": ("/kiosk", "", KIOSK, "[data-item]", clicks(".choice")),
    "kiosk confirm": ("/kiosk", "", KIOSK, "[data-act=take]", clicks(".choice", "[data-item]")),
    "kiosk priority": ("/kiosk", "", KIOSK, "[data-priority]", clicks(".choice", "[data-item]", ".priority")),
    "kiosk ticket": ("/kiosk", "", KIOSK, "figure img", clicks(".choice", "[data-item]", "[data-act=take]")),
    "kiosk large": ("/kiosk", "", KIOSK, "[data-act=take]", clicks("[data-act=large]", ".choice", "[data-item]")),
    "kiosk booking code": ("/kiosk", "", KIOSK, "[data-letter]", clicks("[data-act=booked]")),
    "kiosk booking": ("/kiosk", "", KIOSK, "[data-act=check-in]", scans("K7M4P2XW")),
    "book lines": ("/book", "", PHONE, "[data-line]", None),
    "book items": ("/book", "", PHONE, "[data-item]", clicks("[data-line]")),
    "book times": ("/book", "", PHONE, "[data-time]", clicks("[data-line]", "[data-item]")),
    "book confirm": ("/book", "", PHONE, "[data-act=book]", TO_BOOK),
    "booked": ("/book", "", PHONE, "[data-code]", both(TO_BOOK, clicks("[data-act=book]"))),
    "book cancelling": ("/book/K7M4P2XW", "", PHONE, "[data-act=cancel-sure]", clicks("[data-act=cancel]")),
    "afar lines": ("/afar", "", PHONE, "[data-line]", None),
    "afar found": ("/afar", "", PHONE, "[data-item]", finds("card")),
    "afar items": ("/afar", "", PHONE, "[data-item]", clicks("[data-line]")),
    "afar confirm": ("/afar", "", PHONE, "[data-act=take]", clicks("[data-line]", "[data-item]")),
    "afar priority": (
        "/afar",
        "",
        PHONE,
        "[data-priority]",
        clicks("[data-line]", "[data-item]", "[data-act=priority]"),
    ),
    "afar board": ("/board", "", WALL, "[data-afar]", None),
    "afar kiosk": ("/kiosk", "", KIOSK, "[data-afar]", None),
    "afar supervisor": ("/supervisor", "supervisor", DESK, ".tiles", None),
    "pad resting": ("/pad/2", "pad-1", PAD, ".rest", None),
    "pad asking": ("/pad/3", "pad-1", PAD, ".level", None),
    "pad reasons": ("/pad/3", "pad-1", PAD, ".reason", clicks("[data-score='1']")),
    "pad complaint": ("/pad/3", "pad-1", PAD, ".sure", clicks("[data-act=complain]")),
    "clerk choosing": ("/clerk", "clerk-4", DESK, ".counters", None),
    "clerk calling": ("/clerk", "clerk-1", DESK, ".current", clicks(".counters li:nth-child(1) button")),
    "clerk serving": ("/clerk", "clerk-2", DESK, ".current", clicks(".counters li:nth-child(2) button")),
    "clerk finishing": ("/clerk", "clerk-2", DESK, ".outcomes", None),
    "clerk transferring": ("/clerk", "clerk-2", DESK, ".transfer", None),
    "clerk pausing": ("/clerk", "clerk-2", DESK, ".panel", None),
    "clerk noting": ("/clerk", "clerk-2", DESK, ".panel form", None),
    "clerk's day": ("/clerk", "clerk-3", DESK, ".day", None),
    "supervisor": ("/supervisor", "supervisor", DESK, ".tiles", None),
    "supervisor asking": ("/supervisor", "supervisor", DESK, ".question", clicks("[data-act^=call-]")),
    "matters": ("/matters", "supervisor", DESK, "tr.overdue", None),
    "matters asking": ("/matters", "supervisor", DESK, ".question", clicks("[data-act^=returned-]")),
    "matters of a clerk": ("/matters", "clerk-4", DESK, "tr.overdue", None),
    "clerk handing over": ("/clerk", "clerk-1", DESK, ".handed", clicks(".counters li:nth-child(1) button")),
    "reports": ("/reports", "supervisor", DESK, "main svg", None),
    "replay": ("/replay", "supervisor", DESK, "input[type=range]", None),
    "planning": ("/planning", "supervisor", DESK, "form", None),
    "planning's answer": ("/planning", "supervisor", DESK, ".drawn svg", simulated),
    "without a second policy": ("/shadow", "supervisor", DESK, "main .card", None),
    "second policy": ("/shadow", "supervisor", DESK, ".differences tbody tr", None),
    "settings": ("/settings", "supervisor", DESK, "main li", None),
    "settings of an item": ("/settings", "supervisor", DESK, "main form", clicks("main li button")),
    "devices": ("/devices", "supervisor", DESK, "table", clicks("[data-act=open]")),
    "bench": ("/bench", "supervisor", DESK, "main > *", None),
}
PANELS = {
    "clerk finishing": "f",
    "clerk transferring": "t",
    "clerk pausing": "p",
    "clerk noting": "e",
    "clerk's day": "d",
}


async def morning(hall: ShownHall) -> dict[str, str]:
    """A ticket in each state; their links."""
    await hall.do(*(c.OpenCounter(number, f"clerk-{number}") for number in (1, 2, 3)))
    links = {}
    for state in ("served", "missed", "serving", "called"):
        links[state] = (await hall.take()).link
        counter = {"served": 3, "missed": 1, "serving": 2, "called": 1}[state]
        await hall.do(c.CallNext(counter), after_s=30)
        if state in ("served", "serving"):
            await hall.do(c.StartService(counter), after_s=20)
        if state == "served":
            await hall.do(c.FinishService(3), after_s=300)
        if state == "missed":
            await hall.do(c.MissTicket(1), after_s=60)
    await hall.do(c.AskForHelp(2), c.Complain(3))
    for _ in range(4):
        links["waiting"] = (await hall.take()).link
    links["cancelled"] = (taken := await hall.take()).link
    await hall.do(c.CancelTicket(taken.ticket, "citizen_left"))
    await hall.book("10:20")
    hall.devices.append({"device": "pad-1", "role": "pad", "state": "online", "battery": 80})
    return links


OF_MATTERS = ("matters", "matters asking", "matters of a clerk", "clerk handing over")
"""States of a hall with matters instead of those of ``morning``."""


@pytest.mark.parametrize("state", STATES)
async def test_a_page_in_this_state_has_no_fault(hall: ShownHall, visit: Visitors, state: str) -> None:
    await (overdue_morning(hall) if state in OF_MATTERS else morning(hall))
    if state.startswith("afar"):
        await hall.give_from_afar()
        await hall.take(afar=True)
    if state == "second policy":
        hall.second_policy("weights = { priority = 0.5 }")
        await hall.take(priority="priority")
        await hall.do(c.CallNext(3), after_s=20)
    path, user, size, there, act = STATES[state]
    page = await visit(path, user=user, size=size)
    if state in PANELS:
        await clicks(f".counters li:nth-child({user[-1]}) button")(page)
        await keys(PANELS[state])(page)
    elif act:
        await act(page)
    await expect(page.locator(there).first).to_be_visible()
    assert await faults(page) == []
    visit.mishaps = [each for each in visit.mishaps if "409" not in each]  # a clerk comes back to an open counter


@pytest.mark.parametrize("state", ["waiting", "called", "serving", "served", "missed", "cancelled"])
async def test_the_phone_s_page_has_no_fault_with_a_ticket_that_is(
    hall: ShownHall, visit: Visitors, state: str
) -> None:
    link = (await morning(hall))[state]
    page = await visit(f"/t/{link}", size=PHONE, lang="zh")
    await expect(page.locator(f"[data-state={state}]")).to_be_visible()
    assert await faults(page) == []


@pytest.mark.parametrize("stage", ["accepted", "overdue", "returned"])
async def test_a_receipt_s_page_has_no_fault_with_a_matter_that_is(
    hall: ShownHall, visit: Visitors, stage: str
) -> None:
    late, fresh = await overdue_morning(hall)
    if stage == "returned":
        await hall.do(c.MoveMatter(late.matter, Stage.RETURNED, reason="not signed"))
    page = await visit(f"/m/{(fresh if stage == 'accepted' else late).link}", size=PHONE, lang="zh")
    await expect(page.locator(".way")).to_be_visible()
    assert await faults(page) == []


async def test_axe_finds_what_is_wrong(hall: ShownHall, visit: Visitors) -> None:
    page = await visit("/kiosk", size=KIOSK)
    await page.evaluate("document.body.append(document.createElement('button'))")
    await page.evaluate("document.documentElement.lang = ''")
    found = " ".join(await faults(page))
    assert "button-name" in found
    assert "html-has-lang" in found
