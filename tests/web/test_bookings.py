"""Appointments over HTTP: slots, a code, one ticket for it, and nobody's code where it does not belong."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from hub.core import commands as c
from hub.core.catalogue import HallSetup
from hub.core.events import BookingCancelled, TicketTaken
from hub.core.hall import Hall
from hub.web.bookings import ALPHABET, CODE_LENGTH
from hub.web.limits import Limits
from hub.web.slots import slot_ms
from tests.core.story import START_MS
from tests.core.test_appointments import booking_hall
from tests.web.conftest import Making
from tests.web.world import DAY, Client, World

CARD = {"items": ["card"], "day": DAY, "time": "10:20"}


@pytest.fixture
async def world(make_world: Making) -> World:
    return await make_world(booking_hall())


async def booked(client: Client, **more: object) -> str:
    """A booking's code."""
    answer = await client.post("/bookings", {**CARD, **more})
    assert answer.status == 201, await answer.text()
    return str((await answer.json())["code"])


def tickets(world: World) -> int:
    return sum(isinstance(each.event, TicketTaken) for each in world.journal.events)


async def test_the_slots_of_a_day_tell_their_free_places(world: World, citizen: Client) -> None:
    await booked(citizen)
    shown = await (await citizen.get("/slots")).json()
    assert [each["day"] for each in shown["days"]] == [f"2020-01-{day}" for day in (13, 14, 15, 16, 17)]
    assert shown["day"] == DAY
    assert [each["time"] for each in shown["slots"]][:3] == ["09:20", "09:40", "10:00"]
    left = {each["time"]: each["left"] for each in shown["slots"]}
    assert (left["10:00"], left["10:20"]) == (2, 1)
    later = await (await citizen.get("/slots?day=2020-01-15")).json()
    assert (later["day"], len(later["slots"])) == ("2020-01-15", 9)
    assert (await citizen.get("/slots?day=tomorrow")).status == 422


async def test_where_bookings_are_off_there_is_nothing_to_book(make_world: Making) -> None:
    citizen = (await make_world()).client()
    assert await (await citizen.get("/slots")).json() == {"days": [], "day": "", "slots": []}
    refused = await citizen.post("/bookings", CARD)
    assert (refused.status, (await refused.json())["reason"]) == (409, "booking_off")
    assert (await (await citizen.get("/setup")).json())["booking"] is False


async def test_a_booking_is_made_shown_and_cancelled_by_its_code(world: World, citizen: Client) -> None:
    code = await booked(citizen)
    assert len(code) == CODE_LENGTH
    assert set(code) <= set(ALPHABET)
    shown = await (await citizen.get(f"/bookings/{code.lower()}")).json()
    assert (shown["day"], shown["time"], shown["items"], shown["number"]) == (DAY, "10:20", ["card"], "")
    assert (shown["slot_ms"] - shown["from_ms"], shown["until_ms"] - shown["slot_ms"]) == (1_800_000, 900_000)
    drawn = await citizen.get(f"/bookings/{code}/qr.svg")
    assert drawn.content_type == "image/svg+xml"
    assert (await citizen.delete(f"/bookings/{code}", key="k")).status == 200
    assert (await citizen.delete(f"/bookings/{code}", key="k")).status == 200
    assert sum(isinstance(each.event, BookingCancelled) for each in world.journal.events) == 1
    gone = await citizen.get(f"/bookings/{code}")
    assert (gone.status, (await gone.json())["reason"]) == (404, "booking_unknown")


async def test_a_repeated_request_books_once_and_hears_the_same_code(world: World, citizen: Client) -> None:
    first = await (await citizen.post("/bookings", CARD, key="k")).json()
    await world.restart()
    again = await (await citizen.post("/bookings", CARD, key="k")).json()
    other = await citizen.post("/bookings", {**CARD, "time": "10:40"}, key="k")
    assert first["code"] == again["code"]
    assert other.status == 422
    assert len(world.service.record.appointments.bookings) == 1


async def test_everybody_at_once_gets_no_more_places_than_there_are(world: World) -> None:
    clients = [world.client() for _ in range(8)]
    answers = await asyncio.gather(*(client.post("/bookings", CARD) for client in clients))
    assert sorted(answer.status for answer in answers) == [201, 201, *[409] * 6]
    full = next(answer for answer in answers if answer.status == 409)
    assert (await full.json())["reason"] == "slot_full"


