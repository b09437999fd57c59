"""An answer as text for a terminal: the paragraph, tables in columns, bars of blocks."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from hub.web.plan_tables import charts, sentences, subtitle, tables, title
from hub.web.report_tables import Cell, Say, Table

BAR = 40
"""Columns of the longest bar."""


def printed(answer: dict[str, Any], say: Say, language: str) -> str:
    """The whole answer."""
    parts = [f"{title(answer, say)}\n{subtitle(answer, say)}", "\n".join(sentences(answer, say, language))]
    parts += [f"{table.title}\n{columns(table)}" for table in tables(answer, say, language)]
    parts += [f"{chart.title}\n{bars(chart)}" for chart in charts(answer, say)]
    return "\n\n".join(parts)


def columns(table: Table) -> str:
    """Words on the left, figures on the right."""
    rows = [table.columns, *(tuple(map(written, row)) for row in table.rows)]
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(aligned(cell, widths, place) for place, cell in enumerate(row)).rstrip() for row in rows)


def aligned(cell: str, widths: Sequence[int], place: int) -> str:
    room = " " * (widths[place] - width(cell))
    return cell + room if place == 0 else room + cell


def bars(chart: Table) -> str:
    """A bar of blocks for each row, its figure behind it."""
    rows = [(str(row[0]), float(row[1] or 0)) for row in chart.rows]
    most = max((value for _, value in rows), default=0.0) or 1.0
    named = max((width(name) for name, _ in rows), default=0)
    return "\n".join(
        f"{name}{' ' * (named - width(name))}  {'█' * round(BAR * value / most)} {value:g}".rstrip()
        for name, value in rows
    )


def written(cell: Cell) -> str:
    return "–" if cell is None or cell == "" else str(cell)


def width(text: str) -> int:
    """Columns of a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
