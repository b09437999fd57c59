"""The plan of a rollout: who is told to update, and when nobody is."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hub.devices.acl import Role
from hub.devices.credentials import make_credential
from hub.devices.envelopes import Envelope
from hub.devices.releases import Order, Releases, fleet_key, signed
from hub.devices.rollout import CONFIRM_S, PATIENCE_MS, REPEAT_MS, Rollout, advance
from hub.devices.updates import Updates

ROLLOUT = Rollout(2, "2.0", ("rp2",))


def row(device: str, firmware: str = "1.0", **fields: Any) -> dict[str, Any]:
    """A device that has been at work for long."""
    known = {
        "device": device, "firmware": firmware, "hardware": "rp2", "mode": "role", "slot": "a", "state": "ready",
        "alert": "", "boot": 5, "health": {"uptime_s": CONFIRM_S},
    }  # fmt: skip
    return known | fields


def rows(count: int, done: int = 0) -> list[dict[str, Any]]:
    """So many devices, of which the first ``done`` run the new version."""
    return [row(f"d-{n:02}", "2.0" if n < done else "1.0", boot=6 if n < done else 5) for n in range(count)]


def step(rollout: Rollout, devices: list[dict[str, Any]], now_ms: int = 0, day_open: bool = False) -> Any:
    return advance(rollout, devices, day_open, now_ms, 7)


def test_one_device_is_first_then_a_tenth_then_all() -> None:
    rollout, told = step(ROLLOUT, rows(30))
    assert told == ["d-00"]
    rollout, told = step(rollout, rows(30, done=1))
    assert (rollout.step, told) == (2, ["d-01", "d-02"])
    rollout, told = step(rollout, rows(30, done=2))
    assert (rollout.step, told) == (2, [])
    rollout, told = step(rollout, rows(30, done=3))
    assert (rollout.step, len(told)) == (3, 27)
    rollout, told = step(rollout, rows(30, done=30))
    assert (rollout.state, told) == ("done", [])


def test_nothing_more_begins_before_the_first_is_confirmed() -> None:
    rollout, _ = step(ROLLOUT, rows(30))
    young = [row("d-00", "2.0", boot=6, health={"uptime_s": CONFIRM_S - 1}), *rows(30)[1:]]
    assert step(rollout, young) == (rollout, [])


def test_an_order_is_repeated_until_the_device_is_at_it() -> None:
    rollout, _ = step(ROLLOUT, rows(2))
    assert step(rollout, rows(2), REPEAT_MS - 1) == (rollout, [])
    again, told = step(rollout, rows(2), REPEAT_MS)
    assert (told, again.ordered["d-00"].id) == (["d-00"], 7)
    assert step(rollout, [row("d-00", mode="update"), row("d-01")], REPEAT_MS)[1] == []


@pytest.mark.parametrize("day_open", [True, False])
def test_nothing_begins_while_the_day_is_open(day_open: bool) -> None:
    assert bool(step(ROLLOUT, rows(3), day_open=day_open)[1]) is not day_open


def test_what_ends_well_while_the_day_is_open_is_still_noted() -> None:
    rollout, _ = step(ROLLOUT, rows(30))
    rollout, told = step(rollout, rows(30, done=1), day_open=True)
    assert (rollout.confirmed, told) == (("d-00",), [])


@pytest.mark.parametrize(
    ("after", "now_ms", "reason"),
    [
        (row("d-00", boot=7, alert="update_failed", state="alert"), 0, "update_failed"),
        (row("d-00", mode="update"), PATIENCE_MS + 1, "silent"),
        (row("d-00", state="lost"), PATIENCE_MS + 1, "silent"),
    ],
)
def test_the_first_device_that_fails_stops_the_rollout(after: dict[str, Any], now_ms: int, reason: str) -> None:
    rollout, _ = step(ROLLOUT, rows(30))
    rollout, told = step(rollout, [after, *rows(30)[1:]], now_ms)
    assert (rollout.state, rollout.reason, rollout.device, told) == ("stopped", reason, "d-00", [])
    assert step(rollout, rows(30), now_ms + REPEAT_MS)[1] == []


def test_a_device_that_goes_back_after_all_stops_the_rollout() -> None:
    rollout, _ = step(ROLLOUT, rows(30, done=1))
    rollout, _ = step(rollout, rows(30))
    assert (rollout.state, rollout.reason, rollout.device) == ("stopped", "fell_back", "d-00")


def test_an_alarm_of_an_earlier_update_stops_nothing() -> None:
    rollout, told = step(ROLLOUT, [row("d-00", alert="update_failed", state="alert")])
    assert (told, step(rollout, [row("d-00", alert="update_failed", state="alert")], 1)[0].state) == (
        ["d-00"],
        "running",
    )


def test_a_device_that_is_away_or_of_another_board_is_left_alone() -> None:
    away = [
        row("d-00", state="lost"),
        row("d-01", state="never_seen", boot=0, hardware=""),
        row("d-02", hardware="esp32"),
    ]
    assert step(ROLLOUT, [*away, row("d-03")])[1] == ["d-03"]


def test_a_device_that_was_away_is_updated_when_it_comes() -> None:
    rollout = replace(ROLLOUT, step=3, confirmed=("d-00",))
    rollout, _ = step(rollout, [row("d-00", "2.0"), row("d-01", state="lost")])
    assert rollout.state == "running"
    assert step(rollout, [row("d-00", "2.0"), row("d-01")])[1] == ["d-01"]


class Desk:
    """Updates over a folder with releases, and all that it says."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.said = folder, list[tuple[str, dict[str, Any]]]()
        self.rows, self.open, self.now_ms = rows(30), False, 0
        self.key = fleet_key(folder / "fleet.key")
        for number in (1, 2):
            place = folder / "releases" / str(number) / "rp2"
            (place / "files").mkdir(parents=True, exist_ok=True)
            (place / "files" / "a.mpy").write_bytes(b"code")
            (place / "list").write_bytes(b"00 4 a.mpy\n")
            order = Order(f"{number}.0", number, "rp2")
            (place / "manifest").write_text(signed(order, b"00 4 a.mpy\n", self.key))
        self.begin()

    def begin(self) -> None:
        """The hub starts."""
        self.releases = Releases(self.folder / "releases", self.key)
        self.updates = Updates(
            self.releases, self.folder / "updates.json", lambda device, _, body: self.said.append((device, body)),
            lambda: self.rows, lambda: self.open, lambda: self.now_ms,
        )  # fmt: skip

    def rollout(self) -> dict[str, Any]:
        return dict(self.updates.picture()["rollout"])


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def answer(desk: Desk, ok: bool, reason: str = "") -> None:
    device, body = desk.said[-1]
    desk.updates.answered(Envelope(device, "rsp", "done", 5, 1, {"id": body["id"], "ok": ok, "reason": reason}, 0))


