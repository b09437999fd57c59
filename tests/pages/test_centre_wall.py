"""The wall of a centre and of a node: live, honest about who is not heard, with where to send people."""

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.async_api import Browser, expect

from tests.centre.world import STANDINGS, CentreWorld, usual
from tests.pages.centre import picture
from tests.pages.conftest import CentreVisitors, Visitors
from tests.pages.looks import contrast_faults
from tests.pages.test_accessibility import faults

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_wall_lives_and_says_who_is_not_heard(centre: CentreWorld, look: Visitors) -> None:
    page = await look("/", user="watcher")
    await expect(page.locator("[data-hall=town]")).to_contain_text("Waiting: 1")
    centre.hear(replace(STANDINGS["town"], waiting=17))
    await expect(page.locator("[data-hall=town]")).to_contain_text("Waiting: 17")
    centre.clock.forward_s(180)
    centre.hear(STANDINGS["city"])
    await expect(page.locator("[data-hall=town]")).to_contain_text("Not heard for 3 min")
    await expect(page.locator("[data-hall=town]")).not_to_contain_text("Waiting")
    await expect(page.locator(".advice")).to_contain_text("No hall nearby has room")


async def test_a_surge_is_told_with_where_to_send_people(centre: CentreWorld, look: Visitors) -> None:
    page = await look("/", user="watcher")
    await expect(page.locator(".advice")).to_contain_text(
        "Called in, for who comes now and stays: 25–35 min."
        "Send people to: Hedong township office (16 min away, called in with the way: 18–21 min)"
    )
    await expect(page.locator(".advice")).not_to_contain_text("Liushu")
    await page.locator("[data-hall=city]").click()
    await expect(page.locator("h1")).to_have_text("City service hall")
    await expect(page.locator(".advice")).to_contain_text("Visits this hour: 60, usually 31 by now.")


@pytest.mark.parametrize(
    ("lang", "says"),
    [
        ("en", "on past days its mean was 13 min at most.Called in, for who comes now and stays: 32–44 min.Send people to: "
         "Hedong township office (16 min away, called in with the way: 18–21 min)"),
        ("zh", "往常平均最多 13 分钟。现在来、留在这里，多久叫到：32–44 分钟。"
         "可引导群众去：河东镇人社所（路上 16 分钟，含路上多久叫到：18–21 分钟）"),
    ],
)  # fmt: skip
async def test_a_long_wait_is_told_once_as_a_range_and_held_against_ranges(
    browser: Browser, tmp_path: Path, lang: str, says: str
) -> None:
    centre = CentreWorld(tmp_path, past=usual("city", 8, 600))
    centre.hear(replace(STANDINGS["city"], p50_s=1930, p80_s=2630))
    await centre.start()
    look = CentreVisitors(browser, cast(Any, centre))
    page = await look("/", user="watcher", lang=lang)
    await expect(page.locator(".advice")).to_contain_text(says)
    await look.leave()
    await centre.stop()
    assert look.mishaps == []


async def test_a_node_sums_up_its_branch_alone(centre: CentreWorld, look: Visitors) -> None:
    page = await look("/node/east", user="watcher")
    await expect(page.locator("h1")).to_have_text("East district")
    await expect(page.locator(".hall-tile")).to_have_count(2)
    await expect(page.locator("tbody th a")).to_have_attribute("href", "/node/river")
    await expect(page.locator(".tiles .tile strong").nth(1)).to_have_text("1")


@pytest.mark.parametrize(
    ("lang", "column", "counted"),
    [("en", "Halls with alarms", "calls cannot be heard"), ("zh", "有告警的大厅", "叫号无声")],
)
async def test_the_wall_says_which_alarms_it_counts(
    centre: CentreWorld, look: Visitors, lang: str, column: str, counted: str
) -> None:
    centre.hear(replace(STANDINGS["town"], alarms={"sound": 1}))
    page = await look("/", user="watcher", lang=lang)
    below = page.locator("section:has(> .wide)")
    await expect(below.locator("th").last).to_be_visible()
    await expect(below.locator("thead th").last).to_have_text(column)
    await expect(below.locator("tbody tr").first.locator("td").last).to_have_text("1")
    await expect(below.locator("p")).to_contain_text(counted)


@pytest.mark.parametrize(("lang", "says"), [("en", "takes nothing"), ("zh", "无法写入")])
async def test_a_store_that_takes_nothing_is_an_alarm_on_the_wall_until_it_works(
    centre: CentreWorld, look: Visitors, lang: str, says: str
) -> None:
    page, hall = await look("/", user="watcher", lang=lang), await look("/hall/town", user="watcher", lang=lang)
    await expect(page.locator(".hall-tile").first).to_be_visible()
    await expect(page.locator("[data-alarm=store]")).to_have_count(0)
    centre.halls.store_works("events", False)
    for each in (page, hall):
        await expect(each.locator("[data-alarm=store]")).to_contain_text(says)
    for theme in ("light", "dark"):
        await page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        assert await contrast_faults(page) == []
    assert await faults(page) == []
    await picture(page, f"centre-store-{lang}")
    centre.halls.store_works("events", True)
    for each in (page, hall):
        await expect(each.locator("[data-alarm=store]")).to_have_count(0)
