"""A device in a flash of its own, updated over a real broker: the good release, the broken one, the refused ones."""

import base64
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from hub.devices.acl import Role
from hub.devices.credentials import make_credential
from hub.devices.releases import Order, Releases, signed
from tests.firmware.brokers import PASSWORD, USER, Broker
from tests.firmware.hub import HALL, HALL_KEY, KEY, TestHub
from tests.firmware.peer import Peer
from tools.releasing import make_release
from tools.releasing.building import host_board
from tools.virtual import VirtualDevice
from tools.virtual.compiled import FIRMWARE, mpy_cross
from tools.virtual.flash import flash, read_record, write_record

FLEET = b"f" * 32
BOARD = next(iter(host_board()))
DEVICE = "keypad-1"
FAST = {"trial.py": ("CONTACT_MS = 60_000", "CONTACT_MS = 2_000")}
"""The trial is shorter here, so that a test need not wait for a minute."""
CRASHES = {"keypad.py": ("class Keypad", "raise ValueError('planted')\n\n\nclass Keypad")}
NEVER_YIELDS = {"debounce.py": ("QUIET_MS", "while True:\n    pass\nQUIET_MS")}
BLOCKS = {
    "device.py": ("            self._panel.tick(now_ms)\n", "            while now_ms > 1_000:\n                pass\n")
}
AWAITS_FOR_EVER = {
    "device.py": ("            self._panel.tick(now_ms)\n", "            await asyncio.Event().wait()\n")
}


class ServingHub(TestHub):
    """A hub that hands out files."""

    __test__ = False
    releases: Releases

    def _hear(self, topic: str, raw: bytes) -> None:
        before = len(self.heard)
        super()._hear(topic, raw)
        for envelope in self.heard[before:]:
            if envelope["type"] == "fetch":
                self.serve(envelope["dev"], envelope["body"])

    def serve(self, device: str, wish: dict[str, Any]) -> None:
        """One piece."""
        content = self.releases.shelf(make_credential(device, Role.KEYPAD, 1), wish["file"]) or b""
        piece = content[wish["offset"] : wish["offset"] + wish["size"]]
        chunk = {"file": wish["file"], "offset": wish["offset"], "data": base64.b64encode(piece).decode()}
        self.say(device, "cmd", "chunk", chunk)

    def order(self, boot: int, manifest: str, id: int = 7) -> None:
        """Has the device updated."""
        body = {"id": id, "boot": boot, "do": "update", "ticket": "", "seq": None, "data": manifest}
        self.say(DEVICE, "cmd", "cmd", body)

    async def done(self, id: int) -> dict[str, Any]:
        """The first answer to a command."""
        await self.peer.wait_for(lambda: any(each["body"]["id"] == id for each in self.of("done")))
        return dict(next(each["body"] for each in self.of("done") if each["body"]["id"] == id))

    async def birth(self, timeout_s: float = 40, **fields: Any) -> dict[str, Any]:
        """The first birth with these fields."""

        def found() -> list[dict[str, Any]]:
            return [each for each in self.of("birth") if fields.items() <= each["body"].items()]

        await self.peer.wait_for(lambda: bool(found()), timeout_s)
        return found()[0]


@pytest.fixture
async def hub(mosquitto: Broker, tmp_path: Path) -> AsyncIterator[ServingHub]:
    async with Peer(mosquitto.port) as peer:
        hub = ServingHub(peer)
        hub.releases = Releases(tmp_path / "releases", FLEET)
        yield hub


