"""What leaves the hall: everything that happened, and nobody whom it happened to."""

import json
import re
from dataclasses import asdict

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.core import commands as c
from hub.core.catalogue import RATING_REASONS
from hub.core.dispatch import OTHER, Dispatch, as_plain, fault_of
from hub.core.events import ComplaintAnswered, MatterMoved, NoteWritten, Recorded, TicketTaken, type_name
from hub.core.trail import Trail, dispatch
from hub.devices.setup import REASONS
from tests.core.story import Story, setup
from tests.core.walk import Walk
from tests.sources import text_of as text_of_file

PLANTED = "110101199003074567"
WORDS = (
    "lunch",
    "evening",
    "tea",
    "form is missing",
    "talked to the clerk",
    "not signed",
    "archive",
    "clerk-",
)
"""What people write in a walk: reasons of pauses, notes, answers, offices, names."""


def told(story: Story) -> list[Dispatch]:
    trail = Trail(story.first)
    return [dispatch(trail, each, each.seq.to_bytes(32, "big")) for each in story.journal]


def text_of(dispatches: list[Dispatch]) -> str:
    return json.dumps([as_plain(each) | {"card": each.card and asdict(each.card)} for each in dispatches])


def secrets_of(recorded: Recorded) -> set[str]:
    """Words, links and names of an event that must stay in the hall."""
    event = recorded.event
    found = {getattr(event, "link", ""), getattr(event, "clerk", ""), getattr(event, "code", ""), recorded.actor}
    if isinstance(event, NoteWritten | ComplaintAnswered):
        found.add(event.words)
    if isinstance(event, MatterMoved):
        found |= {event.holder, event.reason}
    return {json.dumps(each) for each in found if len(each) > 3}


@settings(max_examples=12)
@given(st.integers(0, 10_000))
def test_no_dispatch_of_a_random_day_holds_a_word_a_link_or_a_name(seed: int) -> None:
    walk = Walk(seed, afar=True)
    for _ in range(150):
        walk.step()
    walk.next_day()
    journal, sent = walk.story.journal, told(walk.story)
    text = text_of(sent)
    for recorded in journal:
        assert [each for each in secrets_of(recorded) if each in text] == []
    assert [word for word in WORDS if word in text] == []
    assert [each.seq for each in sent] == list(range(1, len(journal) + 1))
    assert [each.type for each in sent] == [type_name(each.event) for each in journal]
    assert [fault_of(each) for each in sent if fault_of(each)] == []


def test_a_planted_id_number_is_nowhere() -> None:
    story = Story(setup())
    story.open(1, 2)
    story.serving(1)
    story.do(c.HoldTicket(1, PLANTED))
    story.do(c.PauseCounter(1, PLANTED))
    story.serving(2)
    story.do(c.FinishService(2, (c.Outcome("card", c.Result.REFUSED, PLANTED),)))
    leg = next(iter(story.hall.legs))
    story.do(c.Rate(leg, 1, (PLANTED,)))
    story.do(c.Complain(1, ""))
    story.do(c.AnswerComplaint(next(iter(story.hall.complaints)), PLANTED))
    story.do(c.TakeTicket((PLANTED,), c.Channel.KIOSK, PLANTED))
    story.do(c.LendNumbers(PLANTED), device=PLANTED)
    waits = story.take("card")
    story.do(c.CancelTicket(waits, PLANTED), origin=PLANTED)
    assert PLANTED in repr(story.journal)
    assert PLANTED not in text_of(told(story))


def test_an_item_that_no_catalogue_knows_is_told_as_other() -> None:
    trail = Trail(setup())
    event = TicketTaken("t", "A001", 1, (PLANTED, "card"), c.Channel.DISPENSER, PLANTED, None, "zh", "", 0, None, None)
    sent = dispatch(trail, Recorded(1, 1, 1, True, "2020-01-13", "o", "a", "d", event), bytes(32))
    assert sent.items == (OTHER, "card")
    assert sent.priority == OTHER


def test_a_leg_that_ends_tells_its_wait_and_its_service() -> None:
    story = Story(setup())
    story.open(1)
    ticket = story.take("card")
    story.do(c.CallChosen(1, ticket, "test"), after_s=100)
    story.do(c.StartService(1), after_s=20)
    story.do(c.FinishService(1), after_s=300)
    ended = told(story)[-1]
    assert (ended.type, ended.wait_s, ended.service_s, ended.counter) == ("served", 100, 300, 1)
    story.do(c.Undo(1), after_s=1)
    back = told(story)[-1]
    assert (back.type, back.wait_s, back.service_s, back.how) == ("undone", 100, 300, "finish")
    story.do(c.FinishService(1), after_s=60)
    assert told(story)[-1].service_s == 361


def test_the_setup_comes_as_a_card() -> None:
    (sent,) = [each for each in told(Story(setup())) if each.type == "configured"]
    assert sent.card is not None
    assert [item.code for item in sent.card.items] == ["card", "pension", "benefit"]


def test_a_rating_tells_codes_of_reasons_and_never_words() -> None:
    story = Story(setup())
    story.serving(1)
    story.do(c.FinishService(1))
    story.do(c.Rate(next(iter(story.hall.legs)), 1, ("long_wait", PLANTED, "papers", PLANTED)))
    assert told(story)[-1].reasons == ("long_wait", OTHER, "papers")


def test_what_pads_and_pages_offer_as_reasons_is_in_the_catalogue() -> None:
    offered = re.search(r"REASONS = \[(.+)\]", text_of_file("display/web/lib/rating.js"))
    assert offered is not None
    assert set(re.findall(r'"(\w+)"', offered[1])) | {code for code, _ in REASONS} == set(RATING_REASONS)


def test_a_transfer_tells_what_waits_now_and_an_undo_whose_actions_it_takes_back() -> None:
    story = Story(setup())
    ticket = story.serving(1)
    story.do(c.TransferTicket(1, ("pension",)))
    sent = told(story)[-1]
    assert (sent.type, sent.new_leg, sent.new_items) == ("transferred", f"{ticket}.2", ("pension",))
    story.do(c.Undo(1), after_s=1)
    back = told(story)[-1]
    assert (back.how, back.legs) == ("transfer", (f"{ticket}.1",))
