"""The whole path: real firmware, real broker, real journal."""

import os
import shutil
import signal
from pathlib import Path

from hub.core import events as e
from hub.core.commands import Channel, PrintStatus, TakeTicket
from tests.devices.conftest import mosquitto_broker
from tests.devices.hall import CLERK, PIN, WholeHall, shows, switch_on, whole_hall
from tools.virtual import VirtualDevice

AFTER_OUTAGE_S = 60.0
"""Patience where devices wait out their back-off, on a machine that does much else; nothing is measured against it."""


async def take_ticket(hall: WholeHall) -> e.TicketTaken:
    """A ticket from elsewhere."""
    answer = await hall.do(TakeTicket(("pension",), Channel.PHONE, f"link-{len(hall.events)}"))
    taken = answer.first(e.TicketTaken)
    assert taken
    return taken


async def open_counter(hall: WholeHall, keypad: VirtualDevice) -> None:
    """The clerk types the PIN and opens."""
    await keypad.wait_for(shows(keypad, "Closed"))
    for digit in PIN:
        await keypad.press(digit)
    await keypad.press("open")
    await keypad.wait_for(shows(keypad, "Ready"))


async def test_a_ticket_is_issued_told_and_printed_once(tmp_path: Path) -> None:
    async with whole_hall(tmp_path) as hall:
        dispenser = await hall.device("dispenser-1")
        await dispenser.wait_for(shows(dispenser, ">"))
        await dispenser.press("down")
        await dispenser.press("ok")
        await dispenser.wait_for(shows(dispenser, "Press OK"))
        await dispenser.press("ok")
        await dispenser.wait_for(shows(dispenser, "A001"))
        [printed] = await hall.until_events(e.TicketPrinted)
        [taken] = hall.of(e.TicketTaken)
        assert (taken.number, taken.items, taken.channel) == ("A001", ("pension",), Channel.DISPENSER)
        assert (printed.ticket, printed.status) == (taken.ticket, PrintStatus.PRINTED)
        assert dispenser.printed == b"<A001>"


async def test_a_citizen_is_called_served_and_asked_for_a_rating(tmp_path: Path) -> None:
    async with whole_hall(tmp_path) as hall:
        keypad, pad, display = await switch_on(hall, "keypad-1", "pad-1", "display-1")
        await open_counter(hall, keypad)
        [opened] = hall.of(e.CounterOpened)
        assert (opened.counter, opened.clerk) == (1, CLERK)
        await take_ticket(hall)
        await keypad.press("next")
        await display.wait_for(shows(display, "A001"))
        await keypad.wait_for(lambda: keypad.lamps["next"] == "green")
        await keypad.wait_for(shows(keypad, "A001"))
        await keypad.press("finish")
        await pad.wait_for(shows(pad, "rate the service of A001"))
        await pad.press("2")
        await pad.wait_for(shows(pad, "Long wait"))
        await pad.press("1")
        await pad.press("ok")
        [rated] = await hall.until_events(e.Rated)
        [served] = hall.of(e.Served)
        assert (rated.leg, rated.score, rated.reasons) == (served.leg, 2, ("long_wait",))
        await pad.wait_for(lambda: pad.lamps["sent"] == "green")


async def test_a_wiped_broker_is_filled_again_and_devices_show_what_is_true(tmp_path: Path) -> None:
    async with whole_hall(tmp_path) as hall:
        keypad, display, dispenser = await switch_on(hall, "keypad-1", "display-1", "dispenser-1")
        await open_counter(hall, keypad)
        broker = hall.devices.broker
        assert broker
        assert broker.pid
        os.kill(broker.pid, signal.SIGKILL)
        shutil.rmtree(broker.store, ignore_errors=True)
        await take_ticket(hall)
        await keypad.wait_for(shows(keypad, "1 waiting"), AFTER_OUTAGE_S)
        await display.wait_for(shows(display, "A001"), AFTER_OUTAGE_S)
        await dispenser.wait_for(lambda: dispenser.lamps["link"] == "off", AFTER_OUTAGE_S)
        await keypad.press("next")
        await display.wait_for(
            lambda: display.lamps["call"] == "green" and display.lamps["stale"] == "off", AFTER_OUTAGE_S
        )
        await hall.until_state("dispenser-1", "ready")
        assert broker.deaths == 1


async def test_a_restarted_hub_is_obeyed_and_its_devices_go_on(tmp_path: Path) -> None:
    async with whole_hall(tmp_path) as hall:
        keypad, display = await switch_on(hall, "keypad-1", "display-1")
        await open_counter(hall, keypad)
        await take_ticket(hall)
        await hall.stop()
        await display.wait_for(lambda: display.lamps["stale"] == "amber", AFTER_OUTAGE_S)
        await hall.start()
        assert hall.service.record.epoch == 2
        await keypad.wait_for(shows(keypad, "1 waiting"), AFTER_OUTAGE_S)
        await display.wait_for(lambda: display.lamps["stale"] == "off", AFTER_OUTAGE_S)
        await keypad.press("next")
        await display.wait_for(shows(display, "A001"), AFTER_OUTAGE_S)
        await keypad.wait_for(lambda: keypad.lamps["next"] == "green")
        assert len(await hall.until_events(e.Called)) == 1


async def test_a_pulled_plug_is_noticed_and_the_device_comes_back(tmp_path: Path) -> None:
    async with whole_hall(tmp_path) as hall:
        assert hall.state_of("pad-1") == "never_started"
        pad = await hall.device("pad-1")
        await hall.until_state("pad-1", "ready")
        assert {each.device for each in hall.registry if each.heard} == {"pad-1"}
        await pad.kill()
        await hall.until_state("pad-1", "lost")
        await pad.start()
        await hall.until_state("pad-1", "ready")


async def test_a_hall_with_a_mosquitto_of_its_own_works_the_same(tmp_path: Path) -> None:
    hall = WholeHall(tmp_path)
    async with mosquitto_broker(made(tmp_path / "mosquitto"), hall.registry) as broker:
        me = hall.registry.hub
        url = f"mqtt://{me.user}:{me.password}@{broker.host}:{broker.port}"
        async with whole_hall(tmp_path, url=url) as hall:
            assert hall.devices.broker is None
            keypad, display = await switch_on(hall, "keypad-1", "display-1")
            await open_counter(hall, keypad)
            await take_ticket(hall)
            await keypad.press("next")
            await display.wait_for(shows(display, "A001"))
            await keypad.wait_for(lambda: keypad.lamps["next"] == "green")


def made(folder: Path) -> Path:
    """A new folder."""
    folder.mkdir()
    return folder
