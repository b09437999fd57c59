"""Drive one day: start the hub and every device, let people use them, close the day, read the journal, report."""

import asyncio
import contextlib
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from hub.core.audit import Evidence
from hub.core.events import Recorded
from hub.core.hall import Hall
from hub.devices.acl import Role
from hub.devices.credentials import Registry
from hub.devices.provisioning import PREFIXES
from hub.journal.opening import open_journal
from hub.service import replay
from tools.day.arrivals import Day
from tools.day.figures import figures
from tools.day.hall_file import hall_toml, items_by_demand
from tools.day.people import Clerk, Pace, Queue, Witness, all_of
from tools.running.demo import add_clerk, add_supervisor
from tools.running.fleet import Fleet, start_fleet
from tools.running.hub_child import HubChild

EARLY_S = 300.0
"""Hall time before the first citizen, so that every counter is open when the first one comes."""

LAST_CALL_S = 2 * 3600.0
"""Hall time after the last arrival by which everyone must have been served."""

TAKES_REAL_S = 1.2
"""What one citizen takes at a dispenser: a handful of presses of 150 ms, the answer, the paper."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Outage:
    """The hub is killed at ``at_s`` seconds after midnight of the day and started again ``for_s`` later (hall time)."""

    at_s: float
    for_s: float


@dataclass(frozen=True, slots=True)
class Drive:
    """How to drive it. ``speed``: hall seconds in a real one. ``dispensers`` 0: as many as the busiest minutes need."""

    day: Day
    counters: int
    folder: Path
    speed: float = 60.0
    timezone: str = "Asia/Shanghai"
    assignment: str = "auto"
    dispensers: int = 0
    seed: int = 1
    language: str = "zh"
    outage: Outage | None = None

    def clock(self, at_s: float) -> list[str]:
        """How a hub is started whose day stands at ``at_s`` seconds after midnight."""
        at_ms = midnight_ms(self.day.date, self.timezone) + round(at_s * 1000)
        return ["--at-ms", str(at_ms), "--speed", str(self.speed)]


@dataclass(frozen=True, slots=True)
class Driven:
    """What came of it."""

    journal: list[Recorded]
    figures: dict[str, float | int | None]
    witness: Witness


async def drive(plan: Drive, progress: Progress) -> Driven:
    """Run the whole day; everything that was started is stopped again, whatever happens."""
    hall_file = plan.folder / "hall.toml"
    plan.folder.mkdir(parents=True, exist_ok=True)
    hall_file.write_text(hall_toml(plan.day, plan.counters, plan.assignment, plan.timezone), encoding="utf-8")
    data = plan.folder / "data"
    registry = provision(data, plan)
    password = add_supervisor(data, "driver")
    pins = [add_clerk(data, counter)[1] for counter in range(1, plan.counters + 1)]
    hub = HubChild(hall_file, data, plan.clock(plan.day.arrivals[0].at_s - EARLY_S), log=data / "hub.log")
    witness = Witness()
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(hub.stop)
        await hub.start()
        await hub.sign_in("driver", password)
        await hub.call("POST", "/day/open", {"day": plan.day.date})
        fleet = await start_fleet(registry, "day", hub.broker, plan.folder / "devices", plan.language)
        stack.push_async_callback(fleet.stop)
        await live_the_day(plan, hub, fleet, pins, witness, progress)
    return read_out(plan, data, witness)


def provision(data: Path, plan: Drive) -> Registry:
    """A registry with the dispensers, and keypad, pad and display of each counter."""
    data.mkdir(parents=True, exist_ok=True)
    registry = Registry.open(data / "devices.json")
    for number in range(1, dispensers_for(plan) + 1):
        registry.ensure(f"dispenser-{number}", Role.DISPENSER)
    for counter in range(1, plan.counters + 1):
        for role, prefix in PREFIXES.items():
            registry.ensure(f"{prefix}-{counter}", role, counter)
    return registry


def dispensers_for(plan: Drive) -> int:
    """Dispensers that the busiest ten minutes need at this speed."""
    if plan.dispensers:
        return plan.dispensers
    tens: dict[int, int] = {}
    for arrival in plan.day.arrivals:
        tens[int(arrival.at_s // 600)] = tens.get(int(arrival.at_s // 600), 0) + 1
    return max(1, min(12, round(max(tens.values()) / (600 / plan.speed) * TAKES_REAL_S + 0.5)))


def midnight_ms(date: str, timezone: str) -> int:
    """Hall time of the day's first moment."""
    return round(datetime.fromisoformat(date).replace(tzinfo=ZoneInfo(timezone)).timestamp() * 1000)


