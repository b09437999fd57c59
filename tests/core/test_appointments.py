"""Appointments: no slot beyond its places, one ticket for a booking, and a day that ends takes its bookings with it."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from hub.core import commands as c
from hub.core import events as e
from hub.core.appointments import bookable_days, clock, minute_of, places_left, slots
from hub.core.audit import Evidence, audit
from hub.core.catalogue import BookingRules, HallSetup, Hours, Priority
from hub.core.decide import decide
from hub.core.decisions.moment import Moment
from tests.core.story import START_MS, Story, names, setup

TODAY = "2020-01-13"
SHANGHAI = timezone(timedelta(hours=8))
RULES = BookingRules(on=True, slot_minutes=20, per_slot=2, days_ahead=4, hours=(Hours("09:00", "12:00"),))


def booking_hall(**rules: object) -> HallSetup:
    small = setup()
    booked = Priority("booked", names("booked"), 1.5)
    return replace(small, booking=replace(RULES, **rules), priorities=(*small.priorities, booked))  # type: ignore[arg-type]


def at_ms(day: str, time: str) -> int:
    return round(datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=SHANGHAI).timestamp() * 1000)


def wish(time: str = "10:20", day: str = TODAY, code: str = "CODE0001", items: tuple[str, ...] = ("card",)) -> c.Book:
    return c.Book(items, code, day, minute_of(time), at_ms(day, time), TODAY)


def check_in(code: str = "CODE0001", link: str = "link") -> c.CheckIn:
    return c.CheckIn(code, c.Channel.KIOSK, link)


def waits_until(story: Story, time: str) -> None:
    story.now_ms = at_ms(TODAY, time)


def test_a_slot_ends_within_the_booking_hours() -> None:
    odd = replace(RULES, slot_minutes=50, hours=(Hours("09:00", "12:00"), Hours("14:00", "15:00")))
    assert [clock(minute) for minute in slots(odd, date(2020, 1, 13))] == ["09:00", "09:50", "10:40", "14:00"]


def test_days_without_slots_are_weekends_holidays_and_all_days_while_it_is_off() -> None:
    rules = replace(RULES, closed=("2020-01-15",))
    days = bookable_days(rules, date(2020, 1, 13))
    assert [day.day for day in days] == [13, 14, 16, 17]
    assert bookable_days(replace(rules, on=False), date(2020, 1, 13)) == []
    assert slots(rules, date(2020, 1, 18)) == []


def test_a_booking_takes_a_place_and_a_check_in_gives_its_ticket() -> None:
    story = Story(booking_hall())
    (made,) = story.do(wish())
    assert made == e.Booked("b4", "CODE0001", ("card",), TODAY, 620, at_ms(TODAY, "10:20"), "zh")
    waits_until(story, "10:05")
    (taken,) = story.do(check_in())
    assert isinstance(taken, e.TicketTaken)
    assert (taken.booking, taken.booked_ms, taken.priority, taken.items) == ("b4", made.at_ms, "booked", ("card",))
    assert story.hall.appointments.bookings["b4"].ticket == taken.ticket


def test_a_second_check_in_leads_to_no_second_ticket() -> None:
    story = Story(booking_hall())
    story.do(wish())
    waits_until(story, "10:10")
    story.do(check_in())
    assert story.do(check_in(link="another")) == []
    assert len(story.hall.tickets) == 1


def test_the_call_says_the_booked_time() -> None:
    story = Story(booking_hall())
    story.do(wish())
    waits_until(story, "10:20")
    story.do(check_in())
    story.open(1)
    (called,) = story.do(c.CallNext(1), after_s=60)
    assert isinstance(called, e.Called)
    assert called.why.words.endswith("; booked 10:20")


def test_the_last_place_of_a_slot_is_given_once_and_a_cancelled_one_again() -> None:
    story = Story(booking_hall())
    story.do(wish(code="CODE0001"))
    story.do(wish(code="CODE0002"))
    assert story.refusal(wish(code="CODE0003")) == "slot_full"
    story.do(c.CancelBooking("CODE0001"))
    assert isinstance(story.do(wish(code="CODE0003"))[0], e.Booked)
    assert story.refusal(c.CancelBooking("CODE0001")) == "booking_unknown"


def test_bookings_made_before_the_slots_were_moved_still_take_their_places() -> None:
    story = Story(booking_hall())
    for code in ("CODE0001", "CODE0002"):
        story.do(wish("10:20", code=code))
    moved = replace(story.hall.setup.booking, slot_minutes=30)
    story.do(c.Configure(replace(story.hall.setup, booking=moved)))
    assert places_left(moved, story.hall.appointments.times_ms(), at_ms(TODAY, "10:00")) == 0
    assert story.refusal(wish("10:00", code="CODE0003")) == "slot_full"


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (wish("10:10"), "slot_unknown"),
        (wish("12:00"), "slot_unknown"),
        (wish(day="2020-01-18"), "slot_unknown"),
        (wish(day="2020-01-10"), "slot_unknown"),
        (wish(day="2020-01-20"), "slot_unknown"),
        (replace(wish(), on_day="tomorrow"), "slot_unknown"),
        (replace(wish(), on_day="20200113"), "slot_unknown"),
        (wish("09:00"), "slot_past"),
        (wish(items=("nothing",)), "item_unknown"),
        (wish(items=()), "item_unknown"),
    ],
)
def test_what_cannot_be_booked(asked: c.Book, reason: str) -> None:
    assert Story(booking_hall()).refusal(asked) == reason


def test_nothing_can_be_booked_where_it_is_off_or_the_time_is_not_known() -> None:
    assert Story().refusal(wish()) == "booking_off"
    story = Story(booking_hall())
    request = c.Request("t:x", "citizen", "web", wish())
    (refused,) = decide(story.hall, request, Moment(story.now_ms, clock_ok=False))
    assert isinstance(refused, e.CommandRefused)
    assert refused.reason == "clock_not_set"


def test_a_day_that_is_over_cannot_be_booked_and_one_that_is_not_open_yet_can() -> None:
    story = Story(booking_hall(), open_day=False)
    assert isinstance(story.do(wish())[0], e.Booked)
    story.do(c.OpenDay(TODAY))
    story.do(c.CloseDay())
    assert story.refusal(wish(code="CODE0002")) == "slot_past"


def test_a_code_that_is_in_use_names_one_booking() -> None:
    story = Story(booking_hall())
    story.do(wish())
    assert story.refusal(wish("10:40")) == "booking_code_taken"


@pytest.mark.parametrize(
    ("time", "reason"), [("09:49", "booking_early"), ("09:50", ""), ("10:35", ""), ("10:36", "booking_late")]
)
def test_check_in_is_open_from_half_an_hour_before_to_a_quarter_after(time: str, reason: str) -> None:
    story = Story(booking_hall())
    story.do(wish())
    waits_until(story, time)
    (event,) = story.do(check_in())
    assert (event.reason if isinstance(event, e.CommandRefused) else "") == reason


def test_while_the_clock_is_not_right_the_day_of_the_booking_decides() -> None:
    story = Story(booking_hall())
    story.do(wish(code="CODE0001"))
    story.do(wish(code="CODE0002", day="2020-01-14"))
    wrong = Moment(story.now_ms, clock_ok=False)
    (taken,) = decide(story.hall, c.Request("t:x", "citizen", "web", check_in("CODE0001")), wrong)
    (refused,) = decide(story.hall, c.Request("t:y", "citizen", "web", check_in("CODE0002")), wrong)
    assert isinstance(taken, e.TicketTaken)
    assert isinstance(refused, e.CommandRefused)
    assert refused.reason == "clock_not_set"


def test_who_has_booked_gets_a_ticket_in_a_full_hall_but_not_in_a_closed_one() -> None:
    story = Story(booking_hall())
    story.with_rules(max_waiting=1)
    story.do(wish(code="CODE0001"))
    story.do(wish(code="CODE0002", day="2020-01-14"))
    story.take()
    waits_until(story, "10:20")
    assert isinstance(story.do(check_in())[0], e.TicketTaken)
    story.do(c.CloseDay())
    assert story.refusal(check_in("CODE0002")) == "day_not_open"


def test_an_item_that_is_gone_is_said_at_the_check_in() -> None:
    story = Story(booking_hall())
    story.do(wish(items=("benefit",)))
    now = story.hall.setup
    story.do(c.Configure(replace(now, items=now.items[:2])))
    waits_until(story, "10:20")
    assert story.refusal(check_in()) == "item_unknown"


def test_after_the_check_in_there_is_no_booking_to_cancel() -> None:
    story = Story(booking_hall())
    story.do(wish())
    waits_until(story, "10:20")
    story.do(check_in())
    assert story.refusal(c.CancelBooking("CODE0001")) == "booking_used"


def test_the_end_of_the_day_takes_its_bookings_and_keeps_those_of_later_days() -> None:
    story = Story(booking_hall())
    story.do(wish(code="CODE0001"))
    story.do(wish(code="CODE0002"))
    story.do(wish(code="CODE0003", day="2020-01-14"))
    waits_until(story, "10:20")
    story.do(check_in("CODE0001"))
    closed = story.do(c.CloseDay())
    assert [event for event in closed if isinstance(event, e.BookingMissed)] == [e.BookingMissed("b5")]
    assert list(story.hall.appointments.codes) == ["CODE0003"]
    assert story.refusal(check_in("CODE0002")) == "booking_unknown"
    assert story.replayed() == story.hall


def test_bookings_of_a_day_that_was_never_opened_are_missed_when_the_next_one_is() -> None:
    story = Story(booking_hall())
    story.do(wish(code="CODE0001", day="2020-01-14"))
    story.do(wish(code="CODE0002", day="2020-01-15"))
    story.do(c.CloseDay())
    opened = story.do(c.OpenDay("2020-01-15"))
    assert opened == [e.BookingMissed("b4"), e.DayOpened("2020-01-15")]
    assert list(story.hall.appointments.codes) == ["CODE0002"]


def test_a_twin_shares_no_booking() -> None:
    story = Story(booking_hall())
    story.do(wish())
    twin = story.hall.twin()
    waits_until(story, "10:20")
    story.do(check_in())
    assert twin.appointments.bookings["b4"].ticket == ""


CODES = tuple(f"CODE000{number}" for number in range(8))
TIMES = ("09:20", "10:00", "10:20", "11:40")


class RandomBookings(RuleBasedStateMachine):
    """Whoever books, cancels and comes, at whatever time, with codes of their own or of others."""

    @initialize(per_slot=st.integers(1, 3))
    def open_hall(self, per_slot: int) -> None:
        self.story = Story(booking_hall(per_slot=per_slot))
        self.given: dict[str, str] = {}

    @property
    def today(self) -> str:
        return datetime.fromtimestamp(self.story.now_ms / 1000, UTC).astimezone(SHANGHAI).date().isoformat()

    @rule(
        code=st.sampled_from(CODES), time=st.sampled_from(TIMES), ahead=st.integers(0, 2), after_s=st.integers(0, 300)
    )
    def book(self, code: str, time: str, ahead: int, after_s: int) -> None:
        day = (date.fromisoformat(self.today) + timedelta(days=ahead)).isoformat()
        asked = c.Book(("card",), code, day, minute_of(time), at_ms(day, time), self.today)
        self.story.do(asked, after_s=after_s)

    @rule(code=st.sampled_from(CODES))
    def cancel(self, code: str) -> None:
        self.story.do(c.CancelBooking(code))

    @rule(code=st.sampled_from(CODES), after_s=st.sampled_from((0, 60, 900)))
    def come(self, code: str, after_s: int) -> None:
        booking = self.story.hall.appointments.codes.get(code, "")
        before = self.given.get(booking)
        for event in self.story.do(check_in(code, f"link-{self.story.hall.seq}"), after_s=after_s):
            if isinstance(event, e.TicketTaken):
                assert before is None
                self.given[booking] = event.ticket
        if before:
            assert self.story.hall.appointments.bookings[booking].ticket == before

    @rule(per_slot=st.integers(1, 3))
    def change_the_places(self, per_slot: int) -> None:
        now = self.story.hall.setup
        self.story.do(c.Configure(replace(now, booking=replace(now.booking, per_slot=per_slot))))

    @rule(nights=st.integers(1, 3))
    def go_home(self, nights: int) -> None:
        self.story.do(c.CloseDay())
        self.story.now_ms += nights * 86_400_000 - (self.story.now_ms - START_MS) % 86_400_000
        self.story.do(c.OpenDay(self.today))

    @invariant()
    def the_parts_agree(self) -> None:
        if not hasattr(self, "story"):
            return
        kept, hall = self.story.hall.appointments, self.story.hall
        assert kept.codes == {each.code: key for key, each in kept.bookings.items()}
        assert max(Counter(kept.times_ms()).values(), default=0) <= 3
        assert all(each.on_day >= hall.day for each in kept.bookings.values())
        assert all(each.ticket in hall.tickets for each in kept.bookings.values() if each.ticket)

    def teardown(self) -> None:
        if hasattr(self, "story"):
            evidence = Evidence(live=self.story.hall, replayed=self.story.replayed())
            assert audit(self.story.journal, evidence) == []


TestRandomBookings = RandomBookings.TestCase
TestRandomBookings.settings = settings(max_examples=100, stateful_step_count=60, deadline=None)
