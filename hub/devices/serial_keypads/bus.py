"""One bus of keypads: frames become requests, answers become frames.

Theory of operation. A frame that is no copy becomes a press with an identity, ``serial-NAME:EPOCH:N``, and is asked of the hall beside
everything else. The keypad is answered after the commit and not before; until then, and where the hall could not take it, its
copies ask again under the same identity. Pictures go out when they have changed, newest wins.
"""

import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from hub.core.commands import Request
from hub.core.hall import Hall
from hub.core.refused import Refused
from hub.devices.pictures import counter_at, number_at, queue_of
from hub.devices.pins import Pins
from hub.devices.serial_keypads.frames import Frame
from hub.devices.serial_keypads.meaning import Desk, Wanted, actor_of, command_of, shown
from hub.devices.serial_keypads.presses import Press, Presses
from hub.devices.serial_keypads.profile import Profile, hex_bytes
from hub.devices.serial_keypads.setup import SerialSetup
from hub.service import Answer, HallBusy, HallService, JournalFailed

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hands:
    """What a bus needs from its surroundings. ``send``: bytes to the line, now or never. ``spawn``: run beside."""

    send: Callable[[bytes], None]
    spawn: Callable[[Coroutine[Any, Any, None]], object]
    now_ms: Callable[[], int]


class Bus:
    """``strangers``: frames of addresses that belong to no counter."""

    def __init__(self, service: HallService, setup: SerialSetup, profile: Profile, pins: Pins, hands: Hands) -> None:
        self.device = f"serial-{setup.name}"
        self.strangers = 0
        self.layout = profile.frame.layout()
        self._service, self._profile, self._pins, self._hands = service, profile, pins, hands
        self._desks = {address: Desk(profile, counter) for address, counter in setup.counter_of.items()}
        self._presses = Presses(profile.keys.repeat_ms)
        self._shown: dict[int, bytes] = {}

    @property
    def addresses(self) -> tuple[int, ...]:
        """Those that belong to a counter."""
        return tuple(self._desks)

    def take(self, frame: Frame) -> None:
        """One frame of a keypad, new or repeated."""
        desk, now_ms = self._desks.get(frame.address), self._hands.now_ms()
        if desk is None:
            self._stranger(frame)
            return
        press = self._presses.again(frame, now_ms)
        if press is None:
            if not self._is_press(frame):
                return
            press = self._presses.new(frame, desk.take(frame, now_ms), now_ms)
            if not press.wanted:
                press.answer = self._answer(frame.address, True)
        if press.answer is not None:
            self._hands.send(press.answer)
        elif not press.is_asked:
            press.is_asked = True
            self._hands.spawn(self._ask(press))

    def show(self, hall: Hall) -> None:
        """Send what has changed on the keypads."""
        if not self._profile.shows:
            return
        waiting = queue_of(hall, self._service.now_ms()).waiting
        for address, desk in self._desks.items():
            number = number_at(hall, counter_at(hall, desk.counter))
            data = shown(self._profile, number, waiting.get(desk.counter, 0))
            if self._shown.get(address) != data:
                self._shown[address] = data
                self._hands.send(self.layout.encode(Frame(address, self._profile.shows.function, data)))

    def opened(self, hall: Hall) -> None:
        """The cable is in: nothing of before counts, and everything is shown again."""
        self._presses.forget()
        for desk in self._desks.values():
            desk.forget()
        self._shown.clear()
        self.show(hall)

    def poll(self, address: int) -> bytes:
        """The question whether a keypad has anything to say."""
        assert self._profile.polls
        return self.layout.encode(Frame(address, self._profile.polls.function, b""))

    def _is_press(self, frame: Frame) -> bool:
        """Our own frames, which an echoing line brings back, are none; nor is an empty answer to a poll."""
        ratings = self._profile.ratings
        functions = (self._profile.keys.function, ratings.function if ratings else None)
        return frame.function in functions and bool(frame.data)

    async def _ask(self, press: Press) -> None:
        """Have it done, one wish after the other; answer when all of them are on disk."""
        try:
            answers = [await self._do(wanted, press, place) for place, wanted in enumerate(press.wanted)]
        except (HallBusy, JournalFailed) as failed:
            log.warning("%s: press %s was not taken: %r", self.device, press.number, failed)
            return
        finally:
            press.is_asked = False
        press.answer = self._answer(press.frame.address, all(answers))
        self._hands.send(press.answer)

    async def _do(self, wanted: Wanted, press: Press, place: int) -> bool:
        """Whether the hall did it."""
        hall = self._service.record
        origin = f"{self.device}:{hall.epoch}:{press.number + place}"
        try:
            answer = await self._request(wanted, origin, hall, press)
        except Refused as refused:
            log.info("%s refused here: %s", origin, refused.reason)
            return False
        return answer is not None and answer.refusal is None

    async def _request(self, wanted: Wanted, origin: str, hall: Hall, press: Press) -> Answer | None:
        """Raises ``Refused`` for a PIN that is nobody's; None where there is nothing to rate."""
        place = f"{self.device}-{press.frame.address}"
        clerk = await self._pins.clerk(place, wanted.typed) if wanted.action == "open" else ""
        command = command_of(wanted, hall, clerk)
        if command is None:
            return None
        age_ms = max(0, self._hands.now_ms() - press.since_ms)
        return await self._service.handle(
            Request(origin, actor_of(wanted, hall, self.device), self.device, command, age_ms)
        )

    def _answer(self, address: int, is_done: bool) -> bytes:
        """The frame that ends the keypad's repeating; nothing where the profile has none."""
        answers = self._profile.answers
        if answers is None:
            return b""
        data = hex_bytes(answers.done if is_done else answers.refused)
        return self.layout.encode(Frame(address, answers.function, data))

    def _stranger(self, frame: Frame) -> None:
        self.strangers += 1
        level = logging.WARNING if self.strangers == 1 else logging.DEBUG
        log.log(level, "%s: address %s belongs to no counter", self.device, frame.address)
