"""A centre with three halls of different size on one machine, and made-up people in them, so that the wall lives."""

import asyncio
import contextlib
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from hub.centre.keys_file import KeysFile
from hub.centre.web.routes import ROLES
from hub.nats_server import free_port
from hub.settings import Settings, load_settings
from tools.running.centre_child import CentreChild
from tools.running.demo import add_clerk, add_supervisor, add_user
from tools.running.demo_hall import SHIPPED, SUPERVISOR, open_the_day
from tools.running.hub_child import HubChild
from tools.running.made_up import MadeUp, Traffic

HALLS = {"city": 6.0, "township": 20.0, "village": 60.0}
"""Hall -> mean seconds between two citizens."""

STAFF_PAGES = (
    ("/", "watcher", "the wall: all halls, live"),
    ("/compare", "watcher", "halls and months side by side; CSV and PDF"),
    ("/reviews", "watcher", "what citizens said"),
    ("/hall/city", "administrator", "one hall, and how its link is"),
    ("/webhooks", "administrator", "who is told what happens; [[webhooks]] in centre.toml names them"),
)
"""Address, who may open it at least, words."""

SERVICE_S = 22.0
"""Mean service, in real seconds: the city's four counters are just enough, now and then a queue grows."""

CENTRE_FILE = """\
name = "demo"
names = { zh = "示范市", en = "Demonstration City" }
level = "city"
data = "."

[[nodes]]
id = "east"
names = { zh = "东镇", en = "East Town" }
level = "township"

[[halls]]
id = "city"

[[halls]]
id = "township"
parent = "east"

[[halls]]
id = "village"
parent = "east"
"""


@dataclass(frozen=True, slots=True)
class DemoHall:
    """One hall of the demonstration, ready to be started."""

    settings: Settings
    hub: HubChild
    supervisor: str
    clerks: dict[int, tuple[str, str]]


async def run_demo_centre(data: Path, web_port: int | None, console: Console) -> int:
    """Run until Ctrl-C or until the centre ends; its exit code. Every child ends with us."""
    folder = data / "centre"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / "centre.toml"
    if not file.exists():
        file.write_text(CENTRE_FILE, encoding="utf-8")
    keys = KeysFile(folder)
    for hall in HALLS:
        keys.add(hall)
    staff = make_staff(folder)
    centre = CentreChild(folder, file, web_port or 0)
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(centre.stop)
        await centre.start()
        halls = [prepare(hall, data, centre.broker, keys.add(hall)) for hall in HALLS]
        people = [await start(each, stack) for each in halls]
        show(console, centre.web, staff, halls, data)
        tasks = [asyncio.create_task(each.run()) for each in people]
        stack.callback(lambda: [task.cancel() for task in tasks])
        return await centre.wait()


def make_staff(folder: Path) -> dict[str, str]:
    """A user of each role of the centre, named like it, and their passwords of this run."""
    return {role: add_user(folder, role, role, roles=ROLES) for role in ROLES}


def prepare(hall: str, data: Path, broker: str, key: str) -> DemoHall:
    """A copy of a shipped hall that knows the centre; its users."""
    folder = data / hall
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    port = free_port("127.0.0.1")
    text = (SHIPPED / f"{hall}.toml").read_text(encoding="utf-8")
    web = f'[web]\npublic_url = "http://127.0.0.1:{port}"\nscreens = ["127.0.0.1"]\n'
    text = text.replace("[web]\n", web)
    file = folder / "hall.toml"
    file.write_text(f'{text}\n[hub]\nannounce = false\n\n[centre]\nurl = "{broker}"\nkey = "{key}"\n', encoding="utf-8")
    settings = load_settings(file)
    supervisor = add_supervisor(folder, SUPERVISOR)
    numbers = [counter.number for counter in settings.setup.counters]
    clerks = {number: (f"clerk-{number}", add_clerk(folder, number)[0]) for number in numbers}
    options = ["--trust-clock", "--web-port", str(port), "--broker-port", "0"]
    return DemoHall(settings, HubChild(file, folder, options, log=folder / "hub.log"), supervisor, clerks)


async def start(hall: DemoHall, stack: contextlib.AsyncExitStack) -> MadeUp:
    """The hub at work with its day open; the people who will come."""
    stack.push_async_callback(hall.hub.stop)
    await hall.hub.start()
    await open_the_day(hall.hub, hall.settings, hall.supervisor)
    setup = hall.settings.setup
    items = tuple(item.code for item in setup.items)
    return MadeUp(hall.hub.web, hall.clerks, Traffic(HALLS[setup.hall], SERVICE_S, items))


def show(console: Console, centre: str, staff: dict[str, str], halls: list[DemoHall], data: Path) -> None:
    """The addresses to open, and who can sign in."""

    def line(name: str, words: str) -> None:
        console.print(f"{name + ':':16}{words}", soft_wrap=True, highlight=False, markup=False)

    console.print("[bold]A centre and three halls run, with made-up people in them. Open:[/bold]")
    line("citizens", f"{centre}/halls")
    for path, role, words in STAFF_PAGES:
        line("centre", f"{centre}{path}  ({words}; sign in as {role})")
    for role, password in staff.items():
        line(role, password)
    for hall in halls:
        line(
            hall.settings.setup.hall,
            f"{hall.hub.web}/board   {hall.hub.web}/supervisor (supervisor, {hall.supervisor})"
            + (f"   {hall.hub.web}/afar" if hall.settings.setup.place.remote else ""),
        )
    line("from afar", "the code to check in stands on /board, /kiosk and /supervisor of the hall")
    line("logs", f"{data}/*/*.log")
    console.print("Ctrl-C ends everything.")
