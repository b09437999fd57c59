"""Lamps and buttons on gpiozero's mock pins."""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator

import pytest
from gpiozero.pins.mock import MockFactory

from hub.core.commands import CallNext, Recall, StartService, TakeTicket
from hub.peripherals.buttons import PinButton, Presses, open_button
from hub.peripherals.lamps import CallLamps, open_lamps
from hub.peripherals.recording import RecordingLamp
from hub.peripherals.setup import ButtonSetup, ButtonUse, LampSetup
from tests.peripherals.halls import Handler, story

NEXT = ButtonSetup(pin=17, use=ButtonUse.NEXT, counter=1)
TICKET = ButtonSetup(pin=18, use=ButtonUse.TICKET, items=("pension",), device="button-2")


@pytest.fixture
def factory() -> Iterator[MockFactory]:
    pins = MockFactory()
    yield pins
    pins.reset()


def in_thread(*acts: Callable[[], None]) -> None:
    """Move pins as gpiozero's backends do: from a thread that is not the loop's."""
    thread = threading.Thread(target=lambda: [act() for act in acts])
    thread.start()
    thread.join()


class FakeClock:
    """Milliseconds that a test sets."""

    def __init__(self) -> None:
        self.ms = 0

    def __call__(self) -> int:
        return self.ms

    def at(self, ms: int, act: Callable[[], None]) -> Callable[[], None]:
        """The act, done at that time."""

        def do() -> None:
            self.ms = ms
            act()

        return do


def test_a_lamp_is_lit_while_its_counter_calls_and_no_longer() -> None:
    day = story()
    lamps = {1: RecordingLamp(), 2: RecordingLamp()}
    outlet = CallLamps(lamps)
    day.open(1, 2)
    day.take("pension")
    for command in (CallNext(1), Recall(1), StartService(1)):
        day.do(command)
        outlet.tell(day.hall, day.journal[-1:])
    assert lamps[1].told == ["on", "off"]
    assert lamps[2].told == []


def test_the_lamp_drives_its_pin_and_lets_it_go(factory: MockFactory) -> None:
    lamps = open_lamps([LampSetup(1, 22), LampSetup(2, 23, active_high=False)], factory)
    assert (factory.pin("GPIO22").state, factory.pin("GPIO23").state) == (False, True)
    for lamp in lamps.values():
        lamp.on()
    assert (factory.pin("GPIO22").state, factory.pin("GPIO23").state) == (True, False)
    CallLamps(lamps).close()
    assert len(open_lamps([LampSetup(1, 22)], factory)) == 1


def test_a_pin_that_is_taken_costs_only_that_lamp_and_says_so(
    factory: MockFactory, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        lamps = open_lamps([LampSetup(1, 22), LampSetup(2, 22), LampSetup(3, 24)], factory)
    assert sorted(lamps) == [1, 3]
    assert "call lamp of counter 2 on GPIO22 does not work, the hub runs without it" in caplog.text


class NoBoard(MockFactory):
    """A machine without GPIO."""

    def pin(self, name: object) -> None:
        raise OSError("no GPIO chip")


async def test_a_machine_without_pins_runs_on_with_a_clear_message(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert open_button(NEXT, lambda at_ms: None, NoBoard()) is None
        assert open_lamps([LampSetup(1, 22)], NoBoard()) == {}
    assert "button button-1 on GPIO17 does not work, the hub runs without it: OSError: no GPIO chip" in caplog.text


async def test_a_bouncing_press_from_another_thread_is_one_request(factory: MockFactory) -> None:
    handler, clock = Handler(), FakeClock()
    presses = Presses(NEXT, boot=7, handle=handler, clock_ms=clock)
    button = PinButton(NEXT.pin, presses.press, asyncio.get_running_loop(), factory, clock)
    pin = factory.pin("GPIO17")
    moves = [(1000, pin.drive_low), (1002, pin.drive_high), (1004, pin.drive_low), (1200, pin.drive_high)]
    moves += [(1201, pin.drive_low), (1203, pin.drive_high), (2000, pin.drive_low)]
    in_thread(*(clock.at(ms, act) for ms, act in moves))
    requests = await handler.until(2)
    button.close()
    assert [each.origin for each in requests] == ["button-1:7:1", "button-1:7:2"]
    assert [each.command for each in requests] == [CallNext(1), CallNext(1)]
    assert [each.age_ms for each in requests] == [1000, 0]


async def test_each_press_of_a_ticket_button_asks_for_a_ticket_with_a_link_of_its_own(factory: MockFactory) -> None:
    handler = Handler()
    presses = Presses(TICKET, boot=1, handle=handler)
    presses.press(0)
    presses.press(0)
    first, second = (each.command for each in await handler.until(2))
    assert isinstance(first, TakeTicket)
    assert isinstance(second, TakeTicket)
    assert first.items == ("pension",)
    assert len(first.link) >= 22
    assert first.link != second.link


async def test_a_press_that_the_disk_cannot_take_does_nothing_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    handler = Handler()
    handler.failing = True
    with caplog.at_level(logging.WARNING):
        Presses(NEXT, boot=1, handle=handler).press(0)
        await handler.came()
        handler.failing = False
        Presses(NEXT, boot=2, handle=handler).press(0)
        await handler.until(1)
    assert "the press did nothing" in caplog.text
    assert [each.origin for each in handler.requests] == ["button-1:2:1"]
