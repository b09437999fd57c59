"""The pairing window: who may ask, the six digits, one handing over; and the same with real firmware."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hub.core.refused import Refused
from hub.devices.acl import Role
from hub.devices.boots import FROM_S
from hub.devices.credentials import Registry
from hub.devices.handover import Handover
from hub.devices.pairing import MOST_ASKING, MOST_BEGUN, SILENT_MS, WINDOW_MS, WRONG_MOST, Pairing
from pairing import PATH
from pairing import Pairing as Device
from tests.fakes.clock import FakeClock
from wire import pairing as exchange

ABOUT = ("esp32", "keypad", "0a1b2c")
HALL_MS = (FROM_S + 3_000_000 * 60) * 1000


class Hall:
    """A pairing desk with its registry; ``changes``: how often the broker had to learn new users."""

    def __init__(self, registry: Registry) -> None:
        self.clock = FakeClock(1)
        self.registry = registry
        self.changes = 0
        self.boots: dict[str, int] = {}
        give = Handover(
            registry, "demo", "Y2E=", where=lambda: ("", 1883), boot_of=lambda device: self.boots.get(device, 0),
            hall_ms=lambda: HALL_MS, changed=self._changed,
        )  # fmt: skip
        self.desk = Pairing(give, self.clock.mono_ms)

    def _changed(self) -> None:
        self.changes += 1

    def hears(self, device: Device) -> Any:
        """One question of a device and its answer; what it was handed, if that."""
        path, message = device.ask()
        try:
            return device.answered(200, getattr(self, f"_{path.removeprefix(PATH)}")(message))
        except Refused as no:
            return device.answered(409, {"reason": no.reason})

    def _hello(self, said: dict[str, str]) -> Any:
        return self.desk.hello((said["hardware"], said["role"], said["name"]), bytes.fromhex(said["commit"]))

    def _reveal(self, said: dict[str, str]) -> Any:
        return self.desk.reveal(said["id"], bytes.fromhex(said["value"]), bytes.fromhex(said["nonce"]))

    def _wait(self, said: dict[str, str]) -> Any:
        return self.desk.wait(said["id"])

    def _taken(self, said: dict[str, str]) -> Any:
        return self.desk.taken(said["id"], said["receipt"])

    def rows(self) -> list[dict[str, Any]]:
        """Who asks."""
        rows: list[dict[str, Any]] = self.desk.picture()["asking"]
        return rows


def chance(first: int) -> Callable[[int], bytes]:
    """Bytes that differ from device to device and from call to call."""
    count = [first]

    def draw(size: int) -> bytes:
        count[0] += 1
        return count[0].to_bytes(4, "big") * (size // 4)

    return draw


@pytest.fixture
def hall(registry: Registry) -> Hall:
    return Hall(registry)


def asking(hall: Hall, about: tuple[str, str, str] = ABOUT, first: int = 1) -> Device:
    """A device that shows its digits."""
    device = Device(about, chance(first * 1000))
    hall.hears(device)
    hall.hears(device)
    assert device.digits
    return device


def refusal(call: Callable[..., Any], *given: Any) -> str:
    with pytest.raises(Refused) as no:
        call(*given)
    return no.value.reason


def test_a_closed_window_lets_nobody_ask(hall: Hall) -> None:
    device = Device(ABOUT, chance(1))
    hall.hears(device)
    assert (device.step, device.said) == ("hello", "pair_closed")
    assert hall.desk.picture() == {"open": False, "left_s": 0, "asking": []}
    for ask in (lambda: hall.desk.wait("x"), lambda: hall.desk.confirm("x", "000000", "keypad-1")):
        assert refusal(ask) == "pairing_closed"


def test_who_shows_the_right_digits_is_handed_secrets_that_are_new_and_known(hall: Hall) -> None:
    before = hall.registry.get("keypad-1")
    hall.desk.open()
    device = asking(hall)
    [row] = hall.rows()
    assert (row["state"], row["role"], row["name"], row["tries_left"]) == ("waiting", "keypad", "0a1b2c", WRONG_MOST)
    assert device.digits not in json.dumps(hall.desk.picture())
    hall.desk.confirm(row["id"], device.digits, "keypad-1")
    config = hall.hears(device)
    after = hall.registry.get("keypad-1")
    assert before
    assert after
    assert config["key"] == after.key.hex() != before.key.hex()
    assert (config["password"], config["client_id"]) == (after.password, after.client_id)
    assert (config["device"], config["hall"], config["host"], config["ca"]) == ("keypad-1", "demo", "", "Y2E=")
    assert hall.changes == 1


def test_a_lost_answer_is_given_again_until_the_device_says_that_it_has_it(hall: Hall) -> None:
    hall.desk.open()
    device = asking(hall)
    id = hall.rows()[0]["id"]
    hall.desk.confirm(id, device.digits, "keypad-1")
    first, again = hall.desk.wait(id), hall.desk.wait(id)
    assert first == again
    assert hall.hears(device)
    device.stored()
    hall.hears(device)
    assert (device.step, hall.rows()[0]["state"], hall.rows()[0]["device"]) == ("done", "taken", "keypad-1")
    assert hall.desk.wait(id) == {"sealed": ""}
    assert refusal(hall.desk.confirm, id, device.digits, "keypad-2") == "pairing_unknown"
    assert hall.changes == 1


def test_nobody_else_can_read_or_acknowledge_what_was_handed_over(hall: Hall) -> None:
    hall.desk.open()
    device = asking(hall)
    id = hall.rows()[0]["id"]
    hall.desk.confirm(id, device.digits, "keypad-1")
    sealed = base64.b64decode(hall.desk.wait(id)["sealed"])
    credential = hall.registry.get("keypad-1")
    assert credential
    assert credential.password.encode() not in sealed
    assert refusal(hall.desk.taken, id, "0" * 32) == "pairing_unknown"
    assert hall.rows()[0]["state"] == "handed"


def test_three_wrong_digits_end_the_attempt(hall: Hall) -> None:
    hall.desk.open()
    device = asking(hall)
    id = hall.rows()[0]["id"]
    wrong = f"{(int(device.digits) + 1) % 10**6:06d}"
    for left in range(WRONG_MOST - 1, 0, -1):
        assert refusal(hall.desk.confirm, id, wrong, "keypad-1") == "pairing_digits"
        assert hall.rows()[0]["tries_left"] == left
    assert refusal(hall.desk.confirm, id, wrong, "keypad-1") == "pairing_wrong_digits"
    assert refusal(hall.desk.confirm, id, device.digits, "keypad-1") == "pairing_unknown"
    hall.hears(device)
    assert (device.step, device.said, hall.changes) == ("hello", "pair_wrong", 0)


def test_whoever_reveals_something_else_than_he_committed_himself_to_is_out(hall: Hall) -> None:
    hall.desk.open()
    said = hall.desk.hello(ABOUT, exchange.commitment(exchange.value_of(b"1" * 32), b"n" * 32))
    assert refusal(hall.desk.reveal, said["id"], exchange.value_of(b"2" * 32), b"n" * 32) == "pairing_unknown"
    assert hall.rows() == []


@pytest.mark.parametrize("number", [0, 1, exchange.PRIME - 1, exchange.PRIME])
def test_a_value_that_makes_the_key_known_is_refused(hall: Hall, number: int) -> None:
    hall.desk.open()
    value = number.to_bytes(256, "big")
    said = hall.desk.hello(ABOUT, exchange.commitment(value, b"n" * 32))
    assert refusal(hall.desk.reveal, said["id"], value, b"n" * 32) == "pairing_unknown"


def test_the_hub_says_nothing_new_to_a_commitment_that_it_has_answered(hall: Hall) -> None:
    hall.desk.open()
    assert hall.desk.hello(ABOUT, b"c" * 32) == hall.desk.hello(ABOUT, b"c" * 32)
    assert len(hall.rows()) == 1


def test_the_window_closes_after_five_minutes_and_on_the_supervisor_s_word(hall: Hall) -> None:
    hall.desk.open()
    device = asking(hall)
    id = hall.rows()[0]["id"]
    hall.clock.forward_s(WINDOW_MS / 1000)
    assert refusal(hall.desk.confirm, id, device.digits, "keypad-1") == "pairing_closed"
    hall.desk.open()
    assert hall.rows() == []
    assert refusal(hall.desk.wait, id) == "pairing_unknown"
    hall.desk.close()
    assert refusal(hall.desk.hello, ABOUT, b"c" * 32) == "pairing_closed"


def test_a_handful_may_ask_at_once_and_the_silent_make_room(hall: Hall) -> None:
    hall.desk.open()
    for number in range(MOST_ASKING):
        asking(hall, ("esp32", "keypad", str(number)), number)
    late = Device(ABOUT, chance(99_000))
    hall.hears(late)
    assert (late.step, late.said) == ("hello", "pair_busy")
    hall.clock.forward_s(SILENT_MS / 1000 + 1)
    hall.hears(late)
    assert (late.step, len(hall.rows())) == ("reveal", 1)


def test_nobody_can_draw_digits_until_a_pair_of_them_fits(hall: Hall) -> None:
    hall.desk.open()
    for number in range(MOST_BEGUN):
        value = exchange.value_of(bytes([number + 1]) * 32)
        said = hall.desk.hello(ABOUT, exchange.commitment(value, b"n" * 32))
        assert refusal(hall.desk.reveal, said["id"], b"\x02" * 256, b"n" * 32) == "pairing_unknown"
    assert refusal(hall.desk.hello, ABOUT, b"c" * 32) == "pairing_full"
    hall.desk.open()
    assert hall.desk.hello(ABOUT, b"c" * 32)["id"]


@pytest.mark.parametrize(
    ("role", "device", "reason"),
    [
        ("keypad", "pad-1", "pairing_role"),
        ("keypad", "keypad-77", "pairing_device"),
        ("dispenser", "keypad-1", "pairing_role"),
        ("dispenser", "hub", "pairing_device"),
        ("dispenser", "anything", "pairing_device"),
    ],
)
def test_a_name_that_does_not_fit_changes_nothing(hall: Hall, role: str, device: str, reason: str) -> None:
    hall.desk.open()
    asks = asking(hall, ("esp32", role, "x"))
    row = hall.rows()[0]
    assert refusal(hall.desk.confirm, row["id"], asks.digits, device) == reason
    assert (hall.rows()[0]["state"], hall.changes) == ("waiting", 0)


def test_a_second_dispenser_is_added_at_pairing(hall: Hall) -> None:
    hall.desk.open()
    device = asking(hall, ("esp32", "dispenser", "x"))
    hall.desk.confirm(hall.rows()[0]["id"], device.digits, "dispenser-2")
    assert hall.hears(device)["device"] == "dispenser-2"
    credential = hall.registry.get("dispenser-2")
    assert credential
    assert credential.role is Role.DISPENSER


def test_a_new_board_under_an_old_name_never_counts_its_starts_as_the_old_one_did(hall: Hall) -> None:
    hall.desk.open()
    hall.boots["keypad-2"] = 4_000_000
    for name, first in (("keypad-1", 3_000_000), ("keypad-2", 4_000_001)):
        device = asking(hall, first=int(name[-1]))
        id = next(row["id"] for row in hall.rows() if row["state"] == "waiting")
        hall.desk.confirm(id, device.digits, name)
        assert hall.hears(device)["boot"] == first


def test_new_secrets_are_on_disk_before_they_are_told(tmp_path: Path) -> None:
    registry = Registry.create(tmp_path / "devices.json")
    registry.ensure("keypad-1", Role.KEYPAD, 1)
    hall = Hall(registry)
    hall.desk.open()
    device = asking(hall)
    hall.desk.confirm(hall.rows()[0]["id"], device.digits, "keypad-1")
    told = hall.hears(device)
    stored = Registry.load(tmp_path / "devices.json").get("keypad-1")
    assert stored
    assert told["key"] == stored.key.hex()
