"""Tickets from afar: a place in the queue, no call before somebody is there, and an end where nobody comes."""

from dataclasses import replace

import hypothesis.strategies as st
import msgspec
import pytest
from hypothesis import given, settings

from hub.core import commands as c
from hub.core import events as e
from hub.core import policy
from hub.core.audit import Evidence, audit
from hub.core.catalogue import AfarRules, Assignment, HallSetup, Place
from hub.core.decisions.assignment import due_ms
from hub.core.forecast import forecast_new
from hub.core.hall_card import HallCard, hall_card
from hub.core.ticket import LegState
from hub.core.trail import Trail, dispatch
from hub.core.views import board, supervisor_picture, ticket_picture
from tests.core.story import Story, kinds, setup

HOLD_S = 600
PLACE = Place(remote=True, url="https://hall.example")


def remote(most: int = 10, counters: int = 1, **rules: object) -> HallSetup:
    return replace(setup(counters=counters, **rules), place=PLACE, afar=AfarRules(most=most, hold_s=HOLD_S))


def hall(most: int = 10, **rules: object) -> Story:
    """One counter at work, and a hall that gives tickets from afar."""
    story = Story(remote(most, **rules))
    story.open(1)
    return story


def from_afar(story: Story, *items: str) -> str:
    return story.take(*(items or ("pension",)), afar=True)


def test_a_ticket_from_afar_has_its_place_and_nobody_calls_it() -> None:
    story = hall()
    busy, away, here = story.serving(1), from_afar(story), story.take("pension")
    assert (story.state(busy), story.state(away), story.state(here)) == ("serving", "afar", "waiting")
    story.do(c.CallNext(1), after_s=60)
    assert (story.state(away), story.state(here)) == ("afar", "called")


def test_who_comes_is_called_next_by_the_age_since_the_ticket_was_taken() -> None:
    story = hall()
    story.serving(1)
    away = from_afar(story)
    story.take("pension")
    story.do(c.BeginVisit(away), after_s=120)
    called = story.do(c.CallNext(1), after_s=10)[-1]
    assert isinstance(called, e.Called)
    assert (called.leg, called.why.waited_s, called.why.more) == (f"{away}.1", 130, ("longest",))


def test_a_hall_without_it_or_without_an_address_refuses() -> None:
    for place in (replace(PLACE, remote=False), replace(PLACE, url="")):
        story = Story(replace(remote(), place=place))
        assert story.refusal(c.TakeTicket(("card",), c.Channel.PHONE, "l", afar=True)) == "afar_off"


def test_only_so_many_may_be_on_their_way() -> None:
    story = hall(most=2)
    first = from_afar(story)
    from_afar(story)
    take = c.TakeTicket(("card",), c.Channel.PHONE, "l", afar=True)
    assert story.refusal(take) == "afar_full"
    story.do(c.BeginVisit(first))
    assert kinds(story.do(take)) == ["ticket_taken"]


def test_a_full_hall_is_full_from_afar_as_well() -> None:
    story = hall(max_waiting=2)
    from_afar(story)
    story.take()
    assert story.refusal(c.TakeTicket(("card",), c.Channel.KIOSK, "l")) == "hall_full"


def test_a_hall_s_card_tells_how_long_a_place_is_held_where_there_are_any() -> None:
    assert hall_card(remote()).hold_s == HOLD_S
    assert hall_card(replace(remote(), place=replace(PLACE, remote=False))).hold_s == 0
    assert msgspec.convert({"hall": "old", "names": {}}, HallCard).hold_s == 0


def test_a_ticket_s_picture_tells_where_it_was_taken() -> None:
    story = hall()
    taken = story.take("pension", afar=True)
    here = story.take("pension")
    for ticket in (taken, here):
        ticket = story.hall.tickets[ticket]
        assert ticket_picture(story.hall, ticket, story.now_ms)["channel"] == str(ticket.channel)


