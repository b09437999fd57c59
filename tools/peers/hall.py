"""A hall to be tried: the shipped city hall with as many counters as are wanted, on a real hub process."""

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from hub.devices.acl import Role
from hub.devices.credentials import Credential, Registry
from hub.web.users import Users
from tools.running.hub_child import HUB, HubChild

CITY = Path(__file__).resolve().parents[2] / "hub" / "halls" / "city.toml"
MAX_WAITING = 50_000
"""Tickets are taken here faster than clerks can call them; a real hall's own limit would refuse the rest."""

SUPERVISOR = "trier"
PASSWORD = "tried-and-thrown-away"  # noqa: S105 - of a hall that lives for a minute in a temporary folder


@dataclass(slots=True)
class RealHall:
    """A hub process and its secrets. ``keypads``: in the order of their counters. ``items``: codes of its catalogue."""

    hub: HubChild
    keypads: list[Credential]
    items: list[str]
    hall: str


def hall_text(counters: int) -> str:
    """The hall's file: ports from the system, and room for a queue that no real hall would let grow."""
    setup = tomllib.loads(CITY.read_text(encoding="utf-8"))
    setup["web"] = {"port": 0}
    setup["broker"] = {"port": 0}
    setup["rules"] = setup.get("rules", {}) | {"max_waiting": MAX_WAITING}
    setup["counters"] = [{"number": number} for number in range(1, counters + 1)]
    return "".join(f"{key} = {inline(value)}\n" for key, value in setup.items())


def inline(value: Any) -> str:
    """A value as TOML on one line; JSON's strings are TOML's."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {inline(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def make_hall(folder: Path, counters: int, program: Sequence[str] = HUB) -> RealHall:
    """Write the hall's file, its users (a clerk for each counter) and its devices into a new folder."""
    folder.mkdir(parents=True)
    hall_file, data = folder / "hall.toml", folder / "data"
    text = hall_text(counters)
    hall_file.write_text(text, encoding="utf-8")
    data.mkdir(mode=0o700)
    users = Users(data / "access.db")
    users.add(SUPERVISOR, PASSWORD, "supervisor")
    for number in range(1, counters + 1):
        users.add(clerk_name(number), PASSWORD, "clerk", pin=pin_of(number))
    users.close()
    registry = Registry.open(data / "devices.json")
    keypads = [registry.ensure(f"keypad-{number}", Role.KEYPAD, number) for number in range(1, counters + 1)]
    setup = tomllib.loads(text)
    hub = HubChild(hall_file, data, ["--trust-clock"], program=program, log=folder / "hub.log")
    return RealHall(hub, keypads, [item["code"] for item in setup["items"]], setup["hall"])


def clerk_name(number: int) -> str:
    """Who sits at a counter."""
    return f"clerk-{number}"


def pin_of(number: int) -> str:
    """What that clerk types at the keypad."""
    return f"{number:06d}"


async def open_hall(measured: RealHall) -> None:
    """Start the hub and open the day."""
    hub = measured.hub
    await hub.start()
    await hub.sign_in(SUPERVISOR, PASSWORD)
    await hub.call("POST", "/day/open", {})


def strangers(limit: int) -> aiohttp.ClientSession:
    """A client without a session, that keeps so many connections open."""
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=limit))
