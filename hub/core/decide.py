"""``decide(hall, request, moment) -> events``: the one place where a command meets the rules.

Pure: the hall is only read. A request whose origin is known leads to nothing (its first answer is in the journal); one
that the rules forbid leads to a single ``CommandRefused``, which is kept like everything else, so that a repeated press
hears the same no.
"""

from collections.abc import Callable, Sequence
from typing import Any

from hub.core import commands, events
from hub.core.commands import Request
from hub.core.decisions import (
    afar,
    appointments,
    assignment,
    complaints,
    counters,
    day,
    desk,
    matters,
    notes,
    offline,
    ratings,
    tickets,
    transfer,
    undo,
)
from hub.core.decisions.moment import Moment
from hub.core.events import Event
from hub.core.hall import Hall
from hub.core.refused import Refused

Decision = Callable[[Hall, Request, Any, Moment], Sequence[Event]]

DECISIONS: dict[type, Decision] = {
    commands.StartHub: day.start_hub,
    commands.Configure: day.configure,
    commands.OpenDay: day.open_day,
    commands.CloseDay: day.close_day,
    commands.Tick: assignment.tick,
    commands.OpenCounter: counters.open_counter,
    commands.CloseCounter: counters.close_counter,
    commands.PauseCounter: counters.pause_counter,
    commands.ResumeCounter: counters.resume_counter,
    commands.AskForHelp: counters.ask_for_help,
    commands.AnswerHelp: counters.answer_help,
    commands.TakeTicket: tickets.take_ticket,
    commands.BeginVisit: afar.begin_visit,
    commands.Book: appointments.book,
    commands.CancelBooking: appointments.cancel_booking,
    commands.CheckIn: appointments.check_in,
    commands.LendNumbers: offline.lend_numbers,
    commands.TakeOver: offline.take_over,
    commands.ReportPrint: tickets.report_print,
    commands.CancelTicket: tickets.cancel_ticket,
    commands.GiveWay: tickets.give_way,
    commands.ReturnTicket: tickets.return_ticket,
    commands.CallNext: desk.call_next,
    commands.CallChosen: desk.call_chosen,
    commands.Recall: desk.recall,
    commands.StartService: desk.start_service,
    commands.FinishService: desk.finish_service,
    commands.MissTicket: desk.miss_ticket,
    commands.HoldTicket: desk.hold_ticket,
    commands.ResumeTicket: desk.resume_ticket,
    commands.TransferTicket: transfer.transfer_ticket,
    commands.WriteNote: notes.write_note,
    commands.Undo: undo.undo,
    commands.Rate: ratings.rate,
    commands.Complain: complaints.complain,
    commands.AnswerComplaint: complaints.answer_complaint,
    commands.MoveMatter: matters.move_matter,
    commands.BringDocument: matters.bring_document,
}


def decide(hall: Hall, request: Request, moment: Moment) -> list[Event]:
    """The events that the request leads to, in order; none for an origin that is known already."""
    if request.origin in hall.origins:
        return []
    command = request.command
    try:
        return list(DECISIONS[type(command)](hall, request, command, moment))
    except Refused as refused:
        return [events.CommandRefused(events.snake(type(command).__name__), refused.reason, refused.detail)]
