"""The real service, a real journal and a real serial port: a ticket keeps its number whatever the printer does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from hub.clock import HallClock
from hub.core.commands import Channel, Command, Configure, OpenDay, PrintStatus, Request, StartHub, TakeTicket
from hub.core.events import Recorded, TicketPrinted, TicketTaken
from hub.core.hall import Hall
from hub.journal import open_journal
from hub.peripherals.plugged import Plugged
from hub.peripherals.printer import Printer
from hub.peripherals.setup import PeripheralsSetup, PrinterSetup
from hub.peripherals.status import Printed
from hub.service import HallService
from tests.core.story import setup
from tests.peripherals.escpos import read_paper
from tests.peripherals.printer_peer import PeerPrinter


class Prints:
    """An outlet that remembers what the journal says about paper."""

    def __init__(self) -> None:
        self.stored: list[TicketPrinted] = []
        self._more = asyncio.Event()

    def tell(self, hall: Hall, recorded: list[Recorded]) -> None:
        self.stored += [each.event for each in recorded if isinstance(each.event, TicketPrinted)]
        self._more.set()

    async def until(self, count: int) -> TicketPrinted:
        """Wait for so many reports; the last of them."""
        while len(self.stored) < count:
            self._more.clear()
            await self._more.wait()
        return self.stored[-1]


@asynccontextmanager
async def hall_with(
    port: str, folder: Path, printer: Printer | None = None
) -> AsyncIterator[tuple[HallService, Plugged, Prints]]:
    """A hall that prints kiosk tickets on ``port``, or on the printer given."""
    journal = open_journal(folder / "hall.db", folder / "backups").journal
    service = HallService(journal, HallClock(trusted=True), Hall(setup()))
    plugged = Plugged(PeripheralsSetup(PrinterSetup(port, answer_s=30, finish_s=30)), service.handle, printer)
    prints = Prints()
    for outlet in (*plugged.outlets, prints):
        service.add_outlet(outlet)
    tasks = [asyncio.create_task(service.run()), asyncio.create_task(plugged.run(service.record))]
    for place, command in enumerate((StartHub(True, True), Configure(setup()), OpenDay("2026-01-05"))):
        await service.handle(Request(f"t:1:{place}", "tester", "test", command))
    try:
        yield service, plugged, prints
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        journal.close()


async def take(service: HallService, origin: str) -> TicketTaken:
    command: Command = TakeTicket(("card",), Channel.KIOSK, f"link-{origin}")
    taken = (await service.handle(Request(origin, "citizen", "kiosk-1", command))).first(TicketTaken)
    assert isinstance(taken, TicketTaken)
    return taken


async def test_no_paper_marks_the_ticket_and_the_reprint_keeps_its_number(tmp_path: Path) -> None:
    peer = PeerPrinter({4: 0x72})
    async with hall_with(peer.port, tmp_path) as (service, plugged, prints):
        first = await take(service, "k:1:1")
        assert await prints.until(1) == TicketPrinted(first.ticket, PrintStatus.FAILED, "paper_out")
        assert service.record.tickets[first.ticket].printed is PrintStatus.FAILED
        peer.refill()
        second = await take(service, "k:1:2")
        assert await prints.until(2) == TicketPrinted(second.ticket, PrintStatus.PRINTED)
        assert plugged.paper is not None
        plugged.paper.reprint(service.record, first.ticket)
        assert await prints.until(3) == TicketPrinted(first.ticket, PrintStatus.PRINTED)
        lines = read_paper(peer.paper).lines
        assert [line for line in lines if line in (first.number, second.number)] == [second.number, first.number]
        assert len({ticket.number for ticket in service.record.tickets.values()}) == 2
    peer.pull()


async def test_a_cable_pulled_in_the_ticket_marks_it_doubtful_and_the_next_ones_failed(tmp_path: Path) -> None:
    peer = PeerPrinter(cut_at=60)
    async with hall_with(peer.port, tmp_path) as (service, _, prints):
        first = await take(service, "k:1:1")
        assert await prints.until(1) == TicketPrinted(first.ticket, PrintStatus.DOUBTFUL, "cable")
        second = await take(service, "k:1:2")
        assert await prints.until(2) == TicketPrinted(second.ticket, PrintStatus.FAILED, "cable")
        assert (await take(service, "k:1:1")).number == first.number
        assert len(service.record.tickets) == 2


class EndlessPrinter:
    """Still printing when the hub stops."""

    def __init__(self) -> None:
        self.began = asyncio.Event()

    async def print(self, receipt: bytes) -> Printed:
        self.began.set()
        await asyncio.Event().wait()
        raise AssertionError("nobody sets that event")


async def test_a_hub_that_starts_again_calls_an_unreported_ticket_doubtful(tmp_path: Path) -> None:
    printer = EndlessPrinter()
    async with hall_with("/dev/unused", tmp_path, printer) as (service, _, prints):
        plain = TakeTicket(("card",), Channel.PHONE, "link")
        elsewhere = (await service.handle(Request("p:1:1", "citizen", "web", plain))).first(TicketTaken)
        here = await take(service, "k:1:1")
        await printer.began.wait()
        assert prints.stored == []
        await service.handle(Request("t:2:0", "hub", "hub", StartHub(True, True)))
        again = Plugged(PeripheralsSetup(PrinterSetup("/dev/unused")), service.handle)
        task = asyncio.create_task(again.run(service.record))
        assert await prints.until(1) == TicketPrinted(here.ticket, PrintStatus.DOUBTFUL, "restart")
        assert isinstance(elsewhere, TicketTaken)
        assert service.record.tickets[elsewhere.ticket].printed is None
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
