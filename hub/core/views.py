"""Pictures of a hall for people: whole states with a revision, made from the record alone. All are plain JSON values.

Waits are seconds; times are hall time in ms. No picture holds a priority's reason, a clerk's rating or a citizen.
"""

from typing import Any

from hub.core import policy
from hub.core.counter import Counter, CounterState
from hub.core.forecast import Wait, forecast_each, forecast_leg
from hub.core.hall import Hall
from hub.core.matter_views import matter_counts, receipts_of
from hub.core.ticket import AT_COUNTER, Leg, LegState, Ticket

Picture = dict[str, Any]

LAST_CALLS = 12
"""Calls on the board: more than the largest screen shows at once."""


def wait_picture(wait: Wait) -> Picture:
    """{"p50_s", "p80_s"}: null while no counter is open that could serve."""
    return {"p50_s": wait.p50_s, "p80_s": wait.p80_s}


def board(hall: Hall, now_ms: int) -> Picture:
    """The public picture of the hall: calls, counters, how many wait for what and how long."""
    order = policy.in_order(hall, now_ms)
    return {
        "hall": hall.setup.hall,
        "names": hall.setup.names,
        "epoch": hall.epoch,
        "rev": hall.seq,
        "at_ms": now_ms,
        "day": hall.day,
        "open": hall.day_open,
        "waiting": len(order),
        "next": [hall.ticket_of(leg).number for leg in order[:3]],
        "calls": [call_picture(hall, hall.legs[leg]) for leg in hall.calls[:LAST_CALLS]],
        "counters": [counter_board(hall, counter) for counter in hall.counters.values()],
        "lines": line_pictures(hall, order),
        "notices": list(hall.setup.notices),
    }


def call_picture(hall: Hall, leg: Leg) -> Picture:
    """One call: who, where, how often, since when; ``state`` tells whether it is still open."""
    return {
        "number": hall.ticket_of(leg).number,
        "counter": leg.counter,
        "calls": leg.recalls + 1,
        "at_ms": leg.called_ms,
        "state": str(leg.state),
        "language": hall.ticket_of(leg).language,
    }


def counter_board(hall: Hall, counter: Counter) -> Picture:
    """One counter as the public sees it: a number and never what for, so that nobody learns a neighbour's errand from a board."""
    leg = hall.legs.get(counter.leg)
    return {
        "counter": counter.number,
        "names": (setup.names if (setup := hall.setup.counter(counter.number)) else {}),
        "state": str(counter.state),
        "number": hall.ticket_of(leg).number if leg else "",
        "calls": leg.recalls + 1 if leg else 0,
    }


def line_pictures(hall: Hall, order: list[Leg]) -> list[Picture]:
    """The business lines: names, how many wait, and the wait of a ticket taken now for a line's first item."""
    codes = {line.code: [item.code for item in hall.setup.items if item.line == line.code] for line in hall.setup.lines}
    waits = iter(forecast_each(hall, (tuple(of[:1]) for of in codes.values() if of)))
    pictures = []
    for line in hall.setup.lines:
        of = frozenset(codes[line.code])
        wait = next(waits) if of else Wait(0, None, None)
        waiting = sum(not of.isdisjoint(leg.items) for leg in order)
        pictures.append({"line": line.code, "names": line.names, "waiting": waiting, **wait_picture(wait)})
    return pictures


def item_pictures(hall: Hall) -> list[Picture]:
    """The catalogue with the wait of a ticket taken now for each item."""
    pictures = []
    waits = forecast_each(hall, ((item.code,) for item in hall.setup.items))
    for item, wait in zip(hall.setup.items, waits, strict=True):
        pictures.append({
            "code": item.code, "names": item.names, "also": list(item.also), "line": item.line, "depth": str(item.depth),
            "documents": list(item.documents), "facts": item.facts,
            "limit_days": item.limit_days, "ahead": wait.ahead, "wait": wait_picture(wait),
            "in_time": wait.served,
        })  # fmt: skip
    return pictures


def short_first(hall: Hall) -> bool:
    """Does the length of business count here, so that who comes later with short business may be called before?"""
    return bool(policy.length_factors(hall))


SHUT = (CounterState.CLOSED, CounterState.PAUSED)


