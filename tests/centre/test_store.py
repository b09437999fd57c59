"""The store: each event once, totals that follow, lives of a hall that came back with another history."""

from dataclasses import replace
from datetime import UTC, datetime

from hub.centre.batch import HallRun
from hub.centre.store import Store
from hub.core.dispatch import Dispatch
from tests.centre.stored import add

START_MS = 1_578_877_200_000
"""2020-01-13 09:00 in Shanghai."""


def hash_at(seq: int, branch: str = "a") -> str:
    return f"{seq:063x}{branch}"


def event(seq: int, kind: str = "ticket_taken", branch: str = "a", **fields: object) -> Dispatch:
    told = Dispatch("city", seq, hash_at(seq, branch), START_MS + seq * 1000, kind, "2020-01-13")
    return replace(told, **fields)  # type: ignore[arg-type]


def served(seq: int, wait_s: int = 100, **fields: object) -> Dispatch:
    return event(seq, "served", wait_s=wait_s, service_s=60, **fields)


def counts(store: Store) -> dict[str, int]:
    sums: dict[str, int] = {}
    for row in store.totals(["city"], "2020-01-13", "2020-01-13"):
        for name, value in row.counts.items():
            sums[name] = sums.get(name, 0) + value
    return {name: value for name, value in sums.items() if value}


def test_the_same_run_again_changes_nothing(store: Store) -> None:
    run = [event(1, documents=2), served(2), event(3, "rated", score=5)]
    assert len(add(store, run, START_MS).fresh) == 3
    before = counts(store)
    assert add(store, run, START_MS).fresh == ()
    assert counts(store) == before
    assert before == {
        "visits": 1, "documents": 2, "two_documents": 1, "served": 1, "on_the_spot": 1, "wait_s": 100, "service_s": 60, "score_5": 1,
    }  # fmt: skip


def test_a_run_that_overlaps_adds_what_is_new(store: Store) -> None:
    add(store, [event(1), event(2)], START_MS)
    stored = add(store, [event(2), event(3)], START_MS)
    assert [each.seq for each in stored.fresh] == [3]
    assert counts(store)["visits"] == 3


def test_a_hole_is_named_and_nothing_behind_it_is_stored(store: Store) -> None:
    add(store, [event(1)], START_MS)
    assert add(store, [event(3)], START_MS).gap_at == 2
    assert store.place("city").stored_seq == 1


def test_another_hash_at_a_known_number_is_noticed_and_the_old_row_stays(store: Store) -> None:
    add(store, [event(1), event(2)], START_MS)
    stored = add(store, [event(2, branch="b"), event(3, branch="b")], START_MS)
    assert stored.rewritten == 2
    assert store.hash_of("city", 2) == hash_at(2)
    assert store.place("city").stored_seq == 2
    assert store.halls()[0].rewritten == 2


def test_a_finish_that_is_taken_back_is_taken_off(store: Store) -> None:
    add(store, [served(1, wait_s=1000, results=("taken_in",))], START_MS)
    assert counts(store) == {"served": 1, "wait_s": 1000, "over_15": 1, "service_s": 60}
    add(store, [served(2, wait_s=1000, results=("taken_in",), type="undone", how="finish")], START_MS)
    assert counts(store) == {}


def test_a_new_life_begins_behind_the_fork_and_keeps_the_old_rows(store: Store) -> None:
    add(store, [event(seq) for seq in (1, 2, 3)], START_MS)
    assert store.begin_life("city", 2, hash_at(2, "x")) is None
    place = store.begin_life("city", 2, hash_at(2))
    assert place is not None
    assert (place.life, place.stored_seq) == (1, 2)
    add(store, [event(3, branch="b"), event(4, branch="b")], START_MS)
    assert store.hash_of("city", 3) == hash_at(3, "b")
    assert [each["hash"] for each in store.events("city", 1, 9)] == [hash_at(2), hash_at(3, "b"), hash_at(4, "b")]
    assert counts(store)["visits"] == 5
    assert store.halls()[0].rewritten == 3


def test_events_of_a_hall_whose_clock_is_ahead_count_when_they_came(store: Store) -> None:
    add(store, [event(1, at_ms=START_MS + 365 * 86_400_000, day="2021-01-12")], START_MS)
    assert counts(store) == {"visits": 1, "two_documents": 1}


def test_reviews_come_newest_first_and_bad_ones_alone_where_asked(store: Store) -> None:
    add(store, [event(seq, "rated", score=seq, items=("card",), number="A1") for seq in (1, 2, 3)], START_MS)
    assert [each.score for each in store.reviews(["city"], "2020-01-13", "2020-01-13")] == [3, 2, 1]
    bad = store.reviews(["city"], "2020-01-13", "2020-01-13", most_score=2)
    assert [(each.score, each.items, each.number) for each in bad] == [(2, ("card",), "A1"), (1, ("card",), "A1")]


