"""The morning that the pictures show: people wait, calls are open, one is held, one missed, one clerk asks for help."""

from dataclasses import dataclass
from pathlib import Path

from hub.core import commands as c
from hub.core.events import MatterAccepted, TicketTaken
from hub.core.matters import Stage
from tests.pages.hall import ShownHall, city
from tests.pages.matters import OFFICE, accept, days_later, later, overdue_morning

STRIDE = 7
"""Every seventh item of the catalogue in turn: all lines are asked for."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A hall at work; the tickets that the phone pictures follow."""

    hall: ShownHall
    waiting: TicketTaken
    called: TicketTaken
    served: TicketTaken


async def play(folder: Path) -> Scene:
    """Open the hall and let the morning happen."""
    hall = ShownHall(city(), folder)
    await hall.start()
    codes = [item.code for item in hall.setup.items]
    for number, clerk in ((1, "clerk-1"), (2, "clerk-2"), (3, "clerk-3")):
        await hall.do(c.OpenCounter(number, clerk))
    await hall.do(c.OpenCounter(4, "clerk-4"), c.PauseCounter(4, "lunch"))
    tickets = [await hall.take(codes[place * STRIDE % len(codes)]) for place in range(6)]
    await hall.do(c.CallNext(1), c.CallNext(2), c.CallNext(3), after_s=60)
    await hall.do(c.StartService(1), c.StartService(2), after_s=30)
    await hall.do(c.MissTicket(3), c.CallNext(3), after_s=45)
    await hall.do(c.FinishService(1), after_s=400)
    await hall.do(c.HoldTicket(2), c.CallNext(2), after_s=20)
    for place, time in enumerate(("09:20", "09:20", "09:40", "10:20", "11:00")):
        await hall.book(time, f"K7M4P2X{place + 2}", place * STRIDE)
    await hall.do(*(c.CheckIn(f"K7M4P2X{last}", c.Channel.KIOSK, f"link-of-a-citizen-{last}") for last in (2, 4)))
    for place in range(6, 17):
        hall.clock.forward_s(55)
        tickets.append(await hall.take(codes[place * STRIDE % len(codes)]))
    await hall.do(c.Recall(2), c.StartService(3), c.AskForHelp(3))
    await hall.do(c.ReportPrint(tickets[-2].ticket, c.PrintStatus.DOUBTFUL))
    return Scene(hall, tickets[-1], ticket_at(hall, tickets, 2), tickets[0])


async def play_matters(folder: Path) -> tuple[ShownHall, MatterAccepted, MatterAccepted]:
    """A hall with matters in every stage; one that is overdue, and the one that was taken in last."""
    hall = ShownHall(city(), folder)
    await hall.start()
    late, _ = await overdue_morning(hall)
    moves = ((Stage.REVIEWING, Stage.DECIDED), (Stage.REVIEWING,), (Stage.REVIEWING, Stage.DECIDED, Stage.COLLECTED))
    for stages in moves:
        matter = (await accept(hall)).matter
        for stage in stages:
            await hall.do(c.MoveMatter(matter, stage, OFFICE), after_s=600)
    await days_later(hall, 24)
    fresh = await accept(hall, owed=2, owed_by=hall.service.record.day)
    await hall.do(c.OpenCounter(2, "clerk-2"))
    await hall.take(later(hall).code)
    await hall.do(c.CallNext(2), c.StartService(2), after_s=30)
    return hall, late, fresh


def ticket_at(hall: ShownHall, tickets: list[TicketTaken], counter: int) -> TicketTaken:
    """The ticket that is at a counter now."""
    leg = hall.service.record.legs[hall.service.record.counters[counter].leg]
    return next(each for each in tickets if each.ticket == leg.ticket)
