"""Paper for the tickets of dispensers: a print job is sent until it is taken up, and never printed twice.

Theory of operation. A job's id follows from the day and the ticket's serial, so that a hub that starts anew sends the
same job under the same id, and the dispenser answers a job that it knows without printing. A job belongs to the boot of
the dispenser that asked: after a restart of the dispenser nobody can tell how far the paper came, so that nothing is
printed and the ticket is marked doubtful. A ticket whose request the dispenser had given up was never told to anybody:
it is cancelled. What the hub has to report itself is owed until the hall has stored it.
"""

import base64
import logging
import random
import secrets
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import date
from typing import Any

from hub.core.commands import CancelTicket, Channel, Command, PrintStatus, ReportPrint, Request
from hub.core.events import TicketTaken
from hub.core.hall import Hall
from hub.core.ticket import Ticket
from hub.devices.envelopes import Body, Envelope
from hub.devices.intents import GIVEN_UP, NOT_TAKEN
from hub.devices.setup import Ports
from hub.service import HallBusy, HallService, JournalFailed
from wire.delivery import JITTER, RETRY_MS

log = logging.getLogger(__name__)

DATA_MAX = 7_600
"""Characters of base64 in one job, as the wire takes them."""
DAYS, SERIALS = 2_000, 1_000_000
REPRINTS = DAYS * SERIALS
"""Ids from here on belong to reprints and are drawn by lot: a dispenser knows its last sixteen jobs."""
REPRINT_IDS = 2**31 - REPRINTS
GIVE_UP_MS = 600_000
"""A dispenser that has not taken a job up for so long is out of order; its ticket is marked doubtful."""

_chance = random.SystemRandom()


@dataclass(slots=True)
class Job:
    """``seq``: of the issue that it answers, None for a reprint. ``taken_up``: the dispenser said that it prints."""

    id: int
    device: str
    boot: int
    seq: int | None
    ticket: str
    data: str
    since_ms: int
    due_ms: int
    tries: int = 0
    taken_up: bool = False


def job_id(day: str, serial: int) -> int:
    """The id of a ticket's first paper: the same whenever it is asked."""
    return (date.fromisoformat(day).toordinal() % DAYS) * SERIALS + serial % SERIALS


