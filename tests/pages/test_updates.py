"""The section on firmware, on a page of its own: what is known of releases and versions, and a rollout after a question."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.pages.conftest import Visitors
from tests.pages.hall import ShownHall
from tests.pages.looks import contrast_faults

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAGE = """async () => {
  const { Page } = await import("/web/lib/page.js");
  const { h } = await import("/web/lib/view.js");
  const { updatesSection } = await import("/web/devices-updates.js");
  customElements.define("updates-desk", class extends Page {
    static personal = true;
    view() { return h("main", updatesSection(this)); }
  });
  document.body.replaceChildren(document.createElement("updates-desk"));
}"""


class Port:
    """Updates that only know what they were told."""

    def __init__(self) -> None:
        self.rollout: dict[str, Any] | None = None
        self.open, self.no = False, ""

    def picture(self) -> dict[str, Any]:
        devices = [
            {"device": "keypad-1", "firmware": "2.0", "hardware": "rp2", "mode": "role", "slot": "b", "state": "ready"},
            {"device": "pad-1", "firmware": "1.0", "hardware": "rp2", "mode": "update", "slot": "a", "state": "alert"},
        ]
        releases = [{"number": 2, "version": "2.0", "boards": ["esp32", "rp2"]}]
        return {"day_open": self.open, "releases": releases, "rollout": self.rollout, "devices": devices}

    def start(self, number: int) -> str:
        if not self.no:
            self.rollout = {
                "number": number, "version": "2.0", "step": 1, "state": "running", "reason": "", "device": "",
                "under_way": ["pad-1"], "confirmed": ["keypad-1"],
            }  # fmt: skip
        return self.no

    def stop(self) -> None:
        assert self.rollout
        self.rollout |= {"state": "stopped", "reason": "hash", "device": "pad-1"}


async def section(hall: ShownHall, visit: Visitors, port: Port) -> Page:
    """A page with nothing but the section."""
    hall.web.parts.updates = port
    page = await visit("/supervisor", user="supervisor", size=(1024, 768))
    await page.evaluate(PAGE)
    await expect(page.locator(".updates")).to_be_visible()
    return page


async def test_a_release_is_rolled_out_after_a_question_and_can_be_stopped(hall: ShownHall, visit: Visitors) -> None:
    port = Port()
    page = await section(hall, visit, port)
    await expect(page.locator(".releases")).to_contain_text("Devices that have it: 1")
    await page.locator("[data-act=roll-out-2]").click()
    assert port.rollout is None
    await page.locator("[data-act=sure-update]").click()
    await expect(page.locator(".rollout")).to_contain_text("Step 1 of 3. Done: 1. Under way: 1")
    await page.locator("[data-act=stop-update]").click()
    await page.locator("[data-act=sure-update]").click()
    await expect(page.locator(".rollout")).to_contain_text("a file came damaged")
    await expect(page.locator(".question")).to_have_count(0)
    assert await contrast_faults(page) == []


async def test_while_the_day_is_open_nothing_can_be_rolled_out(hall: ShownHall, visit: Visitors) -> None:
    port = Port()
    port.open = True
    page = await section(hall, visit, port)
    await expect(page.locator("[data-act=roll-out-2]")).to_be_disabled()
    await expect(page.locator(".releases")).to_contain_text("Devices are updated while the day is not open")


async def test_a_no_is_told_in_words(hall: ShownHall, visit: Visitors) -> None:
    port = Port()
    port.no = "update_running"
    page = await section(hall, visit, port)
    await page.locator("[data-act=roll-out-2]").click()
    await page.locator("[data-act=sure-update]").click()
    await expect(page.locator(".question .refusal")).to_contain_text("Another release is being rolled out")
    visit.mishaps.clear()
