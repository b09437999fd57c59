"""What a citizen asks for: a ticket, its page, its QR code, to leave, to rate. The link is the only proof needed."""

import io
import secrets

import segno

from hub.core.better import offered
from hub.core.commands import CancelTicket, Channel, Complain, GiveWay, Rate, TakeTicket
from hub.core.events import TicketTaken
from hub.core.ticket import Ticket
from hub.core.views import ticket_picture
from hub.service import Answer
from hub.web.acting import act, done
from hub.web.afar_desk import check_holding, who_asks
from hub.web.bodies import ComplaintWish, Rating, TicketWish
from hub.web.call import Call, Parts, Reply, json_reply
from hub.web.guesses import found
from hub.web.problems import Fault, Problem, too_fast
from hub.web.shapes import TicketIssued, WaitRange

STAFF = frozenset({"clerk", "supervisor"})


async def take_ticket(call: Call) -> Reply:
    """Take a place in the queue, in the hall or from afar."""
    wish: TicketWish = call.body
    check_wish(call, wish)
    if wish.afar:
        check_holding(call)
    check_receipt(call, wish.receipt)
    link = secrets.token_urlsafe(16)
    language = wish.language or call.language
    channel = Channel.PHONE if wish.afar else wish.channel
    command = TakeTicket(
        tuple(wish.items), channel, link, wish.priority, wish.booked_ms, language, wish.receipt, wish.afar
    )  # fmt: skip
    given = issued(await act(call, command))
    if wish.afar:
        call.parts.afar.hold(given["id"], who_asks(call))
    return json_reply(given, 201)


def check_wish(call: Call, wish: TicketWish) -> None:
    """Languages that exist; bookings and staff tickets by staff alone; strangers not too often."""
    check_language(call, wish.language)
    staff = call.user is not None and call.user.role in STAFF
    if (wish.channel == Channel.STAFF or wish.booked_ms is not None) and not staff:
        raise Problem(403, "staff_only")
    if wish.afar or (not staff and call.address not in call.parts.limits.kiosks):
        check_pace(call)


def check_receipt(call: Call, receipt: str) -> None:
    """One that leads to a matter, or none; guessing gets slow."""
    if receipt:
        found(call, lambda: call.hall.matters.links.get(receipt))


def check_language(call: Call, language: str | None) -> None:
    """One that has texts, or none."""
    if language is not None and language not in call.parts.languages():
        raise Problem(409, "language_unknown", Fault("/language", "not_one_of"))


def check_pace(call: Call) -> None:
    """An address takes or books only so many places."""
    wait_s = call.parts.rates.tickets.take(call.address)
    if wait_s:
        raise too_fast(wait_s)


def issued(answer: Answer) -> TicketIssued:
    taken = answer.first(TicketTaken)
    if taken is None:
        raise LookupError("a ticket was taken and no event says so")
    wait: WaitRange = {"p50_s": taken.p50_s, "p80_s": taken.p80_s}
    return {"id": taken.ticket, "number": taken.number, "link": taken.link, "ahead": taken.ahead, "wait": wait}


def living(parts: Parts, link: str) -> Ticket | None:
    """The ticket of a link. It dies with the next day, or, after closing, once nothing can be rated any more."""
    hall = parts.hall
    ticket = hall.tickets.get(hall.links.get(link, ""))
    if ticket is None or hall.day_open:
        return ticket
    leg = hall.leg_of(ticket)
    over_ms = parts.service.now_ms() - leg.ended_ms
    return ticket if over_ms <= hall.setup.rules.rating_window_s * 1000 else None


def ticket_of_link(call: Call, link: str) -> Ticket:
    """The ticket; wrong, old and guessed links get the same answer, and guessing gets slow."""
    return found(call, lambda: living(call.parts, link))


async def show_ticket(call: Call) -> Reply:
    """Where the ticket stands now."""
    ticket = ticket_of_link(call, call.http.match_info["link"])
    picture = ticket_picture(call.hall, ticket, call.parts.service.now_ms())
    return json_reply({**picture, "better": offered(call.parts.better(), ticket.items, picture["wait"]["p80_s"])})


async def leave(call: Call) -> Reply:
    """The citizen leaves the queue."""
    ticket = ticket_of_link(call, call.http.match_info["link"])
    return json_reply(done(call, await act(call, CancelTicket(ticket.id, "citizen_left"))))


async def let_pass(call: Call) -> Reply:
    """Let the next ones pass: the citizen needs some more minutes."""
    ticket = ticket_of_link(call, call.http.match_info["link"])
    return json_reply(done(call, await act(call, GiveWay(ticket.id))))


async def ticket_code(call: Call) -> Reply:
    """The ticket's page as a QR code, for a phone."""
    ticket = ticket_of_link(call, call.http.match_info["link"])
    return qr_code(call, f"/t/{ticket.link}")


def qr_code(call: Call, path: str) -> Reply:
    """The QR code of one of the hub's addresses."""
    base = call.parts.public_url.rstrip("/") or own_address(call)
    drawn = io.BytesIO()
    segno.make(f"{base}{path}", error="m", micro=False).save(drawn, kind="svg", scale=8, border=4, light="#fff")
    return Reply(drawn.getvalue(), content_type="image/svg+xml")


def own_address(call: Call) -> str:
    """The address under which this very request reached the hub."""
    try:
        return str(call.http.url.origin())
    except ValueError:
        raise Problem(400, "bad_request", Fault("header:Host", "refused")) from None


async def rate(call: Call) -> Reply:
    """Rate one service: by the ticket's link, or at the counter's pad."""
    rating: Rating = call.body
    if rating.link is not None:
        check_own_leg(ticket_of_link(call, rating.link), rating.leg)
    else:
        check_pad(call)
    command = Rate(rating.leg, rating.score, tuple(rating.reasons))
    return json_reply(done(call, await act(call, command)), 201)


def check_own_leg(ticket: Ticket, leg: str) -> None:
    if leg not in ticket.legs:
        raise Problem(404, "link_unknown", Fault("/leg", "refused"))


async def complain(call: Call) -> Reply:
    """Complain about a service: by the ticket's link, or at the counter's pad. A supervisor has to answer."""
    wish: ComplaintWish = call.body
    if wish.link is not None:
        command = complaint_of(call, ticket_of_link(call, wish.link))
    else:
        check_pad(call)
        if wish.counter is None:
            raise Problem(422, "invalid", Fault("/counter", "missing"))
        last = call.hall.counters.get(wish.counter)
        command = Complain(wish.counter, last.last_leg if last else "")
    return json_reply(done(call, await act(call, command)), 201)


def complaint_of(call: Call, ticket: Ticket) -> Complain:
    """About the counter that the ticket was at last; one at a time."""
    legs = [call.hall.legs[each] for each in ticket.legs if call.hall.legs[each].counter]
    if not legs or legs[-1].counter is None:
        raise Problem(409, "no_counter_yet", Fault("/link", "refused"))
    is_open = any(made.leg == legs[-1].id for made in call.hall.complaints.values())
    if is_open and call.origin() not in call.hall.origins:  # a press that is repeated made it itself
        raise Problem(409, "complaint_open", Fault("/link", "refused"))
    return Complain(legs[-1].counter, legs[-1].id)


def check_pad(call: Call) -> None:
    if call.user is None:
        raise Problem(401, "sign_in", headers={"WWW-Authenticate": 'Session realm="anycounter"'})
    if call.user.role != "pad":
        raise Problem(403, "role_missing")
