"""Tickets from afar over HTTP: proving that one is there, and the code for the hall's screens.

A wrong try costs the ticket and the address a token each: one code in 5,000 is right, a ticket has five tries at once and then
one a minute. A position is compared and forgotten: it is in no event, no log line and no question that is kept.
"""

import math

from hub.core.commands import BeginVisit
from hub.core.distance import metres
from hub.core.ticket import OVER, LegState, Ticket
from hub.web.acting import act, done
from hub.web.bodies import Arrival, Nothing
from hub.web.call import Call, Reply, json_reply
from hub.web.citizens import ticket_of_link
from hub.web.problems import Fault, Problem, too_fast
from hub.web.setup_shapes import AfarCode

ROUNDED_M = 100
"""A distance is told in steps of this, upwards: enough for whoever stands in the wrong street."""

PROXIED = ("Forwarded", "X-Forwarded-For")
"""A request with one of these came through a proxy, so its address says nothing of where it began."""


def slot_of(call: Call) -> tuple[int, float]:
    """The time slot of the code now, and the seconds that are left of it."""
    now_s, code_s = call.parts.service.now_ms() / 1000, call.hall.setup.afar.code_s
    return int(now_s // code_s), code_s - now_s % code_s


async def show_code(call: Call) -> Reply:
    """The check-in code, for the hall's own screens and for signed-in staff."""
    if not call.hall.setup.afar_on:
        raise Problem(404, "not_found")
    proxied = any(name in call.http.headers for name in PROXIED)
    if call.user is None and (proxied or not call.parts.afar.is_screen(call.http.remote)):
        raise Problem(403, "screens_only")
    slot, left_s = slot_of(call)
    shown: AfarCode = {"code": call.parts.afar.code(slot), "left_s": math.ceil(left_s)}
    return json_reply(shown)


async def come(call: Call) -> Reply:
    """The citizen of a ticket from afar is in the hall: proved by the hall's code, or by the phone's position."""
    ticket = ticket_of_link(call, call.http.match_info["link"])
    wish: Arrival = call.body
    call.body = Nothing()  # What is kept of this question must hold no position.
    state = call.hall.leg_of(ticket).state
    if state == LegState.AFAR:
        check_there(call, ticket, wish)
    elif state not in OVER and not (call.key and call.origin() in call.hall.origins):
        return json_reply({"rev": call.hall.seq, "at_ms": call.parts.service.now_ms(), "events": []})
    return json_reply(done(call, await act(call, BeginVisit(ticket.id))))


def check_there(call: Call, ticket: Ticket, wish: Arrival) -> None:
    """One proof, and not too many wrong ones. Raises ``Problem``."""
    if wish.code == "":
        raise Problem(422, "code_missing", Fault("/code", "missing"))
    buckets = ((call.parts.rates.arrivals, ticket.id), (call.parts.rates.failed_links, call.address))
    for bucket, key in buckets:
        if wait_s := bucket.wait_s(key):
            raise too_fast(wait_s)
    no = wrong_code(call, wish.code) if wish.code is not None else too_far(call, wish)
    if no is not None:
        for bucket, key in buckets:
            bucket.spend(key)
        raise no


def wrong_code(call: Call, code: str) -> Problem | None:
    """None where the code is right."""
    right = call.parts.afar.fits(code, slot_of(call)[0])
    return None if right else Problem(409, "code_wrong", Fault("/code", "refused"))


def too_far(call: Call, wish: Arrival) -> Problem | None:
    """None where the phone is near enough."""
    place, radius_m = call.hall.setup.place, call.hall.setup.afar.radius_m
    if wish.latitude is None or wish.longitude is None:
        raise Problem(422, "invalid", Fault("/longitude" if wish.longitude is None else "/latitude", "missing"))
    if place.latitude is None or place.longitude is None:
        raise Problem(409, "no_position", Fault("/latitude", "refused"))
    away_m = metres(place.latitude, place.longitude, wish.latitude, wish.longitude)
    told_m = math.ceil(away_m / ROUNDED_M) * ROUNDED_M
    return None if away_m <= radius_m else Problem(409, "too_far", Fault("/latitude", "refused"), metres=told_m)
