"""A whole hub, put together: the only place beside the command line that names concrete classes.

Read top to bottom it is the order of a start: journal, clock, service, devices, pages, what is plugged in. Any part
that fails ends them all: the hub stops, its supervisor (systemd, say) starts it again, the journal has everything.
"""

import asyncio
import contextlib
import ctypes
import json
import logging
import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from hub import open_files
from hub.clock import FastClock, HallClock
from hub.core.hall import Hall
from hub.core.ticket import Ticket
from hub.devices import announce as network
from hub.devices import certificates
from hub.devices.bench import Workbench, clear_bench
from hub.devices.credentials import Registry
from hub.devices.devices import Devices
from hub.devices.provisioning import ensure_all
from hub.devices.serial_keypads.keypads import SerialKeypads
from hub.devices.setup import DevicesSetup, Ports
from hub.forecasting.forecaster import COMMAND, Forecaster, closing_ms
from hub.forecasting.nights import Nights
from hub.forecasting.telling import told
from hub.housekeeping import Backups, begin, check_journal, watch_clock
from hub.journal.archive import Archive, archive_of
from hub.journal.backups import BackupFailed
from hub.journal.journal import SqliteJournal
from hub.journal.opening import Opened, open_journal
from hub.journal.reader import SqliteReader
from hub.peripherals import paper
from hub.peripherals.facts import ticket_facts
from hub.peripherals.plugged import Plugged
from hub.planning.planner import Days, Planner
from hub.service import HallService, JournalFailed, Outlet, replay
from hub.settings import Settings
from hub.settings.hall_file import HallFile
from hub.shadow.watcher import ShadowWatch, judged_beside
from hub.uplink.address import Way
from hub.uplink.source import HallSource, alarms_of
from hub.uplink.uplink import State, Uplink
from hub.voice import HallVoice
from hub.web.app import WebApp
from hub.web.bench import BenchFolders
from hub.web.texts import Texts
from hub.web.users import Users

log = logging.getLogger(__name__)

BACKUPS_KEPT = 14
"""Half a day of hours, or two weeks of quiet days."""

SWITCH_S = 0.0005
"""How long one thread may keep the others waiting: Python's own 5 ms, several times in each commit, are a slow press."""

M_ARENA_MAX = -8
"""glibc's name for the number of pools of free memory (mallopt(3))."""

ROOT = Path(__file__).resolve().parents[1]
DISPLAY = ROOT / "display"
BENCH = BenchFolders(ROOT / "build" / "micropython", ROOT / "firmware", ROOT / "tools" / "virtual" / "fakes")
"""A checkout has them; an installed hub has no bench."""


@dataclass(frozen=True, slots=True)
class StartOptions:
    """``trusted``: believe a clock that nothing confirms. ``start_ms``, ``speed``: hall time of a replayed day.

    ``announce``: tell on standard output, as one JSON line, where everything listens. ``hall_file``: where the settings
    came from, so that they can be changed from a page.
    """

    trusted: bool = False
    start_ms: int | None = None
    speed: float = 1.0
    announce: bool = False
    hall_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Data:
    """Where things lie in a hall's data directory."""

    folder: Path

    @property
    def journal(self) -> Path:
        return self.folder / "journal.db"

    @property
    def backups(self) -> Path:
        return self.folder / "backups"

    @property
    def devices(self) -> Path:
        return self.folder / "devices.json"

    @property
    def tls(self) -> Path:
        return self.folder / "tls"

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    @property
    def lessons(self) -> Path:
        """What past days taught the forecast; made again where it is missing."""
        return self.folder / "lessons.json"

    @property
    def history(self) -> Path:
        """Versions of the hall's file."""
        return self.folder / "settings"

    @property
    def access(self) -> Path:
        return self.folder / "access.db"


Opening = Callable[[Path, Path], Opened]
"""Opens the journal in a file, with its backups in a folder; crash tests put one in its place that breaks promises."""


async def run_hall(settings: Settings, options: StartOptions, opening: Opening = open_journal) -> None:
    """Run the hall until a signal or a failure. Everything that was opened is closed."""
    sys.setswitchinterval(SWITCH_S)
    share_memory()
    open_files.prepare()
    data = Data(settings.data_dir)
    data.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    opened = opening(data.journal, data.backups)
    try:
        hall = replay(opened.journal, opened.journal.load() or Hall(settings.setup))
        await serve(settings, options, data, opened, hall)
    finally:
        opened.journal.close()


