"""A report as tables for people: the same titles, columns and cells for CSV and PDF, in the reader's language."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Cell = str | int | float | None
"""Minutes and shares in per cent have one decimal; None where there is nothing to divide."""

Say = Callable[..., str]
"""``say(key, **values)``: the words of a key under ``page.report``."""

SUMS = ("tickets", "served", "missed", "cancelled", "p50", "p90", "over_15")


KEPT = ("promised", "in_p50", "in_p80", "error")


@dataclass(frozen=True, slots=True)
class Table:
    """``columns``: the words above them; each row has as many cells."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def tables(report: dict[str, Any], say: Say, words: Callable[[str, str], str], language: str) -> list[Table]:
    """All tables of a report. ``words(prefix, code)``: of a code that a hall may add to."""
    rows, ratings, total = report, report["ratings"], report["total"]

    def of_sums(key: str, first: str, found: Iterable[tuple[Cell, dict[str, Any]]]) -> Table:
        return table(key, (first, *SUMS), [(name, *sums(row)) for name, row in found])

    def table(key: str, columns: Sequence[str], found: Iterable[tuple[Cell, ...]]) -> Table:
        return Table(say(key), tuple(say(f"column_{column}") for column in columns), tuple(found))

    return [
        table("total", (*SUMS, "service", "load_ratio"), [
            (*sums(total), minutes(total["service_mean_s"]), ratio(rows["load_ratio"])),
        ]),
        of_sums("by_day", "day", ((row["day"], row) for row in rows["days"])),
        of_sums("by_hour", "hour", ((f"{row['hour']:02d}:00", row) for row in rows["hours"])),
        of_sums("by_line", "line", ((said(row["names"], language) or say("no_line"), row) for row in rows["lines"])),
        table("by_counter", ("counter", "name", "served", "missed", "worked", "load", "rated", "score"), [
            (row["counter"], said(row["names"], language), row["served"], row["missed"], minutes(row["worked_s"]),
             ratio(row["load"]), row["rated"], ratio(row["score_mean"])) for row in rows["counters"]
        ]),
        table("ratings", ("level", "count", "share"), [
            (words("rating", str(row["score"])), row["count"], percent(row["share"])) for row in ratings["levels"]
        ]),
        table("reasons", ("reason", "count"), [
            (words("rating.reason", row["reason"]), row["count"]) for row in ratings["reasons"]
        ]),
        table("low", ("day", "counter", "level", "reason"), [
            (row["day"], row["counter"], words("rating", str(row["score"])),
             " · ".join(words("rating.reason", reason) for reason in row["reasons"])) for row in ratings["low"]
        ]),
        table("promises_by_hour", ("hour", *KEPT), [
            (f"{row['hour']:02d}:00", *kept(row)) for row in rows["promises"]["hours"]
        ]),
        table("promises_by_item", ("item", *KEPT), [
            (said(row["names"], language) or row["item"], *kept(row)) for row in rows["promises"]["items"]
        ]),
        table("complaints", ("counter", "made", "answered"), [
            (row["counter"], row["made"], row["answered"]) for row in rows["complaints"]
        ]),
    ]  # fmt: skip


def sums(row: dict[str, Any]) -> tuple[Cell, ...]:
    """The cells of ``SUMS``."""
    return (
        row["tickets"], row["served"], row["missed"], row["cancelled"], minutes(row["wait_p50_s"]),
        minutes(row["wait_p90_s"]), row["over_15_min"],
    )  # fmt: skip


def kept(row: dict[str, Any]) -> tuple[Cell, ...]:
    """The cells of ``KEPT``."""
    return row["promised"], percent(row["in_p50"]), percent(row["in_p80"]), minutes(row["error_s"])


def minutes(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds / 60, 1)


def percent(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 1)


def ratio(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def said(names: dict[str, str], language: str) -> str:
    """The hall's own words in this language, else in any that it has."""
    return names.get(language) or next(iter(names.values()), "")