def test_a_visit_begins_once() -> None:
    story = hall()
    away = from_afar(story)
    story.do(c.BeginVisit(away))
    assert story.refusal(c.BeginVisit(away)) == "already_here"
    story.do(c.CancelTicket(away, "citizen_left"))
    assert story.refusal(c.BeginVisit(away)) == "ticket_over"
    assert story.refusal(c.BeginVisit("nobody")) == "ticket_unknown"


def test_the_same_press_twice_begins_one_visit() -> None:
    story = hall()
    away = from_afar(story)
    assert kinds(story.do(c.BeginVisit(away), origin="phone:1")) == ["visit_begun"]
    assert story.do(c.BeginVisit(away), origin="phone:1") == []


def test_who_is_afar_lets_nobody_pass_and_is_not_chosen() -> None:
    story = hall()
    away = from_afar(story)
    assert story.refusal(c.GiveWay(away)) == "not_waiting"
    assert story.refusal(c.CallChosen(1, away, "asked for")) == "not_waiting"
    assert story.refusal(c.ReturnTicket(away)) == "not_missed"


def test_a_place_is_held_from_the_call_that_would_have_been_theirs() -> None:
    story = hall()
    story.serving(1)
    away = from_afar(story)
    other = from_afar(story)
    story.take("pension")
    done = story.do(c.CallNext(1), after_s=60)
    assert kinds(done)[-2:] == ["passed_over", "called"]
    assert (story.leg(away).passed_ms, story.leg(other).passed_ms) == (story.now_ms, 0)
    assert due_ms(story.hall) == story.now_ms + HOLD_S * 1000


def test_a_call_of_somebody_earlier_is_nobody_else_s_turn() -> None:
    story = hall()
    story.serving(1)
    story.take("pension")
    from_afar(story)
    assert "passed_over" not in kinds(story.do(c.CallNext(1), after_s=60))


def test_a_call_that_the_counter_could_not_make_is_not_their_turn() -> None:
    story = Story(remote(counters=1))
    story.open(2)  # cards alone
    story.serving(2, "card")
    from_afar(story, "pension")
    story.take("card")
    assert "passed_over" not in kinds(story.do(c.CallNext(2), after_s=60))


def test_an_idle_counter_holds_one_place_at_a_time() -> None:
    story = hall()
    first, second = from_afar(story), from_afar(story)
    assert story.do(c.Tick()) == [e.PassedOver(f"{first}.1")]
    assert story.do(c.Tick(), after_s=60) == []
    story.do(c.BeginVisit(first))
    assert story.do(c.Tick()) == []  # the counter has somebody to call now
    story.do(c.CallNext(1))
    story.do(c.FinishService(1), after_s=30)
    assert story.do(c.Tick()) == [e.PassedOver(f"{second}.1")]


def test_whose_place_was_held_in_vain_is_cancelled_and_hears_why() -> None:
    story = hall()
    away = from_afar(story)
    story.do(c.Tick())
    assert story.do(c.Tick(), after_s=HOLD_S - 1) == []
    assert story.do(c.Tick(), after_s=1) == [e.Cancelled(f"{away}.1", "not_come")]
    shown = ticket_picture(story.hall, story.hall.tickets[away], story.now_ms)
    assert (shown["state"], shown["turn_ms"]) == ("cancelled", story.now_ms - HOLD_S * 1000)


def test_who_comes_at_the_last_moment_is_not_cancelled() -> None:
    story = hall()
    away = from_afar(story)
    story.do(c.Tick())
    story.do(c.BeginVisit(away), after_s=HOLD_S - 1)
    story.do(c.Tick(), after_s=2)
    assert story.state(away) == "waiting"


def test_the_automatic_mode_passes_over_as_well() -> None:
    story = hall(assignment=Assignment.AUTO, rest_s=0)
    story.do(c.PauseCounter(1, "tea"))
    away, here = from_afar(story), story.take("pension")
    story.do(c.ResumeCounter(1), after_s=60)
    assert kinds(story.do(c.Tick())) == ["passed_over", "called"]
    assert (story.leg(away).passed_ms, story.state(here)) == (story.now_ms, "called")


