"""Citizens and clerks of a driven day. They use devices as people do: press buttons, read lamps, screens and paper."""

import asyncio
import random
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tools.day.arrivals import Arrival
from tools.virtual.device import VirtualDevice

NUMBER = re.compile(r"[A-HJ-NP-Z]{1,4}\d{3}")
"""A ticket number, wherever it is written."""

WALK_S = (8.0, 35.0)
"""From a seat to the counter."""

PATIENCE_S = 45.0
"""What a clerk waits after a call before calling again."""

RATING_SHARE = 0.6
LEVELS, LEVEL_SHARES = ("5", "4", "3", "2", "1"), (0.78, 0.14, 0.05, 0.02, 0.01)
"""How people rate, where they do."""

SIGN_INS = 3
"""Tries: all clerks come at once, and each PIN is hashed slowly on purpose."""

TRIES = 3
ISSUE_S = 60.0
"""Real seconds in which a dispenser must have answered, printed or said that it did not."""


@dataclass(slots=True)
class Witness:
    """What people saw: ``papers``: numbers on paper; ``shown``: (number, counter) on displays.

    ``unserved``: what the dispenser said to those who got no ticket or no paper. ``expected``: who holds which number.
    """

    papers: list[str] = field(default_factory=list)
    shown: set[tuple[str, int]] = field(default_factory=set)
    asked: int = 0
    unserved: list[str] = field(default_factory=list)
    expected: dict[str, Arrival] = field(default_factory=dict)


class Pace:
    """Hall time for people: seconds since midnight, and waiting in it."""

    def __init__(self, now_s: Callable[[], float], speed: float) -> None:
        self.now_s = now_s
        self._speed = speed

    async def sleep(self, hall_s: float) -> None:
        """Let hall time pass."""
        await asyncio.sleep(max(hall_s, 0.0) / self._speed)


class Queue:
    """Citizens before the dispensers: whoever comes takes the first that is free."""

    def __init__(self, dispensers: list[VirtualDevice], order: dict[str, int], witness: Witness) -> None:
        """``order``: place of each item on the menu."""
        self._free: asyncio.Queue[VirtualDevice] = asyncio.Queue()
        for dispenser in dispensers:
            self._free.put_nowait(dispenser)
        self._order, self._witness = order, witness

    async def take(self, citizen: Arrival) -> None:
        """Choose, confirm, take the paper."""
        dispenser = await self._free.get()
        try:
            self._witness.asked += 1
            number, printed = await take_ticket(dispenser, self._order[citizen.item])
            if number:
                self._witness.expected[number] = citizen
            if printed:
                self._witness.papers.append(number)
            else:
                self._witness.unserved.append(f"{number} {' / '.join(dispenser.display)}".strip())
        finally:
            self._free.put_nowait(dispenser)


async def take_ticket(dispenser: VirtualDevice, place: int) -> tuple[str, bool]:
    """Press through the menu to the item at ``place``; the number on the screen ("": none), and is it on paper?"""
    before = len(dispenser.printed)
    for _ in range(TRIES):
        if await confirmed(dispenser, place):
            break
    shown = given(dispenser)
    if not shown:
        return "", False
    await dispenser.wait_for(
        lambda: shown in on_paper(dispenser, before) or dispenser.lamps.get("paper") == "red", ISSUE_S
    )
    return shown, shown in on_paper(dispenser, before)


async def confirmed(dispenser: VirtualDevice, place: int) -> bool:
    """Choose and confirm until there is a result. Whoever was so slow that the menu came back has to begin anew: False."""
    await go_home(dispenser)
    for _ in range(place):
        await dispenser.press("down")
    await dispenser.press("ok")
    await dispenser.wait_for(lambda: not choosing(dispenser), ISSUE_S)
    await dispenser.press("ok")
    await dispenser.wait_for(lambda: answered(dispenser) or choosing(dispenser), ISSUE_S)
    return answered(dispenser)


def answered(dispenser: VirtualDevice) -> bool:
    """Does it show a number, or that there is none?"""
    return dispenser.lamps.get("ok") == "red" or bool(given(dispenser))


def given(dispenser: VirtualDevice) -> str:
    """The number on the dispenser's screen, once its lamp is green."""
    return number_in(" ".join(dispenser.display)) if dispenser.lamps.get("ok") == "green" else ""


async def go_home(dispenser: VirtualDevice) -> None:
    """Leave the last citizen's result, if it is still shown. It also goes by itself, perhaps just before this press: so
    the key is *back*, which does nothing on the menu, where *ok* would choose."""
    if dispenser.lamps.get("ok") in ("green", "red"):
        await dispenser.press("back")
        await dispenser.wait_for(lambda: dispenser.lamps.get("ok") == "off", ISSUE_S)
    await dispenser.wait_for(lambda: choosing(dispenser), ISSUE_S)


