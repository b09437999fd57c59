"""Who is late, how starts are counted, when a trial is over: pure, time passed in."""

import pytest

from restarts import MANY, YOUNG_MS, Restarts
from storage import Damaged
from trial import CONTACT_MS, WAIT_MS, Trial
from watch import LIMIT_MS, SLICE_S, Watch
from wire.timing import SILENT_MS


def test_who_checks_in_is_never_late() -> None:
    watch = Watch(("link", "tick"), 0)
    for now_ms in range(0, 10 * LIMIT_MS, SLICE_S * 1000):
        watch.alive("link", now_ms)
        watch.alive("tick", now_ms)
        assert watch.late(now_ms) is None


def test_one_that_is_silent_is_named_although_the_others_live() -> None:
    watch = Watch(("link", "tick"), 0)
    watch.alive("link", LIMIT_MS)
    assert watch.late(LIMIT_MS) is None
    assert watch.late(LIMIT_MS + 1) == "tick"


def test_of_several_the_one_that_was_silent_first_is_named() -> None:
    watch = Watch(("link", "tick", "buttons"), 0)
    watch.alive("link", 5)
    watch.alive("tick", 3)
    watch.alive("buttons", 9)
    assert watch.late(2 * LIMIT_MS) == "tick"


def test_one_with_nothing_to_do_is_not_missed_until_it_has() -> None:
    watch = Watch(("printing",), 0)
    watch.over("printing")
    assert watch.late(9 * LIMIT_MS) is None
    watch.alive("printing", 9 * LIMIT_MS)
    assert watch.late(11 * LIMIT_MS) == "printing"


class Records:
    """A flash that counts its writes."""

    def __init__(self, damaged: bool = False) -> None:
        self.kept: dict[str, object] = {}
        self.writes = 0
        self.damaged = damaged

    def load(self, name: str) -> object:
        if self.damaged:
            raise Damaged(name)
        return self.kept.get(name)

    def save(self, name: str, record: object) -> None:
        self.writes += 1
        self.kept[name] = record


def test_quick_ends_are_counted_and_a_long_life_forgets_them() -> None:
    records = Records()
    assert [Restarts(records, "fault").quick for _ in range(MANY + 1)] == list(range(MANY + 1))
    last = Restarts(records, "power")
    last.tick(YOUNG_MS - 1)
    assert Restarts(records, "power").quick == MANY + 2
    last.tick(YOUNG_MS)
    assert Restarts(records, "power").quick == 0


@pytest.mark.parametrize("why", ["command", "update", "retry"])
def test_a_restart_that_was_wanted_is_none_of_them(why: str) -> None:
    records = Records()
    for _ in range(MANY):
        Restarts(records, "fault")
    assert Restarts(records, why).quick == 0


def test_a_start_writes_twice_however_long_it_lives() -> None:
    records = Records()
    start = Restarts(records, "power")
    for now_ms in range(0, 20 * YOUNG_MS, 500):
        start.tick(now_ms)
    assert records.writes == 2


def test_a_damaged_count_is_none() -> None:
    assert Restarts(Records(damaged=True), "power").quick == 0


class Start:
    """What a trial leads to."""

    def __init__(self) -> None:
        self.slot: dict[str, object] = {"slot": "b", "old": "a", "tries": 1, "id": 7}
        self.resets: list[str] = []

    def save_slot(self, **record: object) -> None:
        self.slot = record

    def reset(self, why: str) -> None:
        self.resets.append(why)


def test_a_trial_ends_well_after_a_minute_of_contact() -> None:
    start = Start()
    trial = Trial(start)
    over = [trial.over(now_ms, now_ms) for now_ms in range(0, CONTACT_MS, 5_000)]
    assert not any(over)
    assert trial.over(CONTACT_MS, CONTACT_MS)
    assert (start.slot, start.resets) == ({"slot": "b"}, [])


def test_a_gap_in_the_contact_begins_the_minute_anew() -> None:
    start = Start()
    trial = Trial(start)
    trial.over(1_000, 1_000)
    assert not trial.over(CONTACT_MS - 1, 1_000)
    assert not trial.over(CONTACT_MS + 2_000, CONTACT_MS + 2_000)
    assert not trial.over(CONTACT_MS + SILENT_MS, CONTACT_MS + SILENT_MS)


def test_a_trial_without_contact_leads_back_after_ten_minutes() -> None:
    start = Start()
    trial = Trial(start)
    assert not trial.over(WAIT_MS - 1, None)
    assert trial.over(WAIT_MS, None)
    assert (start.slot, start.resets) == ({"slot": "a", "failed": "no_contact", "id": 7}, ["update"])
