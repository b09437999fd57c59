"""What the supervisor asks for: the day, somebody's ticket, a complaint, the journal."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from hub.core.commands import AnswerComplaint, CancelTicket, CloseDay, OpenDay, ReturnTicket
from hub.core.events import Recorded, type_name
from hub.web.acting import act, done
from hub.web.bodies import CancelReason, ComplaintAnswer, DayToClose, DayToOpen
from hub.web.call import Call, Reply, json_reply
from hub.web.gate import whole_number
from hub.web.problems import Fault, Problem
from hub.web.shapes import JournalEntry

PAGE = 500
"""Events in one page of the journal: reading them stops the loop for a few milliseconds."""


async def open_day(call: Call) -> Reply:
    """Open the business day: today's in the hall's time zone, or the one named."""
    body: DayToOpen = call.body
    return json_reply(done(call, await act(call, OpenDay(day_of(call, body)))))


def day_of(call: Call, body: DayToOpen) -> str:
    """Not a later one than tomorrow: days only go forward, so a slip of the pen would lock the hall out for years."""
    zone = ZoneInfo(call.hall.setup.timezone)
    today = datetime.fromtimestamp(call.parts.service.now_ms() / 1000, UTC).astimezone(zone).date()
    day = body.day or today
    if day > today + timedelta(days=1):
        raise Problem(409, "day_too_late", Fault("/day", "refused"), day=day)
    return day.isoformat()


async def close_day(call: Call) -> Reply:
    """Close the business day: whoever still waits is cancelled."""
    body: DayToClose = call.body
    return json_reply(done(call, await act(call, CloseDay(body.reason))))


async def cancel_ticket(call: Call) -> Reply:
    """Cancel a ticket, with a reason that is kept."""
    body: CancelReason = call.body
    return json_reply(done(call, await act(call, CancelTicket(call.http.match_info["id"], body.reason))))


async def return_ticket(call: Call) -> Reply:
    """The citizen of a missed ticket is back."""
    return json_reply(done(call, await act(call, ReturnTicket(call.http.match_info["id"]))))


async def answer_complaint(call: Call) -> Reply:
    """Say what was done about a complaint; with that it is off the list."""
    body: ComplaintAnswer = call.body
    return json_reply(done(call, await act(call, AnswerComplaint(call.http.match_info["id"], body.words))))


async def read_journal(call: Call) -> Reply:
    """What has happened, in order; links and codes of citizens are left out."""
    after = whole_number(call, "after", 0, 2**53 - 1)
    limit = whole_number(call, "limit", 100, PAGE)
    events = call.parts.read_after(after, limit) if limit else []
    last = events[-1].seq if events else after
    return json_reply({"events": [entry(each) for each in events], "last": last})


def entry(recorded: Recorded) -> JournalEntry:
    """One event for people; whoever has a link or a code may act for a citizen, so none leaves the hub this way."""
    body = msgspec.to_builtins(recorded.event)
    for proof in ("link", "code"):
        body.pop(proof, None)
    return {
        "seq": recorded.seq,
        "at_ms": recorded.at_ms,
        "clock_ok": recorded.clock_ok,
        "day": recorded.day,
        "origin": recorded.origin,
        "actor": recorded.actor,
        "device": recorded.device,
        "type": type_name(recorded.event),
        "body": body,
    }


async def list_devices(call: Call) -> Reply:
    """The hall's devices and how they are."""
    return json_reply({"devices": call.parts.devices()})
