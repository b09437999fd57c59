"""A whole centre, put together: broker, store, intake, the way up, pages. Read top to bottom it is the order of a start.

With a broker and a PostgreSQL of their own the parts run as processes, as many of each as anybody likes: they hold nothing, and
what they notice they tell each other (``hub.centre.news``).
Any part that fails ends them all; whoever started the centre starts it again, and nothing is lost.
"""

import asyncio
import gc
import json
import logging
import os
import signal
import sys
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import nats
from nats.aio.client import Client

from hub import open_files
from hub.centre import streams
from hub.centre.above import Above
from hub.centre.access import users_of
from hub.centre.answers import Answers
from hub.centre.config import CENTRE, server_config
from hub.centre.guard import Guard
from hub.centre.halls import Halls
from hub.centre.intake import Intake
from hub.centre.keys_file import KeysFile
from hub.centre.lease import ABOVE, SHOWS, Lease
from hub.centre.listening import Listening
from hub.centre.news import News
from hub.centre.offers import Offers
from hub.centre.settings import CentreSettings
from hub.centre.store import Store
from hub.centre.web.app import centre_web
from hub.devices import certificates
from hub.nats_server import NatsServer
from hub.uplink.address import Way
from hub.web.sessions import Sessions

log = logging.getLogger(__name__)

DISPLAY = Path(__file__).resolve().parents[2] / "display"

FOLLOW_S = 2.0
ANSWER_S = 2.0
"""A cluster without a leader answers nothing at all: asked again soon, it is found as soon as it has one."""

PING_S = 5
"""A member whose machine went dark is left after two or three of these."""

LOOK_S = 1.0
"""How soon a hall that was added may speak."""

SWITCH_S = 0.0005
"""How long the loop may keep the store's thread from going on: that one gives up the interpreter thirty times a transaction, and
with Python's own 5 ms each time it stores a tenth of what it could beside a busy loop."""


COLLECT = (50_000, 10, 50)
"""New objects before the young ones are looked at; rounds of those before the middle ones are, and before all are."""


class Part(StrEnum):
    """What one process does."""

    ALL = "all"
    INTAKE = "intake"
    WEB = "web"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class CentreOptions:
    """``announce``: tell on standard output, as one JSON line, where everything listens. ``broker_port``: instead of the file's."""

    announce: bool = False
    web_port: int | None = None
    broker_port: int | None = None
    part: Part = Part.ALL


def lacks(settings: CentreSettings, part: Part) -> str:
    """What the file must say before this part can run alone; "" for nothing."""
    if part == Part.ALL:
        return ""
    if not settings.broker.url:
        return "broker.url is empty; expected the addresses of the cluster"
    if not settings.store.url.startswith("postgresql"):
        return "store.url is no PostgreSQL, which several processes could share"
    if part == Part.ABOVE and not settings.above.url:
        return "above.url is empty; expected where the next level listens"
    return ""


async def run_centre(settings: CentreSettings, options: CentreOptions) -> None:
    """Run the centre until a signal or a failure. Everything that was opened is closed."""
    sys.setswitchinterval(SWITCH_S)
    open_files.prepare()
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        running: list[asyncio.Task[None]] = []
        keys = KeysFile(settings.folder, settings.halls)
        way, address = await broker(settings, options, keys, group, running)
        client = await connect(way)
        stack.push_async_callback(client.close)
        await streams.ensure(client.jetstream(timeout=ANSWER_S), settings.broker.replicas)
        store = Store(settings.store_url)
        stack.callback(store.close)
        halls = Halls(() if options.part == Part.INTAKE else store.halls())
        process = Process(settings, options, client, halls, store, stack, group, running)
        await process.start(address)
        spare_collector()
        await stopping.wait()
        for task in reversed(running):
            task.cancel()


