"""An answer as files: text, a page that needs nothing else, PDF, JSON."""

import json
from html import escape
from pathlib import Path
from typing import Any

from hub.web.plan_tables import charts, sentences, subtitle, tables, title
from hub.web.report_pdf import report_pdf
from hub.web.report_tables import Say, Table
from tools.planning.printed import printed, written

STYLE = """
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; color: #14262e; }
table { border-collapse: collapse; margin: 0.5rem 0 1.5rem; } th, td { padding: 0.3rem 0.8rem; border-bottom: 1px solid #d5cdbd; }
th { text-align: left; color: #4a5c64; } td + td { text-align: right; } svg { width: 100%; max-width: 46rem; }
"""
HEIGHT, WIDTH, FLOOR = 200, 640, 170


def write_all(folder: Path, answer: dict[str, Any], say: Say, language: str) -> None:
    """Write ``plan.txt``, ``plan.html``, ``plan.pdf`` and ``plan.json`` into the folder, made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plan.json").write_text(json.dumps(answer, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (folder / "plan.txt").write_text(printed(answer, say, language) + "\n", encoding="utf-8")
    (folder / "plan.html").write_text(page(answer, say, language), encoding="utf-8")
    pdf = report_pdf(
        title(answer, say), subtitle(answer, say), tables(answer, say, language), charts(answer, say),
        sentences(answer, say, language),
    )  # fmt: skip
    (folder / "plan.pdf").write_bytes(pdf)


def page(answer: dict[str, Any], say: Say, language: str) -> str:
    """One HTML page with its own style and drawings."""
    name = escape(title(answer, say))
    told = "".join(f"<p>{escape(sentence)}</p>\n" for sentence in sentences(answer, say, language))
    drawn = "".join(f"<h2>{escape(chart.title)}</h2>\n{svg(chart)}\n" for chart in charts(answer, say))
    shown = "".join(f"<h2>{escape(table.title)}</h2>\n{html_table(table)}\n" for table in tables(answer, say, language))
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head><meta charset="utf-8"><title>{name}</title><style>{STYLE}</style></head>\n'
        f"<body>\n<h1>{name}</h1>\n<p>{escape(subtitle(answer, say))}</p>\n{told}{drawn}{shown}</body>\n</html>\n"
    )


def html_table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in table.columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(written(cell))}</td>" for cell in row) + "</tr>\n" for row in table.rows
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>"


def svg(chart: Table) -> str:
    """One bar a row, its figure above it and its word below."""
    most = max((float(row[1] or 0) for row in chart.rows), default=0.0) or 1.0
    step = WIDTH / max(len(chart.rows), 1)
    parts = []
    for place, (name, value, *_) in enumerate(chart.rows):
        x, tall = step * (place + 0.5), (FLOOR - 20) * float(value or 0) / most
        parts.append(
            f'<rect x="{x - step * 0.33:.1f}" y="{FLOOR - tall:.1f}" width="{step * 0.66:.1f}" height="{tall:.1f}" fill="#0b5568"/>'
        )
        parts.append(text(x, FLOOR - tall - 4, written(value)) + text(x, FLOOR + 16, written(name)))
    said = escape(f"{chart.title}: " + ", ".join(f"{row[0]} {row[1]}" for row in chart.rows), quote=True)
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{said}">{"".join(parts)}</svg>'


def text(x: float, y: float, words: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="11" text-anchor="middle">{escape(words)}</text>'
