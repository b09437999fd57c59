"""The ticket page and the pad: where to go, leaving, rating once and never by default."""

import pytest
from playwright.async_api import expect

from hub.core import commands as c
from tests.pages.conftest import Visitors
from tests.pages.hall import ShownHall
from tests.pages.looks import contrast_faults, small_targets

pytestmark = pytest.mark.asyncio(loop_scope="session")
PHONE, PAD = (390, 844), (1024, 768)


async def served(hall: ShownHall) -> str:
    """A ticket that was finished at counter 1; its link."""
    taken = await hall.take()
    await hall.do(c.OpenCounter(1, "li"), c.CallNext(1), c.StartService(1))
    await hall.do(c.FinishService(1), after_s=300)
    return taken.link


async def test_leaving_is_asked_twice_and_then_done(hall: ShownHall, visit: Visitors) -> None:
    taken = await hall.take()
    phone = await visit(f"/t/{taken.link}", size=PHONE)
    await phone.locator("[data-act=leave]").click()
    assert hall.state("A001") == "waiting"
    await phone.locator("[data-act=leave-sure]").click()
    await expect(phone.locator("[data-state=cancelled]")).to_be_visible()
    assert hall.state("A001") == "cancelled"


async def test_a_wrong_link_says_so_without_asking_again_and_again(hall: ShownHall, visit: Visitors) -> None:
    phone = await visit("/t/no-such-link", size=PHONE)
    await expect(phone.locator(".over")).to_be_visible()
    visit.mishaps.clear()


async def test_missed_and_returned_are_followed(hall: ShownHall, visit: Visitors) -> None:
    taken = await hall.take()
    phone = await visit(f"/t/{taken.link}", size=PHONE, lang="zh")
    await hall.do(c.OpenCounter(1, "li"), c.CallNext(1))
    await expect(phone.locator(".go strong")).to_have_text("1")
    await hall.do(c.MissTicket(1))
    await expect(phone.locator("[data-state=missed]")).to_contain_text("已过号")
    await hall.do(c.ReturnTicket(taken.ticket))
    await expect(phone.locator("[data-state=waiting]")).to_be_visible()


async def test_a_bad_rating_on_the_phone_asks_for_reasons(hall: ShownHall, visit: Visitors) -> None:
    phone = await visit(f"/t/{await served(hall)}", size=PHONE)
    await phone.locator("[data-score='2']").click()
    assert [each.score for each in hall.service.record.legs.values()] == [None]
    await phone.locator("[data-reason=long_wait]").click()
    await phone.locator(".buttons .primary").click()
    await expect(phone.locator(".rating[role=status]")).to_be_visible()
    (leg,) = hall.service.record.legs.values()
    assert (leg.score, leg.reasons) == (2, ("long_wait",))


async def test_the_pad_offers_five_levels_in_the_official_order_and_none_chosen(
    hall: ShownHall, visit: Visitors
) -> None:
    pad = await visit("/pad/1", user="pad-1", size=PAD, lang="zh")
    await expect(pad.locator(".level")).to_have_count(0)
    await served(hall)
    await expect(pad.locator(".level")).to_have_text(["非常满意", "满意", "基本满意", "不满意", "非常不满意"])
    assert await pad.locator("[aria-pressed=true], :checked, .level:focus").count() == 0
    assert await small_targets(pad, 60) == []
    assert await contrast_faults(pad) == []


async def test_a_pad_that_nobody_touches_rates_nothing(hall: ShownHall, visit: Visitors) -> None:
    await served(hall)
    pad = await visit("/pad/1", user="pad-1", size=PAD, before=lambda page: page.clock.install())
    await expect(pad.locator(".level")).to_have_count(5)
    await pad.clock.fast_forward(62_000)
    await expect(pad.locator(".level")).to_have_count(0)
    (leg,) = hall.service.record.legs.values()
    assert leg.score is None


async def test_the_worst_rating_may_go_without_a_reason(hall: ShownHall, visit: Visitors) -> None:
    await served(hall)
    pad = await visit("/pad/1", user="pad-1", size=PAD)
    await pad.locator("[data-score='1']").click()
    await expect(pad.locator(".reason")).to_have_count(6)
    await pad.locator(".buttons .primary").click()
    await expect(pad.locator(".rest[role=status]")).to_be_visible()
    (leg,) = hall.service.record.legs.values()
    assert (leg.score, leg.reasons) == (1, ())
