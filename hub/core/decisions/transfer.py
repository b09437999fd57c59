"""Sending a citizen on: to another item, counter or clerk, to the front or by age."""

from collections.abc import Sequence

from hub.core import policy
from hub.core.commands import Request, TransferTicket
from hub.core.decisions.desk import start_if_needed
from hub.core.decisions.moment import Moment
from hub.core.decisions.place import pause, serving_leg, working_counter
from hub.core.decisions.tickets import check_items
from hub.core.events import Event, Transferred
from hub.core.hall import Hall
from hub.core.refused import Refused


def transfer_ticket(hall: Hall, request: Request, command: TransferTicket, moment: Moment) -> Sequence[Event]:
    """The running leg ends; a new one waits with the same number and the same first arrival."""
    counter = working_counter(hall, request, command.counter)
    leg = serving_leg(hall, counter)
    if not (command.to_items or command.to_counter is not None or command.to_clerk):
        raise Refused("target_missing")
    items = command.to_items or leg.items
    if command.to_items:
        check_items(hall, items)
    check_target(hall, command, items)
    ticket = hall.ticket_of(leg)
    moved = Transferred(
        leg.id, counter.number, f"{ticket.id}.{len(ticket.legs) + 1}", items,
        command.to_counter, command.to_clerk, command.front,
    )  # fmt: skip
    return [*start_if_needed(hall, leg, counter, moment), moved, *pause(counter)]


def check_target(hall: Hall, command: TransferTicket, items: tuple[str, ...]) -> None:
    """The counter exists and is another one; the clerk is signed in, there if both are named; the place does it all."""
    known = [counter.number for counter in hall.setup.counters if counter.number != command.counter]
    if command.to_counter is not None and command.to_counter not in known:
        raise Refused("counter_unknown", counter=command.to_counter)
    place = place_of(hall, command.to_clerk) if command.to_clerk else command.to_counter
    if command.to_clerk and (place is None or command.to_counter not in (None, place)):
        raise Refused("target_missing")
    if place is not None and not policy.can_serve(hall, place, items):
        raise Refused("no_counter_for_items", items=", ".join(items))


def place_of(hall: Hall, clerk: str) -> int | None:
    """The counter where the clerk is signed in, or None."""
    return next((counter.number for counter in hall.counters.values() if counter.clerk == clerk), None)
