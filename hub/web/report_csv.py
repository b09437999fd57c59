"""A report as CSV that a spreadsheet opens by itself: UTF-8 with a byte order mark, one table below the other."""

import csv
import io
from collections.abc import Iterable

from hub.web.report_tables import Cell, Table

BOM = "\ufeff"
"""Without it Excel reads Chinese as the system's old character set."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A text that begins so would be run as a formula by who opens the file (OWASP, CSV injection); wide forms too."""


def report_csv(title: str, tables: Iterable[Table]) -> bytes:
    """The whole file."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow([defused(title)])
    for table in tables:
        writer.writerow([])
        writer.writerow([defused(table.title)])
        writer.writerow([defused(column) for column in table.columns])
        writer.writerows([[defused(cell) for cell in row] for row in table.rows])
    return (BOM + lines.getvalue()).encode("utf-8", "replace")


def defused(cell: Cell) -> Cell:
    """A text that no spreadsheet runs; numbers stay numbers. Leading blanks are looked through, as spreadsheets do."""
    if not isinstance(cell, str):
        return cell
    plain = "".join(" " if each in "\r\n\t\0" else each for each in cell)
    return f"'{plain}" if cell.startswith(FORMULA) or plain.lstrip().startswith(FORMULA) else plain
