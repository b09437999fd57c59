"""Paper for tickets: every attempt is reported once, and no number is lost or doubled."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from hub.core.commands import Channel, PrintStatus, ReportPrint
from hub.peripherals.recording import RecordingPrinter
from hub.peripherals.setup import PrinterSetup
from hub.peripherals.status import Printed, Trouble
from hub.peripherals.tickets import TicketPaper
from tests.peripherals.escpos import read_paper
from tests.peripherals.halls import Handler, reports, story, told

SETUP = PrinterSetup("/dev/unused", devices=("kiosk-1",), channels=(Channel.KIOSK,))

Paper = Callable[..., TicketPaper]


@pytest.fixture
async def running() -> AsyncIterator[Paper]:
    """Makes printing outlets that run, and ends them."""
    tasks: list[asyncio.Task[None]] = []

    def make(printer: RecordingPrinter, handler: Handler) -> TicketPaper:
        paper = TicketPaper(SETUP, printer, handler)
        tasks.append(asyncio.create_task(paper.run()))
        return paper

    yield make
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_ticket_taken_here_is_printed_and_reported(running: Paper) -> None:
    day, printer, handler = story(), RecordingPrinter(), Handler()
    paper = running(printer, handler)
    ticket = day.take("pension")
    paper.tell(*told(day))
    await handler.until(1)
    assert reports(handler) == [(ticket, "printed", "")]
    assert day.hall.tickets[ticket].number in read_paper(printer.receipts[0]).lines


async def test_a_ticket_taken_elsewhere_is_not_printed_here() -> None:
    paper = TicketPaper(SETUP, RecordingPrinter(), Handler())
    assert not paper.prints(Channel.PHONE, "web")
    assert paper.prints(Channel.KIOSK, "web")
    assert paper.prints(Channel.DISPENSER, "kiosk-1")


@pytest.mark.parametrize("reason", list(Trouble))
async def test_a_ticket_without_paper_is_marked_and_keeps_its_number(running: Paper, reason: Trouble) -> None:
    day, handler = story(), Handler()
    printer = RecordingPrinter([Printed(PrintStatus.FAILED, reason)])
    paper = running(printer, handler)
    ticket = day.take("pension")
    paper.tell(*told(day))
    await handler.until(1)
    day.do(handler.requests[0].command)
    assert day.hall.tickets[ticket].printed is PrintStatus.FAILED
    assert paper.reprint(day.hall, ticket)
    await handler.until(2)
    assert reports(handler) == [(ticket, "failed", str(reason)), (ticket, "printed", "")]
    first, again = (read_paper(receipt).lines for receipt in printer.receipts)
    assert day.hall.tickets[ticket].number in first
    assert day.hall.tickets[ticket].number in again
    assert len(day.hall.tickets) == 1


async def test_each_attempt_has_an_origin_of_its_own(running: Paper) -> None:
    day, handler = story(), Handler()
    paper = running(RecordingPrinter(), handler)
    ticket = day.take("pension")
    paper.tell(*told(day))
    paper.reprint(day.hall, ticket)
    await handler.until(2)
    assert [each.origin for each in handler.requests] == ["printer-1:1:1", "printer-1:1:2"]


async def test_a_reprint_of_an_unknown_ticket_prints_nothing() -> None:
    printer = RecordingPrinter()
    assert not TicketPaper(SETUP, printer, Handler()).reprint(story().hall, "no-such-ticket")
    assert printer.receipts == []


async def test_a_report_that_the_disk_did_not_take_is_owed_until_it_does(running: Paper) -> None:
    day, handler = story(), Handler()
    paper = running(RecordingPrinter(), handler)
    handler.failing = True
    ticket = day.take("pension")
    paper.tell(*told(day))
    await handler.came()
    assert handler.requests == []
    handler.failing = False
    paper.tell(day.hall, [])
    await handler.until(1)
    assert reports(handler) == [(ticket, "printed", "")]


async def test_after_a_restart_a_ticket_without_a_report_is_doubtful(running: Paper) -> None:
    day, handler, printer = story(), Handler(), RecordingPrinter()
    known, unknown = day.take("pension"), day.take("pension")
    for ticket in day.hall.tickets.values():
        ticket.device = "kiosk-1"
    day.take("pension")
    day.do(ReportPrint(known, PrintStatus.PRINTED))
    paper = running(printer, handler)
    paper.recover(day.hall)
    await handler.until(1)
    assert reports(handler) == [(unknown, "doubtful", "restart")]
    assert printer.receipts == []


async def test_a_rush_is_printed_whole_and_in_order(running: Paper) -> None:
    day, handler, printer = story(), Handler(), RecordingPrinter()
    paper = running(printer, handler)
    tickets = []
    for _ in range(50):
        tickets.append(day.take("pension"))
        paper.tell(*told(day))
    await handler.until(50)
    assert [ticket for ticket, _, _ in reports(handler)] == tickets
    assert len(set(printer.receipts)) == 50
