"""The devices of a hall, whole: the broker, the link, and everything that is said over it in both directions.

The composition root makes one ``Devices``, adds it to the service's outlets and runs it as a task, after the hub's
start has been handled: the epoch of that start goes into every message.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from hub.core.events import Recorded
from hub.core.hall import Hall
from hub.devices.acl import Role, hub_subscriptions
from hub.devices.actions import Actions
from hub.devices.address import Address, parse_address
from hub.devices.beside import run_beside
from hub.devices.broker import Broker
from hub.devices.connection import Will
from hub.devices.credentials import Credential, Registry
from hub.devices.envelopes import Envelope
from hub.devices.files import Files
from hub.devices.gate import Gate
from hub.devices.handover import Handover
from hub.devices.inward import Inward
from hub.devices.leases import Leases
from hub.devices.link import Link
from hub.devices.menus import menu_records
from hub.devices.outward import Outward
from hub.devices.packs import KIND, Packs
from hub.devices.pairing import Pairing
from hub.devices.pins import Pins
from hub.devices.presence import Presence
from hub.devices.printing import Printing
from hub.devices.rates import Rates
from hub.devices.releases import Releases, fleet_key
from hub.devices.setup import DevicesSetup, Ports
from hub.devices.updates import Updates
from hub.service import HallService
from wire.timing import HUB_BEAT_MS

TICK_S = 0.5
"""What is repeated or given up is counted in seconds."""


def mono_ms() -> int:
    """The machine's monotonic clock in ms."""
    return time.monotonic_ns() // 1_000_000


