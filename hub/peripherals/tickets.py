"""Paper for every ticket that is taken at this Pi, and word to the hall of what became of it.

Theory of operation. A ticket is on disk before ``tell`` hears of it, so its number is safe whatever the printer does.
Each attempt ends in exactly one ``ReportPrint`` with its own origin, owed until the hall has stored it. After a restart
a ticket without a report is doubtful: nobody knows how far its paper came. A reprint carries the same number.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from hub.core.commands import Channel, PrintStatus, ReportPrint, Request
from hub.core.events import Recorded, TicketTaken
from hub.core.hall import Hall
from hub.peripherals import paper
from hub.peripherals.facts import TicketFacts, ticket_facts
from hub.peripherals.ports import Handle
from hub.peripherals.printer import Printer
from hub.peripherals.setup import PrinterSetup
from hub.service import HallBusy, JournalFailed

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """One attempt at a ticket's paper."""

    ticket: str
    origin: str
    facts: TicketFacts


class TicketPaper:
    """An outlet that prints. ``run`` is its one task; ``tell`` and ``reprint`` return at once."""

    def __init__(self, setup: PrinterSetup, printer: Printer, handle: Handle, link_base: str = "") -> None:
        self._setup, self._printer, self._handle, self._link_base = setup, printer, handle, link_base
        self._jobs: deque[Job] = deque()
        self._owed: deque[Request] = deque()
        self._attempts = 0
        self._wake = asyncio.Event()

    def prints(self, channel: Channel, device: str) -> bool:
        """Are tickets taken this way printed here?"""
        return channel in self._setup.channels or device in self._setup.devices

    def tell(self, hall: Hall, recorded: Sequence[Recorded]) -> None:
        """Queue the paper of new tickets. Never drops one: the hall itself limits how many can wait."""
        for record in recorded:
            if (
                isinstance(record.event, TicketTaken)
                and not record.event.lease
                and self.prints(record.event.channel, record.device)
            ):
                self._queue(hall, record.event.ticket)
        if self._owed:
            self._wake.set()

    def reprint(self, hall: Hall, ticket: str) -> bool:
        """Print a ticket of today once more, same number; False where there is no such ticket."""
        self._queue(hall, ticket, reprint=True)
        return ticket in hall.tickets

    def recover(self, hall: Hall) -> None:
        """After a start: a ticket of this printer that has no report is doubtful."""
        queued = {job.ticket for job in self._jobs}
        for ticket in hall.tickets.values():
            if ticket.printed is None and ticket.id not in queued and self.prints(ticket.channel, ticket.device):
                self._owe(ticket.id, self._origin(hall), PrintStatus.DOUBTFUL, "restart")

    async def run(self) -> None:
        """Print and report, one ticket after the other, until cancelled."""
        while True:
            await self._pay()
            await self._wake.wait()
            self._wake.clear()
            while self._jobs:
                await self._attempt(self._jobs.popleft())
                await self._pay()

    async def _attempt(self, job: Job) -> None:
        printed = await self._printer.print(paper.write(job.facts, self._setup.paper))
        log.info("ticket %s: %s %s", job.facts.number, printed.status, printed.reason)
        self._owe(job.ticket, job.origin, printed.status, printed.reason)

    def _queue(self, hall: Hall, ticket: str, reprint: bool = False) -> None:
        if ticket in hall.tickets:
            facts = ticket_facts(hall, hall.tickets[ticket], self._link_base, reprint)
            self._jobs.append(Job(ticket, self._origin(hall), facts))
            self._wake.set()

    def _origin(self, hall: Hall) -> str:
        self._attempts += 1
        return f"{self._setup.device}:{hall.epoch}:{self._attempts}"

    def _owe(self, ticket: str, origin: str, status: PrintStatus, reason: str) -> None:
        command = ReportPrint(ticket, status, reason)
        self._owed.append(Request(origin=origin, actor="hub", device=self._setup.device, command=command))

    async def _pay(self) -> None:
        """Hand over what is owed, in order; what the disk could not take stays owed until the hall tells again."""
        while self._owed:
            try:
                answer = await self._handle(self._owed[0])
            except (HallBusy, JournalFailed) as failed:
                log.debug("print report still owed: %s", failed)
                return
            self._owed.popleft()
            if answer.refusal:
                log.info("print report refused: %s", answer.refusal.reason)
