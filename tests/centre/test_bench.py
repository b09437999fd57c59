"""The bench of a centre: what its halls send is what halls send, and its audit finds what is wrong."""

import asyncio
import json
import xml.etree.ElementTree as ElementTree
from typing import cast

import pytest
from sqlalchemy import text

from hub.centre.batch import HallRun
from hub.centre.store import Store
from hub.uplink.shapes import read_run, read_standing
from tools.benches.centre.__main__ import KEYS, main
from tools.benches.centre.audit import audit
from tools.benches.centre.board import Board
from tools.benches.centre.growth import PARTS, chart
from tools.benches.centre.hall import SimulatedHall, hash_at
from tools.benches.centre.line import Line
from tools.running.postgres import Postgres

NOW_MS = 1_767_578_400_000
DAY = "2026-01-05"
TWICE = """
INSERT INTO event SELECT hall, life + 1, seq, month, hash, at_ms, received_ms, day, type, body FROM event WHERE seq = 3
"""


def test_its_halls_speak_the_link_s_language_and_stay_small() -> None:
    hall = SimulatedHall(7, "h00007", DAY)
    runs = [read_run("h00007", hall.event()) for _ in range(40)]
    assert [run.events[0].seq for run in runs] == list(range(1, 41))
    assert {run.events[0].type for run in runs} == {"configured", "ticket_taken", "called", "served", "rated"}
    assert all(run.events[0].hash == hash_at("h00007", run.events[0].seq) for run in runs)
    payload = hall.standing(NOW_MS)
    assert len(payload) <= 350
    assert read_standing("h00007", payload).seq == 40


async def test_a_line_reads_its_answers_however_they_are_cut() -> None:
    said = b"INFO {}\r\nPONG\r\nMSG _INBOX_h1.1 1 5\r\nfirst\r\nPING\r\nMSG _INBOX_h1.2 1 8\r\nse\r\ncond\r\n"
    for cut in range(len(said)):
        line, found, written = Line("h1", "key"), [], bytearray()  # type: ignore[var-annotated]
        line.connection_made(cast(asyncio.Transport, Pipe(written)))
        for _ in range(2):
            line.ask("centre.h1.ask", b"{}", found.append)
        line.data_received(said[:cut])
        line.data_received(said[cut:])
        assert found == [b"first", b"se\r\ncond"]
        assert line.ready.done()
        assert written.count(b"PONG\r\n") == 1


class Pipe(asyncio.Transport):
    """Where a line writes."""

    def __init__(self, written: bytearray) -> None:
        super().__init__()
        self._written = written

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self._written += data


@pytest.fixture
def stored(postgres: Postgres) -> tuple[Store, dict[str, int]]:
    """Two halls with ten events each."""
    store = Store(postgres.create("audited"))
    for index in range(2):
        hall = SimulatedHall(index, f"h{index}", DAY)
        for _ in range(10):
            store.add([HallRun(hall.hall, 0, read_run(hall.hall, hall.event()).events)], NOW_MS)
    return store, {"h0": 10, "h1": 10}


@pytest.mark.parametrize(
    ("harm", "lost", "duplicated"),
    [
        ("SELECT 1", 0, 0),
        ("DELETE FROM event WHERE hall = 'h0' AND seq = 4", 1, 0),
        ("UPDATE event SET hash = repeat('0', 64) WHERE hall = 'h1' AND seq = 10", 1, 0),
        (TWICE, 0, 2),
    ],
)  # fmt: skip
def test_its_audit_finds_what_is_lost_changed_or_there_twice(
    stored: tuple[Store, dict[str, int]], harm: str, lost: int, duplicated: int
) -> None:
    store, sent = stored
    with store.engine.begin() as connection:
        connection.execute(text(harm))
    found = audit(store.engine, sent, 0)
    store.close()
    assert (found.lost, found.duplicated) == (lost, duplicated)


def test_its_audit_counts_tickets_that_the_totals_lack(stored: tuple[Store, dict[str, int]]) -> None:
    store, sent = stored
    assert audit(store.engine, sent, 0).miscounted == 0
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE day_total SET visits = visits + 3 WHERE hall = 'h0'"))
    assert audit(store.engine, sent, 0).miscounted == 3
    store.close()


def test_the_age_of_a_standing_ends_with_the_first_picture_that_has_it_or_a_newer_one() -> None:
    board = Board()
    board.seen = [(1000, {"a": 900}), (2000, {"a": 1500}), (5000, {"a": 4000})]
    assert board.ages_s({"a": [850, 1400, 1500, 3000]}) == [0.15, 0.6, 0.5, 2.0]


def test_the_chart_has_a_bar_for_each_part_and_size() -> None:
    run = {key: 0.1 for key, _, _ in PARTS}
    drawn = ElementTree.fromstring(
        chart([{**run, "halls": 10, "msgs_per_s": 3}, {**run, "halls": 100, "msgs_per_s": 26}])
    )
    bars = [each for each in drawn.iter("{http://www.w3.org/2000/svg}rect") if each.get("width") not in ("12", "640")]
    assert len(bars) == 2 * len(PARTS)


def test_the_whole_bench_in_little_loses_and_doubles_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--tiny", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {*KEYS, "rows_per_s", "20_halls", "60_halls"}
    for run in (told["20_halls"], told["60_halls"]):
        assert (run["lost"], run["duplicated"], run["miscounted"], run["refused"]) == (0, 0, 0, 0)
        assert run["msgs_per_s"] > 0
        assert run["board_age_p99_s"] > 0
