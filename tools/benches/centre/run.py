"""One run: a real centre with PostgreSQL, halls that send, somebody who looks, and what came of it."""

import asyncio
import contextlib
import json
import secrets
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from pathlib import Path

import msgspec
from sqlalchemy import create_engine

from hub.centre.access import ACCESS
from hub.centre.config import Credential, server_config
from hub.centre.store import Store
from hub.centre.web.routes import ROLES
from hub.nats_server import NatsServer
from hub.web.users import Users
from tools.benches.centre.audit import Audit, audit
from tools.benches.centre.board import TOP, watched_wall
from tools.benches.centre.board import WATCHED as WATCHED_WALL
from tools.benches.centre.load import WATCHED, Order, Report
from tools.benches.centre.processes import cpu_s, rss_mb
from tools.benches.figures import Figures
from tools.benches.progress import say
from tools.running.centre_child import CentreChild
from tools.running.hub_child import checkout_environment
from tools.running.postgres import Postgres

WATCHER = "watcher"
PARTS = ("intake", "web")
PATIENCE_S = 120.0
LOOK_S = 0.05
BELOW = 200
"""Halls of one centre below, where there are more of them than a broker should have lines."""

MOST_LINES = 2000


@dataclass(frozen=True, slots=True)
class Shape:
    """``rate``: messages a second of all halls together, a third of them events."""

    halls: int
    rate: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Lines:
    """Who signs in, and in whose names."""

    user: str
    key: str
    halls: list[str]
    watched: bool


def lines_of(count: int) -> list[Lines]:
    """One for each hall, or one for each centre below."""
    halls = [f"h{index:05d}" for index in range(count)]
    if count <= MOST_LINES:
        return [Lines(hall, secrets.token_hex(12), [hall], index < WATCHED) for index, hall in enumerate(halls)]
    parts = [halls[:WATCHED], *(halls[at : at + BELOW] for at in range(WATCHED, count, BELOW))]
    return [Lines(f"below{index:04d}", secrets.token_hex(12), part, index == 0) for index, part in enumerate(parts)]


@dataclass(frozen=True, slots=True)
class Centre:
    """Everything of a centre on several machines, on this one. ``nodes``: its processes, by part."""

    broker: NatsServer
    postgres: Postgres
    url: str
    nodes: dict[str, CentreChild]
    lines: list[Lines]
    password: str

    @property
    def web(self) -> str:
        return self.nodes["web"].web

    def pids(self) -> dict[str, list[int]]:
        """The processes of each part."""
        return {
            **{part: [node.pid] for part, node in self.nodes.items()},
            "broker": [self.broker.pid or 0],
            "postgres": self.postgres.pids(),
        }  # fmt: skip

    def cpu_s(self) -> dict[str, float]:
        return {part: sum(map(cpu_s, pids)) for part, pids in self.pids().items()}

    def rss_mb(self, *parts: str) -> float:
        return sum(rss_mb(pid) for part in parts for pid in self.pids()[part])


def centre_file(lines: list[Lines], broker: str, key: str, store: str) -> str:
    """The settings of a centre that knows these lines."""
    entries = [
        f'[[halls]]\nid = "{line.user}"\nkey = "{line.key}"\n'
        + ('parent = "watched"\n' if line.watched else "")
        + (f"halls = {json.dumps(line.halls)}\n" if line.halls != [line.user] else "")
        for line in lines
    ]
    node = '[[nodes]]\nid = "watched"\nnames = { en = "Watched" }\nlevel = "county"\n'
    parts = f'[broker]\nurl = "{broker}"\nkey = "{key}"\n[store]\nurl = "{store}"\n'
    return f'name = "bench"\ndata = "."\n{parts}{node}' + "".join(entries)


