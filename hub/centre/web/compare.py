"""The comparison of halls and months: figures of a row, and the same ones as tables for CSV and PDF. Pure."""

from collections.abc import Callable
from typing import Any

from hub.centre.claims import share
from hub.centre.hours import HallHour
from hub.web.report_tables import Cell, Table, minutes, percent, said

COLUMNS = ("visits", "served", "wait", "within_15", "on_the_spot", "service", "documents", "rated", "score", "bad")
BAD = 2


def compared(row: HallHour) -> dict[str, Any]:
    """Means and shares of a sum; None where there is nothing to divide."""
    rated = sum(row.ratings.values())
    return {
        "hall": row.hall, "day": row.day, "hour": row.hour, "visits": row.visits, "served": row.served,
        "wait_s": share(row.wait_s, row.served), "service_s": share(row.service_s, row.served),
        "within_15": share(row.served - row.over_15, row.served), "on_the_spot": share(row.on_the_spot, row.served),
        "documents": share(row.documents, row.visits), "rated": rated,
        "score": share(sum(score * count for score, count in row.ratings.items()), rated),
        "bad": sum(count for score, count in row.ratings.items() if score <= BAD),
        "ratings": {str(score): row.ratings.get(score, 0) for score in (5, 4, 3, 2, 1)},
    }  # fmt: skip


def cells(row: dict[str, Any]) -> tuple[Cell, ...]:
    """The cells of ``COLUMNS``: minutes, per cent, plain numbers."""
    return (
        row["visits"], row["served"], minutes(row["wait_s"]), percent(row["within_15"]), percent(row["on_the_spot"]),
        minutes(row["service_s"]), rounded(row["documents"]), row["rated"], rounded(row["score"]), row["bad"],
    )  # fmt: skip


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def tables(found: dict[str, Any], say: Callable[[str], str], language: str) -> list[Table]:
    """All tables of a comparison."""
    columns = tuple(say(f"page.compare.{name}") for name in COLUMNS)
    halls = tuple((said(row["names"], language) or row["hall"], *cells(row)) for row in found["halls"])
    months = tuple((row["day"], *cells(row)) for row in found["months"])
    hours = tuple((f"{row['hour']:02d}:00", *cells(row)) for row in found["hours"])
    more = found["count"] - len(halls)
    by_hall = say("page.compare.by_hall") + (f" ({len(halls)} / {found['count']})" if more else "")
    return [
        Table(by_hall, (say("page.compare.hall"), *columns), halls),
        Table(say("page.compare.by_month"), (say("page.compare.month"), *columns), months),
        Table(say("page.compare.by_hour"), (say("page.compare.hour"), *columns), hours),
        Table(
            say("page.compare.claims"),
            (say("page.compare.claim"), say("page.compare.value")),
            claims_rows(found["claims"], say),
        ),
    ]


def claims_rows(found: dict[str, Any], say: Callable[[str], str]) -> tuple[tuple[Cell, ...], ...]:
    """The claims of the reform, shares in per cent."""
    return (
        (say("page.centre.claim_load"), rounded(found["load_ratio"])),
        (say("page.centre.claim_spot"), percent(found["on_the_spot"])),
        (say("page.centre.claim_documents"), rounded(found["documents"])),
        (say("page.centre.claim_few"), percent(found["few_documents"])),
        (say("page.centre.claim_quarter"), percent(found["within_15"])),
    )


def waits_chart(found: dict[str, Any], say: Callable[[str], str], language: str) -> list[Table]:
    """The mean waits of the halls, as bars."""
    rows = tuple((said(row["names"], language) or row["hall"], minutes(row["wait_s"])) for row in found["halls"][:16])
    return [Table(say("page.compare.chart_waits"), ("", ""), rows)]
