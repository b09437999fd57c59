"""Reports over HTTP: the same figures as JSON, CSV and PDF; hostile names are shown and never run."""

import asyncio
import csv
import io
from dataclasses import replace
from typing import Any

import pytest

from hub.core import commands as c
from hub.core.catalogue import HallSetup
from hub.web.report_csv import BOM, defused
from hub.web.report_pdf import report_pdf
from hub.web.report_tables import Table
from tests.core.story import setup
from tests.web.conftest import Making
from tests.web.world import DAY, Client, World

BAD = (
    '=HYPERLINK("http://x","y")', "+1+1", "-2", "@SUM(A1)", "\t=1", " =1", "＝1", "a" * 300,
    "<b>&amp;</b><img src=x>", "\u202eevil", "😀", "\x00\x07", "مرحبا",
)  # fmt: skip


def poisoned(name: str) -> HallSetup:
    whole = setup()
    text = {"zh": name, "en": name}
    return replace(
        whole, names=text, lines=tuple(replace(each, names=text) for each in whole.lines),
        counters=tuple(replace(each, names=text) for each in whole.counters),
    )  # fmt: skip


async def work(world: World) -> None:
    """One served after a minute, one who never came; a 1 with a reason; a complaint."""
    for command in (c.OpenCounter(1, "wang"), c.OpenCounter(2, "li")):
        await world.command(command)
    one = await world.client().take("card")
    await world.client().take("benefit")
    world.clock.forward_s(60)
    await world.command(c.CallNext(1))
    await world.command(c.CallNext(2))
    world.clock.forward_s(240)
    await world.command(c.FinishService(1))
    await world.command(c.MissTicket(2))
    await world.command(c.Rate(f"{one['id']}.1", 1, ("attitude",)))
    await world.command(c.Complain(1))


async def rows_of(client: Client, query: str = "") -> list[list[str]]:
    answer = await client.get(f"/reports.csv?lang=en{query}")
    assert answer.status == 200
    raw = (await answer.read()).decode("utf-8")
    assert raw.startswith(BOM)
    return list(csv.reader(io.StringIO(raw.removeprefix(BOM))))


async def test_the_figures_are_the_same_as_json_and_csv(world: World, boss: Client) -> None:
    await work(world)
    report: dict[str, Any] = await (await boss.get("/reports")).json()
    rows = await rows_of(boss)
    assert (report["first"], report["total"]["tickets"], report["total"]["wait_p50_s"]) == (DAY, 2, 60)
    total = rows.index(["Total"])
    assert rows[total + 2] == ["2", "1", "1", "0", "1.0", "1.0", "0", "3.7", "1.0"]
    by_line = rows.index(["Waits by business line (minutes)"])
    assert [row[:2] for row in rows[by_line + 2 : by_line + 4]] == [["social", "1"], ["job", "1"]]
    low = rows.index(["Ratings of 2 and 1"])
    assert rows[low + 2] == [DAY, "1", "Very dissatisfied", "How I was treated"]
    assert rows[rows.index(["Complaints"]) + 2] == ["1", "1", "0"]


async def test_a_pdf_comes_as_a_download_that_names_its_dates(world: World, boss: Client) -> None:
    await work(world)
    answer = await boss.get(f"/reports.pdf?from={DAY}&to=2020-01-31&lang=zh")
    body = await answer.read()
    assert (answer.status, answer.content_type, body[:5]) == (200, "application/pdf", b"%PDF-")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="anycounter-{DAY}-2020-01-31.pdf"'
    assert b"STSong-Light" in body


@pytest.mark.parametrize("name", BAD)
async def test_hostile_names_break_neither_file_and_begin_no_formula(make_world: Making, name: str) -> None:
    world = await make_world(poisoned(name))
    await work(world)
    boss = await world.signed_in("boss")
    cells = [cell for row in await rows_of(boss) for cell in row]
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@", "＝")) or "\t" in cell]
    assert (await boss.get("/reports.pdf")).status == 200


def test_numbers_stay_numbers_and_texts_that_look_like_formulas_do_not() -> None:
    assert [defused(each) for each in (-1, 1.5, None, "plain", "=1", "\t+1", "  @x")] == [
        -1, 1.5, None, "plain", "'=1", "' +1", "'  @x",
    ]  # fmt: skip


def test_a_table_longer_than_a_page_and_one_without_rows_are_both_printed() -> None:
    long = Table("t", ("a", "b"), tuple((str(row), row) for row in range(200)))
    assert report_pdf("t", "s", [long, Table("u", ("a", "b"), ())], [Table("c", ("", ""), ())]).count(b"/Page") > 3


async def test_an_empty_day_has_a_report_in_all_three_forms(boss: Client) -> None:
    for form in ("", ".csv", ".pdf"):
        assert (await boss.get(f"/reports{form}?from=2019-02-01&to=2019-02-28")).status == 200


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("from=yesterday", "query:from"),
        ("from=2020-02-30", "query:from"),
        ("from=", "query:from"),
        ("from=20200101", "query:from"),
    ],
)
async def test_a_wrong_period_is_told_where(boss: Client, query: str, where: str) -> None:
    answer = await boss.get(f"/reports?{query}")
    assert (answer.status, [each["where"] for each in (await answer.json())["errors"]]) == (422, [where])


@pytest.mark.parametrize("query", ["from=2020-01-02&to=2020-01-01", "from=2020-01-01&to=2020-12-31"])
async def test_a_period_that_ends_before_it_begins_or_is_too_long_is_refused(boss: Client, query: str) -> None:
    answer = await boss.get(f"/reports?{query}")
    assert (answer.status, (await answer.json())["reason"]) == (409, "period_unfit")


async def test_a_day_is_told_again_without_links_or_reasons(world: World, boss: Client) -> None:
    link = (await world.client().take())["link"]
    await work(world)
    answer = await boss.get(f"/replay?day={DAY}")
    text = await answer.text()
    assert link not in text and "attitude" not in text and "link" not in text
    assert (await (await boss.get("/replay/days")).json()) == {"days": [DAY]}
    assert (await boss.get("/replay?day=2019-01-01")).status == 404


async def test_the_hall_goes_on_while_a_report_is_made(world: World, boss: Client) -> None:
    asked = asyncio.ensure_future(boss.get("/reports"))
    await world.client().take()
    assert (await asked).status == 200