def test_an_undone_call_leaves_the_place_held() -> None:
    story = hall()
    away, here = from_afar(story), story.take("pension")
    story.do(c.CallNext(1), after_s=60)
    passed_ms = story.leg(away).passed_ms
    story.do(c.Undo(1), after_s=2)
    assert (story.state(here), story.leg(away).passed_ms) == ("waiting", passed_ms)


def test_closing_ends_them_and_the_next_day_knows_none() -> None:
    story = hall()
    away = from_afar(story)
    assert e.Cancelled(f"{away}.1", "day_closed") in story.do(c.CloseDay())
    story.do(c.OpenDay("2020-01-14"), after_s=50_000)
    assert story.hall.afar == {}


def test_who_is_not_there_is_not_surely_ahead() -> None:
    """P50 counts half of them, P80 all, ``ahead`` none."""
    story, without, full = hall(), hall(), hall()
    for each in (story, without, full):
        each.serving(1)
        each.take("pension")
    for _ in range(2):
        from_afar(story)
        full.take("pension")
    low, told, high = (forecast_new(each.hall, ("pension",)) for each in (without, story, full))
    assert (told.ahead, told.coming) == (1, 2)
    assert low.p50_s is not None and told.p50_s is not None and high.p50_s is not None
    assert low.p50_s < told.p50_s < high.p50_s
    assert told.p80_s == high.p80_s


def test_who_took_a_ticket_earlier_does_not_wait_for_those_afar() -> None:
    story = hall()
    story.serving(1)
    here = story.take("pension")
    before = ticket_picture(story.hall, story.hall.tickets[here], story.now_ms)["wait"]
    story.now_ms += 1000
    from_afar(story)
    assert ticket_picture(story.hall, story.hall.tickets[here], story.now_ms)["wait"] == before


def test_the_board_counts_who_is_there_and_the_supervisor_sees_who_is_not() -> None:
    story = hall()
    story.serving(1)
    away = from_afar(story)
    assert board(story.hall, story.now_ms)["waiting"] == 0
    assert [each["ticket"] for each in supervisor_picture(story.hall, story.now_ms)["afar"]] == [away]


def test_the_supervisor_sees_whose_turn_has_come_and_until_when_the_place_is_held() -> None:
    story = hall()
    from_afar(story)
    (row,) = supervisor_picture(story.hall, story.now_ms)["afar"]
    assert (row["turn_ms"], row["until_ms"]) == (0, 0)
    story.open(1)
    story.do(c.Tick())
    (row,) = supervisor_picture(story.hall, story.now_ms)["afar"]
    assert (row["turn_ms"], row["until_ms"]) == (story.now_ms, story.now_ms + HOLD_S * 1000)


def test_the_ticket_page_tells_place_and_turn() -> None:
    story = hall()
    story.serving(1)
    story.take("pension")
    away = from_afar(story)
    shown = ticket_picture(story.hall, story.hall.tickets[away], story.now_ms)
    assert (shown["state"], shown["ahead"], shown["behind"], shown["turn_ms"], shown["until_ms"]) == (
        "afar",
        1,
        0,
        0,
        0,
    )
    story.do(c.CallNext(1), after_s=60)
    story.take("pension")
    story.do(c.CallNext(1), after_s=60)
    shown = ticket_picture(story.hall, story.hall.tickets[away], story.now_ms)
    assert (shown["turn_ms"], shown["until_ms"]) == (story.now_ms, story.now_ms + HOLD_S * 1000)


def test_the_centre_hears_of_it_and_of_no_place_on_earth() -> None:
    story = hall()
    story.serving(1)
    away = from_afar(story)
    story.do(c.BeginVisit(away), after_s=300)
    story.do(c.CallNext(1), after_s=60)
    story.do(c.FinishService(1), after_s=60)
    trail = Trail(story.first)
    told = [dispatch(trail, each, bytes(32)) for each in story.journal]
    (begun,) = [each for each in told if each.type == "visit_begun"]
    assert (begun.leg, begun.ticket, begun.items) == (f"{away}.1", away, ("pension",))
    assert [each.wait_s for each in told if each.type == "served"][-1] == 60  # in the hall, not at home


