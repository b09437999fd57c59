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
    check_items(hall, items)
    check_target(hall, command, items)
    ticket = hall.ticket_of(leg)
    moved = Transferred(
        leg.id, counter.number, f"{ticket.id}.{len(ticket.legs) + 1}", items,
        command.to_counter, command.to_clerk, command.front,
    )  # fmt: skip
    return [*start_if_needed(hall, leg, counter, moment), moved, *pause(counter)]


def check_target(hall: Hall, command: TransferTicket, items: tuple[str, ...]) -> None:
    """The counter exists, is another one and accepts the items; the clerk is signed in somewhere."""
    if command.to_counter is not None:
        if hall.setup.counter(command.to_counter) is None or command.to_counter == command.counter:
            raise Refused("counter_unknown", counter=command.to_counter)
        if not policy.can_serve(hall, command.to_counter, items):
            raise Refused("no_counter_for_items", items=", ".join(items))
    if command.to_clerk and all(counter.clerk != command.to_clerk for counter in hall.counters.values()):
        raise Refused("target_missing")
