"""What staff of a centre may ask: the wall, a hall, and the comparison of halls and months, also as files."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from hub.centre.claims import claims
from hub.centre.halls import HallNow
from hub.centre.hours import HallHour
from hub.centre.tree import TOP
from hub.centre.web.call import CentreCall
from hub.centre.web.compare import compared, tables, waits_chart
from hub.centre.web.figures import FAR_EAST
from hub.centre.web.past import Past, by
from hub.web.call import Reply, json_reply
from hub.web.pictures import Topic
from hub.web.problems import Fault, Problem
from hub.web.report_csv import report_csv
from hub.web.report_tables import said
from hub.web.reports import CSV, PDF, check_dates, date_of, file

MOST_HALLS = 200
"""Side by side on a page, or on paper."""

LONGEST_DAYS = 400
"""A year and a month, so that a month meets the same one of the year before."""


async def show_wall(call: CentreCall) -> Reply:
    """A node of the tree as staff sees it: its branch summed up, the nodes below it, its 120 most urgent halls, or those whose id or
    name holds the words of `search`; `count` tells how many there are."""
    query = call.http.query
    return shown(call, Topic("wall", query.get("node", TOP)), "node_unknown", query.get("search", ""))


async def show_hall(call: CentreCall) -> Reply:
    """A hall as staff of the centre sees it: now, its board, today by hour, claims, link."""
    await call.parts.pictures.boards.look(call.http.match_info["id"])
    return shown(call, Topic("centre_hall", call.http.match_info["id"]), "hall_unknown")


def shown(call: CentreCall, topic: Topic, unknown: str, search: str = "") -> Reply:
    picture = call.parts.pictures.picture(topic, search)
    if picture is None:
        raise Problem(404, unknown)
    return json_reply(picture)


class Reports:
    """Handlers that need the store."""

    def __init__(self, past: Past) -> None:
        self._past = past

    async def show_comparison(self, call: CentreCall) -> Reply:
        """Halls and months side by side, from one date to another (this month where none is named), below a node or of one hall. Of
        more than 200 halls those with the longest mean waits; `count` tells how many there are, the table file has all."""
        return json_reply(cut(await self._asked(call)))

    async def show_comparison_csv(self, call: CentreCall) -> Reply:
        """The same figures as a table file, UTF-8 with a byte order mark."""
        found = await self._asked(call)
        return file(report_csv(title(call, found), tables(found, *words(call))), found, CSV, "csv")

    async def show_comparison_pdf(self, call: CentreCall) -> Reply:
        """The same figures as pages to print."""
        found = cut(await self._asked(call))
        return file(await asyncio.to_thread(printed, call, found), found, PDF, "pdf")

    async def _asked(self, call: CentreCall) -> dict[str, Any]:
        pictures = call.parts.pictures
        first, last = period(call)
        halls = chosen(call)
        hours = await self._past.hours(ids_of(call, halls), first, last)
        names = {each.hall: each.card.names if each.card else {} for each in halls}
        rows = {name: [compared(row) for row in by(hours, name)] for name in ("hall", "month", "day", "hour")}
        heard = {row["hall"] for row in rows["hall"]}
        quiet = [compared(HallHour(hall, "", 0)) for hall in names if hall not in heard]
        return {
            "first": first, "last": last, "node": call.http.query.get("node", TOP), "names": pictures.names,
            "halls": [
                {**row, "names": names.get(row["hall"], {})} for row in sorted([*rows["hall"], *quiet], key=longest_wait)
            ],
            "count": len(rows["hall"]) + len(quiet),
            "months": rows["month"], "days": rows["day"], "hours": rows["hour"],
            "total": compared(total(hours)), "claims": asdict(claims(halls, hours)),
        }  # fmt: skip


def longest_wait(row: dict[str, Any]) -> tuple[float, str]:
    """Sorts the longest mean wait first, and halls without any last."""
    return -(row["wait_s"] if row["wait_s"] is not None else -1.0), row["hall"]


def cut(found: dict[str, Any]) -> dict[str, Any]:
    """As many halls as somebody reads."""
    return {**found, "halls": found["halls"][:MOST_HALLS]}


def period(call: CentreCall) -> tuple[str, str]:
    """The first and the last day of the query: this month up to today where it names none, one day where it names no last one."""
    now = datetime.fromtimestamp(call.parts.pictures.halls.wall_ms() / 1000, UTC).astimezone(ZoneInfo(FAR_EAST))
    check_dates(call, "from", "to")
    last = date_of(call, "to", "" if "from" in call.http.query else now.date().isoformat())
    first = date_of(call, "from", f"{last[:8]}01")
    last = last or first
    if not 0 <= (date.fromisoformat(last) - date.fromisoformat(first)).days < LONGEST_DAYS:
        raise Problem(409, "period_unfit", Fault("query:to", "period", {"most": str(LONGEST_DAYS)}))
    return first, last


def total(hours: Sequence[HallHour]) -> HallHour:
    found = by(hours)
    return found[0] if found else HallHour("", "", 0)


def chosen(call: CentreCall) -> list[HallNow]:
    """The halls that the query names: one, or those below a node."""
    pictures, query = call.parts.pictures, call.http.query
    if "hall" in query and query.get("node", TOP) != TOP:
        raise Problem(422, "bad_query", Fault("query:hall", "one_of_both", {"other": "node"}))
    known = {each.hall: each for each in pictures.halls.all()}
    if "hall" in query:
        if query["hall"] not in known:
            raise Problem(404, "hall_unknown")
        return [known[query["hall"]]]
    node = query.get("node", TOP)
    if node != TOP and node not in pictures.tree.nodes:
        raise Problem(404, "node_unknown")
    return [known[hall] for hall in pictures.tree.branch(node, known)]


def ids_of(call: CentreCall, halls: Sequence[HallNow]) -> list[str] | None:
    """What the store is asked for: no names where it is all halls, which may be more than a question of its can hold."""
    everybody = "hall" not in call.http.query and call.http.query.get("node", TOP) == TOP
    return None if everybody else [each.hall for each in halls]


def words(call: CentreCall) -> tuple[Any, str]:
    """What says a key of the comparison in the reader's language, and that language."""
    return (lambda key: call.parts.texts.say(call.language, key, {})), call.language


def title(call: CentreCall, found: dict[str, Any]) -> str:
    node = call.parts.pictures.tree.nodes.get(found["node"])
    return f"{said(node.names if node else found['names'], call.language)} {found['first']} – {found['last']}"


def printed(call: CentreCall, found: dict[str, Any]) -> bytes:
    """The PDF; what makes it is loaded when somebody first wants one."""
    from hub.web.report_pdf import report_pdf

    say, language = words(call)
    return report_pdf(
        title(call, found), say("page.compare.title"), tables(found, say, language), waits_chart(found, say, language)
    )