async def serve(settings: Settings, options: StartOptions, data: Data, opened: Opened, hall: Hall) -> None:
    """Start the parts in their order, announce the hall, and stay until told to stop."""
    clock = open_clock(hall, options)
    paper.use_cache(data.cache)
    service = HallService(opened.journal, clock, hall)
    stopping = stop_event()
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        running = [group.create_task(service.run(), name="service")]
        await begin(service, settings.setup, clock.ok(), *opened.skip(hall.day, hall.serial))
        users = Users(data.access)
        stack.callback(users.close)
        registry = Registry.open(data.devices)
        devices = make_devices(settings, data, service, opened.journal, users, registry)
        keypads = SerialKeypads(service, settings.serial, users.clerk_of)
        plugged = Plugged(settings.peripherals, service.handle)
        backups = Backups(lambda: back_up(opened.journal, data.backups))
        voice = HallVoice(settings, data.cache / "voice", service.now_ms)
        archive = archive_of(opened.journal.path)
        forecaster = Forecaster(service, closing_ms, (*COMMAND, str(data.lessons)))
        nights = make_nights(data, service, archive, forecaster)
        outlets: tuple[Outlet, ...] = (devices, keypads, *plugged.outlets, voice, backups, forecaster, nights)
        for outlet in outlets:
            service.add_outlet(outlet)
        planner = Planner(Days(archive.days, archive.events))
        stack.push_async_callback(planner.cancel)
        hall_file = HallFile(options.hall_file, data.history, service.now_ms) if options.hall_file else None
        shadow = ShadowWatch(hall_file.shadow if hall_file else lambda: settings.shadow, judged_beside(data.journal))
        stack.push_async_callback(shadow.cancel)
        works = (
            devices.run(), keypads.run(), plugged.run(service.record), backups.run(), watch_clock(service, clock.set_right),
            check_journal(opened.journal.check), voice.run(service.record), forecaster.run(),
            planner.advise(lambda: service.record, service.now_ms), nights.run(),
        )  # fmt: skip
        running += [group.create_task(work) for work in works]
        link = centre_link(settings, data, service, clock, devices, voice, stack)
        running += [group.create_task(link.run())] if link else []
        await devices.up()
        web = make_web(
            settings, service, opened.journal, users, devices, registry, voice, archive, planner, hall_file, shadow, nights, link
        )  # fmt: skip
        port = await web.start(settings.web.host, settings.web.port)
        stack.push_async_callback(web.stop)
        announce(settings, options, devices, port)
        running += [group.create_task(network.announce(told)) for told in network_news(settings, devices, port)]
        running.append(group.create_task(asyncio.to_thread(paper.load)))
        await stopping.wait()
        for task in reversed(running):
            task.cancel()


def centre_link(
    settings: Settings,
    data: Data,
    service: HallService,
    clock: HallClock | FastClock,
    devices: Devices,
    voice: HallVoice,
    stack: AsyncExitStack,
) -> Uplink | None:
    """The link to the centre, where the hall has one."""
    link = settings.centre
    if not link.url:
        return None

    def alarms() -> dict[str, int]:
        problems = len(voice.sound()["problems"])
        return alarms_of(devices.picture(), problems, failing=service.failing, fenced=uplink.state == State.FENCED)

    source = HallSource(lambda: SqliteReader(data.journal), lambda: service.record, service.now_ms, alarms, clock.ok)
    stack.callback(source.close)
    uplink = Uplink(Way(link.url, settings.setup.hall, link.key, link.authority, link.bytes_a_second), source)
    service.add_outlet(uplink)
    return uplink


