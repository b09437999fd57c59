"""What a ticket from afar says at each step of its life, where the sentence is made and on the page that shows it."""

from typing import Any

import pytest
from playwright.async_api import expect

from hub.core import commands as c
from tests.pages.conftest import Visitors
from tests.pages.hall import START_MS, ShownHall
from tests.pages.test_afar import PHONE, RINGS, looks_well

pytestmark = pytest.mark.asyncio(loop_scope="session")

TELL = """async ([picture, way_min, now_ms]) => {
  const { hurry, planOf, stepOf } = await import('/web/ticket-arrival.js');
  const { render } = await import('/web/lib/view.js');
  const place = document.body.appendChild(document.createElement('div'));
  const setup = { timezone: 'Asia/Shanghai', afar: { hold_s: 900 } };
  const plan = planOf(picture, setup, way_min, null);
  render(place, hurry(picture, plan, setup, way_min, now_ms));
  return [stepOf(picture, plan, way_min, now_ms), place.textContent];
}"""


def picture(p50_s: int | None, p80_s: int | None, **more: Any) -> dict[str, Any]:
    """A ticket from afar at nine o'clock, with nobody ahead."""
    usual = {"state": "afar", "turn_ms": 0, "until_ms": 0, "at_work": 1, "ahead": 0, "at_ms": START_MS}
    return {**usual, "wait": {"p50_s": p50_s, "p80_s": p80_s}, **more}


TURN = picture(300, 600, turn_ms=START_MS, until_ms=START_MS + 900_000)
SOON, LATE, NOBODY = picture(180, 540), picture(2400, 3600, ahead=2), picture(None, None, at_work=0)
HELD = "once it is your turn, your place is held for 15 min."
SAID = [
    (SOON, None, 0, "near", f"Until your turn: 3–9 min. Please come now and check in; {HELD}"),
    (LATE, None, 0, "later", f"Be at the hall by 09:35 and check in; {HELD}"),
    (LATE, None, 20, "later", f"Be at the hall by 09:35 and check in; {HELD}"),
    (LATE, None, 21, "near", "Until your turn: 40–60 min. Please come now and check in;"),
    (LATE, 10, 0, "out", f"Set out by 09:25: the way takes about 10 min; {HELD}"),
    (LATE, 10, 23, "out", f"Set out by 09:25: the way takes about 10 min; {HELD}"),
    (LATE, 10, 24, "go", f"Set out now: the way takes about 10 min; {HELD}"),
    (SOON, 10, 0, "go", f"Set out now: the way takes about 10 min; {HELD}"),
    (NOBODY, 10, 0, "nobody", "No counter is serving your item at the moment: no need to set out yet."),
    (TURN, 10, 0, "turn", "Your turn has come. Please come now and check in: your place is held until 09:15."),
    (TURN, None, 0, "turn", "Your turn has come. Please come now and check in: your place is held until 09:15."),
]


@pytest.mark.parametrize(("told", "way_min", "after_min", "step", "words"), SAID)
async def test_each_step_says_what_is_true_and_what_to_do(
    hall: ShownHall, visit: Visitors, told: dict[str, Any], way_min: int | None, after_min: int, step: str, words: str
) -> None:
    asked = [told, way_min, START_MS + after_min * 60_000]
    page = await visit("/t/no-such-link", size=PHONE)
    await page.wait_for_function("document.querySelector('main .over')")
    found, said = await page.evaluate(TELL, asked)
    assert (found, said[: len(words)]) == (step, words)
    visit.mishaps.clear()  # The browser tells of the link that is none.


PLAN = """async ([told, hold_s, way_min]) => {
  const { planOf } = await import('/web/ticket-arrival.js');
  let plan = null;
  return told.map((picture) => {
    plan = planOf(picture, { afar: { hold_s } }, way_min, plan);
    return plan && new Date(plan.said_ms).toISOString().slice(11, 19);
  });
}"""


@pytest.mark.parametrize(
    ("p50_s", "hold_s", "way_min", "by"),
    [
        (1200, 900, None, "01:20:00"),  # Half of it and the hold are later: half of such turns count.
        (3600, 900, None, "01:45:00"),  # A turn after half an hour holds the place until then.
        (3600, 900, 30, "01:15:00"),
        (3600, 180, 12, "01:20:00"),  # 01:21, in steps of five minutes.
        (3600, 180, 25, "01:08:00"),  # To the minute, where it is near.
        (3600, 3600, 0, "02:00:00"),
    ],
)
async def test_who_sets_out_by_the_time_is_there_even_for_an_early_turn(
    hall: ShownHall, visit: Visitors, p50_s: int, hold_s: int, way_min: int | None, by: str
) -> None:
    page = await visit("/afar", size=PHONE)
    assert await page.evaluate(PLAN, [[picture(p50_s, p50_s * 2)], hold_s, way_min]) == [by]


