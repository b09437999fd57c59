"""Everything plugged into one Pi, from setup to darkness."""

import asyncio

from gpiozero.pins.mock import MockFactory

from hub.core.commands import CallNext, Channel
from hub.peripherals.plugged import Plugged
from hub.peripherals.recording import RecordingPrinter
from hub.peripherals.setup import ButtonSetup, ButtonUse, LampSetup, PeripheralsSetup, PrinterSetup
from tests.peripherals.escpos import read_paper
from tests.peripherals.halls import Handler, reports, story

SETUP = PeripheralsSetup(
    printer=PrinterSetup("/dev/unused", channels=(Channel.DISPENSER,)),
    lamps=(LampSetup(1, 22),),
    buttons=(ButtonSetup(17, ButtonUse.NEXT, counter=1),),
    link_base="http://hall.example/t/",
)


async def test_a_ticket_is_printed_a_press_calls_and_the_lamp_lights_until_the_end() -> None:
    day, handler, printer, pins = story(), Handler(), RecordingPrinter(), MockFactory()
    plugged = Plugged(SETUP, handler, printer, pins)
    task = asyncio.create_task(plugged.run(day.hall))
    day.open(1)
    ticket = day.take("pension")
    for outlet in plugged.outlets:
        outlet.tell(day.hall, day.journal[-1:])
    await handler.until(1)
    assert reports(handler) == [(ticket, "printed", "")]
    assert read_paper(printer.receipts[0]).codes == [f"http://hall.example/t/{day.hall.tickets[ticket].link}"]

    await asyncio.to_thread(pins.pin("GPIO17").drive_low)
    press = (await handler.until(2))[1]
    assert press.command == CallNext(1)
    day.do(press.command)
    for outlet in plugged.outlets:
        outlet.tell(day.hall, day.journal[-1:])
    assert pins.pin("GPIO22").state

    lamp = pins.pin("GPIO22")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert [each.state for each in lamp.states][-1] is False


async def test_a_hall_without_peripherals_runs() -> None:
    plugged = Plugged(PeripheralsSetup(), Handler())
    day = story()
    task = asyncio.create_task(plugged.run(day.hall))
    for outlet in plugged.outlets:
        outlet.tell(day.hall, day.journal)
    assert plugged.paper is None
    task.cancel()
    assert isinstance((await asyncio.gather(task, return_exceptions=True))[0], asyncio.CancelledError)