def release(folder: Path, version: str, *changes: dict[str, tuple[str, str]], key: bytes = FLEET) -> int:
    """A release for this PC from changed sources; its number."""
    sources = folder / f"sources-{version}"
    shutil.copytree(FIRMWARE, sources, ignore=shutil.ignore_patterns("__pycache__"))
    for name, (old, new) in [each for change in (FAST, *changes) for each in change.items()]:
        text = (sources / name).read_text()
        assert old in text
        (sources / name).write_text(text.replace(old, new, 1))
    compiler = mpy_cross()
    assert compiler
    return int(make_release(version, folder / "releases", key, compiler, host_board(), sources).name)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a release that is made once."""
    folder = tmp_path_factory.mktemp("first")
    release(folder, "1.0")
    return folder / "releases"


@pytest.fixture
async def device(mosquitto: Broker, hub: ServingHub, first: Path, tmp_path: Path) -> AsyncIterator[VirtualDevice]:
    """A keypad with release 1, not yet switched on."""
    shutil.copytree(first, tmp_path / "releases")
    config = {
        "hall": HALL, "device": DEVICE, "role": "keypad", "key": KEY.hex(), "hall_key": HALL_KEY.hex(),
        "client_id": "keypad0123456789abcdef", "host": "127.0.0.1", "port": mosquitto.port, "user": USER,
        "password": PASSWORD, "language": "en", "ssid": "", "wifi_password": "", "fleet_key": FLEET.hex(),
    }  # fmt: skip
    flash(tmp_path / DEVICE, tmp_path / "releases" / "1" / BOARD, config)
    async with AsyncExitStack() as stack:
        device = VirtualDevice(tmp_path / DEVICE)
        stack.push_async_callback(device.kill)
        yield device


def slot_of(device: VirtualDevice) -> dict[str, Any]:
    return dict(read_record(device.folder, "slot"))


async def updated(hub: ServingHub, number: int) -> None:
    """Orders a release and waits until the device pulls it."""
    boot = (await hub.birth(mode="role"))["boot"]
    hub.order(boot, hub.releases.manifest(number, BOARD))
    assert await hub.done(7) == {"id": 7, "ok": True, "reason": ""}
    await hub.birth(mode="update", why="update")


@pytest.mark.slow
async def test_a_device_updates_itself_proves_the_release_and_stays_with_it(
    hub: ServingHub, device: VirtualDevice, tmp_path: Path
) -> None:
    number = release(tmp_path, "2.0")
    await device.start()
    first = await hub.birth()
    told = {"firmware": "1.0", "slot": "a", "mode": "role", "why": "power", "restarts": 0}
    assert told.items() <= first["body"].items()
    await updated(hub, number)
    birth = await hub.birth(firmware="2.0")
    assert {"slot": "b", "mode": "role", "why": "update", "restarts": 0}.items() <= birth["body"].items()
    assert slot_of(device) == {"slot": "b", "old": "a", "tries": 1, "id": 7}
    hub.beat()
    await hub.peer.wait_for(lambda: "tries" not in slot_of(device))
    assert slot_of(device) == {"slot": "b"}
    await device.restart()
    assert (await hub.birth(why="power", slot="b"))["body"]["firmware"] == "2.0"


async def test_a_release_that_crashes_gives_way_to_the_old_one(
    hub: ServingHub, device: VirtualDevice, tmp_path: Path
) -> None:
    number = release(tmp_path, "2.0", CRASHES)
    await device.start()
    await updated(hub, number)
    back = await hub.birth(why="fault")
    assert {"firmware": "1.0", "slot": "a", "mode": "role"}.items() <= back["body"].items()
    await hub.peer.wait_for(lambda: any(each["body"]["code"] == "update_failed" for each in hub.of("state")))
    assert slot_of(device) == {"slot": "a", "failed": "fault", "id": 7}
    assert {"id": 7, "ok": False, "reason": "fault"} in [each["body"] for each in hub.of("done")]
    assert "planted" in read_record(device.folder, "fault")
    assert read_record(device.folder, "update") is None


async def test_a_release_that_hangs_before_it_has_a_loop_is_bitten_and_gives_way(
    hub: ServingHub, device: VirtualDevice, tmp_path: Path
) -> None:
    number = release(tmp_path, "2.0", NEVER_YIELDS)
    await device.start()
    await updated(hub, number)
    back = await hub.birth(why="watchdog")
    assert (back["body"]["firmware"], back["body"]["slot"], device.bites) == ("1.0", "a", 1)


async def test_a_power_cut_while_it_pulls_costs_nothing_but_time(
    hub: ServingHub, device: VirtualDevice, tmp_path: Path
) -> None:
    number = release(tmp_path, "2.0")
    await device.start()
    await updated(hub, number)
    await hub.wait_for("fetch", 12)
    await device.kill()
    pulled = {envelope["body"]["file"] for envelope in hub.of("fetch")[:10]}
    hub.heard.clear()
    await device.start()
    await hub.birth(firmware="2.0")
    assert not pulled & {envelope["body"]["file"] for envelope in hub.of("fetch")}


@pytest.mark.parametrize("reason", ["signature", "board", "not_newer", "manifest"])
async def test_an_order_that_is_not_right_is_refused_with_its_reason(
    hub: ServingHub, device: VirtualDevice, tmp_path: Path, reason: str
) -> None:
    release(tmp_path, "2.0")
    good = hub.releases.manifest(2, BOARD)
    orders = {
        "signature": good[:40] + ("0" if good[40] != "0" else "1") + good[41:],
        "board": signed(Order("2.0", 2, "rp2"), b"", FLEET),
        "not_newer": hub.releases.manifest(1, BOARD),
        "manifest": signed(Order("2.0", 2, None), b"", FLEET),  # type: ignore[arg-type]
    }
    await device.start()
    hub.order((await hub.birth())["boot"], orders[reason])
    assert await hub.done(7) == {"id": 7, "ok": False, "reason": reason}
    assert (read_record(device.folder, "update"), slot_of(device)) == (None, {"slot": "a"})


async def test_a_file_with_a_flipped_byte_is_refused_and_the_old_firmware_stays(
    hub: ServingHub, device: VirtualDevice, tmp_path: Path
) -> None:
    number = release(tmp_path, "2.0")
    file = tmp_path / "releases" / str(number) / BOARD / "files" / "board.mpy"
    raw = bytearray(file.read_bytes())
    raw[100] ^= 1
    file.write_bytes(raw)
    await device.start()
    await updated(hub, number)
    await hub.birth(mode="role", restarts=0, why="update")
    assert slot_of(device) == {"slot": "a", "failed": "hash", "id": 7}
    assert not list((device.folder / "b").rglob("*.mpy"))


def reflash(device: VirtualDevice, folder: Path, changes: dict[str, tuple[str, str]]) -> None:
    """Another firmware in slot a, by the cable."""
    number = release(folder, "1.1", changes)
    shutil.rmtree(device.folder / "a")
    shutil.copytree(folder / "releases" / str(number) / BOARD / "files", device.folder / "a")


async def test_a_task_that_never_yields_is_bitten_by_the_watchdog(
    hub: ServingHub, device: VirtualDevice, tmp_path: Path
) -> None:
    reflash(device, tmp_path, BLOCKS)
    await device.start()
    birth = await hub.birth(why="watchdog", restarts=1)
    assert ((birth["body"]["slot"]), device.bites) == ("a", 1)


async def test_a_task_that_awaits_for_ever_is_named_and_the_board_starts_anew(
    hub: ServingHub, device: VirtualDevice, tmp_path: Path
) -> None:
    reflash(device, tmp_path, AWAITS_FOR_EVER)
    await device.start()
    await hub.birth(why="watchdog", restarts=1)
    assert read_record(device.folder, "fault") == "hangs: tick"
    assert device.bites == 0


async def test_after_five_quick_ends_a_device_is_safe_shows_the_fault_and_a_command_brings_its_role_back(
    hub: ServingHub, device: VirtualDevice
) -> None:
    write_record(device.folder, "restarts", 5)
    write_record(device.folder, "fault", "Traceback\nValueError: planted")
    await device.start()
    birth = await hub.birth(mode="safe", restarts=5)
    assert device.display == ["Out of order, please call the staff", "Traceback", "ValueError: planted"]
    assert (await hub.wait_for("state"))["body"] == {"state": "alert", "code": "safe_mode"}
    body = {"id": 9, "boot": birth["boot"], "do": "restart", "ticket": "", "seq": None, "data": ""}
    hub.say(DEVICE, "cmd", "cmd", body)
    assert (await hub.birth(mode="role"))["body"]["why"] == "command"


async def test_a_device_in_safe_mode_can_be_updated_and_works_again(
    hub: ServingHub, device: VirtualDevice, tmp_path: Path
) -> None:
    number = release(tmp_path, "2.0")
    write_record(device.folder, "restarts", 5)
    await device.start()
    hub.order((await hub.birth(mode="safe"))["boot"], hub.releases.manifest(number, BOARD))
    assert {"slot": "b", "restarts": 0}.items() <= (await hub.birth(mode="role", firmware="2.0"))["body"].items()


async def test_a_device_that_nobody_has_paired_says_so(device: VirtualDevice) -> None:
    (device.folder / "anycounter" / "config").unlink()
    await device.start()
    await device.wait_for(lambda: "Not connected to a hall yet" in device.display)


async def test_a_device_whose_place_is_damaged_says_so_too(device: VirtualDevice) -> None:
    (device.folder / "anycounter" / "config").unlink()
    (device.folder / "anycounter" / "place").write_bytes(b"00000000 {}")
    await device.start()
    await device.wait_for(lambda: "Not connected to a hall yet" in device.display)


def test_a_release_names_all_its_files_but_the_first_stage_and_leaves_nothing_else_behind(first: Path) -> None:
    assert sorted(path.name for path in first.iterdir()) == ["1"]
    folder = first / "1" / BOARD
    assert json.loads((folder / "manifest").read_text()[32:])["version"] == "1.0"
    assert "main.mpy" not in (folder / "list").read_text()