class Printing:
    """All print jobs. ``say`` sends to a device; ``boot_of`` tells a device's present boot."""

    def __init__(
        self,
        service: HallService,
        ports: Ports,
        say: Callable[[str, str, Body], None],
        spawn: Callable[[Coroutine[Any, Any, None]], object],
        boot_of: Callable[[str], int],
        now_ms: Callable[[], int],
    ) -> None:
        self._service = service
        self._ports = ports
        self._say = say
        self._spawn = spawn
        self._boot_of = boot_of
        self._now_ms = now_ms
        self._jobs: dict[int, Job] = {}
        self._owed: dict[str, Request] = {}
        self._paying: set[str] = set()

    def add(self, hall: Hall, ticket_id: str, envelope: Envelope) -> None:
        """The paper of a ticket that this message asked for; nothing where it has begun or was reported already."""
        ticket = hall.tickets.get(ticket_id)
        if ticket is not None and ticket.printed is None:
            self._begin(hall, ticket, job_id(hall.day, ticket.serial), envelope.boot, envelope.seq)

    def reprint(self, hall: Hall, ticket_id: str, device: str = "") -> bool:
        """Print once more, at its own dispenser or another: same number. False where ticket or dispenser is missing."""
        ticket = hall.tickets.get(ticket_id)
        where = device or (ticket.device if ticket else "")
        if ticket is None or not self._boot_of(where):
            return False
        again = REPRINTS + secrets.randbelow(REPRINT_IDS)
        self._begin(hall, ticket, again, self._boot_of(where), None, where)
        return True

    def recover(self, hall: Hall, dispensers: set[str]) -> None:
        """After a start: go on with the tickets whose paper nobody has reported."""
        open_tickets = {
            ticket.id: ticket
            for ticket in hall.tickets.values()
            if ticket.printed is None and ticket.channel == Channel.DISPENSER and ticket.device in dispensers
        }
        for origin in reversed(list(hall.origins)):
            if not open_tickets:
                return
            device, _, name = origin.partition(":")
            if device in dispensers and (ticket := self._taken_by(origin, open_tickets)):
                boot, _, seq = name.partition(":")
                self._begin(hall, ticket, job_id(hall.day, ticket.serial), int(boot), int(seq))
                del open_tickets[ticket.id]

    def answered(self, envelope: Envelope) -> None:
        """The dispenser took a job up, or turned it down."""
        job = self._jobs.get(envelope.body["id"])
        if job is None or (job.device, job.boot) != (envelope.device, envelope.boot):
            return
        if envelope.body["ok"]:
            job.taken_up = True
        elif envelope.body["reason"] == GIVEN_UP:
            self._end(job, CancelTicket(job.ticket, NOT_TAKEN))
        else:
            self._end(job, ReportPrint(job.ticket, PrintStatus.FAILED, envelope.body["reason"]))

    def settled(self, ticket: str, job: int) -> None:
        """The hall has stored what became of the paper."""
        if job in self._jobs and self._jobs[job].ticket == ticket:
            del self._jobs[job]

    def hasten(self) -> None:
        """The link has come up: everything is due at once."""
        for job in self._jobs.values():
            job.due_ms, job.tries = self._now_ms(), 0
        self.tick()

    def tick(self) -> None:
        """Send what is due, end what cannot be printed any more, report what is owed."""
        hall, now_ms = self._service.record, self._now_ms()
        for job in list(self._jobs.values()):
            restarted = self._boot_of(job.device) > job.boot
            if job.ticket not in hall.tickets or (restarted and hall.tickets[job.ticket].printed is not None):
                del self._jobs[job.id]
            elif restarted:
                self._end(job, ReportPrint(job.ticket, PrintStatus.DOUBTFUL, "restart"))
            elif not job.taken_up and now_ms - job.since_ms > GIVE_UP_MS:
                self._end(job, ReportPrint(job.ticket, PrintStatus.DOUBTFUL, "no_answer"))
            elif not job.taken_up and now_ms >= job.due_ms:
                self._send(job, now_ms)
        for origin in self._owed.keys() - self._paying:
            self._paying.add(origin)
            self._spawn(self._pay(self._owed[origin]))

    def _begin(self, hall: Hall, ticket: Ticket, id: int, boot: int, seq: int | None, device: str = "") -> None:
        if id in self._jobs:
            return
        paper = base64.b64encode(self._ports.receipt(ticket, hall, reprint=seq is None)).decode()
        now_ms = self._now_ms()
        job = Job(id, device or ticket.device, boot, seq, ticket.id, paper, now_ms, now_ms)
        if len(paper) > DATA_MAX:
            self._end(job, ReportPrint(ticket.id, PrintStatus.FAILED, "too_large"))
            return
        self._jobs[id] = job
        self._send(job, now_ms)

    def _send(self, job: Job, now_ms: int) -> None:
        gap_ms = RETRY_MS[min(job.tries, len(RETRY_MS) - 1)]
        job.due_ms = now_ms + gap_ms + gap_ms * _chance.randrange(JITTER) // (4 * JITTER)
        job.tries += 1
        body = {"id": job.id, "boot": job.boot, "do": "print", "ticket": job.ticket, "seq": job.seq, "data": job.data}
        self._say(job.device, "cmd", body)

    def _taken_by(self, origin: str, tickets: dict[str, Ticket]) -> Ticket | None:
        """The ticket among these that this action took."""
        taken = [each.event for each in self._ports.past(origin) if isinstance(each.event, TicketTaken)]
        return tickets.get(taken[0].ticket) if taken else None

    def _end(self, job: Job, command: Command) -> None:
        """No more of this job: the hall is told, by an action that has one name however often it is tried."""
        self._jobs.pop(job.id, None)
        origin = f"hub:paper-{job.id}:{job.boot}"
        self._owed[origin] = Request(origin, "hub", job.device, command)

    async def _pay(self, request: Request) -> None:
        try:
            if not self._ports.past(request.origin):
                await self._service.handle(request)
        except (HallBusy, JournalFailed) as failed:
            log.debug("%s stays owed: %r", request.origin, failed)
        else:
            self._owed.pop(request.origin, None)
        finally:
            self._paying.discard(request.origin)
