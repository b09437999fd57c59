"""Devices of the bench: registered while a page has them, each start later than all before."""

import json
from pathlib import Path

from hub.devices.acl import Role
from hub.devices.bench import Workbench, clear_bench
from hub.devices.credentials import Registry
from tests.devices.hall import WholeHall, whole_hall
from tests.devices.peers import HALL
from tools.virtual import VirtualDevice

NOW_MS = 1_767_229_200_000


def workbench(hall: WholeHall, now_ms: int = NOW_MS) -> Workbench:
    return Workbench(hall.registry, hall.devices, HALL, lambda: now_ms)


def record(records: dict[str, str], name: str) -> object:
    """What a record of the flash says behind its CRC."""
    return json.loads(records[name][8:])


async def test_a_lent_device_is_registered_with_secrets_of_its_own(tmp_path: Path) -> None:
    async with whole_hall(tmp_path) as hall:
        for role, number, device in (
            ("keypad", 1, "bench-keypad-1"), ("pad", 2, "bench-pad-2"), ("counter_display", 1, "bench-display-1"),
            ("dispenser", 1, "bench-dispenser-1"),
        ):  # fmt: skip
            lent, records = workbench(hall).lend(role, number, "en")
            credential = hall.registry.get(device)
            assert credential is not None
            assert (lent, credential.role) == (device, Role(role))
            assert credential.counter == (None if role == "dispenser" else number)
            config = record(records, "config")
            assert isinstance(config, dict)
            assert (config["device"], config["key"], config["language"]) == (device, credential.key.hex(), "en")
        assert hall.state_of("bench-keypad-1") == "never_started"


async def test_each_loan_begins_with_a_later_boot_whatever_the_browser_remembers(tmp_path: Path) -> None:
    async with whole_hall(tmp_path) as hall:
        boots = [
            record(workbench(hall, NOW_MS + ms).lend("keypad", 1, "zh")[1], "boot-0") for ms in (0, 1000, 86_400_000)
        ]
        assert boots == sorted(set(map(int, map(str, boots))))
        assert boots[-1] < 2**31 - 1


async def test_two_loans_in_the_same_second_begin_with_different_boots(tmp_path: Path) -> None:
    async with whole_hall(tmp_path) as hall:
        bench = workbench(hall)
        first, second = (record(bench.lend("keypad", 1, "zh")[1], "boot-0") for _ in range(2))
        assert second == first + 1


async def test_a_device_that_has_restarted_by_itself_since_begins_after_that(tmp_path: Path) -> None:
    async with whole_hall(tmp_path) as hall:
        _, records = workbench(hall).lend("keypad", 1, "zh")
        (tmp_path / "bench-keypad-1").mkdir()
        for name, content in records.items():
            (tmp_path / "bench-keypad-1" / name).write_text(content)
        hall.pair("bench-keypad-1")
        device = hall.virtual["bench-keypad-1"] = VirtualDevice(tmp_path / "bench-keypad-1")
        await device.start()
        await hall.until(lambda: hall.devices.boot_of("bench-keypad-1") > record(records, "boot-0"))
        _, again = workbench(hall, 0).lend("keypad", 1, "zh")
        assert record(again, "boot-0") == hall.devices.boot_of("bench-keypad-1")


async def test_a_device_that_was_taken_back_is_nobody_s_and_comes_back_with_other_secrets(tmp_path: Path) -> None:
    async with whole_hall(tmp_path) as hall:
        bench = workbench(hall)
        _, before = bench.lend("keypad", 1, "zh")
        bench.take_back("bench-keypad-1")
        assert hall.registry.get("bench-keypad-1") is None
        assert bench.lend("keypad", 1, "zh")[1]["config"] != before["config"]


async def test_the_broker_is_reached_and_speaks_mqtt(tmp_path: Path) -> None:
    async with whole_hall(tmp_path) as hall:
        reader, writer = await workbench(hall).connect()
        writer.write(b"\x10\x10\x00\x04MQTT\x04\x02\x00\x0a\x00\x04fake")
        answer = await reader.read(4)
        assert answer[:2] == b"\x20\x02"
        assert answer[3] != 0, "nobody gets in without a password"
        writer.close()


def test_a_start_of_the_hub_strikes_out_what_an_earlier_bench_has_left(tmp_path: Path) -> None:
    registry = Registry.open(tmp_path / "devices.json")
    registry.ensure("bench-pad-1", Role.PAD, 1)
    registry.ensure("pad-1", Role.PAD, 1)
    clear_bench(registry)
    assert [each.device for each in Registry.load(tmp_path / "devices.json")] == ["pad-1"]
