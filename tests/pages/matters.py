"""Matters in a hall with pages: taken in at counter 1, some of them long ago."""

from datetime import date, timedelta

from hub.core import commands as c
from hub.core.catalogue import Depth, Item
from hub.core.events import MatterAccepted
from hub.core.matters import Stage
from tests.pages.hall import ShownHall

OFFICE = "工伤认定科"


def later(hall: ShownHall) -> Item:
    """An item that is decided later, with a time limit and at least two documents."""
    return next(
        each
        for each in hall.setup.items
        if each.depth == Depth.TIME_LIMITED and each.limit_days and len(each.documents) > 1
    )


async def accept(hall: ShownHall, clerk: str = "clerk-1", **owed: object) -> MatterAccepted:
    """A citizen's matter, taken in at counter 1."""
    item = later(hall)
    await hall.take(item.code)
    if hall.service.record.counters[1].state == "closed":
        await hall.do(c.OpenCounter(1, clerk))
    await hall.do(c.CallNext(1), c.StartService(1), after_s=30)
    outcome = c.Outcome(item.code, c.Result.TAKEN_IN, **owed)  # type: ignore[arg-type]
    link = f"receipt-of-this-matter-{hall.service.record.seq}"
    accepted = (await hall.do(c.FinishService(1, (outcome,), (link,)), after_s=60)).first(MatterAccepted)
    assert accepted is not None
    return accepted


async def days_later(hall: ShownHall, days: int) -> str:
    """The hall closes and opens again so many days later; that day."""
    day = (date.fromisoformat(hall.service.record.day) + timedelta(days)).isoformat()
    await hall.do(c.CloseDay())
    await hall.do(c.OpenDay(day), after_s=days * 86_400)
    return day


async def overdue_morning(hall: ShownHall) -> tuple[MatterAccepted, MatterAccepted]:
    """One matter that is overdue, and one that was taken in just now with a document missing."""
    late = await accept(hall)
    await hall.do(c.MoveMatter(late.matter, Stage.REVIEWING, OFFICE))
    day = await days_later(hall, 60)
    fresh = await accept(hall, owed=2, owed_by=day)
    return late, fresh
