"""The answer to a planning question as tables, bars and one paragraph, in the reader's language.

Waits are shown in minutes and shares in per cent, each with its 95 % confidence interval: "2.1 ± 0.3".
"""

from collections.abc import Sequence
from typing import Any

from hub.web.report_tables import Cell, Say, Table, said

Answer = dict[str, Any]
Row = dict[str, Any]

FIGURES = ("mean_s", "p50_s", "p95_s", "over_15", "load_ratio")
PERCENT = frozenset({"over_15"})


def tables(answer: Answer, say: Say, language: str) -> list[Table]:
    """The overview, the staffing where it was asked for, hours, lines, and the load of each counter."""
    rows = answer["rows"]
    columns = tuple(say(f"column.{key}") for key in ("scenario", "counters", *FIGURES, "longest_s"))
    overview = Table(say("table.overview"), columns, tuple(overview_row(row, say) for row in rows))
    staffing = [staffing_table(answer, say)] if answer["staffing"] else []
    return [
        overview, *staffing, hours_table(answer, say, "over_15"), hours_table(answer, say, "mean_s"),
        lines_table(rows, say, language), load_table(rows, say),
    ]  # fmt: skip


def overview_row(row: Row, say: Say) -> tuple[Cell, ...]:
    return (name(row, say), row["counters"], *(shown(row[key], key) for key in FIGURES), minutes(row["longest_s"]))


def name(row: Row, say: Say) -> str:
    return say(f"scenario.{row['name']}")


def shown(value: dict[str, float | None], key: str) -> str:
    """A figure and its interval; a dash where there is none to tell."""
    mean, half = value["mean"], value["half"]
    if mean is None:
        return "–"
    scale = 1 / 60 if key.endswith("_s") else 100 if key in PERCENT else 1
    return plain(mean * scale) if half is None else f"{plain(mean * scale)} ± {plain(half * scale)}"


def plain(value: float) -> str:
    """Two decimals below 10, else one."""
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


def minutes(seconds: float) -> float:
    return round(seconds / 60, 1)


def staffing_table(answer: Answer, say: Say) -> Table:
    """Counters of each hour, and what they keep."""
    hours = {part["hour"]: part for part in answer["rows"][-1]["hours"]}
    first = answer["opens_s"] // 3600
    rows = []
    for place, counters in enumerate(answer["staffing"]):
        part = hours.get(first + place)
        rows.append(
            (clock(first + place), counters, *(shown(part[key], key) if part else "–" for key in ("over_15", "mean_s")))
        )
    columns = tuple(say(f"column.{key}") for key in ("hour", "counters", "over_15", "mean_s"))
    return Table(say("table.staffing"), columns, tuple(rows))


def clock(hour: int) -> str:
    return f"{hour:02d}:00"


def hours_table(answer: Answer, say: Say, key: str) -> Table:
    """A figure of each hour, a column for each scenario."""
    return across(answer["rows"], say, f"table.hours_{key}", "hour", key, lambda part: clock(part["hour"]))


def lines_table(rows: Sequence[Row], say: Say, language: str) -> Table:
    return across(
        rows, say, "table.lines", "line", "mean_s", lambda part: said(part["names"], language) or str(part["line"])
    )


def across(rows: Sequence[Row], say: Say, title: str, first: str, key: str, called: Any) -> Table:
    """One row for each hour or line, one column for each scenario."""
    places = {part[first]: called(part) for row in rows for part in row[f"{first}s"]}
    found = [{part[first]: shown(part[key], key) for part in row[f"{first}s"]} for row in rows]
    cells = tuple((words, *(each.get(place, "–") for each in found)) for place, words in sorted(places.items()))
    return Table(say(title), (say(f"column.{first}"), *(name(row, say) for row in rows)), cells)


def load_table(rows: Sequence[Row], say: Say) -> Table:
    """Share of its open time that each counter gave to citizens, in per cent."""
    loads = [{each["counter"]: round(each["share"] * 100, 1) for each in row["load"]} for row in rows]
    counters = sorted({counter for load in loads for counter in load})
    cells = tuple((counter, *(load.get(counter) for load in loads)) for counter in counters)
    return Table(say("table.load"), (say("column.counter"), *(name(row, say) for row in rows)), cells)


