"""The devices of a hall, and the records that their firmware starts from."""

import stat
from pathlib import Path

import storage
from hub.devices.acl import AT_COUNTER, Role
from hub.devices.credentials import Registry
from hub.devices.provisioning import config_record, device_config, ensure_all
from tests.core.story import setup


def test_a_hall_has_one_dispenser_and_three_devices_a_counter(tmp_path: Path) -> None:
    registry = Registry.open(tmp_path / "devices.json")
    credentials = ensure_all(registry, setup(counters=3))
    assert [each.role for each in credentials].count(Role.DISPENSER) == 1
    assert sorted((each.counter, each.role) for each in credentials if each.counter) == sorted(
        (number, role) for number in (1, 2, 3, 4) for role in AT_COUNTER
    )
    assert stat.S_IMODE((tmp_path / "devices.json").stat().st_mode) == 0o600


def test_known_devices_keep_their_secrets_and_nothing_is_written_for_them(tmp_path: Path) -> None:
    path = tmp_path / "devices.json"
    first = ensure_all(Registry.open(path), setup())
    written = path.stat().st_ino
    assert ensure_all(Registry.open(path), setup()) == first
    assert path.stat().st_ino == written


def test_the_firmware_reads_the_record_as_it_was_meant(tmp_path: Path) -> None:
    registry = Registry.open(tmp_path / "devices.json")
    keypad = next(each for each in ensure_all(registry, setup()) if each.device == "keypad-2")
    config = device_config(keypad, "demo", "10.0.0.7", 1883, registry.hall_key, language="en")
    (tmp_path / "config").write_bytes(config_record(config))
    read = storage.Storage(str(tmp_path)).load("config")
    assert read == config
    assert bytes.fromhex(read["key"]) == keypad.key
    assert (read["role"], read["client_id"], read["user"]) == ("keypad", keypad.client_id, "keypad-2")