def choosing(dispenser: VirtualDevice) -> bool:
    """Does it show the menu, with its mark at one of the items?"""
    return any(line.startswith(">") for line in dispenser.display)


def on_paper(dispenser: VirtualDevice, since: int) -> set[str]:
    """Numbers that were printed after the first ``since`` bytes."""
    return set(NUMBER.findall(dispenser.printed[since:].decode("gb18030", errors="replace")))


def number_in(text: str) -> str:
    """The first ticket number in a text, or ""."""
    found = NUMBER.search(text)
    return found.group() if found else ""


class Clerk:
    """One counter: keypad, pad and display, and the clerk between them."""

    def __init__(
        self, counter: int, keypad: VirtualDevice, pad: VirtualDevice, display: VirtualDevice,
        pace: Pace, witness: Witness, draw: random.Random, pin: str,
    ) -> None:  # fmt: skip
        self.counter, self.keypad, self.pad, self.display = counter, keypad, pad, display
        self.pace, self._witness, self._draw, self._pin = pace, witness, draw, pin
        self._rating: asyncio.Task[None] | None = None
        display.on_change = self._look

    def _look(self) -> None:
        """Whatever the display shows, somebody sees it."""
        number = number_in(self.display.display[0] if self.display.display else "")
        if number:
            self._witness.shown.add((number, self.counter))

    def present(self) -> str:
        """The number on the keypad's screen, or ""."""
        return number_in(self.keypad.display[0] if self.keypad.display else "")

    async def key(self, name: str) -> bool:
        """Press a key and wait for its lamp; True when it turned green."""
        await self.keypad.press(name)
        await self.keypad.wait_for(lambda: self.keypad.lamps.get(name) in ("green", "red"), ISSUE_S)
        return self.keypad.lamps[name] == "green"

    async def sign_in(self) -> None:
        """Type the PIN and open the counter; again where the hub was too busy to answer."""
        for _ in range(SIGN_INS):
            for digit in self._pin:
                await self.keypad.press(digit)
            if await self.key("open"):
                return
        raise RuntimeError(f"counter {self.counter} does not open: {self.keypad.display}")

    async def work(self, press_next: bool) -> None:
        """Serve until cancelled. ``press_next``: call by key; else the hub assigns."""
        while True:
            if not self.present():
                if press_next:
                    await self.keypad.wait_for(self._somebody_waits, 1e9)
                    await self.key("next")
                    await self._settle()
                else:
                    await self.keypad.wait_for(lambda: bool(self.present()), 1e9)
            if number := self.present():
                await self.serve(number)

    async def _settle(self) -> None:
        """After a key: the screen follows the answer within a moment, or nothing was to be had."""
        try:
            await self.keypad.wait_for(lambda: bool(self.present()) or not self._somebody_waits(), 2.0)
        except TimeoutError:
            return

    def _somebody_waits(self) -> bool:
        line = self.keypad.display[1] if len(self.keypad.display) > 1 else ""
        return bool(self.present()) or any(int(count) for count in re.findall(r"\d+", line))

    async def serve(self, number: str) -> None:
        """One citizen from the call to the rating; who does not come is called twice more and then missed."""
        citizen = self._witness.expected.get(number)
        if citizen is not None and citizen.absent:
            for _ in range(2):
                await self.pace.sleep(PATIENCE_S)
                await self.key("recall")
            await self.pace.sleep(PATIENCE_S)
            await self._until_gone("miss", number)
            return
        service_s = citizen.service_s if citizen else 300.0
        await self.pace.sleep(self._draw.uniform(*WALK_S) + service_s)
        await self._until_gone("finish", number)
        if self._draw.random() < RATING_SHARE:
            self._rating = asyncio.create_task(self.rate())

    async def _until_gone(self, key: str, number: str) -> None:
        """Press until the hub has taken it and the screen shows somebody else or nobody."""
        while self.present() == number:
            if await self.key(key):
                await self.keypad.wait_for(lambda: self.present() != number, ISSUE_S)

    async def rate(self) -> None:
        """The citizen presses a level, if the pad asks."""
        try:
            await self.pad.wait_for(lambda: self.pad.lamps.get("prompt") == "green", 1.0)
        except TimeoutError:
            return
        level = self._draw.choices(LEVELS, LEVEL_SHARES)[0]
        await self.pad.press(level)
        if level in ("1", "2") and self.pad.lamps.get("prompt") == "green":
            await self.pad.press("ok")


async def all_of(works: list[Awaitable[None]]) -> None:
    """Run them together; the first failure ends all."""
    async with asyncio.TaskGroup() as group:
        for work in works:
            group.create_task(one(work))


async def one(work: Awaitable[None]) -> None:
    await work