def test_an_old_ticket_was_taken_in_the_hall() -> None:
    taken = next(each.event for each in story_with_one().journal if isinstance(each.event, e.TicketTaken))
    assert taken.afar is False


def story_with_one() -> Story:
    story = hall()
    story.take()
    return story


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "//evil.example", "https://a b", 'https://a"b',
        "https://" + "a" * 300, "ftp://x", "https://a\nb",
    ],
)  # fmt: skip
def test_no_card_holds_an_address_that_is_no_web_address(url: str) -> None:
    assert HallCard("h", {}, url=url).url == ""


def test_a_card_tells_the_address_where_tickets_are_given_from_afar() -> None:
    card = hall_card(remote())
    assert (card.remote, card.url) == (True, "https://hall.example")
    assert not hall_card(replace(remote(), place=replace(PLACE, url=""))).remote


ACTS = st.lists(
    st.tuples(st.sampled_from("hhhaann"), st.sampled_from(("card", "pension")), st.integers(0, 400)), max_size=40
)


def played(acts: list[tuple[str, str, int]], *, afar: bool, come: bool) -> tuple[Story, list[str]]:
    """Takes in the hall (h), from afar (a) and presses of next (n); the links that were called, one after the other.

    ``afar`` False: nobody takes a ticket from afar. ``come``: who does is there at once.
    """
    story = Story(remote(most=50, counters=2))
    story.open(1, 2)
    for at, (act, item, after_s) in enumerate(acts):
        story.now_ms += after_s * 1000
        if act == "n":
            story.do(c.CallNext(1 + at % 2))
        elif act == "h" or afar:
            taken = story.do(c.TakeTicket((item,), c.Channel.PHONE, f"link{at}", afar=act == "a"))[0]
            if act == "a" and come and isinstance(taken, e.TicketTaken):
                story.do(c.BeginVisit(taken.ticket))
        elif come:
            story.do(c.TakeTicket((item,), c.Channel.PHONE, f"link{at}"))
        story.do(c.Tick())
    called = [each.event.leg for each in story.journal if isinstance(each.event, e.Called)]
    return story, [story.hall.tickets[leg.rpartition(".")[0]].link for leg in called]


@given(ACTS)
@settings(deadline=None, max_examples=60)
def test_who_is_in_the_hall_loses_nothing_to_who_never_comes(acts: list[tuple[str, str, int]]) -> None:
    story, called = played(acts, afar=True, come=False)
    assert called == played(acts, afar=False, come=False)[1]
    assert audit(story.journal, Evidence(live=story.hall, replayed=story.replayed())) == []


@given(ACTS)
@settings(deadline=None, max_examples=60)
def test_who_comes_at_once_is_called_as_if_the_ticket_had_been_taken_here(acts: list[tuple[str, str, int]]) -> None:
    assert played(acts, afar=True, come=True)[1] == played(acts, afar=False, come=True)[1]


@given(ACTS, st.integers(0, 9), st.integers(0, 2000))
@settings(deadline=None, max_examples=60)
def test_a_visit_that_begins_changes_no_order_among_the_others(
    acts: list[tuple[str, str, int]], pick: int, after_s: int
) -> None:  # fmt: skip
    story, _ = played(acts, afar=True, come=False)
    story.now_ms += after_s * 1000
    before = [leg.id for leg in policy.in_order(story.hall, story.now_ms)]
    away = story.hall.legs_in(LegState.AFAR)
    if away:
        leg = away[pick % len(away)]
        story.do(c.BeginVisit(leg.ticket))
        after = [each.id for each in policy.in_order(story.hall, story.now_ms)]
        assert [each for each in after if each != leg.id] == before
        earlier = after[: after.index(leg.id)]
        assert all(story.hall.legs[each].arrived_ms <= leg.arrived_ms for each in earlier)