def ticket_picture(hall: Hall, ticket: Ticket, now_ms: int) -> Picture:
    """What the citizen's own page shows: place, range, where to go, what may be rated."""
    leg = hall.leg_of(ticket)
    waiting, afar = leg.state == LegState.WAITING, leg.state == LegState.AFAR
    order = policy.in_order(hall, now_ms, *([leg] if afar else [])) if waiting or afar else []
    wait = forecast_leg(hall, leg, order) if order else Wait(0, 0, 0)
    done = [hall.legs[each] for each in ticket.legs if hall.legs[each].state == LegState.SERVED]
    return {
        "id": ticket.id,
        "number": ticket.number,
        "channel": str(ticket.channel),
        "items": list(ticket.items),
        "names": [item.names for code in ticket.items if (item := hall.setup.item(code))],
        "state": str(leg.state),
        **turn_picture(hall, leg),
        "ahead": wait.ahead,
        "short_first": short_first(hall),
        "behind": len(order) - order.index(leg) - 1 if waiting else 0,
        "wait": wait_picture(wait),
        "in_time": wait.served,
        "at_work": sum(each.state not in SHUT and policy.may_serve(hall, each, leg) for each in hall.counters.values()),
        "counter": leg.counter if leg.state in AT_COUNTER else None,
        "calls": leg.recalls + 1 if leg.state in AT_COUNTER else 0,
        "last_counter": next((at for each in reversed(ticket.legs) if (at := hall.legs[each].counter)), None),
        "arrived_ms": ticket.arrived_ms,
        "paper": str(ticket.printed or ""),
        "rate": next((each.id for each in reversed(done) if each.score is None), None),
        "receipts": receipts_of(hall, done),
        "epoch": hall.epoch,
        "rev": hall.seq,
        "at_ms": now_ms,
    }


def turn_picture(hall: Hall, leg: Leg) -> Picture:
    """When the turn of a leg came whose citizen was not there, and until when its place is, or was, held; else 0."""
    until_ms = leg.passed_ms + hall.setup.afar.hold_s * 1000
    lapsed = leg.state == LegState.CANCELLED and leg.ended_ms >= until_ms
    if not leg.passed_ms or not (lapsed or leg.state == LegState.AFAR):
        return {"turn_ms": 0, "until_ms": 0}
    return {"turn_ms": leg.passed_ms, "until_ms": until_ms}


def counter_picture(hall: Hall, number: int, now_ms: int, order: list[Leg] | None = None) -> Picture:
    """What the clerk of a counter sees: the citizen at it, the queue, who is held, whether a slip can be undone.

    ``order``: all waiting legs as ``policy.in_order`` gives them, where the caller has them already.
    """
    counter = hall.counters[number]
    leg = hall.legs.get(counter.leg)
    last = hall.legs.get(counter.last_leg)
    everybody = policy.in_order(hall, now_ms) if order is None else order
    mine = [each for each in everybody if policy.may_serve(hall, counter, each)]
    return {
        "counter": number,
        "state": str(counter.state),
        "crev": counter.rev,
        "clerk": counter.clerk,
        "current": desk_picture(hall, leg) if leg else None,
        "waiting": len(mine),
        "next": [hall.ticket_of(each).number for each in mine[:3]],
        "held": [held_picture(hall, each) for each in hall.legs_in(LegState.HELD) if each.counter == number],
        "pause_reason": counter.pause_reason,
        "pause_after": counter.pause_after,
        "help": counter.help_asked,
        "undo_until_ms": counter.slip.at_ms + hall.setup.rules.undo_s * 1000 if counter.slip else 0,
        "served": counter.served,
        "worked_s": counter.worked_ms // 1000,
        "rate": last.id if last and last.state == LegState.SERVED and last.score is None else "",
        "rate_number": hall.ticket_of(last).number if last else "",
        "epoch": hall.epoch,
        "rev": hall.seq,
        "at_ms": now_ms,
    }


def held_picture(hall: Hall, leg: Leg) -> Picture:
    return {"ticket": leg.ticket, "number": hall.ticket_of(leg).number, "since_ms": leg.ended_ms}


def desk_picture(hall: Hall, leg: Leg) -> Picture:
    """The citizen at a counter: what for, since when, and why this one was called."""
    ticket = hall.ticket_of(leg)
    return {
        "leg": leg.id,
        "ticket": ticket.id,
        "number": ticket.number,
        "state": str(leg.state),
        "calls": leg.recalls + 1,
        "called_ms": leg.called_ms,
        "started_ms": leg.started_ms,
        "waited_s": (leg.first_called_ms - leg.arrived_ms) // 1000,
        "language": ticket.language,
        "items": [{"code": code, "names": names_of(hall, code)} for code in leg.items],
        "earlier": [past_picture(hall, hall.legs[each]) for each in ticket.legs if each != leg.id],
        "notes": [{"at_ms": note.at_ms, "counter": note.counter, "words": note.words} for note in ticket.notes],
        "why": leg.why.words if leg.why else "",
        "why_rule": leg.why.rule if leg.why else "",
        "why_among": leg.why.among if leg.why else 0,
        "why_more": list(leg.why.more) if leg.why else [],
    }


