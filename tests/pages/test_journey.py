"""One citizen from the kiosk to the rating, over all the pages at once."""

import pytest
from playwright.async_api import expect

from tests.pages.conftest import Visitors
from tests.pages.hall import ShownHall

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_ticket_is_taken_called_finished_and_rated(hall: ShownHall, visit: Visitors) -> None:
    board = await visit("/board", size=(1920, 1080))
    screen = await visit("/counter/1", size=(1920, 1080))
    clerk = await visit("/clerk", user="li", size=(1024, 768))
    pad = await visit("/pad/1", user="pad-1", size=(1024, 768))

    await clerk.locator("input[name=counter]").fill("1")
    await clerk.keyboard.press("Enter")
    await expect(clerk.locator("[data-state=free]")).to_be_visible()

    kiosk = await visit("/kiosk")
    await kiosk.locator(".choice").first.click()
    await kiosk.locator("[data-item]").first.click()
    await kiosk.locator("[data-act=take]").click()
    await expect(kiosk.locator("strong.number")).to_have_text("A001")
    code = kiosk.locator("figure img")
    await expect(code).to_have_js_property("complete", True)
    assert await code.evaluate("image => image.naturalWidth") > 0
    await expect(board.locator(".total strong")).to_have_text("1")

    link = next(iter(hall.service.record.links))
    phone = await visit(f"/t/{link}", size=(390, 844))
    await expect(phone.locator("[data-fact=ahead]")).to_have_text("0")

    await clerk.keyboard.press("n")
    await expect(board.locator(".call.fresh .number")).to_have_text("A001")
    await expect(board.locator(".call.fresh .where b")).to_have_text("1")
    await expect(screen.locator(".calling .number")).to_have_text("A001")
    await expect(phone.locator(".go strong")).to_have_text("1")

    await expect(clerk.locator("[data-act=start]")).to_be_enabled()
    await clerk.keyboard.press("s")
    await expect(screen.locator(".serving .number")).to_have_text("A001")
    await expect(board.locator(".call.serving .number")).to_have_text("A001")

    await expect(clerk.locator("[data-act=finish]")).to_be_enabled()
    await clerk.keyboard.press("f")
    await expect(clerk.locator(".panel")).to_be_visible()
    await clerk.keyboard.press("3")
    await clerk.keyboard.press("Enter")
    await expect(clerk.locator("[data-state=free]")).to_be_visible()
    (leg,) = hall.service.record.legs.values()
    assert [str(each.result) for each in leg.outcomes] == ["advised"]

    await expect(phone.locator("[data-state=served]")).to_be_visible()
    await pad.locator("[data-score='5']").click()
    await expect(pad.locator(".rest[role=status]")).to_be_visible()
    assert leg.score == 5
    await expect(phone.locator(".rating")).to_have_count(0)
