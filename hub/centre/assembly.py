"""A whole centre, put together: broker, store, intake, the way up, pages. Read top to bottom it is the order of a start.

Any part that fails ends them all; whoever started the centre starts it again, and nothing is lost.
"""

import asyncio
import json
import logging
import os
import signal
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import nats
from nats.aio.client import Client

from hub.centre import streams
from hub.centre.above import Above
from hub.centre.answers import Answers
from hub.centre.config import CENTRE, server_config
from hub.centre.guard import Guard
from hub.centre.halls import Halls
from hub.centre.intake import Intake
from hub.centre.keys_file import KeysFile
from hub.centre.listening import Listening
from hub.centre.offers import Offers
from hub.centre.settings import CentreSettings
from hub.centre.store import Store
from hub.centre.web.app import centre_web
from hub.centre.web.routes import ROLES
from hub.devices import certificates
from hub.nats_server import NatsServer
from hub.uplink.address import Way
from hub.web.users import Users

log = logging.getLogger(__name__)

DISPLAY = Path(__file__).resolve().parents[2] / "display"
ACCESS = "access.db"

LOOK_S = 1.0
"""How soon a hall that was added may speak."""


@dataclass(frozen=True, slots=True)
class CentreOptions:
    """``announce``: tell on standard output, as one JSON line, where everything listens. ``broker_port``: instead of the file's."""

    announce: bool = False
    web_port: int | None = None
    broker_port: int | None = None


async def run_centre(settings: CentreSettings, options: CentreOptions) -> None:
    """Run the centre until a signal or a failure. Everything that was opened is closed."""
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
        await streams.ensure(client.jetstream(), settings.broker.replicas)
        store = Store(settings.store_url)
        stack.callback(store.close)
        halls = Halls(store.halls())
        guard = Guard(client, halls)
        await Answers(client, halls, store, guard).start()
        running.append(group.create_task(Listening(client, halls, store, guard).run(), name="standings"))
        running.append(group.create_task(Intake(client, halls, store, guard).run(), name="intake"))
        if settings.above.url:
            running.append(group.create_task(Above(settings.name, settings.above, halls, store).run(), name="above"))
        users = Users(settings.folder / ACCESS, roles=ROLES)
        stack.callback(users.close)
        web = centre_web(settings, halls, store, users, DISPLAY / "texts", DISPLAY / "web")
        stack.push_async_callback(web.stop)
        wanted = settings.web.port if options.web_port is None else options.web_port
        port = await web.start(settings.web.host, wanted)
        running.append(group.create_task(Offers(client, halls, web.better).run(), name="offers"))
        announce(settings, options, port, address)
        await stopping.wait()
        for task in reversed(running):
            task.cancel()


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
        max_reconnect_attempts=-1, reconnect_time_wait=1,
    )  # fmt: skip


def announce(settings: CentreSettings, options: CentreOptions, port: int, address: str) -> None:
    """Say that the centre works, and where."""
    web = settings.web.public_url or f"http://{settings.web.host}:{port}"
    log.info("the centre %s works: %s, halls come to %s", settings.name, web, address)
    if options.announce:
        print(
            json.dumps({"web": f"http://{settings.web.host}:{port}", "broker": address, "pid": os.getpid()}), flush=True
        )
