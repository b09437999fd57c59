"""What may be asked about a ticket that was taken from afar, beside what may be asked about all of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BeginVisit:
    """The citizen of a ticket from afar is in the hall (来访): the ticket waits, at the place that it has had all along."""

    ticket: str
