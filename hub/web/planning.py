"""Questions to the simulator: asked, watched, cancelled, taken along as PDF or JSON; and the advice of this minute."""

import asyncio
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from hub.core.events import CommandRefused
from hub.core.refused import Refused
from hub.web import plan_tables
from hub.web.bodies import Body, Words
from hub.web.call import Call, Reply, json_reply
from hub.web.problems import Problem, refused
from hub.web.report_tables import Table
from hub.web.settings import once

PDF = "application/pdf"
What = Literal["day", "counters", "windows", "booked", "surge", "ill", "mixed", "policy", "reform"]
Like = Literal["", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class PlanWish(Body):
    """``like``: the newest four of this day of the week, instead of ``visits``. ``counters`` 0: those of the hall.

    ``booked``: per cent of the visits; ``ill``: clerks; ``windows``: dedicated ones before the reform; ``line``: that surges.
    """

    what: What = "day"
    visits: Annotated[int, Meta(ge=1, le=20_000)] = 500
    like: Like = ""
    counters: Annotated[int, Meta(ge=0, le=200)] = 0
    days: Annotated[int, Meta(ge=2, le=200)] = 60
    seed: Annotated[int, Meta(ge=1, le=9999)] = 1
    windows: Annotated[int, Meta(ge=1, le=400)] = 54
    line: Words = ""
    ill: Annotated[int, Meta(ge=1, le=200)] = 2
    booked: Annotated[int, Meta(ge=1, le=100)] = 25
    break_min: Annotated[int, Meta(ge=0, le=120)] = 0


async def show_plan(call: Call) -> Reply:
    """The question that was asked last, how far its simulation is, and its answer."""
    planner = call.parts.planner
    return json_reply({
        "running": planner.running, "what": planner.asked["what"] if planner.asked else "",
        "done": planner.done, "total": planner.total, "refusal": refusal(call),
        "report": None if planner.running else report(call),
    })  # fmt: skip


async def start_plan(call: Call) -> Reply:
    """Simulate days of this hall; one question at a time, beside the hall's own work."""
    wish: PlanWish = call.body
    setup = call.hall.setup
    besides = {
        "days": wish.days, "seed": wish.seed, "windows": wish.windows, "line": wish.line, "ill": wish.ill,
        "booked": wish.booked / 100, "break_s": wish.break_min * 60.0,
    }  # fmt: skip
    asked = {
        "what": wish.what, "visits": float(wish.visits), "like": wish.like, "counters": wish.counters or len(setup.counters),
        "besides": besides,
    }  # fmt: skip

    async def begun() -> Reply:
        try:
            await call.parts.planner.start(setup, asked)
        except Refused as no:
            raise refused(CommandRefused("plan", no.reason, no.detail)) from None
        return await show_plan(call)

    return await once(call, begun)


async def cancel_plan(call: Call) -> Reply:
    """End the simulation that runs; without one nothing happens."""
    await call.parts.planner.cancel()
    return await show_plan(call)


async def show_plan_json(call: Call) -> Reply:
    """The figures of the answer as JSON."""
    return download(msgspec.json.encode(answered(call)), "application/json", "json")


async def show_plan_pdf(call: Call) -> Reply:
    """The answer as pages to print."""
    made = await asyncio.to_thread(printed, call, answered(call))
    return download(made, PDF, "pdf")


async def show_advice(call: Call) -> Reply:
    """Should one more counter open now, or may one close? Made each minute of an open day."""
    advice = call.parts.planner.advice
    if advice is None:
        return json_reply({"act": "", "words": "", "at_ms": 0})
    shares = {key: percent(advice[key]) for key in ("over", "over_more", "over_fewer")}
    words = say(call)(f"advice.{advice['act']}", counters=advice["counters"], **shares)
    return json_reply({"act": advice["act"], "words": words, "at_ms": call.parts.planner.advised_ms})


def percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.1f}"


def answered(call: Call) -> dict[str, Any]:
    """The newest answer. Raises a problem where there is none."""
    if call.parts.planner.answer is None:
        raise Problem(404, "not_found")
    return call.parts.planner.answer


def refusal(call: Call) -> str:
    """Why the simulation gave no answer."""
    found = call.parts.planner.refused
    return call.parts.texts.say(call.language, f"refused.{found[0]}", found[1]) if found else ""


def report(call: Call) -> dict[str, Any] | None:
    """The answer in words and tables."""
    answer, words = call.parts.planner.answer, say(call)
    if answer is None:
        return None
    return {
        "title": plan_tables.title(answer, words), "subtitle": plan_tables.subtitle(answer, words),
        "sentences": plan_tables.sentences(answer, words, call.language),
        "tables": [plain(table) for table in plan_tables.tables(answer, words, call.language)],
        "charts": [plain(chart) for chart in plan_tables.charts(answer, words)],
    }  # fmt: skip


def plain(table: Table) -> dict[str, Any]:
    return {"title": table.title, "columns": list(table.columns), "rows": [list(row) for row in table.rows]}


def printed(call: Call, answer: dict[str, Any]) -> bytes:
    """The PDF; what makes it is loaded when somebody first wants one."""
    from hub.web.report_pdf import report_pdf

    words, language = say(call), call.language
    return report_pdf(
        plan_tables.title(answer, words), plan_tables.subtitle(answer, words),
        plan_tables.tables(answer, words, language), plan_tables.charts(answer, words),
        plan_tables.sentences(answer, words, language),
    )  # fmt: skip


def say(call: Call) -> Any:
    """``say(key, **values)``: the words of a key under ``plan``."""

    def words(key: str, **values: object) -> str:
        return call.parts.texts.say(call.language, f"plan.{key}", {name: str(value) for name, value in values.items()})

    return words


def download(content: bytes, kind: str, suffix: str) -> Reply:
    headers = {"Content-Disposition": f'attachment; filename="anycounter-plan.{suffix}"'}
    return Reply(content, content_type=kind, headers=headers)
