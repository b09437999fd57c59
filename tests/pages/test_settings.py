"""The page of settings: a change is seen before it is made, has a reason, and can be taken back."""

import pytest
from playwright.async_api import Page, expect

from tests.pages.conftest import Visitors
from tests.pages.hall import ShownHall
from tests.pages.looks import contrast_faults

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_name_is_changed_seen_kept_with_its_reason_and_taken_back(hall: ShownHall, visit: Visitors) -> None:
    page = await visit("/settings", user="supervisor")
    before = hall.service.record.setup.items[0].names["en"]
    await page.locator("[data-act=open-items-0]").click()
    await page.locator("[name='names.en']").fill("A clearer name")
    await expect(page.locator(".seen[lang=en] b")).to_have_text("A clearer name")
    assert hall.service.record.setup.items[0].names["en"] == before
    await page.locator("[data-act=check]").click()
    await page.locator("[name=reason]").fill("nobody understood it")
    await page.locator("[data-act=save]").click()
    await expect(page.locator(".done")).to_be_visible()
    assert hall.service.record.setup.items[0].names["en"] == "A clearer name"
    await page.locator("[data-act=tab-history]").click()
    await expect(page.locator(".versions li").first).to_contain_text("nobody understood it")
    await page.locator("[data-act=back-1]").click()
    await page.locator("[name=reason]").fill("they did")
    await page.locator("[data-act=sure-back]").click()
    await expect(page.locator(".versions li")).to_have_count(3)
    assert hall.service.record.setup.items[0].names["en"] == before


async def test_what_is_wrong_stands_beside_its_field(hall: ShownHall, visit: Visitors) -> None:
    page = await visit("/settings", user="supervisor")
    await page.locator("[data-act=open-items-0]").click()
    await page.locator("[name=mean_s]").fill("3")
    await page.locator("[data-act=check]").click()
    await expect(page.locator("fieldset", has=page.locator("[name=mean_s]")).locator(".wrong")).to_contain_text(
        "10–14400"
    )
    await expect(page.locator("[name=reason]")).to_have_count(0)
    assert await contrast_faults(page) == []


async def test_levels_and_facts_of_an_item_and_those_of_the_hall_are_changed(hall: ShownHall, visit: Visitors) -> None:
    page = await visit("/settings", user="supervisor")
    await page.locator("[data-act=open-items-0]").click()
    await page.locator("[name=levels][value=city]").uncheck()
    await page.locator("[name='facts.fee']").fill("free of charge")
    await page.locator("[name=also]").fill("社保卡\n\n insurance card ")
    await kept(page, "published")
    item = hall.service.record.setup.items[0]
    assert item.levels == ("county", "township", "village")
    assert item.facts["fee"] == "free of charge"
    assert item.also == ("社保卡", "insurance card")
    await page.locator("[data-act=tab-facts]").click()
    await page.locator("[data-act=edit]").click()
    await page.locator("[name='facts.phone']").fill("12399")
    await expect(page.locator(".seen[lang=en]")).to_contain_text("12399")
    await kept(page, "one line for all")
    assert hall.service.record.setup.items[1].facts["phone"] == "12399"
    assert hall.service.record.setup.items[0].facts["fee"] == "free of charge"


async def test_rules_are_changed_and_those_left_empty_keep_their_default(hall: ShownHall, visit: Visitors) -> None:
    page = await visit("/settings", user="supervisor")
    before = hall.service.record.setup.rules
    await page.locator("[data-act=tab-rules]").click()
    await page.locator("[data-act=edit]").click()
    await page.locator("[name=assignment]").select_option("auto")
    await page.locator("[name=booked_weight]").fill("1.7")
    await kept(page, "the clerks asked for it")
    after = hall.service.record.setup.rules
    assert (after.assignment, after.booked_weight) == ("auto", 1.7)
    assert (after.walk_s, after.start_required) == (before.walk_s, before.start_required)
    await expect(page.locator(".rules")).to_contain_text("the hub, after a rest")


