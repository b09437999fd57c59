"""What a ticket's paper says, taken from the hall in the citizen's language. No name, no reason for a priority."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hub.core.hall import Hall
from hub.core.ticket import Ticket
from hub.peripherals.words import said


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """A service item and the documents that it needs, in words."""

    name: str
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """What is printed. ``wait_s``: (p50, p80) seconds, or None where nobody can tell; ``time``: local, in words.

    ``link``: the address behind the QR code, "" for none; ``reprint``: the same ticket printed once more.
    """

    number: str
    hall: str
    items: tuple[ItemFacts, ...]
    ahead: int
    wait_s: tuple[int, int] | None
    time: str
    language: str = "zh"
    link: str = ""
    notices: tuple[str, ...] = ()
    reprint: bool = False


def local_time(at_ms: int, timezone: str) -> str:
    """Hall time in words of the hall's time zone, to the minute."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(ZoneInfo(timezone)).strftime("%Y-%m-%d %H:%M")


def ticket_facts(hall: Hall, ticket: Ticket, link_base: str = "", reprint: bool = False) -> TicketFacts:
    """The facts of a ticket as promised when it was taken: a reprint says the same."""
    setup, language = hall.setup, ticket.language
    items = [item for item in map(setup.item, ticket.items) if item is not None]
    known = ticket.p50_s is not None and ticket.p80_s is not None
    return TicketFacts(
        number=ticket.number,
        hall=said(setup.names, language),
        items=tuple(
            ItemFacts(said(item.names, language), tuple(said(document, language) for document in item.documents))
            for item in items
        ),
        ahead=ticket.ahead,
        wait_s=(ticket.p50_s or 0, ticket.p80_s or 0) if known else None,
        time=local_time(ticket.arrived_ms, setup.timezone),
        language=language,
        link=f"{link_base}{ticket.link}" if link_base else "",
        notices=tuple(said(notice, language) for notice in setup.notices),
        reprint=reprint,
    )