async def test_a_time_to_set_out_stands_still_while_waits_move(hall: ShownHall, visit: Visitors) -> None:
    page = await visit("/afar", size=PHONE)
    moving = [3600, 3640, 3590, 3620, 3700, 3610, 3880, 3895, 3880, 3000, None, 3700]
    told = [picture(p50_s, p50_s and 2 * p50_s, at_work=int(bool(p50_s))) for p50_s in moving]
    assert await page.evaluate(PLAN, [told, 3600, 10]) == [
        "01:50:00", "01:50:00", "01:45:00", "01:45:00", "01:45:00", "01:45:00", "01:45:00", "01:50:00", "01:50:00",
        "01:40:00", None, "01:50:00",
    ]  # fmt: skip


async def test_a_time_that_has_come_near_is_no_later_for_being_told_to_the_minute(
    hall: ShownHall, visit: Visitors
) -> None:
    page = await visit("/afar", size=PHONE)
    told = [picture(1140, 1500), picture(570, 900, at_ms=START_MS + 560_000)]
    assert await page.evaluate(PLAN, [told, 900, None]) == ["01:15:00", "01:15:00"]


@pytest.mark.parametrize("state", ["waiting", "called", "served", "missed", "cancelled"])
async def test_a_ticket_that_is_not_on_its_way_has_no_step_of_the_way(
    hall: ShownHall, visit: Visitors, state: str
) -> None:
    page = await visit("/afar", size=PHONE)
    step = await page.evaluate(
        "async (told) => (await import('/web/ticket-arrival.js')).stepOf(told, null, 5, told.at_ms)",
        {**TURN, "state": state},
    )
    assert step == ""


async def test_a_ticket_is_true_from_the_taking_to_the_end(hall: ShownHall, visit: Visitors) -> None:
    await hall.give_from_afar()
    await hall.do(c.OpenCounter(1, "clerk-1"))
    for _ in range(6):
        await hall.take()
    await hall.do(c.CallNext(1))
    taken = await hall.take(afar=True)
    phone = await visit(f"/t/{taken.link}?way=5", size=PHONE)
    step = phone.locator("[data-step]")
    await expect(step).to_have_attribute("data-step", "out")
    await expect(step).to_contain_text("Set out by")
    await expect(phone.locator("[data-fact=ahead]")).to_be_visible()
    await looks_well(phone, "ticket-out")
    await hall.do(*[c.CallNext(1)] * 5, after_s=60)
    await expect(step).to_have_attribute("data-step", "go")
    await hall.do(c.FinishService(1), c.Tick(), after_s=60)
    await expect(step).to_have_attribute("data-step", "turn")
    await expect(phone.locator("[data-fact=ahead]")).to_have_count(0)
    await expect(phone.locator(".ticket")).not_to_contain_text("Expected wait")
    await hall.do(c.Tick(), after_s=900)
    await expect(phone.locator("[data-state=cancelled]")).to_contain_text("you were not there")
    await expect(step).to_have_count(0)
    await looks_well(phone, "ticket-lapsed")


LATER = """(turn_s) => {
  const page = document.querySelector('ticket-page');
  const { wait } = page.picture;
  page.take({ ...page.picture, wait: { ...wait, p50_s: wait.p50_s + turn_s } });
  return page.querySelector('[data-step]').textContent;
}"""


async def test_the_page_keeps_the_time_that_it_has_told(hall: ShownHall, visit: Visitors) -> None:
    await hall.give_from_afar()
    await hall.do(c.OpenCounter(1, "clerk-1"))
    for _ in range(6):
        await hall.take()
    phone = await visit(f"/t/{(await hall.take(afar=True)).link}?way=5", size=PHONE)
    told = await phone.locator("[data-step=out]").text_content()
    assert await phone.evaluate(LATER, 299) == told
    assert await phone.evaluate(LATER, 602 - 299) != told  # Five minutes later, by the whole wait or by half of it.


async def test_few_people_ahead_are_no_reason_to_hurry_while_the_wait_is_long(hall: ShownHall, visit: Visitors) -> None:
    await hall.give_from_afar()
    await hall.do(c.OpenCounter(1, "clerk-1"))
    long = max(hall.setup.items, key=lambda item: item.mean_s)
    for _ in range(2):
        await hall.take(long.code)
    afar, here = await hall.take(long.code, afar=True), await hall.take(long.code)
    phone = await visit(f"/t/{afar.link}", size=PHONE)
    await expect(phone.locator("[data-fact=ahead]")).to_have_text("2")
    await expect(phone.locator("[data-step]")).to_have_attribute("data-step", "later")
    phone = await visit(f"/t/{here.link}", size=PHONE)
    await expect(phone.locator("[data-fact=ahead]")).to_have_text("2")
    await expect(phone.locator(".soon")).to_have_count(0)


async def test_a_phone_rings_when_it_is_time_to_set_out_and_when_the_turn_has_come(
    hall: ShownHall, visit: Visitors
) -> None:
    await hall.give_from_afar()
    await hall.do(c.OpenCounter(1, "clerk-1"))
    for _ in range(6):
        await hall.take()
    taken = await hall.take(afar=True)
    phone = await visit(f"/t/{taken.link}", size=PHONE, before=lambda page: page.add_init_script(RINGS))
    await phone.locator("[data-act=remind]").click()
    await hall.do(*[c.CallNext(1)] * 6, after_s=60)
    await expect(phone.locator("[data-step=near]")).to_be_visible()
    await hall.do(c.FinishService(1), c.Tick(), after_s=60)
    await expect(phone.locator("[data-step=turn]")).to_be_visible()
    assert await phone.evaluate("rung") == [
        "A007: please set out for the hall now",
        "A007: your turn has come, please check in at the hall now",
    ]


