"""What the answers of the simulator hold: words and figures as they are shown, in the reader's language."""

from typing import TypedDict

from hub.web.report_tables import Cell


class PlanTable(TypedDict):
    """``rows``: as many cells as ``columns``; of a chart a word and a number."""

    title: str
    columns: list[str]
    rows: list[list[Cell]]


class PlanReport(TypedDict):
    title: str
    subtitle: str
    sentences: list[str]
    tables: list[PlanTable]
    charts: list[PlanTable]


class PlanShown(TypedDict):
    """``done`` of ``total`` simulated days while it is ``running``; ``refusal``: why there is no answer, or ""."""

    running: bool
    what: str
    done: int
    total: int
    refusal: str
    report: PlanReport | None


class PlanAdvice(TypedDict):
    """``act``: open, short, close, keep, or "" while there is none; ``at_ms``: hall time of the picture that it was made from."""

    act: str
    words: str
    at_ms: int
