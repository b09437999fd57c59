"""The pure tests once more, on the real MicroPython."""

import os
import subprocess
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MICROPYTHON = Path(sysconfig.get_path("scripts")) / "micropython"
PURE = (
    "test_wire", "test_delivery", "test_keypad", "test_pad", "test_counter_display", "test_dispenser", "test_session",
    "test_debounce", "test_offline", "test_parts", "test_screens", "test_pairing", "test_mdns",
)  # fmt: skip


@pytest.mark.parametrize("module", PURE)
def test_the_same_rules_hold_on_micropython(module: str) -> None:
    environment = os.environ | {"MICROPYPATH": f"{ROOT}/firmware:{ROOT}:.frozen"}
    command = [str(MICROPYTHON), "-X", "heapsize=1M", f"{ROOT}/tests/firmware/on_micropython.py", module]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    name, count = done.stdout.split()
    written = (ROOT / f"tests/firmware/{module}.py").read_text().count("\ndef test_")
    assert (name, int(count)) == (module, written)
