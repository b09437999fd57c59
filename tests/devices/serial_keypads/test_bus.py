"""A bus of keypads at a real hall service, over a pty: what is pressed, answered, shown, cut off and asked in turn."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from hub.core import commands as c
from hub.core import events as e
from hub.core.events import Event
from hub.devices.serial_keypads.frames import Frame
from hub.devices.serial_keypads.keypads import SerialKeypads
from hub.devices.serial_keypads.profile import PROFILES, load_profile
from hub.devices.serial_keypads.setup import SerialSetup
from tests.devices.hall import CLERK, PIN, clerk_of
from tests.devices.serial_keypads.bus_peer import BusPeer
from tests.service.office import Office

KEY, RATING, SHOW, ANSWER, POLL = 0x01, 0x03, 0x02, 0x81, 0x00
NEXT, RECALL, FINISH, OPEN, CLEAR = "0C", "0D", "0B", "0A", "0F"
DONE, REFUSED = b"\x00", b"\x01"
FF68 = load_profile("ff68").frame.layout()


@dataclass
class Hall:
    """``ms``: the clock of the keypads, moved by the test."""

    office: Office
    peer: BusPeer
    keypads: SerialKeypads
    ms: list[int]

    def of(self, kind: type[Event]) -> list[e.Recorded]:
        return [each for each in self.office.journal.events if isinstance(each.event, kind)]

    @property
    def opens(self) -> int:
        return self.keypads.buses[0].cable.opens

    def later(self) -> None:
        """Long enough for the same frame to be a new press."""
        self.ms[0] += 1_000

    async def press(self, address: int, *keys: str) -> bytes:
        """One frame, answered: what the answer holds."""
        self.later()
        before = len(self.peer.of(ANSWER))
        self.peer.say(address, KEY, "".join(keys))
        await self.peer.until(lambda: len(self.peer.of(ANSWER)) > before)
        return self.peer.of(ANSWER)[before]


@asynccontextmanager
async def hall(folder: Path, profile: str = "ff68", office: Office | None = None) -> AsyncIterator[Hall]:
    peer, ms = BusPeer(folder, FF68), [0]
    peer.plug()
    async with office or Office() as running:
        setup = SerialSetup("hall", peer.port, profile, {"3": 1, "4": 2})
        keypads = SerialKeypads(running.service, (setup,), clerk_of, lambda: ms[0])
        running.service.add_outlet(keypads)
        task = asyncio.create_task(keypads.run())
        made = Hall(running, peer, keypads, ms)
        await peer.until(lambda: len(peer.of(SHOW)) >= 2)
        try:
            yield made
            assert not task.done(), task.exception()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            peer.pull()


@pytest.fixture
async def bus(tmp_path: Path) -> AsyncIterator[Hall]:
    """Counter 1 is open, two citizens wait."""
    async with hall(tmp_path) as made:
        await made.office.do(c.OpenCounter(1, "wang"))
        await made.office.take("link-1")
        await made.office.take("link-2")
        yield made


async def test_a_press_calls_is_answered_after_the_commit_and_shown(bus: Hall) -> None:
    assert await bus.press(3, NEXT) == DONE
    (called,) = bus.of(e.Called)
    assert (called.origin, called.device, called.actor) == ("serial-hall:1:1", "serial-hall", "wang")
    await bus.peer.until(lambda: b"A001 001" in bus.peer.of(SHOW))


async def test_a_refusal_is_answered_as_one(bus: Hall) -> None:
    assert await bus.press(4, NEXT) == REFUSED
    assert bus.of(e.Called) == []


async def test_copies_of_a_frame_are_one_press_and_get_the_same_answer(bus: Hall) -> None:
    assert await bus.press(3, NEXT) == DONE
    for copies in (2, 3, 4):
        bus.ms[0] += 500
        bus.peer.say(3, KEY, NEXT)
        await bus.peer.until(lambda copies=copies: len(bus.peer.of(ANSWER)) >= copies)
    assert len(bus.of(e.Called)) == 1
    assert set(bus.peer.of(ANSWER)) == {DONE}


async def test_two_presses_apart_are_two(bus: Hall) -> None:
    await bus.press(3, NEXT)
    await bus.press(3, NEXT)
    assert len(bus.of(e.Called)) == 2
    assert [each.origin for each in bus.of(e.Called)] == ["serial-hall:1:1", "serial-hall:1:2"]


async def test_copies_while_the_hall_is_at_it_ask_it_once(bus: Hall) -> None:
    bus.office.journal.stall()
    bus.peer.say(3, KEY, NEXT)
    await bus.office.journal.asked.wait()
    bus.peer.say(3, KEY, NEXT)
    bus.peer.say(4, KEY, "05")
    await bus.peer.until(lambda: bus.peer.heard[-1].address == 4)
    assert [frame for frame in bus.peer.heard if (frame.address, frame.function) == (3, ANSWER)] == []
    bus.office.journal.go_on()
    await bus.peer.until(lambda: Frame(3, ANSWER, DONE) in bus.peer.heard)
    assert len(bus.of(e.Called)) == 1


async def fail(bus: Hall, caplog: pytest.LogCaptureFixture, copies: int) -> None:
    """The disk is full while so many copies of a press come."""
    bus.office.journal.failing = True
    for copy in range(copies):
        bus.ms[0] += 700 if copy else 0
        bus.peer.say(3, KEY, NEXT)
        await bus.office.until(lambda: sum("was not taken" in each.message for each in caplog.records) > copy)  # noqa: B023
    bus.office.journal.failing = False


async def test_without_a_commit_there_is_no_answer_and_a_copy_asks_under_the_same_name(
    bus: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    await fail(bus, caplog, 2)
    assert bus.peer.of(ANSWER) == []
    bus.peer.say(3, KEY, NEXT)
    await bus.peer.until(lambda: bus.peer.of(ANSWER))
    assert bus.peer.of(ANSWER) == [DONE]
    assert [each.origin for each in bus.of(e.Called)] == ["serial-hall:1:1"]


async def test_a_press_that_could_not_be_taken_for_too_long_calls_nobody(
    bus: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    await fail(bus, caplog, 20)
    bus.peer.say(3, KEY, NEXT)
    await bus.peer.until(lambda: bus.peer.of(ANSWER))
    assert bus.peer.of(ANSWER) == [REFUSED]
    assert bus.of(e.Called) == []


async def test_a_clerk_opens_with_a_pin_and_a_wrong_one_is_refused(bus: Hall) -> None:
    right = [f"0{digit}" for digit in PIN]
    assert await bus.press(4, "01", "01", OPEN) == REFUSED
    assert await bus.press(4, *right, OPEN) == DONE
    assert [(each.event.counter, each.event.clerk) for each in bus.of(e.CounterOpened)][-1] == (2, CLERK)  # type: ignore[union-attr]
    assert all(PIN not in each.origin for each in bus.office.journal.events)


async def test_after_wrong_pins_a_keypad_has_to_wait_even_with_the_right_one(bus: Hall) -> None:
    right = [f"0{digit}" for digit in PIN]
    for digit in range(1, 6):
        assert await bus.press(4, f"0{digit}", OPEN) == REFUSED
    assert await bus.press(4, *right, OPEN) == REFUSED
    bus.ms[0] += 60_000
    assert await bus.press(4, *right, OPEN) == DONE


async def test_the_pad_rates_whom_the_counter_has_just_finished_once(bus: Hall) -> None:
    await bus.press(3, NEXT)
    assert await bus.press(3, FINISH) == DONE
    bus.peer.say(3, RATING, "02")
    await bus.peer.until(lambda: len(bus.peer.of(ANSWER)) == 3)
    rated = bus.of(e.Rated)[0]
    assert (rated.event.score, rated.actor) == (4, "citizen")  # type: ignore[union-attr]
    bus.later()
    bus.peer.say(3, RATING, "01")
    await bus.peer.until(lambda: len(bus.peer.of(ANSWER)) == 4)
    assert bus.peer.of(ANSWER)[2:] == [DONE, REFUSED]
    assert len(bus.of(e.Rated)) == 1


async def test_a_rating_where_nobody_was_served_is_refused(bus: Hall) -> None:
    bus.peer.say(4, RATING, "01")
    await bus.peer.until(lambda: bus.peer.of(ANSWER))
    assert bus.peer.of(ANSWER) == [REFUSED]


async def test_an_address_of_no_counter_does_nothing_and_is_logged_once(
    bus: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        bus.peer.say(9, KEY, NEXT)
        bus.peer.say(9, KEY, NEXT)
        await bus.press(3, RECALL)
    assert [each.message for each in caplog.records if "belongs to no counter" in each.message] == [
        "serial-hall: address 9 belongs to no counter"
    ]
    assert bus.keypads.buses[0].bus.strangers == 2


async def test_our_own_frames_that_an_echoing_line_brings_back_do_nothing(bus: Hall) -> None:
    bus.peer.on_frame = lambda frame: bus.peer.send(FF68.encode(frame))
    await bus.press(3, NEXT)
    await bus.press(3, RECALL)
    assert len(bus.of(e.Called)) == 1
    assert len(bus.peer.of(ANSWER)) == 2


@pytest.mark.parametrize("size", range(len(FF68.encode(Frame(3, KEY, b"\x0c")))))
async def test_a_cable_pulled_at_any_byte_of_a_frame_presses_nothing_now_or_later(bus: Hall, size: int) -> None:
    bus.peer.send(FF68.encode(Frame(3, KEY, b"\x0c"))[:size])
    opens = bus.opens
    bus.peer.pull()
    bus.peer.heard.clear()
    bus.peer.plug()
    await bus.peer.until(lambda: bus.opens > opens and len(bus.peer.of(SHOW)) >= 2)
    assert await bus.press(3, RECALL) == REFUSED
    assert bus.of(e.Called) == []
    assert await bus.press(3, NEXT) == DONE


async def test_digits_of_before_a_pulled_cable_are_forgotten(bus: Hall) -> None:
    await bus.press(4, *[f"0{digit}" for digit in PIN])
    opens = bus.opens
    bus.peer.pull()
    bus.peer.plug()
    await bus.peer.until(lambda: bus.opens > opens and len(bus.peer.of(SHOW)) >= 4)
    bus.ms[0] -= 1_000
    assert await bus.press(4, OPEN) == REFUSED


async def test_a_cable_that_is_out_is_told_once_and_its_return_too(bus: Hall, caplog: pytest.LogCaptureFixture) -> None:
    opens = bus.opens
    with caplog.at_level(logging.DEBUG):
        bus.peer.pull()
        await bus.office.until(lambda: sum("cannot be reached" in each.message for each in caplog.records) >= 3)
        bus.peer.plug()
        await bus.peer.until(lambda: bus.opens > opens and len(bus.peer.of(SHOW)) >= 4)
    told = [each for each in caplog.records if each.levelno == logging.WARNING]
    assert ["cannot be reached" in told[0].message, "are there again" in told[1].message] == [True, True]
    assert len(told) == 2


POLLED = (PROFILES / "ff68.toml").read_text(
    encoding="utf-8"
) + "\n[polls]\nfunction = 0x00\nanswer_ms = 2000\npause_ms = 0\n"


async def test_a_silent_bus_is_asked_address_by_address_and_a_press_is_its_answer(tmp_path: Path) -> None:
    (tmp_path / "polled.toml").write_text(POLLED)
    pressed: list[int] = []

    async with hall(tmp_path, str(tmp_path / "polled.toml")) as made:

        def answer(frame: Frame) -> None:
            if frame.function == POLL:
                data = "0C" if frame.address == 3 and len(pressed) < 3 else ""
                pressed.extend([frame.address] * bool(data))
                made.peer.say(frame.address, KEY, data)

        await made.office.do(c.OpenCounter(1, "wang"))
        await made.office.take("link-1")
        made.peer.on_frame = answer
        for address in {frame.address for frame in made.peer.heard if frame.function == POLL}:
            made.peer.say(address, KEY, "")
        await made.peer.until(lambda: made.peer.of(ANSWER))
        polls = [frame.address for frame in made.peer.heard if frame.function == POLL]
        assert {3, 4} <= set(polls)
        assert all(one != two for one, two in pairwise(polls))
        assert len(made.of(e.Called)) == 1
