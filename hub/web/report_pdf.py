"""A report as PDF: A4, title and page numbers, bars, tables. Words are in a font that PDF readers bring along themselves.

``STSong-Light`` is one of Adobe's standard Chinese fonts: the file names it and holds no outlines, so it stays small and needs no
font on the hub. Pure layout: figures come in as ``Table``.
"""

import io
from collections.abc import Sequence
from xml.sax.saxutils import escape

from reportlab.graphics.shapes import Drawing, Line, Rect, String
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as PdfTable

from hub.web.report_tables import Cell, Table

FONT = "STSong-Light"
INK, SOFT, BRAND, LINE, STRIPE = map(colors.HexColor, ("#14262e", "#4a5c64", "#0b5568", "#d5cdbd", "#f4f1ea"))
MARGIN = 15 * mm
WIDTH = A4[0] - 2 * MARGIN - 12  # The frame has a padding of 6 on each side.
CHART_HEIGHT = 42 * mm
LONGEST = 400
"""Characters of a cell: a name may be long, a page ends."""

pdfmetrics.registerFont(UnicodeCIDFont(FONT))

TITLE = ParagraphStyle("title", fontName=FONT, fontSize=17, leading=23, textColor=INK, wordWrap="CJK")
HEAD = ParagraphStyle("head", fontName=FONT, fontSize=12, leading=16, textColor=BRAND, wordWrap="CJK", spaceAfter=3)
PROSE = ParagraphStyle("prose", fontName=FONT, fontSize=10, leading=14, textColor=INK, wordWrap="CJK", spaceAfter=4)
CELL = ParagraphStyle("cell", fontName=FONT, fontSize=8.5, leading=11, textColor=INK, wordWrap="CJK")
COLUMN = ParagraphStyle("column", parent=CELL, textColor=SOFT)


def report_pdf(
    title: str, subtitle: str, tables: Sequence[Table], charts: Sequence[Table], sentences: Sequence[str] = ()
) -> bytes:
    """The whole file. ``charts``: tables of two columns, a word and a number, drawn as bars above the tables.

    ``sentences``: paragraphs above all of them.
    """
    file = io.BytesIO()
    pages = SimpleDocTemplate(
        file, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN,
        title=clean(title), author="Anycounter",
    )  # fmt: skip
    parts: list[Flowable] = [words(title, TITLE), words(subtitle, COLUMN), Spacer(1, 5 * mm)]
    parts += [words(sentence, PROSE) for sentence in sentences]
    for chart in charts:
        if chart.rows:
            parts += [words(chart.title, HEAD), bars(chart), Spacer(1, 3 * mm)]
    for table in tables:
        parts += [CondPageBreak(30 * mm), words(table.title, HEAD), shown(table), Spacer(1, 4 * mm)]
    pages.build(parts, onFirstPage=number, onLaterPages=number)
    return file.getvalue()


def clean(text: str) -> str:
    """What the font's character set has: no control or direction marks, nothing beyond the basic plane."""
    kept = (each if each.isprintable() and ord(each) < 0x10000 else "·" for each in text[:LONGEST])
    return "".join(kept).strip("·") or "–"


def words(text: str, style: ParagraphStyle) -> Paragraph:
    """A text as text: its markup is not read."""
    return Paragraph(escape(clean(text)), style)


def written(cell: Cell) -> str:
    return "–" if cell is None or cell == "" else str(cell)


def shown(table: Table) -> Flowable:
    """The table over the whole width, its head repeated on each page; without rows a dash."""
    if not table.rows:
        return words("–", CELL)
    cells = [[words(column, COLUMN) for column in table.columns]]
    cells += [[words(written(cell), CELL) for cell in row] for row in table.rows]
    many = len(table.columns)
    first = WIDTH / many * (1.5 if many > 2 else 1)
    rest = (WIDTH - first) / (many - 1)
    style = [
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE), ("BACKGROUND", (0, 0), (-1, 0), STRIPE), ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -1), 3), ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ]  # fmt: skip
    return PdfTable(cells, [first, *[rest] * (many - 1)], repeatRows=1, style=style)


def bars(table: Table) -> Drawing:
    """One bar a row, with its number above it and its word below."""
    drawing = Drawing(WIDTH, CHART_HEIGHT)
    top = max(float(row[1] or 0) for row in table.rows) or 1.0
    step = WIDTH / len(table.rows)
    width = min(step * 0.66, 60.0)
    room = CHART_HEIGHT - 26
    for place, (name, value, *_) in enumerate(table.rows):
        middle = step * (place + 0.5)
        height = room * float(value or 0) / top
        drawing.add(Rect(middle - width / 2, 12, width, height, fillColor=BRAND, strokeColor=None))
        drawing.add(label(middle, 14 + height, written(value)))
        drawing.add(label(middle, 2, clean(written(name))[: max(int(step / 7), 1)]))
    drawing.add(Line(0, 12, WIDTH, 12, strokeColor=LINE))
    return drawing


def label(x: float, y: float, text: str) -> String:
    return String(x, y, text, fontName=FONT, fontSize=7, fillColor=SOFT, textAnchor="middle")


def number(canvas: Canvas, document: SimpleDocTemplate) -> None:
    """The page's number below it."""
    canvas.setFont(FONT, 8)
    canvas.setFillColor(SOFT)
    canvas.drawCentredString(A4[0] / 2, 8 * mm, str(document.page))