async def test_checking_in_gives_one_ticket_however_often_and_from_wherever_it_is_asked(world: World) -> None:
    code = await booked(world.client())
    world.clock.forward_s(4800)
    clients = [world.client() for _ in range(6)]
    answers = await asyncio.gather(*(client.post(f"/bookings/{code}/check-in") for client in clients))
    issued = [await answer.json() for answer in answers]
    assert [answer.status for answer in answers] == [200] * 6
    assert [each["link"] for each in issued] == [issued[0]["link"]] * 6
    assert tickets(world) == 1
    shown = await (await clients[0].get(f"/tickets/{issued[0]['link']}")).json()
    assert (shown["state"], shown["number"]) == ("waiting", "A001")


async def test_a_repeated_check_in_after_a_restart_is_the_same_ticket(world: World, citizen: Client) -> None:
    code = await booked(citizen)
    world.clock.forward_s(4800)
    first = await (await citizen.post(f"/bookings/{code}/check-in", key="k")).json()
    await world.restart()
    assert await (await citizen.post(f"/bookings/{code}/check-in", key="k")).json() == first
    assert await (await citizen.post(f"/bookings/{code}/check-in", key="other")).json() == first
    assert tickets(world) == 1


@pytest.mark.parametrize(
    ("after_s", "reason", "said"), [(0, "booking_early", "09:50"), (5800, "booking_late", "10:20")]
)
async def test_too_early_and_too_late_say_the_times(
    world: World, citizen: Client, after_s: int, reason: str, said: str
) -> None:
    code = await booked(citizen)
    world.clock.forward_s(after_s)
    refused = await citizen.post(f"/bookings/{code}/check-in")
    problem = await refused.json()
    assert (refused.status, problem["reason"]) == (409, reason)
    assert said in problem["detail"]


async def test_guessing_codes_gets_slow(world: World, citizen: Client) -> None:
    statuses = [(await citizen.post(f"/bookings/ABCD23{n:02d}/check-in")).status for n in range(21)]
    assert statuses == [404] * 20 + [429]


async def test_an_address_books_only_so_many_places_even_where_the_kiosk_stands(make_world: Making) -> None:
    world = await make_world(booking_hall(per_slot=50), Limits())
    citizen = world.client()
    assert [(await citizen.post("/bookings", CARD)).status for _ in range(11)] == [201] * 10 + [429]


async def test_the_supervisor_sees_who_has_come_and_no_code(world: World, citizen: Client) -> None:
    codes = {time: await booked(citizen, time=time) for time in ("09:20", "10:00", "10:40")}
    await booked(citizen, day="2020-01-14")
    world.clock.forward_s(3600)
    assert (await citizen.post(f"/bookings/{codes['10:00']}/check-in")).status == 200
    boss = await world.signed_in("boss")
    answer = await boss.get("/hall")
    rows = [(each["time"], each["state"], each["number"]) for each in (await answer.json())["bookings"]]
    assert rows == [("09:20", "not_come", ""), ("10:00", "come", "A001"), ("10:40", "to_come", "")]
    journal = await (await boss.get("/journal?limit=500")).text()
    for text in (await answer.text(), journal, await (await citizen.get("/board")).text()):
        assert not [code for code in codes.values() if code in text]


async def test_the_priority_class_of_bookings_is_still_not_for_the_asking(world: World, citizen: Client) -> None:
    assert (await citizen.post("/tickets", {"items": ["card"], "priority": "booked"})).status == 409


async def test_bookings_outlive_the_night_and_the_hub(world: World, citizen: Client) -> None:
    code = await booked(citizen, day="2020-01-14")
    await world.command(c.CloseDay())
    await world.restart()
    world.clock.forward_s(24 * 3600 + 4800)
    await world.command(c.OpenDay("2020-01-14"))
    assert (await citizen.post(f"/bookings/{code}/check-in")).status == 200


async def test_a_day_far_away_or_before_all_calendars_is_no_slot(world: World, citizen: Client) -> None:
    for day in ("0001-01-01", "9999-12-31"):
        refused = await citizen.post("/bookings", {**CARD, "day": day})
        assert (refused.status, (await refused.json())["reason"]) == (409, "slot_unknown")


def test_a_slot_keeps_its_time_on_the_wall_when_the_clocks_change() -> None:
    berlin: HallSetup = replace(booking_hall(), timezone="Europe/Berlin")
    hall, change = Hall(berlin), datetime(2020, 3, 29, tzinfo=ZoneInfo("Europe/Berlin")).date()
    for day in (change - timedelta(days=1), change):
        local = datetime.fromtimestamp(slot_ms(hall, day, 620) / 1000, UTC).astimezone(ZoneInfo("Europe/Berlin"))
        assert (local.date(), local.hour, local.minute) == (day, 10, 20)
    shanghai = Hall(booking_hall())
    nine = datetime.fromtimestamp(START_MS / 1000, timezone(timedelta(hours=8)))
    assert slot_ms(shanghai, nine.date(), 9 * 60) == START_MS
