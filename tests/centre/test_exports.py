"""Days as files: every event of them and no other, in pieces, staff alone, and nothing that a spreadsheet would run."""

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import ClientPayloadError, ClientSession

from hub.centre.tables import COUNTS
from hub.centre.web import exports
from hub.core.dispatch import Dispatch
from tests.centre.rig import hash_at
from tests.centre.test_web import FORMULA, get, token_of
from tests.centre.world import START_MS, CentreWorld

DAY_MS = 86_400_000
DAYS = ("", "2026-01-02", "2026-01-05", "2026-01-06")
EACH = 7


@pytest.fixture
async def full(centre: CentreWorld, monkeypatch: pytest.MonkeyPatch) -> CentreWorld:
    """The city with seven events before its first day and on each of three days; pieces of three rows."""
    monkeypatch.setattr(exports, "ROWS", 3)
    told = [taken(seq, DAYS[(seq - 1) // EACH]) for seq in range(1, len(DAYS) * EACH + 1)]
    centre.keep("city", told, START_MS)
    centre.keep("town", [replace(taken(1, DAYS[2]), hall="town")], START_MS)
    return centre


def taken(seq: int, day: str) -> Dispatch:
    fields = {"items": ("card", "pension"), "number": f"A{seq:03d}", "leg": f"t{seq}.1", "ticket": f"t{seq}"}
    return Dispatch("city", seq, hash_at(seq), START_MS + seq, "ticket_taken", day, documents=2, **fields)  # type: ignore[arg-type]


async def file(centre: CentreWorld, path: str) -> str:
    token = await token_of(centre, "watcher")
    async with (
        ClientSession(cookies={"session": token}) as session,
        session.get(f"{centre.url}/api/v1/staff/{path}") as answer,
    ):
        assert answer.status == 200, await answer.text()
        assert answer.headers["Content-Disposition"].startswith('attachment; filename="anycounter-')
        return await answer.text()


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize(
    ("first", "last", "numbers"),
    [
        ("2026-01-05", "2026-01-05", range(15, 22)),
        ("2026-01-01", "2026-01-05", range(8, 22)),
        ("2026-01-03", "2026-01-31", range(15, 29)),
        ("2026-01-03", "2026-01-04", range(0)),
        ("2025-01-05", "2025-12-31", range(0)),
        ("2026-02-01", "2026-02-01", range(0)),
    ],
)
async def test_a_file_holds_the_events_of_its_days_and_no_other(
    full: CentreWorld, first: str, last: str, numbers: range
) -> None:
    query = f"from={first}&to={last}"
    lines = [json.loads(line) for line in (await file(full, f"halls/city/events.jsonl?{query}")).splitlines()]
    assert [each["seq"] for each in lines] == list(numbers)
    assert [each["hash"] for each in lines] == [hash_at(seq) for seq in numbers]
    table = rows_of(await file(full, f"halls/city/events.csv?{query}"))
    assert [int(each["seq"]) for each in table] == list(numbers)


async def test_a_row_has_the_time_on_the_wall_codes_and_no_formula(full: CentreWorld) -> None:
    last = taken(29, "2026-01-06")
    full.keep("city", [replace(last, number=FORMULA, items=("+1", "=2"), priority="-9")], START_MS)
    row = rows_of(await file(full, "halls/city/events.csv?from=2026-01-06&to=2026-01-06"))[-1]
    assert (row["at"], row["type"], row["documents"]) == ("2026-01-05T10:30:00.029+08:00", "ticket_taken", "2")
    assert (row["number"], row["items"], row["priority"]) == (f"'{FORMULA}", "'+1 =2", "'-9")


async def test_hours_are_those_of_the_store(full: CentreWorld) -> None:
    """What came before the first day counts on the calendar's."""
    query = "from=2026-01-05&to=2026-01-06&lang=en"
    rows = rows_of(await file(full, f"hours.csv?{query}"))
    assert [(each["name"], each["day"], each["hour"], each["visits"], each["documents"]) for each in rows] == [
        ("City service hall", "2026-01-05", "10", "14", "28"), ("City service hall", "2026-01-06", "10", "7", "14"),
        ("Hedong township office", "2026-01-05", "10", "1", "2"),
    ]  # fmt: skip
    lines = [json.loads(line) for line in (await file(full, f"hours.jsonl?{query}&node=east")).splitlines()]
    assert [(each["hall"], each["visits"]) for each in lines] == [("town", 1)]
    assert lines[0].keys() == {"hall", "day", "hour", *COUNTS}


async def test_nobody_but_staff_gets_a_file_and_a_question_that_is_none_is_told_where(full: CentreWorld) -> None:
    token = await token_of(full, "watcher")
    for path in ("halls/city/events.csv", "halls/city/events.jsonl", "hours.csv", "hours.jsonl"):
        assert (await get(full, f"/api/v1/staff/{path}?from=2026-01-05&to=2026-01-05")).status == 401
        wrong = await get(full, f"/api/v1/staff/{path}?from=2026-13-05", token)
        assert (wrong.status, json.loads(await wrong.text())["errors"][0]["where"]) == (422, "query:from")
        assert (await get(full, f"/api/v1/staff/{path}?from=2020-01-05&to=2026-01-05", token)).status == 409
    assert (await get(full, "/api/v1/staff/halls/nowhere/events.csv?from=2026-01-05", token)).status == 404


async def test_only_a_piece_is_read_before_the_first_is_sent_and_a_broken_store_breaks_the_file_off(
    full: CentreWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    whole = full.store.bodies

    def bodies(hall: str, after: int, limit: int) -> Any:
        assert limit <= 3
        asked.append(after)
        if limit > 1 and after >= 20:
            raise OSError(5, "Input/output error")
        return whole(hall, after, limit)

    monkeypatch.setattr(full.store, "bodies", bodies)
    with pytest.raises(ClientPayloadError):
        await file(full, "halls/city/events.jsonl?from=2026-01-05&to=2026-01-06")
    assert asked[-1] == 20


async def test_the_description_tells_of_every_file(centre: CentreWorld) -> None:
    document = await (await get(centre, "/api/openapi.json")).json()
    for path in ("halls/{id}/events", "hours"):
        for suffix, media in (("csv", "text/csv"), ("jsonl", "application/jsonl")):
            told = document["paths"][f"/api/v1/staff/{path}.{suffix}"]["get"]
            assert media in told["responses"]["200"]["content"]
            assert {"from", "to"} <= {each["name"] for each in told["parameters"]}
            assert told["security"] == [{"session": []}]
