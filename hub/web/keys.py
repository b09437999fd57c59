"""One key, one action: a repeated request must ask for the same thing as the first.

What an action *did* is in the journal, with its origin; that alone makes it happen once, across restarts. Here only
the question is remembered, so that a key that comes back with another question is told so instead of getting a wrong
answer. After a restart the events themselves tell most of it.
"""

from collections import OrderedDict

from hub.core import commands as c
from hub.core import events as e
from hub.core.events import CommandRefused, Recorded, snake
from hub.web.problems import Fault, Problem

REMEMBERED = 20_000
"""Questions kept in memory: more than two busy days' worth of a hall, 2 MB."""

RESUMED = (e.CounterResumed, e.PauseAsked, e.Called)
"""``resume`` means what the counter's state makes of it, and that has changed when the press is repeated."""

LEADS_TO: dict[type, tuple[type, ...]] = {
    c.TakeTicket: (e.TicketTaken,),
    c.BeginVisit: (e.VisitBegun,),
    c.Book: (e.Booked,),
    c.CancelBooking: (e.BookingCancelled,),
    c.CheckIn: (e.TicketTaken,),
    c.CancelTicket: (e.Cancelled,),
    c.GiveWay: (e.GaveWay,),
    c.ReturnTicket: (e.Returned,),
    c.Rate: (e.Rated,),
    c.Complain: (e.ComplaintMade,),
    c.AnswerComplaint: (e.ComplaintAnswered,),
    c.Configure: (e.Configured,),
    c.OpenDay: (e.DayOpened,),
    c.CloseDay: (e.DayClosed,),
    c.OpenCounter: (e.CounterOpened,),
    c.CloseCounter: (e.CounterClosed,),
    c.PauseCounter: (e.CounterPaused, e.PauseAsked),
    c.ResumeCounter: RESUMED,
    c.AskForHelp: (e.HelpAsked,),
    c.AnswerHelp: (e.HelpAnswered,),
    c.CallNext: (e.Called, e.Served),
    c.CallChosen: (e.Called,),
    c.Recall: (e.Recalled,),
    c.StartService: (e.ServiceStarted,),
    c.FinishService: (e.Served,),
    c.MissTicket: (e.Missed,),
    c.HoldTicket: (e.Held,),
    c.ResumeTicket: RESUMED,
    c.TransferTicket: (e.Transferred,),
    c.WriteNote: (e.NoteWritten,),
    c.Undo: (e.Undone,),
    c.MoveMatter: (e.MatterMoved,),
    c.BringDocument: (e.DocumentBrought,),
}
"""Command -> the events of which one must be in its answer."""

KEPT = (
    "items", "channel", "priority", "booked_ms", "counter", "leg", "score", "reasons", "to_clerk", "front", "complaint",
    "words", "matter", "stage", "on_day", "minute", "afar",
)  # fmt: skip
"""Fields that an event takes over from its command unchanged."""


class Keys:
    """The questions behind the latest origins."""

    def __init__(self) -> None:
        self._asked: OrderedDict[str, bytes] = OrderedDict()

    def claim(self, origin: str, fingerprint: bytes) -> None:
        """Remember what this origin asks for; raises ``Problem`` where it asked for something else before."""
        if self._asked.setdefault(origin, fingerprint) != fingerprint:
            raise reused()
        if len(self._asked) > REMEMBERED:
            self._asked.popitem(last=False)


def reused() -> Problem:
    return Problem(422, "key_reused", Fault("header:Idempotency-Key", "refused"))


def came_from(command: c.Command, events: tuple[Recorded, ...]) -> bool:
    """Can these events be the answer to this command?"""
    first = next((each.event for each in events if isinstance(each.event, LEADS_TO[type(command)])), None)
    if first is not None:
        return all(getattr(first, name) == getattr(command, name) for name in KEPT if both_have(command, first, name))
    names = {snake(kind.__name__) for kind in same_press(type(command))}
    return any(isinstance(each.event, CommandRefused) and each.event.command in names for each in events)


def same_press(kind: type) -> tuple[type, ...]:
    """The commands that one press may have become."""
    resumes = (c.ResumeCounter, c.ResumeTicket)
    return resumes if kind in resumes else (kind,)


def both_have(command: c.Command, event: e.Event, name: str) -> bool:
    return hasattr(command, name) and hasattr(event, name)