def test_the_order_is_the_signed_manifest_for_the_device_s_start(desk: Desk) -> None:
    assert desk.updates.start(2) == ""
    desk.updates.tick()
    ((device, body),) = desk.said
    assert (device, body["do"], body["boot"], body["data"]) == ("d-00", "update", 5, desk.releases.manifest(2, "rp2"))


def test_a_refusal_of_a_device_stops_the_rollout_with_its_reason(desk: Desk) -> None:
    desk.updates.start(2)
    desk.updates.tick()
    answer(desk, True)
    assert desk.rollout()["state"] == "running"
    answer(desk, False, "signature")
    assert [desk.updates.alarm(device) for device in ("d-00", "d-01")] == ["update_failed", ""]
    assert (desk.rollout()["state"], desk.rollout()["reason"], desk.rollout()["device"]) == (
        "stopped",
        "signature",
        "d-00",
    )


def test_a_hub_that_starts_anew_goes_on_with_the_rollout(desk: Desk) -> None:
    desk.updates.start(2)
    desk.updates.tick()
    desk.begin()
    assert desk.rollout()["under_way"] == ["d-00"]
    desk.updates.tick()
    assert len(desk.said) == 1
    desk.rows = rows(30, done=1)
    desk.updates.tick()
    assert [device for device, _ in desk.said] == ["d-00", "d-01", "d-02"]


def test_a_damaged_file_means_no_rollout_and_no_crash(desk: Desk) -> None:
    (desk.folder / "updates.json").write_bytes(b'{"number": ')
    desk.begin()
    assert desk.updates.picture()["rollout"] is None


def test_no_rollout_begins_in_opening_hours_and_a_running_one_pauses(desk: Desk) -> None:
    desk.open = True
    assert desk.updates.start(2) == "update_day_open"
    desk.open = False
    assert desk.updates.start(2) == ""
    desk.open = True
    desk.updates.tick()
    assert (desk.rollout()["state"], desk.said) == ("paused", [])
    desk.open = False
    desk.updates.tick()
    assert [device for device, _ in desk.said] == ["d-00"]


def test_one_rollout_at_a_time_and_none_of_what_is_not_there(desk: Desk) -> None:
    assert desk.updates.start(9) == "update_unknown"
    assert (desk.updates.start(2), desk.updates.start(2), desk.updates.start(1)) == ("", "", "update_running")
    desk.updates.stop()
    assert (desk.rollout()["state"], desk.rollout()["reason"]) == ("stopped", "supervisor")
    desk.updates.tick()
    assert desk.said == []


def test_a_release_of_another_fleet_or_in_the_wrong_folder_is_not_offered(desk: Desk, tmp_path: Path) -> None:
    manifest = tmp_path / "releases" / "2" / "rp2" / "manifest"
    manifest.write_text(signed(Order("2.0", 2, "rp2"), b"", b"x" * 32))
    assert list(desk.releases.all()) == [1]
    manifest.write_text(signed(Order("3.0", 3, "rp2"), b"", desk.key))
    assert list(desk.releases.all()) == [1]


@pytest.mark.parametrize(
    "name", ["fw/2/rp2/../../../fleet.key", "fw/2/rp2/b.mpy", "fw/../rp2/list", "fw/2/rp2/", "fw", "fw/2/x/list"]
)
def test_nothing_but_the_files_of_a_release_is_handed_out(desk: Desk, name: str) -> None:
    device = make_credential("keypad-1", Role.KEYPAD, 1)
    assert desk.releases.shelf(device, name) is None
    assert desk.releases.shelf(device, "fw/2/rp2/a.mpy") == b"code"


def test_the_rollout_is_in_a_file_that_only_the_hub_reads(desk: Desk) -> None:
    desk.updates.start(2)
    path = desk.folder / "updates.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert msgspec.json.decode(path.read_bytes(), type=Rollout).number == 2
