"""Ratings as staff sees them: by node and hall, by score, with reasons; the same as a file that runs nothing."""

import csv
import io
from typing import Any

import pytest
from aiohttp import ClientSession

from hub.centre.web import reviews
from hub.core.dispatch import Dispatch
from tests.centre.rig import hash_at
from tests.centre.test_web import FORMULA, get, token_of
from tests.centre.world import DAY, START_MS, CentreWorld

PERIOD = f"from={DAY}&to={DAY}"


def rated(hall: str, seq: int, score: int, *reasons: str, number: str = "A001") -> Dispatch:
    """A rating, given a second behind the one before."""
    return Dispatch(
        hall, seq, hash_at(seq), START_MS + seq * 1000, "rated", DAY, counter=3, number=number, items=("card",),
        score=score, reasons=reasons,
    )  # fmt: skip


def rate(centre: CentreWorld) -> None:
    """Four ratings in the city and a complaint, one in the town."""
    city = [
        rated("city", 1, 5), rated("city", 2, 3), rated("city", 3, 1, "attitude", "long_wait"),
        rated("city", 4, 2, "attitude"), Dispatch("city", 5, hash_at(5), START_MS, "complaint_made", DAY, counter=3),
    ]  # fmt: skip
    centre.keep("city", city, START_MS)
    centre.keep("town", [rated("town", 1, 1, "papers")], START_MS)


async def asked(centre: CentreWorld, query: str = "") -> dict[str, Any]:
    answer = await get(centre, f"/api/v1/staff/reviews?{PERIOD}{query}", await token_of(centre, "watcher"))
    assert answer.status == 200, await answer.text()
    found: dict[str, Any] = await answer.json()
    return found


async def test_shares_reasons_and_complaints_are_those_of_what_was_chosen(centre: CentreWorld) -> None:
    rate(centre)
    every, city, east = await asked(centre), await asked(centre, "&hall=city"), await asked(centre, "&node=east")
    assert (every["total"]["rated"], every["total"]["satisfied"], every["total"]["complaints"]) == (5, 0.4, 1)
    assert (city["total"]["satisfied"], city["total"]["bad"], city["total"]["score"]) == (0.5, 2, 2.75)
    assert every["reasons"] == [
        {"reason": "attitude", "count": 2}, {"reason": "long_wait", "count": 1}, {"reason": "papers", "count": 1},
    ]  # fmt: skip
    assert [each["hall"] for each in every["halls"]] == ["town", "city", "village"]
    assert (east["total"]["rated"], [each["hall"] for each in east["reviews"]]) == (1, ["town"])


async def test_the_newest_stand_first_and_good_ones_are_left_out_where_asked(centre: CentreWorld) -> None:
    rate(centre)
    every = await asked(centre, "&hall=city")
    assert [each["score"] for each in every["reviews"]] == [2, 1, 3, 5]
    bad = await asked(centre, "&hall=city&most=2")
    assert [(each["score"], each["reasons"]) for each in bad["reviews"]] == [
        (2, ["attitude"]), (1, ["attitude", "long_wait"]),
    ]  # fmt: skip
    assert bad["total"] == every["total"]


async def test_a_long_list_is_read_on_to_its_end(centre: CentreWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    rate(centre)
    monkeypatch.setattr(reviews, "SHOWN", 2)
    seen, before = [], ""
    for _ in range(9):
        found = await asked(centre, f"&before={before}")
        seen += [(each["hall"], each["seq"]) for each in found["reviews"]]
        if found["next"] is None:
            break
        before = found["next"]
    assert seen == [("city", 4), ("city", 3), ("city", 2), ("town", 1), ("city", 1)]


@pytest.mark.parametrize(
    ("query", "status", "where"),
    [
        ("from=monday", 422, "query:from"),
        (f"{PERIOD}&most=6", 422, "query:most"),
        (f"{PERIOD}&before=1.city.0", 422, "query:before"),
        ("from=2020-01-01&to=2026-01-01", 409, "query:to"),
        (f"{PERIOD}&hall=nowhere", 404, ""),
    ],
)
async def test_a_question_that_is_none_is_told_where(centre: CentreWorld, query: str, status: int, where: str) -> None:
    token = await token_of(centre, "watcher")
    for kind in ("", ".csv"):
        answer = await get(centre, f"/api/v1/staff/reviews{kind}?{query}", token)
        problem = await answer.json(content_type=None)
        assert (answer.status, [each["where"] for each in problem["errors"]]) == (status, [where] if where else [])


async def test_the_file_holds_every_rating_in_pieces_and_runs_nothing(
    centre: CentreWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    rate(centre)
    centre.keep("city", [rated("city", 6, 1, number=FORMULA)], START_MS)
    monkeypatch.setattr(reviews, "ROWS", 2)
    async with ClientSession(cookies={"session": await token_of(centre, "watcher")}) as session:
        answer = await session.get(f"{centre.url}/api/v1/staff/reviews.csv?{PERIOD}&hall=city&lang=en")
        text = await answer.text()
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert (answer.content_type, answer.headers["X-Content-Type-Options"]) == ("text/csv", "nosniff")
    assert rows[0] == ["Day", "Time", "Hall", "Counter", "Number", "Items", "Rating", "Level", "Reasons"]
    assert rows[1][4] == f"'{FORMULA}"
    assert rows[3] == [
        DAY, "10:30:03", "City service hall", "3", "A001", "Apply for a social security card", "1", "Very dissatisfied",
        "How I was treated · The wait was too long",
    ]  # fmt: skip
    assert len(rows) == 6
