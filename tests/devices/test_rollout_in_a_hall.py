"""A rollout in a whole hall: real hub, real broker, real firmware in flashes of their own."""

from pathlib import Path

import pytest

from hub.core.commands import CloseDay
from hub.devices.provisioning import device_config
from tests.devices.hall import WholeHall, whole_hall
from tests.devices.peers import HALL
from tests.firmware.test_updates import BOARD, CRASHES, release
from tools.virtual import VirtualDevice
from tools.virtual.flash import flash

NAMES = ("keypad-1", "keypad-2")
PATIENCE = 6
"""Times `until`: an update of two devices one after the other takes most of a minute on a busy machine."""


async def switch_on(hall: WholeHall, releases: Path) -> None:
    """Two keypads with release 1, in the hall."""
    for name in NAMES:
        credential = hall.registry.get(name)
        assert credential
        where = (hall.devices.host, hall.devices.port, hall.registry.hall_key)
        config = device_config(credential, HALL, *where, language="en", fleet_key=hall.devices.fleet_key)
        flash(hall.folder / name, releases / "1" / BOARD, config)
        device = hall.virtual[name] = VirtualDevice(hall.folder / name)
        await device.start()
        await hall.until_state(name, "ready")


def rollout(hall: WholeHall) -> dict[str, object]:
    return dict(hall.devices.updates.picture()["rollout"])


async def until_state(hall: WholeHall, state: str) -> None:
    """Wait for the rollout, which is told nobody."""
    for patience in reversed(range(PATIENCE)):
        try:
            await hall.until(lambda: rollout(hall)["state"] == state)
            return
        except TimeoutError:
            if not patience:
                raise


@pytest.mark.slow
async def test_a_release_reaches_one_keypad_and_then_the_other(tmp_path: Path) -> None:
    async with whole_hall(tmp_path) as hall:
        await hall.do(CloseDay())
        folder = tmp_path / "broker"
        for version in ("1.0", "2.0"):
            release(folder, version, key=hall.devices.fleet_key)
        await switch_on(hall, folder / "releases")
        hall.devices.updates.confirm_s = 5
        assert hall.devices.updates.start(2) == ""
        await until_state(hall, "done")
        assert rollout(hall)["confirmed"] == list(NAMES)
        rows = {row["device"]: row for row in hall.devices.picture()}
        assert [(rows[name]["firmware"], rows[name]["slot"]) for name in NAMES] == [("2.0", "b")] * 2


@pytest.mark.slow
async def test_a_broken_release_reaches_one_keypad_and_stops_there(tmp_path: Path) -> None:
    async with whole_hall(tmp_path) as hall:
        await hall.do(CloseDay())
        folder = tmp_path / "broker"
        release(folder, "1.0", key=hall.devices.fleet_key)
        release(folder, "2.0", CRASHES, key=hall.devices.fleet_key)
        await switch_on(hall, folder / "releases")
        assert hall.devices.updates.start(2) == ""
        await until_state(hall, "stopped")
        assert (rollout(hall)["reason"], rollout(hall)["device"]) == ("fault", "keypad-1")
        await hall.until_state("keypad-1", "alert")
        rows = {row["device"]: row for row in hall.devices.picture()}
        assert [(rows[name]["firmware"], rows[name]["slot"]) for name in NAMES] == [("1.0", "a")] * 2
        assert rows["keypad-1"]["alert"] == "update_failed"
