"""A hall to try out: a real hub, virtual devices, demo users, the day opened, and the addresses printed."""

import asyncio
import contextlib
import shutil
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console

from hub.devices.credentials import Registry
from hub.devices.provisioning import ensure_all
from hub.settings import Settings, load_settings
from tools.running.demo import add_clerk, add_supervisor, add_user
from tools.running.fleet import start_fleet
from tools.running.hub_child import HubChild, HubFailed
from tools.running.shelf import Shelf

SUPERVISOR = "supervisor"
SHIPPED = Path(__file__).resolve().parents[2] / "hub" / "halls"

PAGES = (
    ("kiosk", "/kiosk", "take a ticket"),
    ("book", "/book", "book an appointment, where the hall takes some"),
    ("hall board", "/board", "who is called, who waits"),
    ("counter screen", "/counter/1", "the screen over counter 1"),
    ("clerk console", "/clerk", "call, serve, finish"),
    ("pad", "/pad/1", "rate counter 1 (sign in once as pad-1)"),
    ("supervisor", "/supervisor", "the whole hall"),
    ("reports", "/reports", "a day, week or month in figures; CSV and PDF"),
    ("replay", "/replay", "a day again, minute by minute"),
    ("planning", "/planning", "what other counters, bookings or rules would change"),
    ("matters", "/matters", "cases that were taken in, by their deadline"),
    ("devices", "/devices", "how each device is, pairing, firmware"),
    ("settings", "/settings", "items, counters, texts, users; history"),
    ("device bench", "/bench", "real firmware in the browser, keys to press (sign in as supervisor)"),
)


async def run_demo(hall_file: Path, data: Path, web_port: int | None, console: Console) -> int:
    """Run until Ctrl-C or until the hub ends; its exit code. Every child ends with us."""
    hall_file = own_copy(hall_file, data)
    settings = load_settings(hall_file)
    registry, users = prepare(data, settings)
    port = ["--web-port", str(web_port)] if web_port is not None else []
    hub = HubChild(hall_file, data, ["--trust-clock", "--bench", *port], log=data / "hub.log")
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(hub.stop)
        await hub.start()
        await open_the_day(hub, settings, users[SUPERVISOR])
        show(console, hub.web, users, data / "hub.log")
        fleet = await start_fleet(registry, settings.setup.hall, hub.broker, data / "devices", "zh")
        stack.push_async_callback(fleet.stop)
        shelf = Shelf(fleet)
        runner, address = await shelf.start()
        stack.push_async_callback(runner.cleanup)
        sending = asyncio.create_task(shelf.run())
        stack.callback(sending.cancel)
        console.print(f"virtual devices: {address}  (press the keys of dispenser, keypads and pads)", soft_wrap=True)
        return await keep_running(hub, console)


async def keep_running(hub: HubChild, console: Console) -> int:
    """Start the hub again whenever it dies, as systemd does in a hall; return once it was asked to end."""
    while code := await hub.wait():
        console.print(f"The hub ended with code {code}. It is started again; nothing that was told is lost.")
        await hub.start()
    return 0


def own_copy(hall_file: Path, data: Path) -> Path:
    """A shipped hall is copied to the demo's data once, so that the page of settings changes the copy; any other file is used."""
    if hall_file.resolve().parent != SHIPPED:
        return hall_file
    copy = data / "hall.toml"
    if not copy.exists():
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copy(hall_file, copy)
    return copy


def prepare(data: Path, settings: Settings) -> tuple[Registry, dict[str, str]]:
    """The registry with all devices of the hall, and the demo users."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    registry = Registry.open(data / "devices.json")
    ensure_all(registry, settings.setup)
    return registry, demo_users(data, settings)


def demo_users(data: Path, settings: Settings) -> dict[str, str]:
    """A supervisor, a clerk with a PIN for each counter, a pad: name -> password (clerks: and PIN)."""
    users = {SUPERVISOR: add_supervisor(data, SUPERVISOR)}
    for counter in settings.setup.counters:
        password, pin = add_clerk(data, counter.number)
        users[f"clerk-{counter.number}"] = f"{password}   PIN {pin}"
    users["pad-1"] = add_user(data, "pad-1", "pad")
    return users


async def open_the_day(hub: HubChild, settings: Settings, password: str) -> None:
    """Open today, unless it is open already."""
    await hub.sign_in(SUPERVISOR, password)
    today = datetime.now(ZoneInfo(settings.setup.timezone)).date().isoformat()
    if not (await hub.call("GET", "/board"))["open"]:
        try:
            await hub.call("POST", "/day/open", {"day": today})
        except HubFailed as failed:
            Console(stderr=True).print(f"[yellow]the day was not opened: {failed}[/yellow]")


def show(console: Console, web: str, users: dict[str, str], log: Path) -> None:
    """The addresses to open, and who can sign in; whole lines, so that they can be copied from a file as well."""
    console.print("[bold]Anycounter runs. Open:[/bold]")
    for name, path, words in (*PAGES, ("API", "/api/openapi.json", "its description")):
        console.print(f"{name + ':':16}{web}{path}  ({words})", soft_wrap=True, highlight=False)
    console.print("[bold]Demo users of this run, made just now, for this machine only:[/bold]")
    for name, secret in users.items():
        console.print(f"{name + ':':16}{secret}", soft_wrap=True, highlight=False)
    console.print(f"The log of the hub: {log}. Ctrl-C ends everything. Virtual devices start now ...", soft_wrap=True)
