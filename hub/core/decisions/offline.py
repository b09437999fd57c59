"""Numbers lent to dispensers, and the tickets that they issued while the hub was away."""

from collections.abc import Sequence

from hub.core.commands import Channel, LendNumbers, PrintStatus, Request, TakeOver
from hub.core.decisions.moment import Moment
from hub.core.events import Event, NumbersLent, TicketPrinted, TicketTaken
from hub.core.hall import Hall
from hub.core.numbers import BANDS, RENEW_AT, band_of, band_of_lease, lease_id, number_of
from hub.core.refused import Refused


def needs_numbers(hall: Hall, device: str) -> bool:
    """Has the dispenser no band, or one that is mostly used up?"""
    band = hall.bands.get(hall.leases.get(device, -1))
    return band is None or band.used >= RENEW_AT


def lend_numbers(hall: Hall, request: Request, command: LendNumbers, moment: Moment) -> Sequence[Event]:
    """The next band in turn that nobody holds; what was lent today is not lent again."""
    if not hall.day:
        raise Refused("day_not_open")
    for step in range(BANDS):
        band = (hall.band_turn + step) % BANDS
        if band not in hall.bands:
            return [NumbersLent(command.device, band, lease_id(hall.day, band))]
    raise Refused("no_numbers_left")


def take_over(hall: Hall, request: Request, command: TakeOver, moment: Moment) -> Sequence[Event]:
    """A ticket on paper already: it waits from the moment it was issued, whatever has changed in the hall since."""
    if not hall.day_open:
        raise Refused("day_not_open")
    if command.day < hall.day:
        raise Refused("ticket_of_past_day", day=command.day)
    check_lease(hall, request.device, command)
    number = number_of(command.serial)
    ticket = f"{hall.day.replace('-', '')}-{number}"
    if ticket in hall.tickets:
        raise Refused("number_taken", number=number)
    known = {priority.code for priority in hall.setup.priorities}
    taken = TicketTaken(
        ticket=ticket, number=number, serial=command.serial, items=command.items, channel=Channel.DISPENSER,
        priority=command.priority if command.priority in known else "walk_in", booked_ms=None,
        language=command.language, link=command.link, ahead=len(hall.waiting), p50_s=None, p80_s=None,
        arrived_ms=min(command.issued_ms, moment.at_ms), lease=command.lease,
    )  # fmt: skip
    return [taken, TicketPrinted(ticket, PrintStatus.DOUBTFUL if command.doubtful else PrintStatus.PRINTED)]


def check_lease(hall: Hall, device: str, command: TakeOver) -> None:
    """The number is of the band that the lease names, and nobody else holds that band.

    A lease that the hall does not know is believed: its journal was restored from an older one, and the paper is real.
    """
    band = band_of(command.serial)
    holder = hall.bands.get(-1 if band is None else band)
    if band is None or band != band_of_lease(command.lease) or (holder is not None and holder.device != device):
        number = f"#{command.serial}" if band is None else number_of(command.serial)
        raise Refused("lease_unknown", lease=command.lease, number=number)
