"""What the hub tells devices: whole states, signed, with (epoch, revision), only when they have changed.

Theory of operation. After a commit the counters that its events name are looked at, at once. What changes with every
ticket (how many wait, who is next, the waits) is looked at for all devices together, at most twice a second; the board
at most ten times. Each body is compared with the one last told, and only a new one is signed and sent. The signed bytes
are kept: when the link comes up, whatever the broker may have lost is published once more, and a device that has it
already sees that it has.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from hub.core.catalogue import HallSetup
from hub.core.events import Configured, HubStarted, Recorded, Served
from hub.core.forecast import Wait, forecast_hall
from hub.core.hall import Hall
from hub.core.ticket import LegState
from hub.devices.acl import Role
from hub.devices.credentials import Credential, Registry
from hub.devices.envelopes import Body, Signed, Signer
from hub.devices.leases import lease_body
from hub.devices.menus import make_menu
from hub.devices.packs import Packs
from hub.devices.pictures import (
    Menu,
    Queue,
    board_body,
    dispenser_body,
    display_body,
    held_by_counter,
    keypad_body,
    pad_body,
    queue_of,
)
from hub.devices.setup import DevicesSetup
from hub.devices.throttle import Throttle
from hub.service import HallService

ALL_GAP_S = 0.5
"""A waiting count that is half a second old harms nobody, and a rush changes it thirty times a second."""
BOARD_GAP_S = 0.1

DESIRED = {Role.KEYPAD: "keypad", Role.PAD: "pad", Role.COUNTER_DISPLAY: "counter_display", Role.DISPENSER: "dispenser"}


@dataclass(frozen=True, slots=True)
class Told:
    """What was told last under one name."""

    epoch: int
    body: Body
    signed: Signed


class Outward:
    """``publish(topic, payload, retain)`` sends now or not at all; ``is_up`` tells whether it would."""

    def __init__(
        self,
        service: HallService,
        registry: Registry,
        setup: DevicesSetup,
        publish: Callable[[str, bytes, bool], None],
        is_up: Callable[[], bool],
        spawn: Callable[[Coroutine[Any, Any, None]], object],
        packs: Packs,
    ) -> None:
        self._service = service
        self._packs = packs
        self._registry = registry
        self._setup = setup
        self._publish = publish
        self._is_up = is_up
        self._signer = Signer(setup.hall, registry)
        self._told: dict[tuple[str, str, int], Told] = {}
        self._asks: dict[int, tuple[str, float]] = {}
        self._menu_of: tuple[HallSetup, Menu] | None = None
        self._queue, self._wait = Queue({}, {}, {}), Wait(0, None, None)
        self._all = Throttle(ALL_GAP_S, self._refresh_soon, spawn)
        self._spawn = spawn
        self._board = Throttle(BOARD_GAP_S, self._tell_board, spawn)

    def tell(self, hall: Hall, recorded: Sequence[Recorded]) -> None:
        """These events are on disk: whose picture do they change?"""
        for each in recorded:
            if isinstance(each.event, Served):
                self._ask(each.event.counter, each.event.leg, self._setup.ask_s)
        if any(isinstance(each.event, HubStarted | Configured) for each in recorded):
            self.publish_all()
            return
        touched = counters_of(hall, recorded)
        if touched:
            self._queue = Queue(self._queue.waiting, self._queue.first, held_by_counter(hall))
        for credential in self._registry:
            if credential.counter in touched:
                self._tell_desired(credential)
        self._board.ask()
        self._all.ask()

    def refresh(self) -> None:
        """Look at every device; tell those whose picture has changed."""
        hall = self._service.record
        self._queue, self._wait = queue_of(hall, self._service.now_ms()), forecast_hall(hall)
        for credential in self._registry:
            self._tell_desired(credential)

    def _refresh_soon(self) -> None:
        self._spawn(self._refresh_in_turns())

    async def _refresh_in_turns(self) -> None:
        """As ``refresh``, one device in a turn of the loop: a press does not wait until all are signed."""
        hall = self._service.record
        self._queue, self._wait = queue_of(hall, self._service.now_ms()), forecast_hall(hall)
        for credential in list(self._registry):
            self._tell_desired(credential)
            await asyncio.sleep(0)

    def publish_all(self) -> None:
        """Everything once more: the broker may have lost it, or a new epoch begun."""
        before = dict(self._told)
        self._forget_unknown()
        self.beat()
        self.refresh()
        self._tell_board()
        for key, told in self._told.items():
            if before.get(key) is told:
                self._send(told.signed)

    def beat(self) -> None:
        """The hub lives."""
        now_ms = self._service.now_ms()
        zone_s = utc_offset_s(now_ms, self._service.record.setup.timezone)
        body = {"online": True, "version": self._setup.version, "now_ms": now_ms, "zone_s": zone_s}
        self._send(self._signer.to_hall("hub", self._service.record.epoch, body))

    def will(self) -> Signed:
        """What the broker says when the hub has gone."""
        body = {"online": False, "version": self._setup.version, "now_ms": None, "zone_s": None}
        return self._signer.to_hall("hub", self._service.record.epoch, body)

    def say(self, device: str, type: str, body: Body) -> None:
        """A message for this moment alone; nothing while its device is unknown or the link is down."""
        if self._is_up() and self._registry.get(device):
            self._send(self._signer.to_device(device, type, self._service.record.epoch, body))

    def show_again(self, device: str) -> None:
        """The device may have missed its state: it gets the same once more. Menus are large; they come at link up."""
        credential = self._registry.get(device)
        told = self._told.get((device, DESIRED[credential.role], 0)) if credential else None
        if told:
            self._send(told.signed)

    def tick(self) -> None:
        """End the questions of pads that nobody answered."""
        now_s = asyncio.get_running_loop().time()
        over = {number for number, (_, until_s) in self._asks.items() if now_s >= until_s}
        for number in over:
            del self._asks[number]
        for credential in self._registry:
            if credential.role is Role.PAD and credential.counter in over:
                self._tell_desired(credential)

    def recover(self) -> None:
        """After a start: go on asking for ratings whose time is not over."""
        hall, now_ms = self._service.record, self._service.now_ms()
        for leg in hall.legs_in(LegState.SERVED):
            left_s = self._setup.ask_s - (now_ms - leg.ended_ms) / 1000
            if leg.counter is not None and left_s > 0:
                self._ask(leg.counter, leg.id, left_s)

    def key_changed(self) -> None:
        """Devices came, went, or got other secrets: sign everything anew."""
        self._told.clear()
        self.publish_all()

    def stop(self) -> None:
        """No more timers."""
        self._all.stop()
        self._board.stop()

    def _ask(self, counter: int, leg: str, for_s: float) -> None:
        self._asks[counter] = (leg, asyncio.get_running_loop().time() + for_s)

    def _asked(self, hall: Hall, number: int) -> str:
        """The leg that the pad of this counter asks about now, or ""."""
        leg = hall.legs.get(self._asks[number][0]) if number in self._asks else None
        return leg.id if leg and leg.state == LegState.SERVED and leg.score is None else ""

    def _tell_board(self) -> None:
        hall = self._service.record
        body = board_body(hall, self._wait, len(hall.waiting))
        self._tell("", "board", body, 0)

    def _tell_desired(self, credential: Credential) -> None:
        hall = self._service.record
        if credential.role is Role.DISPENSER:
            self._tell_menu(credential.device, hall)
        self._tell(credential.device, DESIRED[credential.role], self._body(credential, hall), 0)

    def _body(self, credential: Credential, hall: Hall) -> Body:
        number = credential.counter or 0
        if credential.role is Role.KEYPAD:
            return keypad_body(hall, number, self._queue)
        if credential.role is Role.PAD:
            return pad_body(hall, number, self._asked(hall, number), self._setup)
        if credential.role is Role.COUNTER_DISPLAY:
            return display_body(hall, number, self._queue)
        offline = {"lease": lease_body(hall, credential.device), "pack": self._packs.file(hall.setup)}
        return {**dispenser_body(hall, self._menu(hall), self._setup), **offline}

    def _tell_menu(self, device: str, hall: Hall) -> None:
        for number, page in enumerate(self._menu(hall).pages):
            self._tell(device, "menu", page, number)

    def _menu(self, hall: Hall) -> Menu:
        """The menu of the present catalogue, cut into pages once."""
        if self._menu_of is None or self._menu_of[0] is not hall.setup:
            self._menu_of = (hall.setup, make_menu(hall))
        return self._menu_of[1]

    def _tell(self, device: str, type: str, body: Body, page: int) -> None:
        """Sign and send what differs from the last; ``device`` empty: to the whole hall."""
        key, epoch = (device, type, page), self._service.record.epoch
        told = self._told.get(key)
        if told and told.epoch == epoch and told.body == body:
            return
        if device:
            signed = self._signer.to_device(device, type, epoch, body, page if type == "menu" else None)
        else:
            signed = self._signer.to_hall(type, epoch, body)
        self._told[key] = Told(epoch, body, signed)
        self._send(signed)

    def _send(self, signed: Signed) -> None:
        if self._is_up():
            self._publish(signed.topic, signed.payload, signed.retain)

    def _forget_unknown(self) -> None:
        for key in [key for key in self._told if key[0] and not self._registry.get(key[0])]:
            del self._told[key]


def utc_offset_s(at_ms: int, timezone: str) -> int:
    """What a hall's local time is ahead of UTC at a moment, in seconds."""
    offset = datetime.fromtimestamp(at_ms / 1000, ZoneInfo(timezone)).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def counters_of(hall: Hall, recorded: Sequence[Recorded]) -> set[int]:
    """The counters whose own picture these events change."""
    numbers = set()
    for each in recorded:
        number = getattr(each.event, "counter", None)
        leg = hall.legs.get(getattr(each.event, "leg", ""))
        if number is None and leg is not None:
            number = leg.counter
        if number is not None:
            numbers.add(number)
    return numbers
