"""A whole hall for tests: journal on disk, service, devices' side, real broker, real firmware; it stops at any time."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from hub.clock import HallClock
from hub.core.audit import audit
from hub.core.catalogue import HallSetup
from hub.core.commands import CloseDay, Command, Configure, OpenDay, Request, StartHub
from hub.core.events import Event, Recorded
from hub.core.hall import Hall
from hub.core.ticket import Ticket
from hub.devices.certificates import Certificates
from hub.devices.credentials import Registry
from hub.devices.devices import Devices, mono_ms
from hub.devices.intents import local_day
from hub.devices.provisioning import config_record, device_config, ensure_all
from hub.devices.setup import DevicesSetup, Pack, Ports, no_pack
from hub.journal import open_journal
from hub.journal.journal import SqliteJournal
from hub.service import Answer, HallService, Journal, replay
from tests.core.story import setup
from tests.devices.peers import HALL, Recorder
from tools.virtual import VirtualDevice

DAY = "2026-03-02"
PIN, CARD, CLERK = "246810", "card:12883931", "li"


def small_setup(**rules: object) -> HallSetup:
    """Two counters that serve everything and one for cards."""
    return replace(setup(counters=2, **rules), hall=HALL)


async def clerk_of(pin: str) -> str | None:
    """One clerk."""
    return CLERK if pin in (PIN, CARD) else None


def sentence(language: str, reason: str, detail: Mapping[str, str]) -> str:
    """Words that show all that they were made of."""
    return f"{language}: {reason}"


def receipt(ticket: Ticket, hall: Hall, reprint: bool = False) -> bytes:
    """Paper of one line."""
    return f"<{'again ' if reprint else ''}{ticket.number}>".encode()


class WholeHall(Recorder):
    """One life of the hub after the other over the same folder. It records the events of all of them."""

    def __init__(
        self,
        folder: Path,
        hall_setup: HallSetup | None = None,
        url: str = "",
        port: int = 0,
        now_ms: Callable[[], int] = mono_ms,
        disk_of: Callable[[SqliteJournal], Journal] = lambda journal: journal,
        service: type[HallService] = HallService,
        pack: Pack = no_pack,
        tls: Certificates | None = None,
    ) -> None:
        """``now_ms``: the clock of the devices' side. ``disk_of``: puts something between service and journal."""
        super().__init__()
        self._now_ms, self._disk_of, self._make_service, self._pack = now_ms, disk_of, service, pack
        self.setup = hall_setup or small_setup()
        self.folder = folder
        self.registry = Registry.open(folder / "devices.json")
        ensure_all(self.registry, self.setup)
        self.events: list[Recorded] = []
        self._url, self._port, self.tls = url, port, tls
        self._work: list[asyncio.Task[None]] = []
        self._asked = 0
        self.virtual: dict[str, VirtualDevice] = {}

    journal: SqliteJournal
    service: HallService
    devices: Devices

    async def start(self, open_day: bool = True) -> None:
        """Start the hub; return once its link is up."""
        self.journal = open_journal(self.folder / "journal.db", self.folder / "backups").journal
        hall = replay(self.journal, self.journal.load() or Hall(self.setup))
        self.service = self._make_service(self._disk_of(self.journal), HallClock(hall.at_ms, trusted=True), hall)
        work = asyncio.create_task(self.service.run())
        await self.do(StartHub(clock_ok=True, gap_known=True))
        if hall.setup.counters and not hall.counters:
            await self.do(Configure(self.setup))
        if open_day and not hall.day_open:
            await self.do(OpenDay(DAY))
        place = DevicesSetup(HALL, self.folder / "broker", url=self._url, port=self._port, version="1", tls=self.tls)
        ports = Ports(clerk_of, sentence, receipt, self.journal.events_of, self._pack)
        self.devices = Devices(self.service, self.registry, place, ports, self._now_ms)
        self._port = 0 if self._url else self.devices.port
        self.service.add_outlet(self.devices)
        self.service.add_outlet(self)
        self.devices.on_change = self.wake
        self._work = [asyncio.create_task(self.devices.run()), work]
        up = asyncio.create_task(self.devices.up())
        async with asyncio.timeout(20):
            await asyncio.wait({up, *self._work}, return_when=asyncio.FIRST_COMPLETED)
        up.cancel()
        self.fail_if_over()

    async def stop(self) -> None:
        """End the hub in order: devices first."""
        for task in self._work:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        self.journal.close()

    async def restart(self) -> None:
        """The hub goes and comes again: a new epoch, the same folder."""
        await self.stop()
        await self.start()

    def fail_if_over(self) -> None:
        """Raise what ended the hub, if anything did."""
        for task in self._work:
            if task.done():
                task.result()

    def tell(self, hall: Hall, recorded: Any) -> None:
        """As an outlet: record, and wake who waits."""
        self.events += recorded
        self.wake()

    async def do(self, command: Command, **request: object) -> Answer:
        """Ask for something as the hub itself."""
        self._asked += 1
        origin = f"test:{id(self.journal)}:{self._asked}"
        return await self.service.handle(Request(origin, "tester", "test", command, **request))  # type: ignore[arg-type]

    def of(self, kind: type[Event]) -> list[Any]:
        """Events of one kind, in order."""
        return [each.event for each in self.events if isinstance(each.event, kind)]

    async def until_events(self, kind: type[Event], count: int = 1) -> list[Any]:
        """Wait for so many events of a kind."""
        await self.until(lambda: self.fail_if_over() or len(self.of(kind)) >= count)
        return self.of(kind)

    def state_of(self, device: str) -> str:
        """A device's state as the supervisor sees it."""
        return next(row["state"] for row in self.devices.picture() if row["device"] == device)

    async def until_state(self, device: str, state: str) -> None:
        """Wait until the supervisor sees the device in this state."""
        await self.until(lambda: self.state_of(device) == state)

    async def device(self, name: str) -> VirtualDevice:
        """Switch a device on: the real firmware, paired with this hall."""
        self.pair(name)
        device = self.virtual[name] = VirtualDevice(self.folder / name)
        await device.start()
        return device

    def pair(self, name: str, host: str = "", port: int = 0) -> None:
        """Write a device's record as pairing does; ``host`` and ``port`` of the broker if not its own."""
        credential = self.registry.get(name)
        assert credential
        where = (host or self.devices.host, port or self.devices.port)
        config = device_config(credential, HALL, *where, self.registry.hall_key, language="en")
        config["ca"] = self.tls.for_devices() if self.tls else ""
        (self.folder / name).mkdir(exist_ok=True)
        (self.folder / name / "config").write_bytes(config_record(config))

    def audit(self) -> None:
        """The nine rules of the auditor, as far as the journal tells."""
        faults = audit(self.journal.read_after(0, -1))
        assert not faults, faults


@asynccontextmanager
async def whole_hall(folder: Path, **given: Any) -> AsyncIterator[WholeHall]:
    """A started hall; everything of it ends on leaving, and what it did is audited."""
    hall = WholeHall(folder, **given)
    await hall.start()
    try:
        yield hall
        hall.fail_if_over()
    finally:
        await asyncio.gather(*(device.kill() for device in hall.virtual.values()))
        await hall.stop()


async def switch_on(hall: WholeHall, *names: str) -> list[VirtualDevice]:
    """Start these devices together."""
    return list(await asyncio.gather(*(hall.device(name) for name in names)))


async def today(hall: WholeHall) -> None:
    """The hall's day lies in the past, where nothing is issued now: go on to today."""
    await hall.do(CloseDay())
    await hall.do(OpenDay(local_day(hall.service.now_ms(), hall.setup.timezone)))


def shows(device: VirtualDevice, word: str) -> Callable[[], bool]:
    """Is the word on the device's screen?"""
    return lambda: any(word in line for line in device.display)