class Devices:
    """An ``Outlet``. ``run`` until cancelled; an exception is a bug, or a broker that cannot be started.

    ``broker``: our own, or None where the hall has one. ``pairing``: the window for new ones. ``on_change`` is called
    when the picture may have changed.
    """

    def __init__(
        self,
        service: HallService,
        registry: Registry,
        setup: DevicesSetup,
        ports: Ports,
        now_ms: Callable[[], int] = mono_ms,
    ) -> None:
        """``now_ms``: any clock that never runs backwards."""
        self._service = service
        self._registry = registry
        self._now_ms = now_ms
        self._rates = Rates()
        self.broker = None if setup.url else self._make_broker(setup)
        self._foreign = parse_address(setup.url) if setup.url else None
        self._gate = Gate(self._rates, now_ms, self._reload)
        self._presence = Presence()
        self._link = Link(self._address, registry.hub.client_id, self, hub_subscriptions(setup.hall), self._will)
        self._packs = Packs(lambda hall: [*menu_records(hall, setup), *ports.pack(hall)], self._refresh_soon)
        self.fleet_key = fleet_key(setup.folder / "fleet.key")
        self.pairing = Pairing(self._handover(setup), now_ms)
        self._outward = Outward(
            service, registry, setup, self._link.publish, lambda: self._link.up, self._spawn, self._packs
        )
        self._leases = Leases(service, registry, self._spawn)
        self._printing = Printing(service, ports, self._outward.say, self._spawn, self._presence.boot_of, now_ms)
        pins = Pins(ports.clerk_of, now_ms)
        say, show_again = self._outward.say, self._outward.show_again
        self._actions = Actions(service, ports, pins, self._printing, say, show_again, self._spawn)
        self.files = Files(self._outward.say)
        self.files.add(KIND, self._packs.shelf)
        self.updates = self._make_updates(setup.folder)
        handlers = dict.fromkeys(("birth", "state", "tele"), self._sighted)
        handlers |= {"rsp": self._responded, "ev": self._actions.take}
        self._inward = Inward(setup.hall, registry, self._gate, handlers, service.now_ms)
        self.on_change: Callable[[], None] = lambda: None
        self._tasks: asyncio.TaskGroup | None = None
        self._up = asyncio.Event()
        self._beat_ms = 0

    @property
    def host(self) -> str:
        """Where devices find the broker."""
        return self._address().host

    @property
    def port(self) -> int:
        """The broker's port."""
        return self._address().port

    async def run(self) -> None:
        """Broker, link and clock, until cancelled; then the link says good-bye before the broker goes."""
        async with asyncio.TaskGroup() as below:
            keeper = below.create_task(self.broker.run()) if self.broker else None
            if self.broker:
                await self.broker.ready()
            try:
                await self._work()
            finally:
                if keeper:
                    keeper.cancel()

    async def up(self) -> None:
        """Return once the link is up."""
        await self._up.wait()

    def tell(self, hall: Hall, recorded: Sequence[Recorded]) -> None:
        """Events are on disk: show them."""
        self._outward.tell(hall, recorded)
        self._leases.tell(recorded)

    def picture(self) -> list[dict[str, Any]]:
        """One row a device: ``Presence.picture``, ``dropped`` and ``bad`` messages, ``out``: shut out as a flooder."""
        rows = self._presence.picture(self._registry, self._now_ms())
        out = self._rates.shut_out()
        for row in rows:
            device = row["device"]
            row["dropped"] = self._rates.dropped(device)
            row["bad"] = self._inward.bad[device] + self._actions.old[device]
            row["out"] = device in out
            row["alert"] = row["alert"] or self.updates.alarm(device)
        return rows

    def reprint(self, ticket: str, device: str = "") -> bool:
        """Print a ticket of today once more; False where it or its dispenser is missing."""
        return self._printing.reprint(self._service.record, ticket, device)

    def registry_changed(self) -> None:
        """Devices were added, moved or revoked."""
        self._reload()
        self._leases.look_again()
        self._outward.key_changed()

    def on_up(self) -> None:
        """The link is up: everything is told again."""
        self._outward.publish_all()
        self._printing.hasten()
        self._up.set()

    def on_down(self) -> None:
        """The link is down: nobody hears us."""
        self._up.clear()

    def on_message(self, topic: str, payload: bytes, retain: bool) -> None:
        """Somebody said something."""
        self._inward.take(topic, payload, retain)
        self.on_change()

    async def _work(self) -> None:
        try:
            async with asyncio.TaskGroup() as self._tasks:
                self._outward.recover()
                self._printing.recover(self._service.record, self._dispensers())
                self._tasks.create_task(self._packs.run())
                self._tasks.create_task(self._link.run())
                self._tasks.create_task(self._tick())
        finally:
            self._tasks = None
            self._outward.stop()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            now_ms = self._now_ms()
            self._gate.refresh()
            self._presence.tick(now_ms)
            self._printing.tick()
            self._leases.tick()
            self.updates.tick()
            self._outward.tick()
            if now_ms - self._beat_ms >= HUB_BEAT_MS:
                self._beat_ms = now_ms
                self._outward.beat()
                self._outward.refresh()

    def _sighted(self, credential: Credential, envelope: Envelope, retain: bool) -> None:
        """How a device is. Each heartbeat is answered with its state, in case that was lost on the way."""
        with contextlib.suppress(OSError):  # A full disk is an alarm already, and the next word tries again.
            self._registry.note_heard(credential.device)
        self._presence.take(envelope, self._now_ms(), retain)
        if envelope.type == "tele":
            self._outward.show_again(envelope.device)

    def _responded(self, credential: Credential, envelope: Envelope, retain: bool) -> None:
        self._presence.take(envelope, self._now_ms(), retain)
        if envelope.type == "fetch":
            self.files.take(credential, envelope)
        else:
            self._printing.answered(envelope)
            self.updates.answered(envelope)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        run_beside(self._tasks, work)

    def _refresh_soon(self) -> None:
        """The dispensers' pack is there: tell them which."""
        if self._tasks is not None:
            self._outward.refresh()

    def _dispensers(self) -> set[str]:
        return {credential.device for credential in self._registry if credential.role is Role.DISPENSER}

    def _make_updates(self, folder: Path) -> Updates:
        releases = Releases(folder / "releases", self.fleet_key)
        self.files.add("fw", releases.shelf)
        say, day_open = self._outward.say, lambda: self._service.record.day_open
        return Updates(releases, folder / "updates.json", say, self.picture, day_open, self._now_ms)

    def _make_broker(self, setup: DevicesSetup) -> Broker:
        def grants() -> list[Any]:
            return self._registry.grants(setup.hall, self._rates.shut_out())

        return Broker(setup.folder, grants, setup.host, setup.port, setup.tls)

    def _handover(self, setup: DevicesSetup) -> Handover:
        """At our own broker a device stays where it found us; the hall's has an address of its own."""
        return Handover(
            self._registry, setup.hall, setup.tls.for_devices() if setup.tls and not setup.url else "", self.fleet_key,
            where=lambda: (self.host if setup.url else "", self.port), boot_of=self.boot_of,
            hall_ms=self._service.now_ms, changed=self.registry_changed,
        )  # fmt: skip

    def _reload(self) -> None:
        if self.broker:
            self.broker.reload()

    def boot_of(self, device: str) -> int:
        """The newest boot that the hub knows of: told since it started, or of an action of the day; 0: none."""
        return max(self._presence.boot_of(device), self._actions.boot_of(device))

    @property
    def address(self) -> Address:
        """The broker, as the hub reaches it."""
        return self._address()

    def _address(self) -> Address:
        """Our own broker with the hub's credential, or the hall's."""
        if self._foreign:
            return self._foreign
        assert self.broker
        hub = self._registry.hub
        return self.broker.address(hub.user, hub.password)

    def _will(self) -> Will:
        signed = self._outward.will()
        return Will(signed.topic, signed.payload)
