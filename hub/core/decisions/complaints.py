"""Complaints (监督投诉): made at a pad, answered by a supervisor. Nobody learns who made one."""

from collections.abc import Sequence

from hub.core.commands import AnswerComplaint, Complain, Request
from hub.core.decisions.moment import Moment
from hub.core.events import ComplaintAnswered, ComplaintMade, Event
from hub.core.hall import Hall
from hub.core.refused import Refused


def complain(hall: Hall, request: Request, command: Complain, moment: Moment) -> Sequence[Event]:
    """One complaint a press; the leg is kept where it is known and was at that counter."""
    if hall.counters.get(command.counter) is None:
        raise Refused("counter_unknown", counter=command.counter)
    leg = hall.legs.get(command.leg)
    known = leg is not None and leg.counter == command.counter
    return [ComplaintMade(f"c{hall.seq + 1}", command.counter, command.leg if known else "")]


def answer_complaint(hall: Hall, request: Request, command: AnswerComplaint, moment: Moment) -> Sequence[Event]:
    """What was done about it, in the supervisor's words."""
    made = hall.complaints.get(command.complaint)
    if made is None:
        raise Refused("complaint_unknown", complaint=command.complaint)
    if not command.words.strip():
        raise Refused("answer_missing", complaint=command.complaint)
    return [ComplaintAnswered(command.complaint, command.words, made.counter)]