def test_hours_are_those_of_the_hall_s_wall(store: Store) -> None:
    add(store, [event(1), event(2, at_ms=START_MS + 3_600_000)], START_MS)
    assert [row.hour for row in store.totals(["city"], "2020-01-01", "2020-12-31")] == [9, 10]


def test_runs_of_many_halls_are_one_transaction_and_each_hall_has_its_own_answer(store: Store) -> None:
    def of(hall: str, *numbers: int, life: int = 0, branch: str = "a") -> HallRun:
        return HallRun(hall, life, tuple(replace(event(seq, branch=branch), hall=hall) for seq in numbers))

    store.add([of("city", 1, 2)], START_MS)
    runs = [
        of("town", 1),
        of("city", 2, 3),
        of("city", 4, 5),
        of("city", 9),
        of("village", 1, life=3),
        of("city", 5, branch="b"),
        of("town", 1, 2),
    ]
    town, known, more, hole, invented, other, again = store.add(runs, START_MS)
    assert [[each.seq for each in found.fresh] for found in (town, known, more, again)] == [[1], [3], [4, 5], [2]]
    assert (hole.gap_at, invented.other_life, other.rewritten) == (6, True, 5)
    assert [store.place(hall).stored_seq for hall in ("city", "town", "village")] == [5, 2, 0]
    assert {each.hall: each.rewritten for each in store.halls()} == {"city": 5, "town": 0, "village": 0}
    assert counts(store)["visits"] == 5


def test_a_value_that_the_store_can_never_hold_harms_no_other_hall(store: Store) -> None:
    most = 2**53 - 1
    large = tuple(replace(event(seq, documents=most), hall="large") for seq in range(1, 1100))
    found = store.add([HallRun("large", 0, large), HallRun("city", 0, (event(1), event(2)))], START_MS)
    assert found[0].unfit
    assert store.place("large").stored_seq == 0
    assert store.place("city").stored_seq == 2


def test_a_business_day_that_no_hall_could_have_is_the_calendar_s(store: Store) -> None:
    add(store, [event(1, day="zzz"), event(2, day="1999-01-01"), event(3, day="2020-01-12")], START_MS)
    assert {row.day: row.counts["visits"] for row in store.totals(["city"], "0", "zzzz")} == {
        "2020-01-12": 1, "2020-01-13": 2,
    }  # fmt: skip


def test_months_follow_each_other_and_are_made_again_without_harm(store: Store) -> None:
    months = (2020, 1), (2020, 2), (2021, 1)
    for seq, (year, month) in enumerate(months, 1):
        at_ms = int(datetime(year, month, 15, tzinfo=UTC).timestamp() * 1000)
        day = f"{year}-{month:02d}-15"
        store.add([HallRun("city", 0, (event(seq, "rated", score=1, at_ms=at_ms, day=day),))], at_ms)
    assert [each["seq"] for each in store.events("city", 0, 9)] == [1, 2, 3]
    assert len(store.reviews(["city"], "2020-01-01", "2021-12-31")) == len(months)
    assert [row.day for row in store.totals(["city"], "2020-01-01", "2021-12-31")] == [
        "2020-01-15", "2020-02-15", "2021-01-15",
    ]  # fmt: skip


def test_a_review_keeps_its_reasons_and_a_code_that_nobody_knows_is_other(store: Store) -> None:
    told = ("attitude", "110101199003074567", "long_wait", "free money")
    add(store, [event(1, "rated", score=1, reasons=told), event(2, "rated", score=5)], START_MS)
    reviews = store.reviews(["city"], "2020-01-13", "2020-01-13")
    assert [each.reasons for each in reviews] == [(), ("attitude", "other", "long_wait")]
    counts = store.review_counts(["city"], "2020-01-13", "2020-01-13")
    assert counts == [(1, ("attitude", "other", "long_wait"), 1), (5, (), 1)]


def test_reviews_are_read_on_behind_the_last_one(store: Store) -> None:
    add(store, [event(seq, "rated", score=5, at_ms=START_MS) for seq in range(1, 8)], START_MS)
    found: list[int] = []
    place = None
    while rows := store.reviews(["city"], "2020-01-13", "2020-01-13", limit=3, before=place):
        found += [each.seq for each in rows]
        place = rows[-1].place
    assert found == [7, 6, 5, 4, 3, 2, 1]
