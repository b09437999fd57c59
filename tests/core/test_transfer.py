"""Sending a citizen on: a new leg, the same number, the same first arrival."""

from dataclasses import replace

import pytest

from hub.core import commands as c
from hub.core.catalogue import CounterSetup
from hub.core.decisions.assignment import due_ms
from tests.core.story import START_MS, Story, kinds, names, setup


def call(story: Story, counter: int) -> str:
    """Next at the counter: the number that it calls, or the refusal."""
    event = story.do(c.CallNext(counter))[-1]
    leg = getattr(event, "leg", "")
    return story.hall.ticket_of(story.hall.legs[leg]).number if leg else getattr(event, "reason", "")


def test_a_transfer_opens_a_leg_with_the_same_number_and_arrival() -> None:
    story = Story()
    ticket = story.serving(1, "card")
    story.do(c.TransferTicket(1, ("pension",)), after_s=120)
    old, new = (story.hall.legs[leg] for leg in story.hall.tickets[ticket].legs)
    assert (old.state, old.service_ms) == ("transferred", 120_000)
    assert (new.state, new.items, new.arrived_ms) == ("waiting", ("pension",), START_MS)
    assert new.queued_ms == START_MS + 120_000
    assert story.hall.counters[1].state == "free"


def test_by_age_a_transferred_citizen_goes_before_later_arrivals() -> None:
    story = Story()
    story.serving(1, "card")
    story.now_ms += 60_000
    story.take("pension")
    story.do(c.TransferTicket(1, ("pension",)), after_s=60)
    assert call(story, 1) == "A001"


def test_to_the_front_goes_before_everybody() -> None:
    story = Story()
    story.take("pension", priority="priority")
    story.now_ms += 3_600_000
    story.serving(1, "card")
    story.do(c.TransferTicket(1, ("pension",), front=True))
    assert call(story, 1) == "A002"
    assert story.leg("20200113-A002").why.rule == "front"  # type: ignore[union-attr]


def test_a_transfer_names_an_item_a_counter_or_a_clerk() -> None:
    story = Story()
    story.serving(1, "pension")
    assert story.refusal(c.TransferTicket(1)) == "target_missing"
    assert story.refusal(c.TransferTicket(1, ("passport",))) == "item_unknown"
    assert story.refusal(c.TransferTicket(1, to_counter=99)) == "counter_unknown"
    assert story.refusal(c.TransferTicket(1, to_counter=1)) == "counter_unknown"
    assert story.refusal(c.TransferTicket(1, to_counter=4)) == "no_counter_for_items"
    assert story.refusal(c.TransferTicket(1, to_clerk="nobody")) == "target_missing"


def test_a_clerk_at_a_counter_that_cannot_serve_the_items_is_no_target() -> None:
    story = Story()
    story.serving(1, "pension")
    story.open(4)
    assert story.refusal(c.TransferTicket(1, to_clerk="clerk-4")) == "no_counter_for_items"


def test_counter_and_clerk_of_two_places_are_no_target() -> None:
    story = Story()
    story.serving(1, "pension")
    story.open(2, 3)
    assert story.refusal(c.TransferTicket(1, to_counter=2, to_clerk="clerk-3")) == "target_missing"
    assert kinds(story.do(c.TransferTicket(1, to_counter=2, to_clerk="clerk-2"))) == ["transferred"]


@pytest.mark.parametrize("target", [{"to_counter": 2}, {"to_clerk": "clerk-2"}])
def test_who_was_sent_to_a_counter_or_clerk_is_called_there_alone(target: dict[str, object]) -> None:
    story = Story()
    story.serving(1, "pension")
    story.open(2, 3)
    story.do(c.TransferTicket(1, **target))  # type: ignore[arg-type]
    assert call(story, 1) == call(story, 3) == "nobody_waiting"
    assert call(story, 2) == "A001"
    assert story.leg("20200113-A001").why.rule == "sent_here"  # type: ignore[union-attr]


@pytest.mark.parametrize("target", [{"to_counter": 2}, {"to_clerk": "clerk-2"}])
def test_a_target_that_went_home_leaves_nobody_behind(target: dict[str, object]) -> None:
    story = Story()
    story.serving(1, "pension")
    story.open(2)
    story.do(c.TransferTicket(1, **target))  # type: ignore[arg-type]
    story.do(c.CloseCounter(2))
    assert call(story, 1) == "A001"


def test_a_clerk_is_followed_to_another_counter() -> None:
    story = Story()
    story.serving(1, "pension")
    story.open(2)
    story.do(c.TransferTicket(1, to_clerk="clerk-2"))
    story.do(c.CloseCounter(2))
    story.do(c.OpenCounter(3, "clerk-2"))
    assert call(story, 1) == "nobody_waiting"
    assert call(story, 3) == "A001"


@pytest.mark.parametrize("counters", [
    (CounterSetup(1, names("1")),),
    (CounterSetup(1, names("1")), CounterSetup(2, names("2"), items=("card",))),
])  # fmt: skip
@pytest.mark.parametrize("target", [{"to_counter": 2}, {"to_clerk": "clerk-2"}])
def test_a_target_that_a_new_setup_removed_or_narrowed_binds_nobody(
    target: dict[str, object], counters: tuple[CounterSetup, ...]
) -> None:
    story = Story()
    story.serving(1, "pension")
    story.open(2)
    story.do(c.TransferTicket(1, **target))  # type: ignore[arg-type]
    story.do(c.Configure(replace(story.hall.setup, counters=counters)))
    assert call(story, 1) == "A001"


def test_a_leg_whose_item_left_the_catalogue_can_still_be_sent_on() -> None:
    story = Story()
    story.serving(1, "pension")
    story.open(2)
    left = tuple(item for item in story.hall.setup.items if item.code != "pension")
    story.do(c.Configure(replace(story.hall.setup, items=left)))
    assert kinds(story.do(c.TransferTicket(1, to_counter=2))) == ["transferred"]


def test_in_automatic_mode_a_bound_ticket_wakes_nobody_else() -> None:
    story = Story(setup(assignment="auto", rest_s=10))
    story.serving(1, "pension")
    story.open(2, 3)
    story.do(c.TransferTicket(1, to_counter=2))
    story.do(c.PauseCounter(2, "lunch"))
    assert due_ms(story.hall) is None
    story.do(c.ResumeCounter(2))
    assert due_ms(story.hall) == story.now_ms + 10_000


def test_ten_transfers_keep_their_order() -> None:
    story = Story()
    ticket = story.serving(1, "pension")
    for _ in range(11):
        story.do(c.TransferTicket(1, ("pension",)))
        story.do(c.Undo(1))
        story.do(c.TransferTicket(1, ("pension",)))
        story.do(c.CallNext(1))
        story.do(c.StartService(1))
    assert story.leg(ticket).state == "serving"
    assert len(set(story.hall.tickets[ticket].legs)) == len(story.hall.tickets[ticket].legs) == 23
