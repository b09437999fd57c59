"""Taking a ticket, its paper, leaving, coming back after a miss."""

from collections.abc import Sequence
from math import ceil

from hub.core import policy
from hub.core.commands import CancelTicket, GiveWay, ReportPrint, Request, ReturnTicket, TakeTicket
from hub.core.decisions.moment import Moment
from hub.core.decisions.place import pause, ticket_by_id
from hub.core.events import Cancelled, Event, GaveWay, Returned, TicketPrinted, TicketTaken
from hub.core.forecast import forecast_new
from hub.core.hall import Hall
from hub.core.matters import Matter
from hub.core.numbers import following, number_of
from hub.core.refused import Refused
from hub.core.ticket import OVER, LegState

BOOKED = "booked"
"""The priority class of tickets with a booked slot."""
PASSING = 3
"""Tickets that a citizen lets pass at once: some ten minutes in most halls, and easily asked for again."""


def take_ticket(hall: Hall, request: Request, command: TakeTicket, moment: Moment) -> Sequence[Event]:
    """One place in the one queue, with the wait that is promised for it."""
    if not hall.day_open:
        raise Refused("day_not_open")
    check_items(hall, command.items)
    check_priority(hall, command)
    waiting = len(hall.waiting) + len(hall.afar)
    if waiting >= hall.setup.rules.max_waiting:
        raise Refused("hall_full", waiting=waiting)
    if command.afar:
        check_afar(hall)
    return [first_leg(hall, command)]


def check_afar(hall: Hall) -> None:
    """Where the hall gives tickets from afar, and not too many of them."""
    if not hall.setup.afar_on:
        raise Refused("afar_off")
    if len(hall.afar) >= hall.setup.afar.most:
        raise Refused("afar_full", most=hall.setup.afar.most)


def matter_of(hall: Hall, receipt: str) -> Matter | None:
    """The matter of this receipt; None without one. A receipt that leads nowhere is refused."""
    if not receipt:
        return None
    matter = hall.matters.live.get(hall.matters.links.get(receipt, ""))
    if matter is None:
        raise Refused("matter_unknown", matter="")
    return matter


def first_leg(hall: Hall, command: TakeTicket, booking: str = "") -> TicketTaken:
    """The next number, at the end of the queue. ``booking``: the one that is checked in with it."""
    serial = following(hall.serial)
    number = number_of(serial)
    wait = forecast_new(hall, command.items, command.priority)
    matter = matter_of(hall, command.receipt)
    return TicketTaken(
        ticket=f"{hall.day.replace('-', '')}-{number}", number=number, serial=serial, items=command.items,
        channel=command.channel, priority=command.priority, booked_ms=command.booked_ms,
        language=command.language, link=command.link, ahead=wait.ahead, p50_s=wait.p50_s, p80_s=wait.p80_s,
        booking=booking, matter=matter.id if matter else "", first_asked=matter.clerk if matter else "",
        base50_s=wait.base50_s, base80_s=wait.base80_s, afar=command.afar,
    )  # fmt: skip


def check_priority(hall: Hall, command: TakeTicket) -> None:
    """A class of the hall; that of bookings only with a booked slot, or anybody could claim it."""
    known = {priority.code for priority in hall.setup.priorities}
    if command.priority not in known or (command.priority == BOOKED and command.booked_ms is None):
        raise Refused("priority_unknown", priority=command.priority)


def check_items(hall: Hall, items: tuple[str, ...]) -> None:
    """Known, not too many, not twice, and one counter of the hall can do them all."""
    if not items or len(set(items)) != len(items) or len(items) > hall.setup.rules.max_items:
        raise Refused("too_many_items" if items else "item_unknown", most=hall.setup.rules.max_items, item="")
    for code in items:
        if hall.setup.item(code) is None:
            raise Refused("item_unknown", item=code)
    if not any(policy.can_serve(hall, counter.number, items) for counter in hall.setup.counters):
        raise Refused("no_counter_for_items", items=", ".join(items))


def report_print(hall: Hall, request: Request, command: ReportPrint, moment: Moment) -> Sequence[Event]:
    ticket = ticket_by_id(hall, command.ticket)
    return [TicketPrinted(ticket.id, command.status, command.reason)]


def cancel_ticket(hall: Hall, request: Request, command: CancelTicket, moment: Moment) -> Sequence[Event]:
    """The citizen leaves, or staff cancels; not while being served."""
    leg = hall.leg_of(ticket_by_id(hall, command.ticket))
    if leg.state in OVER:
        raise Refused("ticket_over", number=hall.ticket_of(leg).number)
    if leg.state not in (LegState.AFAR, LegState.WAITING, LegState.CALLED, LegState.MISSED):
        raise Refused("citizen_at_counter", counter=leg.counter)
    cancelled = Cancelled(leg.id, command.reason)
    return [cancelled, *pause(hall.counters[leg.counter or 0])] if leg.state == LegState.CALLED else [cancelled]


def give_way(hall: Hall, request: Request, command: GiveWay, moment: Moment) -> Sequence[Event]:
    """The leg goes behind the next ``PASSING`` that wait, or behind all of them; its number and its paper stay."""
    leg = hall.leg_of(ticket_by_id(hall, command.ticket))
    if leg.state != LegState.WAITING:
        raise Refused("not_waiting", number=hall.ticket_of(leg).number)
    order = policy.in_order(hall, moment.at_ms)
    behind = order[order.index(leg) + 1 :][:PASSING]
    if not behind:
        raise Refused("nobody_behind", number=hall.ticket_of(leg).number)
    age = policy.age_s(hall, leg, moment.at_ms)
    less_s = age - policy.age_behind(hall, leg, behind[-1], moment.at_ms)
    return [GaveWay(leg.id, len(behind), leg.given_way_ms + ceil(less_s * 1000))]


def return_ticket(hall: Hall, request: Request, command: ReturnTicket, moment: Moment) -> Sequence[Event]:
    """Back in the queue with the first arrival; the small penalty is taken once, however often it was missed."""
    leg = hall.leg_of(ticket_by_id(hall, command.ticket))
    if leg.state != LegState.MISSED:
        raise Refused("not_missed", number=hall.ticket_of(leg).number)
    return [Returned(leg.id, hall.setup.rules.missed_penalty_s * 1000)]
