"""The board that a centre folds from events is the hall's own, event by event, whatever a day brings."""

import json
import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.centre.board import LEGS, Board, board_shown, folded
from hub.core import commands as c
from hub.core.apply import apply
from hub.core.catalogue import Place
from hub.core.counter import CounterState
from hub.core.dispatch import OTHER, Dispatch
from hub.core.hall import Hall
from hub.core.trail import Trail, dispatch
from tests.core.story import Story, setup
from tests.core.walk import Walk


def agree(board: Board, hall: Hall, trail: Trail) -> None:
    """Counters, whom they serve, calls and waiting legs are the same."""
    seats = {each.number: (str(each.state), each.leg) for each in hall.counters.values()}
    assert {number: (each.state, each.leg) for number, each in board.counters.items()} == {
        number: seat for number, seat in seats.items() if seat[0] != CounterState.CLOSED
    }
    if hall.day:
        known = {leg.id: trail.known(leg.items) for leg in hall.waiting_legs()}
        assert {leg_id: leg.items for leg_id, leg in board.waiting().items()} == known
        assert {leg_id: leg.turn_ms for leg_id, leg in board.coming().items()} == {
            leg.id: leg.passed_ms for leg in hall.afar_legs()
        }
        assert board.calls == hall.calls
        assert {leg_id: leg.state for leg_id, leg in board.legs.items()} == {
            leg.id: str(leg.state) for leg in hall.legs.values()
        }
        assert (board.day, board.open) == (hall.day, hall.day_open)


def follow(story: Story) -> Board:
    """Replay the journal in a hall and on a board, compare after each event."""
    hall, trail, board = Hall(story.first), Trail(story.first), Board()
    for recorded in story.journal:
        apply(hall, recorded)
        board.add(dispatch(trail, recorded, recorded.seq.to_bytes(32, "big")))
        agree(board, hall, trail)
    return board


@settings(max_examples=15)
@given(st.integers(0, 100_000), st.booleans())
def test_after_each_event_of_random_days_the_board_is_the_hall_s_own(seed: int, afar: bool) -> None:
    walk = Walk(seed, afar=afar)
    for _ in range(2):
        for _ in range(250):
            walk.step()
        walk.next_day()
    assert follow(walk.story).seq == walk.story.hall.seq


def test_every_kind_of_undo_is_in_the_walks() -> None:
    walk = Walk(7)
    for _ in range(1500):
        walk.step()
    actions = {action for moves in walk.undone for action in moves}
    assert actions == {"call", "resume", "start", "miss", "finish", "hold", "transfer", "pause"}
    follow(walk.story)


def test_who_is_still_on_the_way_does_not_wait_and_waits_behind_the_others_once_there() -> None:
    story = Story(replace(setup(), place=Place(remote=True, url="https://hall.example")))
    story.open(1)
    story.do(c.PauseCounter(1, "lunch"))
    (taken,) = story.do(c.TakeTicket(("card",), c.Channel.PHONE, "a", afar=True))
    waits = story.take("card")
    shown = board_shown(follow(story), {"card": "social"})
    numbers = [story.hall.tickets[taken.ticket].number, story.number(waits)]
    assert (shown["waiting"][0]["count"], shown["waiting"][0]["numbers"]) == (1, numbers[1:])
    assert shown["coming"] == {"count": 1, "numbers": numbers[:1], "turned": []}
    story.do(c.BeginVisit(taken.ticket))
    shown = board_shown(follow(story), {"card": "social"})
    assert shown["waiting"][0]["numbers"] == numbers[::-1]
    assert shown["coming"] == {"count": 0, "numbers": [], "turned": []}


def test_whose_turn_has_come_on_the_way_is_told_with_its_time() -> None:
    story = Story(replace(setup(), place=Place(remote=True, url="https://hall.example")))
    (taken,) = story.do(c.TakeTicket(("card",), c.Channel.PHONE, "a", afar=True))
    story.open(1)
    story.do(c.Tick())
    number = story.hall.tickets[taken.ticket].number
    shown = board_shown(follow(story), {"card": "social"})
    assert shown["coming"]["turned"] == [{"number": number, "turn_ms": story.now_ms}]
    story.do(c.BeginVisit(taken.ticket))
    assert board_shown(follow(story), {"card": "social"})["coming"]["turned"] == []


def test_a_hub_that_does_not_tell_who_is_on_the_way_is_followed_as_before() -> None:
    board = folded(
        Dispatch("old", seq, "", 0, kind, leg="t.1", number="A1")
        for seq, kind in enumerate(("ticket_taken", "called", "visit_begun"))
    )
    assert board.legs["t.1"].state == "called"


def test_a_board_tells_numbers_and_lines_and_nobody() -> None:
    story = Story()
    story.open(1, 2)
    first = story.serving(1)
    story.take("pension", "benefit")
    waits = story.take("benefit")
    shown = board_shown(follow(story), {"card": "social", "pension": "social", "benefit": "job"})
    assert shown["counters"] == [
        {"counter": 1, "state": "serving", "number": story.number(first), "items": ("card",)},
        {"counter": 2, "state": "free", "number": "", "items": ()},
    ]
    assert [(each["number"], each["counter"], each["state"]) for each in shown["calls"]] == [
        (story.number(first), 1, "serving")
    ]
    assert [(each["line"], each["count"], each["items"]) for each in shown["waiting"]] == [
        ("job", 1, {"benefit": 1}), ("social", 1, {"benefit": 1, "pension": 1}),
    ]  # fmt: skip
    assert shown["waiting"][0]["numbers"] == [story.number(waits)]
    assert "link" not in json.dumps(shown)


@settings(max_examples=25)
@given(st.integers(0, 100_000))
def test_events_in_any_order_with_any_hole_break_nothing(seed: int) -> None:
    dice, walk = random.Random(seed), Walk(seed % 50)
    for _ in range(60):
        walk.step()
    trail = Trail(walk.story.first)
    told = [dispatch(trail, each, bytes(32)) for each in walk.story.journal]
    told = [replace(each, counter=dice.choice((each.counter, None, 10**9))) for each in told if dice.random() < 0.8]
    dice.shuffle(told)
    board_shown(folded(told), {})


def test_what_a_hall_can_make_a_centre_keep_is_bounded() -> None:
    board = Board()
    for seq in range(LEGS + 50):
        board.add(Dispatch("bad", seq, "", 0, "ticket_taken", leg=f"t{seq}", number="A1", items=(OTHER,)))
        board.add(Dispatch("bad", seq, "", 0, "counter_opened", counter=seq))
    assert (len(board.legs), len(board.counters)) == (LEGS, 1000)
    assert len(board_shown(board, {})["waiting"][0]["numbers"]) == 60


def test_an_undo_of_a_hub_that_names_no_legs_changes_nothing() -> None:
    story = Story()
    story.open(1)
    story.take()
    story.do(c.CallNext(1))
    board = follow(story)
    board.add(Dispatch("test", board.seq + 1, "", 0, "undone", counter=1, how="call"))
    assert board.counters[1].state == "calling"
