"""The registry of devices: its secrets, its file, its crashes."""

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.devices.acl import Role
from hub.devices.credentials import BadDevice, BadRegistry, Registry, make_credential
from tests.devices.peers import HALL

ROOT = Path(__file__).resolve().parents[2]


def test_a_device_keeps_its_secrets_over_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "devices.json"
    made = Registry.create(path).ensure("keypad-1", Role.KEYPAD, 1)
    again = Registry.load(path)
    assert again.get("keypad-1") == made == again.ensure("keypad-1", Role.KEYPAD, 1)
    assert again.hub.client_id.startswith("hub-")


def test_that_a_device_was_heard_is_kept_until_it_is_paired_anew(tmp_path: Path) -> None:
    path = tmp_path / "devices.json"
    registry = Registry.create(path)
    assert not registry.ensure("keypad-1", Role.KEYPAD, 1).heard
    registry.note_heard("keypad-1")
    path.rename(tmp_path / "kept")
    for device in ("keypad-1", "nobody", "hub"):
        registry.note_heard(device)
    assert not path.exists(), "what is known is written once"
    (tmp_path / "kept").rename(path)
    again = Registry.load(path)
    assert again.ensure("keypad-1", Role.KEYPAD, 2).heard
    assert not again.renew("keypad-1", Role.KEYPAD, 2).heard


def test_devices_of_a_file_that_says_nothing_of_it_are_missed_as_before(tmp_path: Path) -> None:
    path = tmp_path / "devices.json"
    Registry.create(path).ensure("keypad-1", Role.KEYPAD, 1)
    stored = json.loads(path.read_bytes())
    del stored["devices"]["keypad-1"]["heard"]
    path.write_text(json.dumps(stored))
    assert [each.heard for each in Registry.load(path)] == [True]


def test_no_two_devices_share_a_secret(registry: Registry) -> None:
    everyone = [*registry, registry.hub]
    for secret in ("key", "password", "client_id", "user"):
        assert len({getattr(credential, secret) for credential in everyone}) == len(everyone)
    assert all(len(credential.key) == 32 for credential in everyone)


def test_a_client_id_is_the_role_and_64_random_bits() -> None:
    role, bits = make_credential("pad-1", Role.PAD, 1).client_id.rsplit("-", 1)
    assert role == "pad"
    assert len(bytes.fromhex(bits)) == 8


def test_a_device_that_moves_to_another_counter_keeps_its_secrets(registry: Registry) -> None:
    before = registry.get("keypad-1")
    after = registry.ensure("keypad-1", Role.KEYPAD, 7)
    assert before
    assert (after.key, after.password) == (before.key, before.password)
    assert after.counter == 7


def test_a_device_that_changes_its_role_gets_new_secrets(registry: Registry) -> None:
    before = registry.get("keypad-1")
    after = registry.ensure("keypad-1", Role.PAD, 1)
    assert before
    assert after.key != before.key
    assert after.client_id != before.client_id


def test_a_revoked_device_is_unknown_and_comes_back_with_new_secrets(tmp_path: Path) -> None:
    registry = Registry.create(tmp_path / "devices.json")
    before = registry.ensure("pad-1", Role.PAD, 1)
    assert registry.revoke("pad-1")
    assert not registry.revoke("pad-1")
    assert Registry.load(tmp_path / "devices.json").get("pad-1") is None
    assert registry.ensure("pad-1", Role.PAD, 1).key != before.key


def test_the_hub_is_no_device_and_cannot_be_revoked(registry: Registry) -> None:
    assert not registry.revoke("hub")
    assert registry.get("hub") is None
    assert "hub" not in {credential.device for credential in registry}
    assert "hub" in {grant.user for grant in registry.grants(HALL)}


def test_a_device_that_is_shut_out_has_no_grant(registry: Registry) -> None:
    users = {grant.user for grant in registry.grants(HALL, without=frozenset({"pad-1"}))}
    assert "pad-1" not in users
    assert "keypad-1" in users


def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        Registry.create(tmp_path / "hub" / "devices.json").ensure("pad-1", Role.PAD, 1)
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "hub" / "devices.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "hub").stat().st_mode) == 0o700


def test_secrets_do_not_show_in_logs(registry: Registry) -> None:
    for credential in [*registry, registry.hub]:
        for secret in (credential.key.hex(), repr(credential.key), credential.password, credential.client_id):
            assert secret not in repr(credential)
    assert all(grant.password not in repr(grant) for grant in registry.grants(HALL))


@given(
    st.one_of(st.text(), st.from_regex(r"[a-z0-9-]{0,40}", fullmatch=True), st.sampled_from(["hub", "a\n", "é", "A"]))
)
def test_only_plain_ids_are_registered(tmp_path_factory: pytest.TempPathFactory, device: str) -> None:
    registry = Registry(tmp_path_factory.getbasetemp() / "fuzzed.json", {})
    plain = 1 <= len(device) <= 32 and set(device) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    if plain and device != "hub":
        assert registry.ensure(device, Role.DISPENSER).device == device
    else:
        with pytest.raises(BadDevice):
            registry.ensure(device, Role.DISPENSER)
        assert registry.get(device) is None


@pytest.mark.parametrize(("role", "counter"), [(Role.KEYPAD, None), (Role.DISPENSER, 3), (Role.HUB, None)])
def test_a_role_that_does_not_fit_is_refused(registry: Registry, role: Role, counter: int | None) -> None:
    with pytest.raises(BadDevice):
        registry.ensure("new-1", role, counter)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"format": 9, "devices": {}}', b'{"format": 1, "devices": {}}']
)
def test_a_damaged_registry_names_its_file_and_is_not_overwritten(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "devices.json"
    path.write_bytes(content)
    with pytest.raises(BadRegistry, match=r"devices\.json"):
        Registry.open(path)
    assert path.read_bytes() == content


REVOKE = "import sys; from pathlib import Path; from hub.devices.credentials import Registry; "
REVOKE += "Registry.load(Path(sys.argv[1])).revoke('pad-1')"


@pytest.mark.parametrize("call", ["fsync", "rename", "write"])
def test_a_kill_while_writing_leaves_the_old_registry(tmp_path: Path, registry: Registry, call: str) -> None:
    path = tmp_path / "devices.json"
    before = path.read_bytes()
    inject = f"inject={call}:signal=KILL:when=1"
    strace = shutil.which("strace")
    assert strace, "strace is needed to kill a process between two of its calls"
    trace = [strace, "-f", "-o", str(tmp_path / "trace"), "-P", str(path), "-P", f"{path}.new", "-e", inject]
    killed = subprocess.run([*trace, sys.executable, "-c", REVOKE, str(path)], cwd=ROOT, check=False)
    assert killed.returncode != 0
    assert path.read_bytes() == before
    survivor = Registry.load(path)
    assert survivor.revoke("pad-1")
    assert Registry.load(path).get("pad-1") is None