def past_picture(hall: Hall, leg: Leg) -> Picture:
    """An earlier stay of the same ticket: where, how it ended, what was done with each item."""
    return {
        "leg": leg.id,
        "counter": leg.counter,
        "clerk": leg.clerk,
        "state": str(leg.state),
        "ended_ms": leg.ended_ms,
        "items": [names_of(hall, code) for code in leg.items],
        "outcomes": [{"names": names_of(hall, each.item), "result": str(each.result)} for each in leg.outcomes],
    }


def clerk_day(hall: Hall, clerk: str, now_ms: int) -> Picture:
    """What a clerk has done today, newest first. ``mean_s``: of the services that are over, null without one."""
    legs = [leg for leg in hall.legs.values() if leg.clerk == clerk and leg.ended_ms]
    served_s = [leg.service_ms / 1000 for leg in legs if leg.state == LegState.SERVED]
    counts = {state: sum(leg.state == state for leg in legs) for state in ("served", "missed", "held", "transferred")}
    return {
        **counts,
        "mean_s": round(sum(served_s) / len(served_s)) if served_s else None,
        "legs": [
            {**past_picture(hall, leg), "number": hall.ticket_of(leg).number, "service_s": leg.service_ms // 1000}
            for leg in sorted(legs, key=lambda each: -each.ended_ms)
        ],
        "at_ms": now_ms,
    }


def names_of(hall: Hall, code: str) -> dict[str, str]:
    """The names of an item; its code where the catalogue no longer has it."""
    item = hall.setup.item(code)
    return item.names if item else {"zh": code, "en": code}


def supervisor_picture(hall: Hall, now_ms: int) -> Picture:
    """The hall as its supervisor sees it: counters, who waits too long, missed and held tickets, unprinted paper."""
    order = policy.in_order(hall, now_ms)
    return {
        **board(hall, now_ms),
        "desks": [counter_picture(hall, number, now_ms, order) for number in hall.counters],
        "queue": [queue_picture(hall, leg, now_ms) for leg in order],
        "afar": [{**queue_picture(hall, leg, now_ms), **turn_picture(hall, leg)} for leg in hall.afar_legs()],
        "missed": [queue_picture(hall, leg, now_ms) for leg in hall.legs_in(LegState.MISSED)],
        "held": [queue_picture(hall, leg, now_ms) for leg in hall.legs_in(LegState.HELD)],
        "complaints": [complaint_picture(hall, complaint, now_ms) for complaint in hall.complaints],
        "matters": matter_counts(hall),
        "unprinted": [t.number for t in hall.tickets.values() if t.printed and t.printed != "printed"],
        "at_work": sum(counter.state not in SHUT for counter in hall.counters.values()),
        "issued": len(hall.tickets),
    }


def complaint_picture(hall: Hall, complaint: str, now_ms: int) -> Picture:
    """A complaint that waits for its answer. ``number``: whom it was about, or "" once that day is over."""
    made = hall.complaints[complaint]
    leg = hall.legs.get(made.leg)
    number = hall.ticket_of(leg).number if leg else ""
    open_s = hall.opening_ms(made, now_ms) // 1000
    return {
        "complaint": complaint, "counter": made.counter, "number": number, "at_ms": made.at_ms, "open_s": open_s,
        "over_limit": open_s > hall.setup.rules.complaint_due_s,
    }  # fmt: skip


def queue_picture(hall: Hall, leg: Leg, now_ms: int) -> Picture:
    """One waiting ticket for the supervisor."""
    ticket = hall.ticket_of(leg)
    return {
        "ticket": ticket.id,
        "number": ticket.number,
        "items": [names_of(hall, code) for code in leg.items],
        "waited_s": (now_ms - leg.arrived_ms) // 1000,
        "over_limit": (now_ms - leg.arrived_ms) // 1000 > hall.setup.rules.max_wait_s,
        "priority": ticket.priority,
        "front": leg.front,
        "to_counter": leg.to_counter,
    }