@contextlib.asynccontextmanager
async def started(folder: Path, postgres: Postgres, halls: int) -> AsyncIterator[Centre]:
    """A broker, a worker and a web node that know so many halls."""
    lines, key, url = lines_of(halls), secrets.token_hex(12), postgres.create("centre")
    credentials = [Credential(line.user, line.key, tuple(line.halls)) for line in lines]
    broker = NatsServer(
        folder / "nats.conf", folder / "jetstream",
        lambda: server_config(key, credentials, broker.host, broker.port, broker.store), keeps=True,
    )  # fmt: skip
    file = folder / "centre.toml"
    file.write_text(centre_file(lines, f"nats://{broker.host}:{broker.port}", key, url), encoding="utf-8")
    centre = Centre(
        broker, postgres, url, {part: CentreChild(folder / part, file, part=part) for part in PARTS}, lines,
        secrets.token_urlsafe(12),
    )  # fmt: skip
    (folder / "web").mkdir()
    users = Users(folder / "web" / ACCESS, roles=ROLES)
    users.add(WATCHER, centre.password, ROLES[0])
    users.close()
    running = asyncio.create_task(broker.run())
    try:
        await broker.ready()
        for node in centre.nodes.values():
            await node.start()
        yield centre
    finally:
        for node in centre.nodes.values():
            await node.stop()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def measure(folder: Path, postgres: Postgres, shape: Shape) -> Figures:
    """The figures of one shape."""
    async with started(folder, postgres, shape.halls) as centre:
        return await measure_centre(centre, shape)


async def measure_centre(centre: Centre, shape: Shape) -> Figures:
    """The figures of a centre that runs."""
    say(f"{shape.halls:,} halls come in over {len(centre.lines):,} lines")
    address = f"nats://{centre.broker.host}:{centre.broker.port}"
    order = Order(address, [(line.user, line.key, line.halls) for line in centre.lines], shape.rate, shape.seconds)
    async with (
        watched_wall(centre.web, TOP, WATCHER, centre.password) as top,
        watched_wall(centre.web, WATCHED_WALL, WATCHER, centre.password) as wall,
    ):
        load = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tools.benches.centre.load", stdin=PIPE, stdout=PIPE, env=checkout_environment(),
            limit=2**26,
        )  # fmt: skip
        try:
            assert load.stdin
            load.stdin.write(msgspec.json.encode(order))
            load.stdin.close()
            await next_line(load)
            say(f"{shape.rate:,.0f} messages a second for {shape.seconds:.0f} s")
            before, since_ms = centre.cpu_s(), time.time_ns() // 1_000_000
            report = msgspec.json.decode(await next_line(load), type=Report)
        finally:
            if load.returncode is None:
                load.terminate()
            await load.wait()
        drained_s = await asyncio.to_thread(all_stored, centre.url, report)
        await wall.caught_up(report.watched)
    spent = {part: seconds - before[part] for part, seconds in centre.cpu_s().items()}
    engine = create_engine(centre.url)
    found = audit(engine, report.sent, since_ms)
    engine.dispose()
    for refused in report.refused[:3]:
        say(f"refused: {refused}")
    return {
        "halls": shape.halls,
        "msgs_per_s": report.messages / report.seconds,
        "events_per_s": report.events / report.seconds,
        "ack_p50_ms": report.ack_p50_ms,
        "ack_p99_ms": report.ack_p99_ms,
        "stored_p50_ms": found.stored_p50_ms,
        "stored_p99_ms": found.stored_p99_ms,
        **asdict_of(found),
        "refused": len(report.refused),
        "board_age_p99_s": wall.age_p99_s(report.watched),
        "board_bytes": top.bytes,
        "rss_mb": centre.rss_mb(*PARTS),
        **{f"rss_{part}_mb": centre.rss_mb(part) for part in (*PARTS, "broker")},
        **{f"cpu_{part}": seconds / report.seconds for part, seconds in spent.items()},
        "cpu_load": report.cpu_s / report.seconds,
        "late_s": report.late_s,
        "drained_s": drained_s,
        "come_in_s": report.come_in_s,
    }


def asdict_of(found: Audit) -> Figures:
    kept = ("lost", "duplicated", "miscounted", "bytes_per_event")
    return {name: value for name, value in asdict(found).items() if name in kept}


async def next_line(load: Process) -> bytes:
    assert load.stdout
    line = await load.stdout.readline()
    if not line:
        raise RuntimeError("the load ended before its time: see above")
    return line


def all_stored(url: str, report: Report) -> float:
    """Seconds until the store has everything, or the patience is over: the audit says what is missing then."""
    store = Store(url)
    wanted, began = sum(report.sent.values()), time.perf_counter()
    while time.perf_counter() - began < PATIENCE_S and sum(each.stored_seq for each in store.halls()) < wanted:
        time.sleep(LOOK_S)
    store.close()
    return time.perf_counter() - began
