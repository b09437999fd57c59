"""What is held of very many halls: the same figures in few bytes, what is equal once, and a start that lets others work."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.centre import cards, store
from hub.centre import tables as t
from hub.centre.around import Around
from hub.centre.bulk import put
from hub.centre.halls import HallNow, Halls
from hub.centre.hours import HallHour
from hub.centre.outlook import HourOutlook
from hub.centre.store import Store
from hub.centre.tree import TOP
from hub.centre.web import kept
from hub.centre.web.branch import MOST_MOVES
from hub.centre.web.figures import Figures
from hub.centre.web.kept import Kept
from hub.centre.web.packed import hours_of, pack_rows, pack_usual, row_of, usual_at
from hub.centre.web.past import Past, StoredPast, weekdays_before
from hub.core.hall_card import HallCard
from hub.core.standing import as_values, of_values
from tests.centre.world import CITY, DAY, STANDINGS, START_MS, TOWN, TREE, VILLAGE, Clock, MemoryPast
from tools.benches.centre.many import main

COUNTS = st.integers(0, 2**53)
HOURS = st.lists(
    st.builds(
        HallHour, st.just("city"), st.just(DAY), st.integers(0, 23), COUNTS, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS,
        st.dictionaries(st.integers(1, 5), st.integers(1, 99)),
    )
)  # fmt: skip
SECONDS = st.integers(0, 2**60).map(float).map(round)
OUTLOOKS = st.dictionaries(
    st.integers(0, 23),
    st.one_of(
        st.tuples(st.integers(0, 8), st.none(), st.none(), st.none()),
        st.tuples(st.integers(2, 8), SECONDS, SECONDS, st.floats(0, 1e6)),
    ),
)


@given(HOURS)
def test_packed_hours_are_the_hours(hours: list[HallHour]) -> None:
    assert hours_of(pack_rows(list(map(row_of, hours))), "city", DAY) == hours


@given(OUTLOOKS)
def test_a_packed_outlook_is_found_by_its_hour(
    found: dict[int, tuple[int, int | None, int | None, float | None]],
) -> None:
    hours = {hour: HourOutlook(hour, *rest) for hour, rest in found.items()}
    packed = pack_usual(hours.values())
    assert {hour: usual_at(packed, hour) for hour in range(24)} == {hour: hours.get(hour) for hour in range(24)}


ROWS = st.lists(
    st.tuples(
        st.sampled_from(("city", "town")), st.sampled_from((*weekdays_before(DAY)[:4], DAY)), st.integers(8, 10),
        st.integers(-1, 40), st.integers(-1, 40), st.integers(-5, 90_000),
    ),
    unique_by=lambda row: row[:3], max_size=24,
)  # fmt: skip


class Plain(Past):
    """The same store, by its rows alone."""

    def __init__(self, stored: StoredPast) -> None:
        self.hours = stored.hours  # type: ignore[method-assign]

    async def hours(self, halls: Sequence[str] | None, first: str, last: str) -> list[HallHour]:
        raise NotImplementedError


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = Store(f"sqlite:///{tmp_path_factory.mktemp('hours') / 'centre.db'}")
    yield made
    made.close()


@settings(max_examples=40, deadline=None)
@given(rows=ROWS, halls=st.sampled_from((None, ["city"], ["town", "city"], ["nobody"])))
def test_what_the_database_adds_up_is_what_its_rows_tell(
    stored: Store, rows: list[tuple[str, str, int, int, int, int]], halls: list[str] | None
) -> None:
    names = ("hall", "day", "hour", "visits", "served", "wait_s")
    with stored.engine.begin() as connection:
        connection.execute(t.day_total.delete())
        put(connection, t.day_total, [{**dict(zip(names, row, strict=True)), "score_4": 1} for row in rows])

    async def check() -> None:
        past = StoredPast(stored)
        plain = Plain(past)
        assert await past.today(halls, DAY) == await plain.today(halls, DAY)
        found, wanted = await past.usual(halls, DAY), await plain.usual(halls, DAY)
        for hall in ("city", "town"):
            for hour in range(8, 11):
                expected = usual_at(wanted.get(hall, b""), hour)
                known = expected if expected and expected.days else None
                assert usual_at(found.get(hall, b""), hour) == known

    asyncio.run(check())


def test_no_weekday_is_before_the_calendar() -> None:
    assert weekdays_before("0001-01-15") == ["0001-01-08", "0001-01-01"]


@pytest.mark.parametrize("card", [CITY, TOWN, VILLAGE, HallCard("bare", {}), replace(CITY, items=CITY.items * 400)])
def test_a_card_that_is_read_is_the_card_that_was_written(card: HallCard) -> None:
    assert cards.read(msgspec.json.encode(card)) == card
    assert cards.shared(card) == card


def test_halls_that_accept_the_same_hold_it_once() -> None:
    one, other = (cards.shared(replace(CITY, hall=hall, names={"en": hall})) for hall in ("one", "other"))
    fewer = cards.shared(TOWN)
    assert one.items is other.items
    assert one.lines is other.lines
    assert fewer.items[0] is one.items[0]


def test_standings_share_what_is_equal_and_a_hall_can_change_nobody_else_s() -> None:
    told = as_values(replace(STANDINGS["town"], alarms={}))
    one, other = of_values([*told]), of_values([*told])
    assert one == other
    assert one.alarms is other.alarms
    assert one.ratings is other.ratings
    halls = Halls()
    halls.refuse("one", "rate")
    assert HallNow("other").refused == {}


def test_the_store_is_read_page_by_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "PAGE", 3)
    stored = Store(f"sqlite:///{tmp_path / 'centre.db'}")
    names = [f"h{index}" for index in range(7)]
    with stored.engine.begin() as connection:
        put(connection, t.hall, [{"hall": hall} for hall in names])
    assert [each.hall for each in stored.halls()] == names
    assert [each.hall for each in stored.known_behind("h2")] == ["h3", "h4", "h5"]
    assert [each.hall for each in stored.known_behind("h5")] == ["h6"]
    stored.close()


async def test_many_halls_that_are_due_at_once_let_others_work_and_a_picture_waits_for_some_of_them_alone() -> None:
    count = 2 * kept.AT_ONCE + 7
    clock = Clock()
    found = tuple(HallNow(f"h{index:05d}", TOWN, STANDINGS["town"], START_MS) for index in range(count))
    halls = Halls(found, clock)
    figures = Figures(halls, MemoryPast(), Around(halls, {}))
    of_halls = Kept(halls, figures, TREE)
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    beside = asyncio.create_task(others())
    await of_halls.catch_up()
    assert turns >= count / kept.AT_ONCE
    beside.cancel()
    assert of_halls.sums(TOP)["open_halls"] == count
    clock.forward_s(3600)
    of_halls.refresh()
    assert of_halls.sums(TOP)["stale"] == count, "what has fallen silent is never shown as fresh"


def test_a_branch_that_nobody_asks_for_holds_no_more_than_it_must() -> None:
    clock = Clock()
    halls = Halls((HallNow("town", TOWN, STANDINGS["town"], START_MS),), clock)
    figures = Figures(halls, MemoryPast(), Around(halls, {}))
    of_halls = Kept(halls, figures, TREE)
    of_halls.refresh()
    assert of_halls.sums(TOP)["waiting"] == STANDINGS["town"].waiting
    branch = of_halls._branch(TOP)
    for waiting in range(200):
        halls.change("town", standing=replace(STANDINGS["town"], waiting=waiting))
        of_halls.refresh()
        assert len(branch._gone) < MOST_MOVES
    assert of_halls.sums(TOP)["waiting"] == 199


def test_the_bench_of_many_halls_measures_both_parts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--halls", "30", "--hours", "1", "--json"]) == 0
    told = msgspec.json.decode(capsys.readouterr().out)
    assert told["web"]["standing_us"] > 0
    assert told["intake"]["mb"] > told["intake"]["hall_kb"] > 0
