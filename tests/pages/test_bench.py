"""The bench: the real firmware in a real browser, with a real hub and its broker."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from hub.assembly import BENCH
from hub.peripherals.facts import ItemFacts, TicketFacts
from hub.peripherals.receipt import receipt
from tests.pages.bench_hall import PATIENCE_MS, bench_hall, boot_of, press, running, shows, switch_on
from tests.pages.conftest import Visitors
from tests.pages.hall import ShownHall, city
from tests.pages.looks import contrast_faults, small_targets

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_keypad_in_the_browser_calls_a_citizen_also_after_a_reload_and_a_broker_that_was_away(
    browser: Browser, tmp_path: Path
) -> None:
    mishaps: list[str] = []
    async with bench_hall(tmp_path) as hall:
        page = await hall.bench(await hall.visitor(browser, mishaps))
        keypad = await switch_on(page, "keypad", "bench-keypad-1")
        await shows(keypad, "Closed")
        await press(keypad, *hall.pin, "open")
        await shows(keypad, "Ready")
        number = await hall.take()
        await press(keypad, "next")
        await shows(keypad, number)
        await expect(keypad.locator("[data-key=next]")).to_have_attribute("data-colour", "green")
        called = await hall.event("called")
        assert (called["device"], called["body"]["counter"]) == ("bench-keypad-1", 1)

        boot = await boot_of(keypad)
        await page.reload()
        keypad = await running(page, "bench-keypad-1")
        await shows(keypad, number)
        assert await boot_of(keypad) > boot
        await press(keypad, "recall")
        await expect(keypad.locator("[data-key=recall]")).to_have_attribute("data-colour", "green")
        recalled = await hall.event("recalled")
        assert recalled["device"] == "bench-keypad-1"
        assert mishaps == []

        with hall.without_broker():
            await shows(keypad, "No network")
            await press(keypad, "recall")
            await expect(keypad.locator("[data-key=recall]")).to_have_attribute(
                "data-colour", "red", timeout=PATIENCE_MS
            )
            await shows(keypad, "No answer, please press again")
            assert len(await hall.events("recalled")) == 1
        await expect(keypad.locator("[data-screen]")).not_to_contain_text("No network", timeout=PATIENCE_MS)


async def test_a_ticket_is_printed_called_shown_and_rated_without_a_device_in_the_hall(
    browser: Browser, tmp_path: Path
) -> None:
    mishaps: list[str] = []
    async with bench_hall(tmp_path) as hall:
        page = await hall.bench(await hall.visitor(browser, mishaps))
        dispenser = await switch_on(page, "dispenser", "bench-dispenser-1")
        keypad = await switch_on(page, "keypad", "bench-keypad-1")
        display = await switch_on(page, "counter_display", "bench-display-1")
        pad = await switch_on(page, "pad", "bench-pad-1")
        await press(keypad, *hall.pin, "open")
        await shows(keypad, "Ready")
        await shows(dispenser, "Please choose a service")
        await dispenser.focus()
        await page.keyboard.press("Enter")
        await shows(dispenser, "Press OK for a ticket")
        await page.keyboard.press("Enter")
        await expect(dispenser.locator("[data-paper] .large")).to_have_text("A001", timeout=PATIENCE_MS)
        await press(keypad, "next")
        await expect(display.locator("[data-lamp=call]")).to_have_attribute("data-colour", "green")
        await shows(display, "A001")
        await press(keypad, "start", "finish")
        await shows(pad, "Please rate the service of A001")
        await press(pad, "5")
        await shows(pad, "Thank you")
        rated = await hall.event("rated")
        assert (rated["device"], rated["body"]["score"]) == ("bench-pad-1", 5)

        await dispenser.locator("input").first.check()
        await shows(dispenser, "Please choose a service")
        await press(dispenser, "ok", "ok")
        await expect(dispenser.locator("[data-lamp=paper]")).to_have_attribute(
            "data-colour", "red", timeout=PATIENCE_MS
        )
        assert mishaps == []


async def test_a_second_page_takes_the_device_and_the_first_is_told_and_takes_it_back(
    browser: Browser, tmp_path: Path
) -> None:
    async with bench_hall(tmp_path) as hall:
        first = await hall.bench(await hall.visitor(browser, []))
        mine = await switch_on(first, "keypad", "bench-keypad-1")
        await shows(mine, "Closed")
        second = await hall.bench(await hall.visitor(browser, []))
        theirs = await switch_on(second, "keypad", "bench-keypad-1")
        await shows(theirs, "Closed")
        taken = first.locator("[data-device=bench-keypad-1][data-state=taken]")
        await expect(taken.locator(".trouble")).to_contain_text("Another page has this device now")
        boot = await boot_of(theirs)
        await taken.locator("[data-act=restart]").click()
        mine = await running(first, "bench-keypad-1")
        await press(mine, *hall.pin, "open")
        await shows(mine, "Ready")
        assert await boot_of(mine) > boot
        await expect(second.locator("[data-state=taken]")).to_be_visible()


async def test_a_hub_that_was_killed_lends_the_device_anew_by_itself(browser: Browser, tmp_path: Path) -> None:
    async with bench_hall(tmp_path) as hall:
        page = await hall.bench(await hall.visitor(browser, []))
        keypad = await switch_on(page, "keypad", "bench-keypad-1")
        await press(keypad, *hall.pin, "open")
        await shows(keypad, "Ready")
        hall.hub.kill()
        await hall.hub.wait()
        await shows(keypad, "No network")
        await hall.hub.start()
        number = await hall.take()
        await shows(keypad, "1 waiting")
        await press(keypad, "next")
        await shows(keypad, number)


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_without_micropython_the_page_says_what_is_missing_and_how_to_get_it(
    browser: Browser, tmp_path: Path, lang: str
) -> None:
    hall = ShownHall(city(), tmp_path, replace(BENCH, runtime=tmp_path / "nothing"))
    await hall.start()
    visit = Visitors(browser, hall)
    page = await visit("/bench", user="supervisor", lang=lang)
    absent = page.locator("[data-absent=runtime]")
    await expect(absent).to_contain_text("npm")
    await expect(absent).to_contain_text("tools/run")
    await expect(page.locator(".chooser")).to_have_count(0)
    assert await contrast_faults(page) == []
    await visit.leave()
    await hall.stop()
    assert visit.mishaps == []


async def test_a_clerk_is_told_that_the_bench_is_not_for_clerks(hall: ShownHall, visit: Visitors) -> None:
    page = await visit("/bench", user="clerk-2")
    await expect(page.locator(".refusal")).to_contain_text("Your account may not do this")
    visit.mishaps = [each for each in visit.mishaps if "403" not in each]


async def test_every_device_is_legible_and_large_enough_for_a_finger(browser: Browser, tmp_path: Path) -> None:
    async with bench_hall(tmp_path) as hall:
        page = await hall.bench(await hall.visitor(browser, []))
        for role, device in (
            ("keypad", "keypad"),
            ("pad", "pad"),
            ("counter_display", "display"),
            ("dispenser", "dispenser"),
        ):
            await switch_on(page, role, f"bench-{device}-1")
        keys = await page.locator(".dispenser [data-key^=i]").all_inner_texts()
        assert keys == [f"i{place}" for place in range(1, 13)]
        assert (await page.locator("[data-key=complaint]").inner_text()).strip() == "Complaint"
        for lang in ("zh", "en"):
            await page.goto(f"{hall.hub.web}/bench?lang={lang}")
            await running(page, "bench-dispenser-1")
            for size in ((1280, 800), (390, 844)):
                await page.set_viewport_size({"width": size[0], "height": size[1]})
                assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (lang, size)
                assert await small_targets(page, 24) == []
                for theme in ("light", "dark"):
                    await page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
                    assert await contrast_faults(page) == [], (lang, size, theme)


async def test_a_ticket_s_paper_is_read_as_a_printer_reads_it(hall: ShownHall, visit: Visitors) -> None:
    facts = TicketFacts(
        hall="市政务大厅", number="A017", ahead=3, items=(ItemFacts("社保登记", ("身份证",)),), wait_s=(60, 120),
        time="2026-01-01 09:00", link="http://hall.example/t/secret-link",
    )  # fmt: skip
    page = await visit("/bench", user="supervisor")
    read = "async octets => (await import('/web/bench/printer.js')).lastPaper(octets)"
    lines = await page.evaluate(read, [*receipt(facts), *receipt(facts)])
    assert lines[0] == {"text": "市政务大厅", "bold": True, "centred": True}
    assert [line["text"] for line in lines if line.get("large")] == ["A017"]
    assert [line["link"] for line in lines if line.get("link")] == [facts.link]
    assert any("社保登记" in line.get("text", "") for line in lines)
