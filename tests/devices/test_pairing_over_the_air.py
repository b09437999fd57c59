"""A whole pairing: real firmware without a configuration, real HTTP, the supervisor's window, then the real broker."""

import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from hub.devices import certificates
from hub.devices.provisioning import config_record
from hub.web.app import WebApp
from hub.web.limits import Limits
from hub.web.users import Users
from tests.devices.hall import WholeHall, shows, whole_hall
from tests.web.world import TEXTS
from tools.virtual import VirtualDevice

PATIENCE_S = 60.0


@dataclass
class Supervisor:
    """Somebody at the page of devices."""

    session: ClientSession
    base: str

    async def ask(self, method: str, path: str, body: object = None) -> Any:
        """The answer of the API, which has to be a yes."""
        async with self.session.request(method, f"{self.base}/api/v1{path}", json=body) as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json()


@asynccontextmanager
async def paired_hall(folder: Path, **given: Any) -> AsyncIterator[tuple[WholeHall, Supervisor, int]]:
    """A hall with its pages; a supervisor signed in there; the web port."""
    async with whole_hall(folder, **given) as hall, ClientSession() as session:
        users = Users(folder / "access.db", time_cost=1, memory_kib=64)
        users.add("boss", "a password of tests", "supervisor")
        web = WebApp(
            hall.service, users, texts=TEXTS, pages=folder, read_after=hall.journal.read_after,
            devices=hall.devices.picture, pairing=hall.devices.pairing, limits=Limits(pairing_rate=100),
        )  # fmt: skip
        port = await web.start("127.0.0.1", 0)
        boss = users.get("boss")
        assert boss
        token = await web.parts.sessions.open(boss)
        session.headers["Cookie"] = f"session={token}"
        yield hall, Supervisor(session, f"http://127.0.0.1:{port}"), port
        await web.stop()
        users.close()


def unpaired(hall: WholeHall, role: str, port: int) -> VirtualDevice:
    """A device as flashing leaves it: it knows its role and where the hub is."""
    folder = hall.folder / f"new-{role}"
    folder.mkdir()
    place = {"ssid": "", "wifi_password": "", "role": role, "language": "en", "hub": "127.0.0.1", "web_port": port}
    (folder / "place").write_bytes(config_record(place))
    device = hall.virtual[folder.name] = VirtualDevice(folder)
    return device


def digits_on(device: VirtualDevice) -> str:
    """The six digits on its screen, or ""."""
    return next((line.replace(" ", "") for line in device.display if re.fullmatch(r"\d{3} \d{3}", line)), "")


def record_of(device: VirtualDevice, name: str) -> Any:
    return json.loads((device.folder / name).read_bytes()[8:])


async def pair_it(boss: Supervisor, device: VirtualDevice, name: str) -> None:
    """What the supervisor does: open, look, type, choose."""
    await boss.ask("POST", "/pairing/open", {})
    await device.wait_for(lambda: bool(digits_on(device)), PATIENCE_S)
    [row] = [each for each in (await boss.ask("GET", "/pairing"))["asking"] if each["state"] == "waiting"]
    await boss.ask("POST", "/pairing/confirm", {"id": row["id"], "digits": digits_on(device), "device": name})


async def test_a_new_keypad_is_paired_and_works(tmp_path: Path) -> None:
    async with paired_hall(tmp_path) as (hall, boss, port):
        keypad = unpaired(hall, "keypad", port)
        await keypad.start()
        await keypad.wait_for(shows(keypad, "open the window"), PATIENCE_S)
        await pair_it(boss, keypad, "keypad-1")
        await hall.until_state("keypad-1", "ready")
        config = record_of(keypad, "config")
        assert (config["device"], config["host"], config["language"]) == ("keypad-1", "127.0.0.1", "en")
        assert "boot" not in config
        await keypad.wait_for(shows(keypad, "Closed"), PATIENCE_S)
        assert keypad.starts == 2
        [row] = (await boss.ask("GET", "/pairing"))["asking"]
        assert (row["state"], row["device"]) == ("taken", "keypad-1")


async def test_the_hall_s_authority_comes_with_the_configuration(tmp_path: Path) -> None:
    tls = certificates.ensure(tmp_path / "tls")
    async with paired_hall(tmp_path, tls=tls) as (hall, boss, port):
        pad = unpaired(hall, "pad", port)
        await pad.start()
        await pair_it(boss, pad, "pad-2")
        await hall.until_state("pad-2", "ready")
        assert record_of(pad, "config")["ca"] == tls.for_devices()


async def test_a_board_that_replaces_another_shuts_it_out(tmp_path: Path) -> None:
    async with paired_hall(tmp_path) as (hall, boss, port):
        old = await hall.device("keypad-1")
        await hall.until_state("keypad-1", "ready")
        boot = next(row["boot"] for row in hall.devices.picture() if row["device"] == "keypad-1")
        new = unpaired(hall, "keypad", port)
        await new.start()
        await pair_it(boss, new, "keypad-1")

        def row() -> dict[str, Any]:
            return next(row for row in hall.devices.picture() if row["device"] == "keypad-1")

        await hall.until(lambda: row()["boot"] > boot)
        await old.wait_for(shows(old, "No network"), PATIENCE_S)
        assert record_of(new, "config")["key"] != record_of(old, "config")["key"]


@pytest.mark.parametrize("change", [lambda digits: f"{(int(digits) + 1) % 10**6:06d}"], ids=["one too many"])
async def test_wrong_digits_hand_over_nothing(tmp_path: Path, change: Callable[[str], str]) -> None:
    async with paired_hall(tmp_path) as (hall, boss, port):
        keypad = unpaired(hall, "keypad", port)
        await keypad.start()
        await boss.ask("POST", "/pairing/open", {})
        await keypad.wait_for(lambda: bool(digits_on(keypad)), PATIENCE_S)
        first = digits_on(keypad)
        [row] = (await boss.ask("GET", "/pairing"))["asking"]
        wrong = {"id": row["id"], "digits": change(first), "device": "keypad-1"}
        statuses = []
        for _ in range(3):
            async with boss.session.post(f"{boss.base}/api/v1/pairing/confirm", json=wrong) as answer:
                statuses.append((answer.status, (await answer.json())["reason"]))
        assert statuses == [(409, "pairing_digits")] * 2 + [(409, "pairing_wrong_digits")]
        await keypad.wait_for(lambda: digits_on(keypad) not in ("", first), PATIENCE_S)
        assert not (keypad.folder / "config").exists()