def charts(answer: Answer, say: Say) -> list[Table]:
    """Bars: mean wait of each scenario, counters of each hour or long waits by hour, load of the counters."""
    rows = answer["rows"]
    means = tuple((name(row, say), round(row["mean_s"]["mean"] / 60, 2)) for row in rows)
    first = answer["opens_s"] // 3600
    drawn = [Table(say("chart.mean"), ("", ""), means)]
    if answer["staffing"]:
        wanted = tuple((f"{first + place:02d}", many) for place, many in enumerate(answer["staffing"]))
        drawn.append(Table(say("chart.staffing"), ("", ""), wanted))
    for row in rows[:1] if len(rows) == 1 else (rows[0], rows[-1]):
        hours = tuple((f"{part['hour']:02d}", round(part["mean_s"]["mean"] / 60, 2)) for part in row["hours"])
        drawn.append(Table(say("chart.hours", scenario=name(row, say)), ("", ""), hours))
        load = tuple((str(each["counter"]), round(each["share"] * 100)) for each in row["load"])
        drawn.append(Table(say("chart.load", scenario=name(row, say)), ("", ""), load))
    return drawn


def title(answer: Answer, say: Say) -> str:
    return say(f"question.{answer['question']}")


def subtitle(answer: Answer, say: Say) -> str:
    """How it was found: days, visits, seed."""
    return say("found", days=answer["days"], visits=f"{answer['visits']:g}", seed=answer["seed"])


def sentences(answer: Answer, say: Say, language: str) -> list[str]:
    """The answer in plain words: each scenario in one sentence, then what follows from them."""
    told = [say("words.row", **values(row, say)) for row in answer["rows"]]
    return [*told, conclusion(answer, say, language), *warnings(answer, say)]


def values(row: Row, say: Say) -> dict[str, object]:
    return {
        "scenario": name(row, say), "counters": row["counters"], "mean": shown(row["mean_s"], "mean_s"),
        "over": shown(row["over_15"], "over_15"), "longest": minutes(row["longest_s"]),
    }  # fmt: skip


def conclusion(answer: Answer, say: Say, language: str) -> str:
    """What the question comes to."""
    rows, about = answer["rows"], answer["about"]
    first, last = rows[0], rows[-1]
    detail: dict[str, object] = {
        "first": shown(first["mean_s"], "mean_s"), "last": shown(last["mean_s"], "mean_s"),
        "counters_first": first["counters"], "counters_last": last["counters"], "ill": about["ill"],
        "share": round(about["booked"] * 100), "factor": plain(about["factor"]), "line": said(about["line"], language),
        "limit": round(answer["limit"] * 100), "ratio_first": shown(first["load_ratio"], "load_ratio"),
        "ratio_last": shown(last["load_ratio"], "load_ratio"), "most": max(answer["staffing"], default=0),
        "hours": sum(answer["staffing"]), "always": first["counters"] * len(answer["staffing"]),
    }  # fmt: skip
    return say(f"words.{answer['question']}", **detail)


def warnings(answer: Answer, say: Say) -> list[str]:
    """What the figures alone would hide: people who were not served, and limits that are not kept."""
    told = []
    for row in answer["rows"]:
        if row["unserved"]["mean"]:
            told.append(say("words.unserved", scenario=name(row, say), unserved=plain(row["unserved"]["mean"])))
        if row["over_15"]["mean"] > answer["limit"]:
            told.append(say("words.over", scenario=name(row, say), limit=round(answer["limit"] * 100)))
    if answer["staffing"]:
        late = [
            clock(part["hour"]) for part in answer["rows"][-1]["hours"] if part["over_15"]["mean"] > answer["limit"]
        ]
        told += [say("words.hours_over", hours=", ".join(late), limit=round(answer["limit"] * 100))] if late else []
    return told
