"""What a day's journal holds for the night, and that nothing of the future is in it."""

from dataclasses import replace

from hub.core import commands as c
from hub.core.catalogue import Place
from hub.core.events import Recorded
from hub.core.outlook import Outlook, Outlooks
from hub.forecasting.facts import MOST_PROMISES, DayFacts, facts_of
from hub.forecasting.learning import KEPT_DAYS, lessons_of
from hub.forecasting.moment import OF_HALL, OF_TICKET, UNKNOWN
from hub.planning.halls import recorded_visits
from tests.core.story import Story, setup
from tests.forecasting.days import arrived, day_of, given, promise

DAY = "2020-01-13"


def facts(story: Story, events: list[Recorded] | None = None) -> DayFacts:
    return facts_of(DAY, story.journal if events is None else events, story.first)


def busy_story() -> Story:
    """One is served from 9:00 to 9:10, two wait, one of them leaves after 20 minutes, the other is called."""
    story = Story()
    story.open(1)
    story.take("card")
    story.do(c.CallNext(1), after_s=60)
    left, waits = story.take("pension"), story.take("card")
    story.do(c.FinishService(1), after_s=600)
    story.do(c.CancelTicket(left, "left"), after_s=600)
    story.do(c.CallNext(1))
    assert story.state(waits) == "called"
    return story


def test_arrivals_are_counted_by_kind_and_hour_of_the_hall() -> None:
    story = busy_story()
    story.now_ms += 3_600_000
    story.take("card", priority="priority")
    assert [tuple(getattr(each, name) for name in ("items", "priority", "hour", "count")) for each in facts(story).arrived] == [
        (("card",), "priority", 10, 1), (("card",), "walk_in", 9, 2), (("pension",), "walk_in", 9, 1),
    ]  # fmt: skip


def test_services_are_kept_and_one_that_was_forgotten_is_not() -> None:
    story = Story()
    story.open(1)
    for service_s in (300, 300, 300, 30_000):
        story.serving(1, "card")
        story.do(c.FinishService(1), after_s=service_s)
    assert sum(each.count for each in facts(story).given) == 3


def test_a_promise_stands_beside_what_came_of_it_and_a_leaver_has_waited_at_least() -> None:
    first, left, called = facts(busy_story()).promises
    assert (first.wait_s, first.at_least) == (60, False)
    assert (left.item, left.wait_s, left.at_least) == ("pension", 1200, True)
    assert (called.wait_s, called.at_least) == (1200, False)
    assert {len(each.numbers) for each in (first, left, called)} == {len(OF_TICKET) + len(OF_HALL)}


def test_a_call_that_was_undone_ended_no_wait() -> None:
    story = Story()
    story.open(1)
    ticket = story.take("card")
    story.do(c.CallNext(1), after_s=60)
    story.do(c.Undo(1), after_s=2)
    assert story.state(ticket) == "waiting"
    story.do(c.CallNext(1), after_s=100)
    assert [each.wait_s for each in facts(story).promises] == [162]


def test_what_would_have_been_promised_without_lessons_is_what_is_learned_from() -> None:
    story = Story()
    story.open(1)
    story.serving(1, "card")
    story.hall.outlooks = Outlooks(
        story.hall.seq, story.hall.at_ms, {}, {"walk_in:card": Outlook(600.0, 900.0, None, 0, 1.5, 2.0)}
    )
    ticket = story.hall.tickets[story.take("card")]
    assert (ticket.base50_s, ticket.base80_s) == (600, 900)
    assert (ticket.p50_s, ticket.p80_s) == (round(720 * 1.5 - 120), round(1020 * 2.0 - 120))
    kept = facts(story).promises[-1]
    assert (kept.base50_s, kept.base80_s) == (600, 900)


def test_each_promise_sees_the_hall_of_its_own_moment_and_no_later_one() -> None:
    """A journal that is cut off behind a promise tells the same of it."""
    story = busy_story()
    whole = facts(story).promises
    taken = [place for place, each in enumerate(story.journal) if hasattr(each.event, "p50_s")]
    for number, place in enumerate(taken):
        assert facts(story, story.journal[: place + 1]).promises[number].numbers == whole[number].numbers
    assert whole[0].numbers[len(OF_TICKET) :][OF_HALL.index("last_wait_s")] == UNKNOWN
    assert whole[1].numbers[len(OF_TICKET) :][OF_HALL.index("last_wait_s")] == 60


def test_the_same_journal_gives_the_same_facts() -> None:
    assert facts(busy_story()) == facts(busy_story())


def test_of_a_peak_day_not_every_promise_is_kept() -> None:
    story = Story(setup(max_waiting=MOST_PROMISES + 10))
    story.open(1)
    for _ in range(MOST_PROMISES + 1):
        story.take("card")
    assert 0 < len(facts(story).promises) <= MOST_PROMISES


def made_days(count: int) -> list[DayFacts]:
    return [
        day_of(
            n, arrived=[arrived(9, 40 + n)], given=[given(9, 30, 500 + n)], promises=[promise(500.0 + 7 * n + k) for k in range(60)]
        )
        for n in range(count)
    ]  # fmt: skip


def test_lessons_are_made_of_the_days_before_alone() -> None:
    days = made_days(40)
    for place in (1, 10, 35):
        assert lessons_of(days[:place]) == lessons_of([*days[:place]])
        assert lessons_of(days[:place]).through == days[place - 1].day
    assert lessons_of(days) == lessons_of(days[-KEPT_DAYS:])
    assert lessons_of(days[:20]) != lessons_of(days[:21])


def test_a_weekday_is_that_of_the_business_day() -> None:
    assert facts(busy_story()).weekday == 0


def test_a_ticket_from_afar_arrives_with_its_citizen_and_was_promised_nothing() -> None:
    story = Story(replace(setup(), place=Place(remote=True, url="https://hall.example")))
    story.open(1)
    come, stay = story.take("card", afar=True), story.take("card", afar=True)
    story.do(c.BeginVisit(come), after_s=3600)
    story.do(c.CallNext(1), after_s=60)
    seen = facts(story)
    assert [(each.hour, each.count) for each in seen.arrived] == [(10, 1)]
    assert seen.promises == []
    assert story.state(stay) == "afar"
    assert [visit.item for visit in recorded_visits(story.journal, "Asia/Shanghai")] == ["card"]
