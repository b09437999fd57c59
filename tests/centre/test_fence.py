"""Two hubs with one name: which of them the store takes events of, and when that changes."""

from dataclasses import replace

from hub.centre.batch import HallRun
from hub.centre.fence import KEPT_SILENT_MS
from hub.centre.store import Kept, Store
from tests.centre.rig import FakeHall

NOW_MS = 1_578_877_200_000


def run(epoch: int, *numbers: int) -> HallRun:
    hall = FakeHall(epoch=epoch)
    return HallRun("city", 0, tuple(hall.event(seq) for seq in numbers), epoch)


def test_a_question_of_a_higher_epoch_shuts_out_the_events_of_the_lower(store: Store) -> None:
    assert store.let_in({"city": 4}, NOW_MS)["city"].epoch == 4
    (first,) = store.add([run(4, 1)], NOW_MS)
    assert store.let_in({"city": 5}, NOW_MS + 1)["city"].epoch == 5
    old, new = store.add([run(4, 2), run(5, 2)], NOW_MS + 2)
    assert (first.fenced, old.fenced, new.fenced) == (False, True, False)
    assert (old.fresh, [each.seq for each in new.fresh]) == ((), [2])


def test_events_raise_the_epoch_themselves(store: Store) -> None:
    store.add([run(4, 1), run(6, 2)], NOW_MS)
    (late,) = store.add([run(5, 3)], NOW_MS)
    assert late.fenced
    assert store.place("city").stored_seq == 2


def test_a_lower_epoch_is_let_in_once_the_higher_has_been_silent(store: Store) -> None:
    store.let_in({"city": 9}, NOW_MS)
    assert store.let_in({"city": 3}, NOW_MS + KEPT_SILENT_MS - 1)["city"].epoch == 9
    assert store.let_in({"city": 3}, NOW_MS + KEPT_SILENT_MS)["city"].epoch == 3
    (taken,) = store.add([run(3, 1)], NOW_MS + KEPT_SILENT_MS)
    assert taken.fresh


async def test_a_standing_that_is_kept_holds_the_fence_and_a_lower_one_does_not_break_it(store: Store) -> None:
    told = await FakeHall(epoch=9).standing()
    assert told
    store.let_in({"city": 9}, NOW_MS)
    store.keep_standings([Kept(told, NOW_MS + 60_000, 0)])
    store.keep_standings([Kept(replace(told, epoch=3), NOW_MS + 61_000, 0)])
    assert store.let_in({"city": 3}, NOW_MS + KEPT_SILENT_MS)["city"].epoch == 9
    assert store.halls()[0].epoch == 9


def test_whoever_asks_a_second_time_is_heard_no_later_for_it(store: Store) -> None:
    """Only a hub that speaks holds the fence; the questions of the one outside do not."""
    store.let_in({"city": 9}, NOW_MS)
    for after_ms in range(0, KEPT_SILENT_MS, 30_000):
        assert store.let_in({"city": 3}, NOW_MS + after_ms)["city"].epoch == 9
    assert store.let_in({"city": 3}, NOW_MS + KEPT_SILENT_MS)["city"].epoch == 3


def test_many_halls_that_ask_at_once_have_their_own_answers(store: Store) -> None:
    store.let_in({"city": 9, "town": 2}, NOW_MS)
    places = store.let_in({"city": 3, "town": 3, "village": 1}, NOW_MS + 1)
    assert {hall: place.epoch for hall, place in places.items()} == {"city": 9, "town": 3, "village": 1}
