"""Ratings of citizens as staff of a centre sees them: how many are satisfied, why others are not, and each one by itself.

Nothing tells who gave a rating: a row has the ticket's number of that day, and codes for the reasons.
"""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from hub.centre.claims import share
from hub.centre.halls import HallNow
from hub.centre.store import HourTotal, Review, ReviewPlace, Store
from hub.centre.tree import TOP
from hub.centre.web.call import CentreCall
from hub.centre.web.catalogue import catalogue
from hub.centre.web.figures import zone
from hub.centre.web.staff import chosen, ids_of, period
from hub.centre.web.streamed import ROWS, csv_head, csv_rows, streamed
from hub.web.call import Reply, json_reply
from hub.web.problems import Fault, Problem
from hub.web.report_tables import Cell, said

SHOWN = 100
SATISFIED = 3
"""The least score that counts as satisfied: very satisfied, satisfied, fairly satisfied."""

PLACE = re.compile(r"(\d{1,16})\.([a-z0-9-]{1,32})\.(\d{1,9})\.(\d{1,16})")
COLUMNS = ("day", "time", "hall", "counter", "number", "items", "score", "level", "reasons")


class ReviewDesk:
    """Handlers that read reviews of the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def show_reviews(self, call: CentreCall) -> Reply:
        """Ratings below a node or of one hall: shares, reasons, complaints, and the newest of at most the score `most`."""
        first, last = period(call)
        halls, most, before = chosen(call), most_of(call), before_of(call)
        ids = ids_of(call, halls)
        totals = await asyncio.to_thread(self._store.totals, ids, first, last)
        counts = await asyncio.to_thread(self._store.review_counts, ids, first, last)
        found = await asyncio.to_thread(self._store.reviews, ids, first, last, most, SHOWN + 1, before)
        shown = found[:SHOWN]
        return json_reply({
            "first": first, "last": last, "node": call.http.query.get("node", TOP), "most": most,
            "total": summed(totals), "halls": by_hall(halls, totals), "reasons": by_reason(counts),
            "items": catalogue(halls), "reviews": [review_shown(each) for each in shown],
            "next": place_of(shown[-1]) if len(found) > SHOWN else None,
        })  # fmt: skip

    async def show_reviews_csv(self, call: CentreCall) -> web.StreamResponse:
        """Every one of these ratings as a row, newest first: UTF-8 with a byte order mark."""
        first, last = period(call)
        return await streamed(call, self._rows(call, first, last), f"anycounter-reviews-{first}-{last}", "csv")

    async def _rows(self, call: CentreCall, first: str, last: str) -> AsyncIterator[bytes]:
        halls, most, before = {each.hall: each for each in chosen(call)}, most_of(call), before_of(call)
        ids = ids_of(call, list(halls.values()))
        words = call.parts.texts.words[call.language]
        names = {row["code"]: said(row["names"], call.language) for row in catalogue(halls.values())}
        yield csv_head(words.get(f"page.reviews.{column}", column) for column in COLUMNS)
        while rows := await asyncio.to_thread(
            self._store.reviews, ids, first, last, most, ROWS, before
        ):  # fmt: skip
            yield csv_rows(
                cells(each, halls.get(each.hall, HallNow(each.hall)), words, names, call.language) for each in rows
            )
            before = rows[-1].place


def most_of(call: CentreCall) -> int:
    """The highest score that is asked for."""
    text = call.http.query.get("most", "5")
    if text not in ("1", "2", "3", "4", "5"):
        raise Problem(422, "bad_query", Fault("query:most", "number", {"least": "1", "most": "5"}))
    return int(text)


def before_of(call: CentreCall) -> ReviewPlace | None:
    """The last review that was read before, as ``next`` named it."""
    text = call.http.query.get("before", "")
    found = PLACE.fullmatch(text)
    if text and found is None:
        raise Problem(422, "bad_query", Fault("query:before", "pattern"))
    return (int(found[1]), found[2], int(found[3]), int(found[4])) if found else None


def place_of(review: Review) -> str:
    """Where to go on behind this one."""
    return ".".join(map(str, review.place))


def summed(rows: Sequence[HourTotal]) -> dict[str, Any]:
    """Scores and complaints of some hours; shares are null where nobody has rated."""
    scores = {score: max(sum(row.counts[f"score_{score}"] for row in rows), 0) for score in (5, 4, 3, 2, 1)}
    rated = sum(scores.values())
    good = sum(count for score, count in scores.items() if score >= SATISFIED)
    return {
        "scores": {str(score): count for score, count in scores.items()}, "rated": rated,
        "satisfied": share(good, rated), "bad": rated - good,
        "score": share(sum(score * count for score, count in scores.items()), rated),
        "complaints": sum(row.counts["complaints"] for row in rows),
    }  # fmt: skip


def by_hall(halls: Sequence[HallNow], rows: Sequence[HourTotal]) -> list[dict[str, Any]]:
    """Each hall's sums, the least satisfied first, halls without ratings last."""
    of_hall: dict[str, list[HourTotal]] = {}
    for row in rows:
        of_hall.setdefault(row.hall, []).append(row)
    found = [
        {
            "hall": each.hall, "names": each.card.names if each.card else {}, "timezone": str(zone(each)),
            **summed(of_hall.get(each.hall, ())),
        }
        for each in halls
    ]  # fmt: skip
    return sorted(found, key=lambda row: (row["satisfied"] is None, row["satisfied"] or 0, row["hall"]))


def by_reason(counts: Sequence[tuple[int, tuple[str, ...], int]]) -> list[dict[str, Any]]:
    """How often each reason was given, the most frequent first."""
    found: Counter[str] = Counter()
    for _, reasons, count in counts:
        found.update(dict.fromkeys(reasons, count))
    return [
        {"reason": code, "count": count} for code, count in sorted(found.items(), key=lambda row: (-row[1], row[0]))
    ]


def review_shown(review: Review) -> dict[str, Any]:
    return {
        "hall": review.hall, "day": review.day, "at_ms": review.at_ms, "counter": review.counter, "number": review.number,
        "items": review.items, "score": review.score, "reasons": review.reasons, "seq": review.seq,
    }  # fmt: skip


def cells(
    review: Review, hall: HallNow, words: dict[str, str], items: dict[str, str], language: str
) -> tuple[Cell, ...]:
    """One row of ``COLUMNS``, the time on the hall's wall."""
    at = datetime.fromtimestamp(review.at_ms / 1000, UTC).astimezone(zone(hall))
    return (
        review.day, at.strftime("%H:%M:%S"), (said(hall.card.names, language) if hall.card else "") or hall.hall,
        review.counter, review.number, " · ".join(items.get(code) or code for code in review.items), review.score,
        words.get(f"rating.{review.score}", ""), " · ".join(words.get(f"rating.reason.{code}", code) for code in review.reasons),
    )  # fmt: skip
