"""From a request to the hall and back: one command, once, and an answer made from its events alone."""

from hub.core.commands import Command, Request
from hub.core.events import Recorded, type_name
from hub.service import Answer, HallBusy, JournalFailed
from hub.web.call import Call
from hub.web.keys import came_from, reused
from hub.web.problems import Problem, journal_failed, refused
from hub.web.shapes import Done, Happened


async def act(call: Call, command: Command, seen: int | None = None, age_ms: int = 0) -> Answer:
    """Have the hall carry out a command. Raises ``Problem`` for a refusal, a busy hall, a journal that failed."""
    origin = call.origin()
    if call.key:
        call.parts.keys.claim(origin, call.fingerprint())
    request = Request(origin, call.actor, "web", command, age_ms, seen)
    try:
        answer = await call.parts.service.handle(request)
    except HallBusy:
        raise Problem(503, "hall_busy", headers={"Retry-After": "1"}) from None
    except JournalFailed:
        raise journal_failed() from None
    if answer.again and not came_from(command, answer.events):
        raise reused()
    if answer.refusal:
        call.parts.metrics.refused(answer.refusal.reason)
        raise refused(answer.refusal)
    return answer


def done(call: Call, answer: Answer) -> Done:
    """What an action led to: the same for every repetition, because it is made from the stored events."""
    if not answer.events:
        return {"rev": call.hall.seq, "at_ms": call.parts.service.now_ms(), "events": []}
    last = answer.events[-1]
    return {"rev": last.seq, "at_ms": last.at_ms, "events": [happened(each) for each in answer.events]}


def happened(recorded: Recorded) -> Happened:
    """The public part of an event. Ids hold the number: ``20200113-A012`` and its legs ``20200113-A012.1``."""
    event = recorded.event
    said: Happened = {"type": type_name(event)}
    counter = getattr(event, "counter", None)
    if counter is not None:
        said["counter"] = counter
    leg = getattr(event, "leg", None)
    ticket = leg.rpartition(".")[0] if leg else getattr(event, "ticket", None)
    matter = getattr(event, "matter", None)
    if matter is not None:
        said["matter"] = matter
    if leg:
        said["leg"] = leg
    if ticket:
        said["ticket"] = ticket
        said["number"] = ticket.rpartition("-")[2]
    return said