async def live_the_day(
    plan: Drive, hub: HubChild, fleet: Fleet, pins: list[str], witness: Witness, progress: Progress
) -> None:
    """Clerks sign in, citizens come when they came, the last is served, the day is closed."""
    clerks = make_clerks(plan, fleet, pins, witness)
    await all_of([clerk.sign_in() for clerk in clerks])
    pace = await hall_pace(plan, hub)
    for clerk in clerks:
        clerk.pace = pace
    places = {item: place for place, item in enumerate(items_by_demand(plan.day))}
    queue = Queue(fleet.of("dispenser"), places, witness)
    async with asyncio.TaskGroup() as group:
        works = [group.create_task(clerk.work(plan.assignment == "press")) for clerk in clerks]
        away = group.create_task(go_away(plan, hub, pace)) if plan.outage else None
        await arrive(plan, queue, pace, witness, progress)
        if away:
            await away
        await everyone_served(plan, hub, pace)
        for work in works:
            work.cancel()
    for desk in (await hub.call("GET", "/hall"))["desks"]:
        if desk["state"] != "closed" and desk["current"] is None:
            await hub.call("POST", f"/counters/{desk['counter']}/close", {})
    await hub.call("POST", "/day/close", {})


def make_clerks(plan: Drive, fleet: Fleet, pins: list[str], witness: Witness) -> list[Clerk]:
    draw = random.Random(plan.seed)  # noqa: S311 - a simulation, not a secret
    still = Pace(lambda: 0.0, plan.speed)
    return [
        Clerk(
            counter, fleet.at("keypad", counter), fleet.at("pad", counter), fleet.at("counter_display", counter),
            still, witness, random.Random(draw.random()), pins[counter - 1],  # noqa: S311
        )
        for counter in range(1, plan.counters + 1)
    ]  # fmt: skip


async def hall_pace(plan: Drive, hub: HubChild) -> Pace:
    """The hall's clock as people see it: asked once, then counted on."""
    loop = asyncio.get_running_loop()
    board = await hub.call("GET", "/board")
    start_s, tied_s = (board["at_ms"] - midnight_ms(plan.day.date, plan.timezone)) / 1000, loop.time()
    return Pace(lambda: start_s + (loop.time() - tied_s) * plan.speed, plan.speed)


async def arrive(plan: Drive, queue: Queue, pace: Pace, witness: Witness, progress: Progress) -> None:
    """Everyone comes at the recorded time and goes to a dispenser."""
    async with asyncio.TaskGroup() as group:
        for arrival in plan.day.arrivals:
            await pace.sleep(arrival.at_s - pace.now_s())
            group.create_task(queue.take(arrival))
            progress(len(witness.papers), len(plan.day.arrivals))
    progress(len(witness.papers), len(plan.day.arrivals))


async def go_away(plan: Drive, hub: HubChild, pace: Pace) -> None:
    """Pull the hub's plug in the middle of the day, and put it in again later."""
    assert plan.outage
    await pace.sleep(plan.outage.at_s - pace.now_s())
    hub.kill()
    await hub.wait()
    await pace.sleep(plan.outage.at_s + plan.outage.for_s - pace.now_s())
    hub.start_with(plan.clock(pace.now_s()))
    await hub.start()


BACK = ("ready", "alert")
"""A dispenser that issues alone, or has not come back yet, may hold tickets that the hub knows nothing of."""


async def everyone_served(plan: Drive, hub: HubChild, pace: Pace) -> None:
    """Wait until nobody waits or is at a counter, or the hall would long have sent them home."""
    latest_s = plan.day.arrivals[-1].at_s + LAST_CALL_S
    while pace.now_s() < latest_s:
        hall = await hub.call("GET", "/hall")
        devices = (await hub.call("GET", "/devices"))["devices"]
        dispensers = [device["state"] for device in devices if device["role"] == "dispenser"]
        told = all(state in BACK for state in dispensers)
        if told and not hall["waiting"] and all(desk["current"] is None for desk in hall["desks"]):
            return
        await pace.sleep(30)


def read_out(plan: Drive, data: Path, witness: Witness) -> Driven:
    """Read the journal from its file, replay it, audit it against what people saw."""
    opened = open_journal(data / "journal.db", data / "backups")
    journal = opened.journal
    try:
        everything = journal.read_after(0, 10_000_000)
        setup = next(each.event.setup for each in everything if hasattr(each.event, "setup"))
        snapshot = journal.load()
        live = replay(journal, snapshot) if snapshot else None
        journal.verify()
        evidence = Evidence(
            papers=[(plan.day.date, number) for number in witness.papers],
            shown=[(plan.day.date, number, counter) for number, counter in witness.shown],
            live=live,
            replayed=replay(journal, Hall(setup)) if live else None,
        )
    finally:
        journal.close()
    events = [each for each in everything if each.day == plan.day.date]
    return Driven(events, figures(everything, evidence, len(plan.day.arrivals), plan.day.recorded_wait_s), witness)
