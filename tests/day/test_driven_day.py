"""A small day through the real thing: hub, broker, journal, firmware in its processes, people who press buttons."""

from pathlib import Path

import pytest

from hub.core.audit import Evidence
from tools.day.arrivals import read_day
from tools.day.drive import Drive, Driven, Outage, drive
from tools.day.figures import figures
from tools.day.report import draw

SPEED = 120.0
"""Half an hour of hall time in a quarter of a minute."""
AWAY_SPEED = 40.0
"""Ten minutes without the hub in a quarter of a minute: devices notice, issue and come back in real time."""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("driven")
    rows = "\n".join(f"{540 + minute * 2},{'ABC'[minute % 3]},{3 + minute % 4}" for minute in range(12))
    (folder / "day.csv").write_text(f"issued_min,queue,service_min\n{rows}\n")
    return folder


async def drive_it(path: Path, assignment: str) -> Driven:
    day = read_day(path / "day.csv", date="2026-01-05", absent_share=0.15)
    plan = Drive(day, 2, path / assignment, SPEED, assignment=assignment)
    return await drive(plan, lambda done, total: None)


@pytest.mark.slow
@pytest.mark.parametrize("assignment", ["auto", "press"])
async def test_everyone_who_came_is_served_or_missed_and_nobody_twice(path: Path, assignment: str) -> None:
    driven = await drive_it(path, assignment)
    counted = driven.figures
    assert (counted["tickets"], counted["lost"], counted["duplicated"], counted["faults"]) == (12, 0, 0, 0)
    assert (counted["served"] or 0) + (counted["missed"] or 0) == 12
    assert len(driven.witness.papers) == len(set(driven.witness.papers)) == 12
    assert driven.witness.shown
    draw(driven.journal, "a small day", "Asia/Shanghai", path / "day.svg")
    assert "<svg" in (path / "day.svg").read_text()[:400]
    assert_the_figures_can_go_wrong(driven)


def assert_the_figures_can_go_wrong(driven: Driven) -> None:
    """A paper that no journal knows and a citizen who got no ticket are both counted."""
    date = driven.journal[0].day
    forged = Evidence(papers=[*((date, number) for number in driven.witness.papers), (date, "Z999")])
    counted = figures(driven.journal, forged, asked=13)
    assert (counted["lost"], counted["faults"]) == (2, 1)


@pytest.mark.slow
async def test_with_the_hub_killed_for_ten_minutes_nobody_is_lost_and_all_are_merged_in_order(path: Path) -> None:
    day = read_day(path / "day.csv", date="2026-01-05", absent_share=0.0)
    plan = Drive(day, 2, path / "away", AWAY_SPEED, outage=Outage(545 * 60.0, 600.0))
    driven = await drive(plan, lambda done, total: None)
    counted = driven.figures
    assert (counted["lost"], counted["duplicated"], counted["faults"]) == (0, 0, 0)
    assert (counted["offline"] or 0) >= 2
    assert counted["offline_out_of_order"] == 0
    assert len(driven.witness.papers) == len(set(driven.witness.papers)) == 12