@pytest.mark.parametrize(("lang", "words"), [("en", "Take another ticket"), ("zh", "再取一个号")])
async def test_a_cancelled_ticket_leads_to_where_it_was_taken(
    hall: ShownHall, visit: Visitors, lang: str, words: str
) -> None:
    await hall.give_from_afar()
    item = hall.setup.items[2].code
    phone = await visit(f"/afar?item={item}&way=7", size=PHONE, lang=lang)
    await phone.locator("[data-act=take]").click()
    await phone.locator("[data-act=leave]").click()
    await expect(phone.locator("[data-act=another]")).to_have_count(0)
    await phone.locator("[data-act=leave-sure]").click()
    await expect(phone.locator("[data-act=another]")).to_have_text(words)
    await expect(phone.locator("[data-act=another]")).to_have_attribute("href", f"/afar?lang={lang}&item={item}&way=7")
    await phone.locator("[data-act=another]").click()
    await expect(phone.locator("[data-act=take]")).to_be_visible()


@pytest.mark.parametrize("end", ["cancelled", "abandoned"])
async def test_a_ticket_of_the_hall_that_has_ended_says_where_another_one_is(
    hall: ShownHall, visit: Visitors, end: str
) -> None:
    taken = await hall.take()
    if end == "cancelled":
        await hall.do(c.CancelTicket(taken.ticket, "citizen_left"))
    else:
        await hall.do(c.OpenCounter(1, "clerk-1"), c.CallNext(1), c.MissTicket(1))
        phone = await visit(f"/t/{taken.link}", size=PHONE)
        await expect(phone.locator("[data-another]")).to_have_count(0)
        await hall.do(c.Tick(), after_s=hall.setup.rules.missed_expires_s + 1)
    phone = await visit(f"/t/{taken.link}", size=PHONE)
    await expect(phone.locator(f"[data-state={end}] [data-another=hall]")).to_contain_text("dispenser or kiosk")
    await looks_well(phone)


async def test_before_anything_is_chosen_the_page_says_how_long_a_place_is_held(
    hall: ShownHall, visit: Visitors
) -> None:
    await hall.give_from_afar()
    phone = await visit("/afar", size=PHONE)
    await expect(phone.locator("[data-fact=holding]")).to_contain_text("held for 15 min. Take a ticket only if")
    phone = await visit(f"/afar?way=12&item={hall.setup.items[0].code}", size=PHONE)
    await expect(phone.locator(".how")).to_contain_text("Your way takes about 12 min.")
    await looks_well(phone, "confirm-way")
    phone = await visit("/afar?way=12", size=PHONE)
    await expect(phone.locator("[data-fact=holding]")).to_contain_text("Your way takes about 12 min.")


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_whoever_comes_from_too_far_is_told_so_instead(hall: ShownHall, visit: Visitors, lang: str) -> None:
    await hall.give_from_afar()
    phone = await visit("/afar?way=50", size=PHONE, lang=lang)
    words = {"en": "the way takes 50 min, the place is held for 15 min", "zh": "路上约 50 分钟，号位只保留 15 分钟"}
    await expect(phone.locator(".over")).to_contain_text(words[lang])
    await expect(phone.locator("[data-line]")).to_have_count(0)
    await looks_well(phone, f"too-far-{lang}")


async def test_whoever_waits_long_enough_may_come_from_farther(hall: ShownHall, visit: Visitors) -> None:
    """Twenty minutes of way and fifteen that a place is held: only where the turn is not near."""
    await hall.give_from_afar()
    await hall.do(c.OpenCounter(1, "clerk-1"))
    phone = await visit("/afar?way=20", size=PHONE)
    await expect(phone.locator(".over")).to_contain_text("the way takes 20 min, the place is held for 15 min")
    for _ in range(20):
        await hall.take()
    item = hall.setup.items[0].code
    phone = await visit(f"/afar?way=20&item={item}", size=PHONE)
    await expect(phone.locator("[data-act=take]")).to_be_visible()
    phone = await visit(f"/afar?way=1000&item={item}", size=PHONE)
    await expect(phone.locator(".over")).to_contain_text("your turn may come in")
    await expect(phone.locator("[data-act=take]")).to_have_count(0)


@pytest.mark.parametrize("way", ["", "-3", "1e9", "12345", "x"])
async def test_a_way_that_is_no_number_of_minutes_is_none(hall: ShownHall, visit: Visitors, way: str) -> None:
    await hall.give_from_afar()
    phone = await visit(f"/afar?way={way}", size=PHONE)
    await expect(phone.locator("[data-fact=holding]")).to_contain_text("only if you can be there")
