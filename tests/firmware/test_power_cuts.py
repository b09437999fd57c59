"""Power cuts at every write of an update, on a real littlefs in the real MicroPython (see ``power_cuts.py``)."""

import json
import os
import subprocess
from typing import Any

import pytest

from tests.firmware.test_on_micropython import MICROPYTHON, ROOT
from tools.virtual.device import FAKES

WRITES = 100
"""An update of the small release makes a few more than this; fewer would mean that not all of them were tried."""


def lives(case: str) -> Any:
    """What came of the lives of one case."""
    environment = os.environ | {"MICROPYPATH": f"{FAKES}:{ROOT}/firmware:.frozen"}
    command = [str(MICROPYTHON), "-X", "heapsize=8M", f"{ROOT}/tests/firmware/power_cuts.py", case]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=250, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.splitlines()[-1])[case]


@pytest.mark.slow
def test_an_update_cut_off_at_any_write_starts_a_whole_firmware_and_is_done_in_the_end() -> None:
    assert lives("good") > WRITES


@pytest.mark.slow
def test_a_broken_release_cut_off_at_any_write_leads_back_to_the_old_one() -> None:
    assert lives("broken") > WRITES


def test_a_full_flash_refuses_the_update_and_keeps_the_old_firmware() -> None:
    assert lives("full") == "flash_full"


def test_the_prover_notices_an_updater_that_believes_what_it_has_not_read_back() -> None:
    assert lives("planted") is True
