"""A day, week or month of the hall in figures: as JSON, as CSV, as PDF; and a day told again."""

import asyncio
import re
from datetime import date
from typing import Any

from hub.web.call import Call, Reply, json_reply
from hub.web.door import Asking
from hub.web.problems import Fault, Problem
from hub.web.report_csv import report_csv
from hub.web.report_tables import Table, minutes, ratio, said, tables

LONGEST_DAYS = 92
"""A quarter. A year is four of them."""

CSV, PDF = "text/csv; charset=utf-8", "application/pdf"


ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


async def show_days(call: Call) -> Reply:
    """The business days that the journal holds."""
    return json_reply({"days": await call.parts.archive.days()})


async def show_report(call: Call) -> Reply:
    """The figures of the business days from one date to another: waits, load, no-shows, ratings, complaints."""
    return json_reply(await asked(call))


async def show_report_csv(call: Call) -> Reply:
    """The same figures as a table file, UTF-8 with a byte order mark."""
    report = await asked(call)
    return file(report_csv(f"{title(call)} {period(report)}", all_tables(call, report)), report, CSV, "csv")


async def show_report_pdf(call: Call) -> Reply:
    """The same figures as pages to print."""
    report = await asked(call)
    made = await asyncio.to_thread(printed, call, report)
    return file(made, report, PDF, "pdf")


async def show_story(call: Call) -> Reply:
    """A business day told again, event by event: counters, who waited, calls. No citizen can be found by it."""
    day = date_of(call, "day", call.hall.day)
    story = await call.parts.archive.story(call.hall.setup, day) if day else None
    if story is None:
        raise Problem(404, "day_unknown")
    return json_reply(story)


async def asked(call: Call) -> dict[str, Any]:
    """The report that the query asks for; without dates, of the newest business day."""
    check_dates(call, "from", "to")
    first = date_of(call, "from", call.hall.day or "2000-01-01")
    last = date_of(call, "to", first)
    if not 0 <= (date.fromisoformat(last) - date.fromisoformat(first)).days < LONGEST_DAYS:
        fault = Fault("query:to", "period", {"most": str(LONGEST_DAYS)})
        raise Problem(409, "period_unfit", fault)
    report = await call.parts.archive.report(call.hall.setup, first, last)
    return {**report, "learned": call.parts.learned()}


def date_of(call: Asking, name: str, default: str) -> str:
    """An ISO date of the query."""
    check_dates(call, name)
    return call.http.query.get(name, default)


def check_dates(call: Asking, *names: str) -> None:
    """Raises one problem that names all dates of the query that are none."""
    query = call.http.query
    faults = [Fault(f"query:{name}", fault) for name in names if name in query and (fault := date_fault(query[name]))]
    if faults:
        raise Problem(422, "bad_query", *faults)


def date_fault(text: str) -> str:
    """What is wrong with an ISO date, as ``Fault.what``; "" where nothing is."""
    if not ISO_DATE.fullmatch(text):
        return "date"
    try:
        date.fromisoformat(text)
    except ValueError:
        return "no_such_day"
    return ""


def title(call: Call) -> str:
    return said(call.hall.setup.names, call.language)


def period(report: dict[str, Any]) -> str:
    first, last = report["first"], report["last"]
    return str(first) if first == last else f"{first} – {last}"


def say(call: Call, key: str, **values: object) -> str:
    detail = {name: str(value) for name, value in values.items()}
    return call.parts.texts.say(call.language, f"page.report.{key}", detail)


def all_tables(call: Call, report: dict[str, Any]) -> list[Table]:
    known = call.parts.texts.words[call.language]

    def words(prefix: str, code: str) -> str:
        return known.get(f"{prefix}.{code}", code)

    return tables(report, lambda key, **values: say(call, key, **values), words, call.language)


def printed(call: Call, report: dict[str, Any]) -> bytes:
    """The PDF; what makes it is loaded when somebody first wants one."""
    from hub.web.report_pdf import report_pdf

    subtitle = f"{say(call, 'title')} · {period(report)}" + ("" if report["over"] else f" · {say(call, 'not_over')}")
    return report_pdf(title(call), subtitle, all_tables(call, report), charts(call, report))


def charts(call: Call, report: dict[str, Any]) -> list[Table]:
    """What is drawn above the tables: waits over the day, and the load of the counters."""
    hours = tuple((f"{row['hour']:02d}", minutes(row["wait_p90_s"])) for row in report["hours"])
    loads = tuple((str(row["counter"]), ratio(row["load"])) for row in report["counters"])
    return [Table(say(call, "chart_waits"), ("", ""), hours), Table(say(call, "chart_load"), ("", ""), loads)]


def file(content: bytes, report: dict[str, Any], kind: str, suffix: str) -> Reply:
    """A download; its name holds dates alone."""
    name = f"anycounter-{report['first']}-{report['last']}.{suffix}"
    return Reply(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
