"""The ticket page and the pad: where to go, leaving, rating once and never by default."""

from dataclasses import replace

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
    await hall.do(c.OpenCounter(1, "clerk-2"), c.CallNext(1), c.StartService(1))
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


async def test_letting_others_pass_is_asked_twice_and_moves_the_place(hall: ShownHall, visit: Visitors) -> None:
    taken = await hall.take()
    await hall.do(c.OpenCounter(1, "clerk-1"))
    for _ in range(5):
        hall.clock.forward_s(20)
        await hall.take()
    phone = await visit(f"/t/{taken.link}", size=PHONE)
    await expect(phone.locator("[data-fact=ahead]")).to_have_text("0")
    await expect(phone.locator(".soon")).to_be_visible()
    await phone.locator("[data-act=pass]").click()
    await phone.locator("[data-act=pass-sure]").click()
    await expect(phone.locator("[data-fact=ahead]")).to_have_text("3")
    assert await small_targets(phone, 44) == []


async def test_the_last_of_the_queue_has_nobody_to_let_pass(hall: ShownHall, visit: Visitors) -> None:
    phone = await visit(f"/t/{(await hall.take()).link}", size=PHONE)
    await expect(phone.locator("[data-act=leave]")).to_be_visible()
    await expect(phone.locator("[data-act=pass]")).to_have_count(0)


NOTES = {
    "en": "Short business is called a little earlier here: who comes later may be called before you.",
    "zh": "较快办完的事项会稍早叫到，后来的人可能先叫到。",
}


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_how_many_are_ahead_is_no_promise_where_short_business_goes_before(
    hall: ShownHall, visit: Visitors, lang: str
) -> None:
    """On the phone, before a ticket is taken from afar, and at the kiosk; only where the hall's rule is at work."""
    await hall.give_from_afar()
    await hall.do(c.OpenCounter(1, "clerk-1"))
    first, taken = await hall.take(), await hall.take()
    item = hall.setup.items[0]
    phone = await visit(f"/t/{taken.link}", size=PHONE, lang=lang)
    note = "[data-fact=short-first]"
    await expect(phone.locator(note)).to_have_text(NOTES[lang])
    assert await contrast_faults(phone) == []
    afar = await visit(f"/afar?item={item.code}", size=PHONE, lang=lang)
    await expect(afar.locator(note)).to_have_text(NOTES[lang])
    kiosk = await visit("/kiosk", lang=lang)
    await kiosk.locator(".choice").nth(2).click()
    await kiosk.locator("[data-item]").first.click()
    await expect(kiosk.locator(f".take {note}")).to_have_text(NOTES[lang])
    await kiosk.locator("[data-act=take]").click()
    await expect(kiosk.locator(f".ticket {note}")).to_have_text(NOTES[lang])
    await hall.do(c.Configure(replace(hall.setup, rules=replace(hall.setup.rules, means_ratio=100.0))))
    await expect(phone.locator(note)).to_have_count(0)
    await expect(phone.locator("[data-fact=ahead]")).to_have_text("1")
    afar = await visit(f"/afar?item={item.code}", size=PHONE, lang=lang)
    await expect(afar.locator("[data-fact=wait]")).to_be_visible()
    await expect(afar.locator(note)).to_have_count(0)
    assert first.number == "A001"


RINGS = """
window.rung = [];
window.Notification = class { constructor(words) { rung.push(words); }
  static permission = "default"; static async requestPermission() { this.permission = "granted"; } };
navigator.vibrate = (pattern) => rung.push(pattern.length);
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (at) { rung.push(this.frequency.value); return start.call(this, at); };
"""


async def test_a_phone_that_was_asked_to_rings_when_its_number_is_called(hall: ShownHall, visit: Visitors) -> None:
    taken = await hall.take()
    phone = await visit(f"/t/{taken.link}", size=PHONE, before=lambda page: page.add_init_script(RINGS))
    await phone.locator("[data-act=remind]").click()
    await expect(phone.locator(".reminding")).to_be_visible()
    assert await phone.evaluate("rung") == []
    await hall.do(c.OpenCounter(1, "clerk-2"), c.CallNext(1))
    await expect(phone.locator(".go strong")).to_have_text("1")
    assert await phone.evaluate("rung") == [5, 880, 660, 880, 660, "A001: please go to counter 1"]
    await hall.do(c.Recall(1))
    await phone.wait_for_function("rung.length === 12")


async def test_the_phone_remembers_large_text(hall: ShownHall, visit: Visitors) -> None:
    link = (await hall.take()).link
    phone = await visit(f"/t/{link}", size=PHONE)
    before = await phone.evaluate("parseFloat(getComputedStyle(document.querySelector('.state')).fontSize)")
    await phone.locator("[data-act=large]").click()
    await phone.reload()
    await expect(phone.locator("[data-act=large][aria-pressed=true]")).to_be_visible()
    after = await phone.evaluate("parseFloat(getComputedStyle(document.querySelector('.state')).fontSize)")
    assert after >= 1.25 * before
    assert await phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_a_complaint_from_a_phone_reaches_the_supervisor_once(hall: ShownHall, visit: Visitors) -> None:
    link = await served(hall)
    phone = await visit(f"/t/{link}", size=PHONE)
    await phone.locator("[data-act=complain]").click()
    await phone.locator("[data-act=complain-sure]").click()
    await expect(phone.locator(".sure[role=status]")).to_be_visible()
    (made,) = hall.service.record.complaints.values()
    assert (made.counter, made.leg.endswith("A001.1")) == (1, True)
    await phone.reload()
    await phone.locator("[data-act=complain]").click()
    await phone.locator("[data-act=complain-sure]").click()
    await expect(phone.locator(".refusal")).to_contain_text("being looked into")
    assert len(hall.service.record.complaints) == 1
    visit.mishaps.clear()


async def test_a_complaint_at_the_pad_is_asked_twice_and_names_no_citizen(hall: ShownHall, visit: Visitors) -> None:
    await hall.do(c.OpenCounter(1, "clerk-2"))
    pad = await visit("/pad/1", user="pad-1", size=PAD)
    await pad.locator("[data-act=complain]").click()
    assert hall.service.record.complaints == {}
    await pad.locator("[data-act=complain-sure]").click()
    await expect(pad.locator(".sure[role=status]")).to_be_visible()
    (made,) = hall.service.record.complaints.values()
    assert (made.counter, made.leg) == (1, "")


async def test_a_wrong_link_says_so_without_asking_again_and_again(hall: ShownHall, visit: Visitors) -> None:
    phone = await visit("/t/no-such-link", size=PHONE)
    await expect(phone.locator(".over")).to_be_visible()
    visit.mishaps.clear()


async def test_missed_and_returned_are_followed(hall: ShownHall, visit: Visitors) -> None:
    taken = await hall.take()
    phone = await visit(f"/t/{taken.link}", size=PHONE, lang="zh")
    await hall.do(c.OpenCounter(1, "clerk-2"), c.CallNext(1))
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