def spare_collector() -> None:
    """Let Python look for cycles seldom, and no longer among what is known at the start: halls hold none, and each look goes through
    all of them. With 20,000 halls that took a third of the time of a standing."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT)


@dataclass(frozen=True, slots=True)
class Process:
    """The parts of one process. ``running``: its tasks, in the order of their start."""

    settings: CentreSettings
    options: CentreOptions
    client: Client
    halls: Halls
    store: Store
    stack: AsyncExitStack
    group: asyncio.TaskGroup
    running: list[asyncio.Task[None]]

    def has(self, part: Part) -> bool:
        return self.options.part in (part, Part.ALL)

    def begin(self, name: str, work: Coroutine[None, None, None]) -> None:
        self.running.append(self.group.create_task(work, name=name))

    async def start(self, address: str) -> None:
        """Start what this process is for. ``address``: where halls come to."""
        takes, shows = self.has(Part.INTAKE), self.has(Part.WEB)
        guard = Guard(self.client, self.halls, quiet=not (takes or shows))
        lease = Lease(self.store.engine, SHOWS)
        hears = self.options.part != Part.INTAKE
        if hears:
            keeps = (lambda: lease.held) if shows else (lambda: False)
            self.begin("standings", Listening(self.client, self.halls, self.store, guard, keeps).run())
        if self.settings.broker.url:
            self.begin("news", News(self.client, self.halls, self.store, tells=takes, hears=hears).run())
        if takes:
            await Answers(self.client, self.halls, self.store, guard).start()
            self.begin("intake", Intake(self.client, self.halls, self.store, guard).run())
        if self.settings.above.url and self.has(Part.ABOVE):
            self.begin_above()
        port = await self.start_web(lease) if shows else 0
        announce(self.settings, self.options, port, address)

    def begin_above(self) -> None:
        """The way up, of several processes in one."""
        lease = Lease(self.store.engine, ABOVE)
        self.begin("turn above", lease.run())

        async def work() -> None:
            await Above(self.settings.name, self.settings.above, self.halls, self.store).run()

        self.begin("above", lease.while_held(work))

    async def start_web(self, lease: Lease) -> int:
        """Pages and feed; the port. Of several such processes one tells halls of better ones, and keeps standings in the store."""
        settings = self.settings
        self.begin("turn of calls", lease.run())
        users = users_of(self.store.engine, settings.folder)
        self.stack.callback(users.close)
        web = centre_web(settings, self.halls, self.store, users, DISPLAY / "texts", DISPLAY / "web")
        self.stack.push_async_callback(web.stop)
        wanted = settings.web.port if self.options.web_port is None else self.options.web_port
        port = await web.start(settings.web.host, wanted)
        if users.store.shared:
            self.begin("sessions", follow(web.parts.sessions))
        self.begin("offers", lease.while_held(lambda: Offers(self.client, self.halls, web.better).run()))
        return port


async def follow(sessions: Sessions) -> None:
    """See who was signed out, disabled or replaced by another web node."""
    while True:
        await asyncio.sleep(FOLLOW_S)
        await sessions.reload()


async def broker(
    settings: CentreSettings,
    options: CentreOptions,
    keys: KeysFile,
    group: asyncio.TaskGroup,
    running: list[asyncio.Task[None]],
) -> tuple[Way, str]:
    """The way to the broker, started where it is ours; and the address that halls are told."""
    given = settings.broker
    if given.url:
        return Way(given.url, CENTRE, given.key, given.authority), given.url
    tls = certificates.ensure(settings.folder / "tls") if given.tls else None
    files = (tls.certificate, tls.key) if tls else None
    own = keys.own()

    def text() -> str:
        return server_config(own, keys.credentials(), server.host, server.port, server.store, files)

    port = given.port if options.broker_port is None else options.broker_port
    server = NatsServer(
        settings.folder / "nats.conf", settings.folder / "jetstream", text, given.host, port, keeps=True
    )
    running.append(group.create_task(server.run(), name="broker"))
    await server.ready()
    running.append(group.create_task(watch_keys(keys, server), name="keys"))
    scheme = "tls" if tls else "nats"
    host = "127.0.0.1" if given.host == "0.0.0.0" else given.host  # noqa: S104
    address = f"{scheme}://{host}:{server.port}"
    return Way(address, CENTRE, own, str(tls.authority) if tls else ""), address


async def watch_keys(keys: KeysFile, server: NatsServer) -> None:
    """Let in whoever was added meanwhile."""
    seen = keys.changed_ns()
    while True:
        await asyncio.sleep(LOOK_S)
        if (now := keys.changed_ns()) != seen:
            seen = now
            server.reload()


async def connect(way: Way) -> Client:
    """The centre's own connection; it comes back by itself for as long as it takes."""
    return await nats.connect(
        way.url.split(","), user=way.user, password=way.key, name="centre", tls=way.tls(), tls_hostname=way.tls_name(),
        max_reconnect_attempts=-1, reconnect_time_wait=1, ping_interval=PING_S, max_outstanding_pings=2, error_cb=complain,
    )  # fmt: skip


async def complain(error: Exception) -> None:
    """What the client says of its connection, which it mends itself."""
    log.debug("the broker: %s", error)


def announce(settings: CentreSettings, options: CentreOptions, port: int, address: str) -> None:
    """Say that the centre works, and where."""
    here = f"http://{settings.web.host}:{port}" if port else ""
    log.info(
        "the centre %s works (%s): %s, halls come to %s", settings.name, options.part,
        settings.web.public_url or here or "no pages", address,
    )  # fmt: skip
    if options.announce:
        print(json.dumps({"web": here, "broker": address, "pid": os.getpid()}), flush=True)