def share_memory() -> None:
    """One pool of free memory for all threads, where the C library is glibc: a pool each kept 12 MB that nobody used."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


def open_clock(hall: Hall, options: StartOptions) -> HallClock | FastClock:
    """The real clock, or that of a replayed day."""
    if options.start_ms is None:
        return HallClock(hall.at_ms, options.trusted)
    return FastClock(options.start_ms, options.speed, hall.at_ms)


def stop_event() -> asyncio.Event:
    """Set by SIGINT and SIGTERM."""
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    return stopping


def make_devices(
    settings: Settings, data: Data, service: HallService, journal: SqliteJournal, users: Users, registry: Registry
) -> Devices:  # fmt: skip
    """The MQTT side; keypad, pad and display of each counter and one dispenser are known from the start."""
    clear_bench(registry)
    ensure_all(registry, settings.setup)
    texts = Texts(DISPLAY / "texts")

    def sentence(language: str, reason: str, detail: Mapping[str, str]) -> str:
        return texts.say(language, f"refused.{reason}", dict(detail))

    def printed(ticket: Ticket, hall: Hall, reprint: bool = False) -> bytes:
        return paper.write(ticket_facts(hall, ticket, settings.web.public_url, reprint))

    setup = DevicesSetup(
        hall=settings.setup.hall, folder=data.folder, url=settings.broker.url, host=settings.broker.host,
        port=settings.broker.port, version=own_version(),
        tls=certificates.ensure(data.tls) if settings.broker.tls and not settings.broker.url else None,
    )  # fmt: skip
    return Devices(service, registry, setup, Ports(users.clerk_of, sentence, printed, journal.events_of, paper.pack))


def make_nights(data: Data, service: HallService, archive: Archive, forecaster: Forecaster) -> Nights:
    """The forecaster hears of what each night has learned."""
    command = (sys.executable, "-m", "hub.night", str(data.journal), str(data.lessons))
    return Nights(data.lessons, command, lambda: service.record, archive.days, forecaster.learned)


def make_web(
    settings: Settings, service: HallService, journal: SqliteJournal, users: Users, devices: Devices, registry: Registry,
    voice: HallVoice, archive: Archive, planner: Planner, hall_file: HallFile | None, shadow: ShadowWatch, nights: Nights,
    link: Uplink | None,
) -> WebApp:  # fmt: skip
    """Pages, API and live feed."""
    workbench = Workbench(registry, devices, settings.setup.hall, service.now_ms)
    return WebApp(
        service, users, texts=DISPLAY / "texts", pages=DISPLAY / "web", read_after=journal.read_after,
        devices=devices.picture, updates=devices.updates, voice=voice, pairing=devices.pairing,
        public_url=settings.web.public_url, screens=settings.web.screens, bench=(workbench, BENCH) if settings.web.bench else None,
        archive=archive, settings=hall_file, planner=planner, shadow=shadow, learned=lambda: told(nights.lessons),
        centre=lambda: str(link.state) if link else "", better=lambda: link.offer.look() if link else None,
    )  # fmt: skip


async def back_up(journal: SqliteJournal, folder: Path) -> None:
    """One checked copy of the journal; an older one goes."""
    try:
        await journal.backup(folder, BACKUPS_KEPT)
    except BackupFailed as failed:
        raise JournalFailed(str(failed)) from failed


def announce(settings: Settings, options: StartOptions, devices: Devices, port: int) -> None:
    """Say that the hall works, and where."""
    web = settings.web.public_url or f"http://{settings.web.host}:{port}"
    if settings.setup.place.remote and not settings.setup.afar_on:
        log.warning(
            "tickets from afar are off: place.remote is true, and neither place.url nor web.public_url is there"
        )
    log.info("the hall %s works: %s", settings.setup.hall, web)
    if options.announce:
        broker = {"host": devices.host, "port": devices.port}
        said = {"web": f"http://{settings.web.host}:{port}", "broker": broker}
        print(json.dumps({**said, "pid": os.getpid()}), flush=True)


def network_news(settings: Settings, devices: Devices, web_port: int) -> list[network.Announcement]:
    """What devices that look for the hub are told; nothing where it listens to itself alone, or is not to tell."""
    broker = settings.broker
    told = network.Announcement(settings.setup.hall, broker.host, devices.port, web_port, broker.tls)
    return [told] if settings.hub.announce and not broker.url and told.is_wanted else []


def own_version() -> str:
    """The version that is installed, or "dev" from a plain checkout."""
    try:
        return str(version("anycounter"))
    except PackageNotFoundError:
        return "dev"
