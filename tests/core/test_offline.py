"""Numbers lent to dispensers, and the tickets issued with them while the hub was away."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hub.core import commands as c
from hub.core.audit import Evidence, audit
from hub.core.decisions.offline import needs_numbers
from hub.core.events import CommandRefused, NumbersLent, TicketPrinted, TicketTaken
from hub.core.numbers import (
    AFTER_LENT,
    BAND,
    BANDS,
    FIRST_LENT,
    RENEW_AT,
    band_of,
    band_of_lease,
    first_of,
    following,
    lease_id,
    number_of,
)
from tests.core.story import Story, kinds

MINUTE_MS = 60_000


def lent(story: Story, device: str = "dispenser-1") -> NumbersLent:
    (event,) = story.do(c.LendNumbers(device))
    assert isinstance(event, NumbersLent)
    return event


def issued(
    story: Story, place: int = 0, device: str = "dispenser-1", ago_s: float = 0, **changes: object
) -> c.TakeOver:
    """A ticket that the device issued with the number at this place of its band."""
    band = story.hall.leases[device]
    lease = story.hall.bands[band].lease
    at_ms = story.now_ms - round(ago_s * 1000)
    return replace(
        c.TakeOver(lease, first_of(band) + place, ("card",), "walk_in", "zh", f"{device}-{place}", at_ms, "2020-01-13"),
        **changes,
    )  # type: ignore[arg-type]


def test_the_bands_lie_behind_the_hub_s_own_letters_and_meet_nobody() -> None:
    assert (number_of(FIRST_LENT), number_of(AFTER_LENT - 1), number_of(AFTER_LENT)) == ("P001", "Z999", "AA001")
    assert [number_of(first_of(band)) for band in (0, 1, 2, 3)] == ["P001", "P334", "P667", "Q001"]
    assert first_of(BANDS) == AFTER_LENT


@given(st.integers(1, AFTER_LENT + 5000))
def test_a_number_is_the_hub_s_or_of_one_band(serial: int) -> None:
    band = band_of(serial)
    assert band is None or first_of(band) <= serial < first_of(band) + BAND
    assert band_of(following(serial)) is None
    assert following(serial) > serial


def test_a_lease_names_its_band() -> None:
    assert band_of_lease(lease_id("2020-01-13", 7)) == 7
    for nonsense in ("", "20200113", "20200113-", "20200113-33", "x-1", "20200113-１"):
        assert band_of_lease(nonsense) is None


def test_a_ticket_issued_offline_waits_since_it_was_issued() -> None:
    story = Story()
    lent(story)
    later = story.take("card")
    earlier, paper = story.do(issued(story, ago_s=600), device="dispenser-1")
    assert isinstance(earlier, TicketTaken)
    assert isinstance(paper, TicketPrinted)
    assert (earlier.number, paper.status) == ("P001", c.PrintStatus.PRINTED)
    story.open(1)
    story.do(c.CallNext(1))
    assert story.state(earlier.ticket) == "called"
    assert story.leg(earlier.ticket).why is not None
    assert story.leg(earlier.ticket).why.waited_s == 600  # type: ignore[union-attr]
    assert story.state(later) == "waiting"
    assert audit(story.journal, Evidence(live=story.hall, replayed=story.replayed())) == []


def test_tickets_of_two_dispensers_are_merged_in_the_order_in_which_they_were_issued() -> None:
    story = Story()
    for device in ("dispenser-1", "dispenser-2"):
        lent(story, device)
    for place, ago_s in ((0, 300), (1, 100)):
        story.do(issued(story, place, "dispenser-2", ago_s), device="dispenser-2")
    for place, ago_s in ((0, 400), (1, 200)):
        story.do(issued(story, place, "dispenser-1", ago_s), device="dispenser-1")
    story.open(1)
    called = []
    for _ in range(4):
        story.do(c.CallNext(1))
        called.append(story.hall.ticket_of(story.hall.legs[story.hall.counters[1].leg]).number)
    assert called == ["P001", "P334", "P002", "P335"]


def test_a_ticket_that_is_taken_over_twice_is_one_ticket() -> None:
    story = Story()
    lent(story)
    assert kinds(story.do(issued(story), origin="dispenser-1:lease:1", device="dispenser-1")) == [
        "ticket_taken",
        "ticket_printed",
    ]
    assert story.do(issued(story), origin="dispenser-1:lease:1", device="dispenser-1") == []
    assert len(story.hall.tickets) == 1


def test_a_number_that_is_on_another_paper_is_refused() -> None:
    story = Story()
    lent(story)
    story.do(issued(story), device="dispenser-1")
    assert story.refusal(issued(story), device="dispenser-1") == "number_taken"


def test_a_number_of_somebody_else_s_band_or_of_the_hub_is_refused() -> None:
    story = Story()
    lent(story)
    assert story.refusal(issued(story), device="dispenser-2") == "lease_unknown"
    assert story.refusal(issued(story, place=BAND), device="dispenser-1") == "lease_unknown"
    assert story.refusal(issued(story, serial=1), device="dispenser-1") == "lease_unknown"


def test_a_number_that_does_not_exist_takes_no_more_room_in_the_journal_than_another() -> None:
    story = Story()
    lent(story)
    for serial in (0, 2**31 - 1):
        (refused,) = story.do(issued(story, serial=serial), device="dispenser-1")
        assert isinstance(refused, CommandRefused)
        assert refused.detail["number"] == f"#{serial}"


def test_the_paper_counts_whatever_the_hall_has_become() -> None:
    story = Story()
    lent(story)
    story.with_rules(max_waiting=0)
    strange = issued(story, items=("gone", "never"), priority="abolished")
    assert kinds(story.do(strange, device="dispenser-1")) == ["ticket_taken", "ticket_printed"]
    damaged = issued(story, 1, items=(), doubtful=True)
    _, paper = story.do(damaged, device="dispenser-1")
    assert isinstance(paper, TicketPrinted)
    assert paper.status == c.PrintStatus.DOUBTFUL
    story.open(1)
    for _ in range(2):
        assert "called" in kinds(story.do(c.CallNext(1), after_s=1))


def test_a_clock_that_ran_ahead_does_not_issue_in_the_future() -> None:
    story = Story()
    lent(story)
    taken, _ = story.do(issued(story, ago_s=-3600), device="dispenser-1")
    assert isinstance(taken, TicketTaken)
    assert taken.arrived_ms == story.now_ms


def test_lent_numbers_do_not_move_the_hub_s_own() -> None:
    story = Story()
    first = story.take("card")
    lent(story)
    story.do(issued(story), device="dispenser-1")
    second = story.take("card")
    assert (story.number(first), story.number(second)) == ("A001", "A002")


def test_a_band_is_renewed_before_it_ends_and_its_last_tickets_still_count() -> None:
    story = Story()
    assert needs_numbers(story.hall, "dispenser-1")
    before = lent(story)
    assert not needs_numbers(story.hall, "dispenser-1")
    late = issued(story, RENEW_AT)
    for place in range(RENEW_AT):
        story.do(issued(story, place), device="dispenser-1")
    assert needs_numbers(story.hall, "dispenser-1")
    after = lent(story)
    assert after.band != before.band
    assert kinds(story.do(late, device="dispenser-1")) == ["ticket_taken", "ticket_printed"]


def test_a_band_is_lent_to_one_dispenser_at_a_time_and_there_is_an_end() -> None:
    story = Story()
    bands = [lent(story, f"dispenser-{number}").band for number in range(BANDS)]
    assert sorted(bands) == list(range(BANDS))
    assert story.refusal(c.LendNumbers("dispenser-99")) == "no_numbers_left"


def test_a_band_stays_with_its_dispenser_over_the_night_and_others_come_back() -> None:
    story = Story()
    old, new = lent(story), lent(story)
    story.do(c.CloseDay())
    story.do(c.OpenDay("2020-01-14"))
    assert story.hall.bands.keys() == {new.band}
    assert old.band not in story.hall.bands
    assert story.hall.leases == {"dispenser-1": new.band}
    early = issued(story, ago_s=1800, day="2020-01-14")
    assert kinds(story.do(early, device="dispenser-1")) == ["ticket_taken", "ticket_printed"]


def test_after_a_lost_journal_bands_are_lent_elsewhere_and_what_was_issued_counts() -> None:
    story = Story()
    story.do(c.StartHub(clock_ok=True, gap_known=True, skip=20))
    forgotten = c.TakeOver(
        lease_id("2020-01-13", 0), first_of(0), ("card",), "walk_in", "zh", "link", story.now_ms, "2020-01-13"
    )
    assert lent(story).band == BANDS // 3
    assert kinds(story.do(forgotten, device="dispenser-1")) == ["ticket_taken", "ticket_printed"]
    assert story.hall.bands[0].device == "dispenser-1"


def test_paper_of_yesterday_does_not_wait_today() -> None:
    story = Story()
    lent(story)
    forgotten = issued(story)
    story.do(c.CloseDay())
    story.do(c.OpenDay("2020-01-14"))
    assert story.refusal(forgotten, device="dispenser-1") == "ticket_of_past_day"


def test_nothing_is_lent_or_taken_over_without_a_day() -> None:
    story = Story(open_day=False)
    assert story.refusal(c.LendNumbers("dispenser-1")) == "day_not_open"
    story.do(c.OpenDay("2020-01-13"))
    lent(story)
    paper = issued(story)
    story.do(c.CloseDay())
    (refused,) = story.do(paper, device="dispenser-1")
    assert isinstance(refused, CommandRefused)
    assert refused.reason == "day_not_open"


def test_a_hub_that_comes_to_the_lent_letters_goes_on_behind_them() -> None:
    story = Story()
    story.do(c.StartHub(clock_ok=True, gap_known=True, skip=FIRST_LENT - 2))
    numbers = [story.number(story.take("card")) for _ in range(2)]
    assert numbers == ["N999", "AA001"]


def test_a_ticket_issued_after_it_was_taken_over_is_found_by_the_auditor() -> None:
    story = Story()
    lent(story)
    story.do(issued(story), device="dispenser-1")
    at = next(place for place, each in enumerate(story.journal) if isinstance(each.event, TicketTaken))
    wrong = replace(story.journal[at].event, arrived_ms=story.now_ms + MINUTE_MS)  # type: ignore[call-arg]
    journal = [*story.journal[:at], replace(story.journal[at], event=wrong), *story.journal[at + 1 :]]
    assert any("after it was taken over" in fault for fault in audit(journal))