async def test_where_the_hall_is_and_tickets_from_afar_are_forms(hall: ShownHall, visit: Visitors) -> None:
    page = await visit("/settings", user="supervisor")
    before = hall.service.record.setup
    await page.locator("[data-act=tab-place]").click()
    await page.locator("[data-act=edit]").click()
    await page.locator("[name='address.en']").fill("1 Willow Street")
    await page.locator("[name='address.zh']").fill("柳树街1号")
    await page.locator("[name=latitude]").fill("31.25")
    await page.locator("[name=longitude]").fill("121.5")
    await page.locator("[name=phone]").fill("call us")
    await page.locator("[data-act=check]").click()
    await expect(page.locator("fieldset", has=page.locator("[name=phone]")).locator(".wrong")).to_be_visible()
    await page.locator("[name=phone]").fill("021-12333")
    await kept(page, "the hall has moved")
    place = hall.service.record.setup.place
    assert (place.address["en"], place.latitude, place.longitude) == ("1 Willow Street", 31.25, 121.5)
    assert (place.level, place.remote, place.phone) == (before.place.level, before.place.remote, "021-12333")
    await page.locator("[data-act=tab-afar]").click()
    await page.locator("[data-act=edit]").click()
    await page.locator("[name=hold_s]").fill("1800")
    await kept(page, "people come by bus")
    await page.locator("[data-act=edit]").click()
    await page.locator("[name=hold_s]").fill("")
    await kept(page, "as it was")
    assert hall.service.record.setup.afar == before.afar


async def kept(page: Page, reason: str) -> None:
    """Check, say why, save."""
    await page.locator("[data-act=check]").click()
    await page.locator("[name=reason]").fill(reason)
    await page.locator("[data-act=save]").click()
    await expect(page.locator(".done")).to_be_visible()


async def test_a_counter_is_added_and_taken_away(hall: ShownHall, visit: Visitors) -> None:
    page = await visit("/settings", user="supervisor")
    count = len(hall.service.record.setup.counters)
    await page.locator("[data-act=tab-counters]").click()
    await page.locator("[data-act=add]").click()
    await page.locator("[name=number]").fill("77")
    await page.locator("[data-act=check]").click()
    await expect(page.locator(".question")).to_contain_text("after the next start of the hub")
    await page.locator("[name=reason]").fill("more people")
    await page.locator("[data-act=save]").click()
    await expect(page.locator(".entries li")).to_have_count(count + 1)
    assert 77 in hall.service.record.counters
    await page.locator(f"[data-act=open-counters-{count}]").click()
    await page.locator("[data-act=remove]").click()
    await page.locator("[name=reason]").fill("fewer people")
    await page.locator("[data-act=save]").click()
    await expect(page.locator(".entries li")).to_have_count(count)
    assert 77 not in hall.service.record.counters


async def test_notices_are_one_a_line_in_each_language(hall: ShownHall, visit: Visitors) -> None:
    page = await visit("/settings", user="supervisor")
    await page.locator("[data-act=tab-notices]").click()
    await page.locator("[data-act=edit]").click()
    await page.locator("[name='notices.zh']").fill("一\n二")
    await page.locator("[name='notices.en']").fill("one\ntwo")
    await page.locator("[data-act=check]").click()
    await page.locator("[name=reason]").fill("news")
    await page.locator("[data-act=save]").click()
    await expect(page.locator(".done")).to_be_visible()
    assert hall.service.record.setup.notices == ({"zh": "一", "en": "one"}, {"zh": "二", "en": "two"})


async def test_a_user_is_added_and_disabled_and_the_password_is_shown_once(hall: ShownHall, visit: Visitors) -> None:
    page = await visit("/settings", user="supervisor")
    await page.locator("[data-act=tab-users]").click()
    await page.locator("[data-act=add-user]").click()
    await page.locator("[name=name]").fill("zhao")
    await page.locator("[name=reason]").fill("new colleague")
    await page.locator("[data-act=sure-user]").click()
    password = await page.locator(".given code").inner_text()
    assert await hall.users.check("zhao", password) is not None
    await page.locator("[data-act=disable-zhao]").click()
    await expect(page.locator(".given")).to_have_count(0)
    await page.locator("[name=reason]").fill("left")
    await page.locator("[data-act=sure-user]").click()
    await expect(page.locator(".user.off b")).to_have_text(["zhao"])
    assert hall.users.get("zhao") is None
    await expect(page.locator("[data-act=disable-supervisor]")).to_be_disabled()


async def test_one_way_leads_between_the_supervisor_s_pages(hall: ShownHall, visit: Visitors) -> None:
    page = await visit("/supervisor", user="supervisor")
    for name in ("reports", "replay", "devices", "settings", "supervisor"):
        await page.locator(f"nav a[href='/{name}']").click()
        await page.wait_for_url(f"**/{name}*")
        await expect(page.locator("nav [aria-current=page]")).to_have_attribute("href", f"/{name}")
