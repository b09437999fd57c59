"""One hall as staff of the centre sees it: its board, and how its link is."""

import re
from dataclasses import replace

import pytest
from playwright.async_api import expect

from hub.core import commands as c
from hub.core.catalogue import Place
from tests.centre.test_boards import FromStory
from tests.centre.world import VILLAGE, CentreWorld
from tests.core.story import Story, setup
from tests.pages.centre import morning
from tests.pages.conftest import Visitors

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_only_administrators_see_how_the_link_is(centre: CentreWorld, look: Visitors) -> None:
    await expect((await look("/hall/city", user="chief")).locator("section.card h2")).to_have_text("Link")
    page = await look("/hall/city", user="watcher")
    await expect(page.locator(".chart").first).to_be_visible()
    await expect(page.locator("section.card h2")).to_have_count(0)


@pytest.mark.parametrize(
    ("lang", "hold_s", "says"),
    [
        ("en", 900, "turn has come, held until"), ("zh", 900, "已轮到，号位保留到"),
        ("en", 0, "turn came at"), ("zh", 0, "轮到"),
    ],
)  # fmt: skip
async def test_a_hall_s_board_marks_whose_turn_has_come_on_the_way(
    centre: CentreWorld, look: Visitors, lang: str, hold_s: int, says: str
) -> None:
    place = Place(remote=True, url="https://hall.example")
    hall = FromStory(centre, "village", Story(replace(setup(), place=place)))
    centre.halls.change("village", card=replace(VILLAGE, remote=True, url=place.url, hold_s=hold_s))
    hall.story.do(c.TakeTicket(("card",), c.Channel.PHONE, "afar", afar=True))
    hall.story.open(1)
    hall.story.do(c.Tick())
    hall.send()
    hall.hear()
    page = await look("/hall/village", user="watcher", lang=lang)
    await expect(page.locator("[data-part=coming] .chip")).to_contain_text(says)
    await expect(page.locator("[data-part=coming] .chip")).to_contain_text("A001")


async def test_a_hall_s_board_lives_and_says_what_is_missing(centre: CentreWorld, look: Visitors) -> None:
    hall = morning(centre)
    page = await look("/hall/village", user="watcher")
    await expect(page.locator("[data-counter='1']")).to_have_text(re.compile("^Counter 1A001serving"))
    await expect(page.locator("[data-counter='3'] strong")).to_have_text("–")
    await expect(page.locator(".last-calls li").first).to_contain_text("A002")
    await expect(page.locator("[data-line=social] .numbers")).to_have_text("A003 A005")
    await expect(page.locator("[data-part=coming]")).to_have_text("On the way, with a ticket from afar: 1 A006")
    hall.story.do(c.StartService(2))
    hall.story.do(c.FinishService(2))
    centre.clock.forward_s(5)
    hall.send()
    hall.hear(ahead=4)
    await expect(page.locator(".hall-board .chip")).to_contain_text("4 newer events are not here yet")
    await expect(page.locator("[data-counter='2']")).not_to_contain_text("A002")
