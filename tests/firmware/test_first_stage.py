"""The first stage: which slot starts and why, and what a fault or somebody at the cable leads to."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import machine
import pytest

import main
from main import choose, load, reason, run, save


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where the records lie; what is loaded as ``startup`` here is gone afterwards."""
    real = sys.modules.get("startup")
    monkeypatch.setenv("RESET_CAUSE", str(machine.PWRON_RESET))
    monkeypatch.setattr(sys, "path", [*sys.path])
    (tmp_path / "anycounter").mkdir()
    yield str(tmp_path / "anycounter")
    sys.modules.pop("startup", None)
    if real:
        sys.modules["startup"] = real


def put(folder: str, slot: str, source: str) -> None:
    """A firmware whose `startup` is this."""
    (Path(folder).parent / slot).mkdir(exist_ok=True)
    (Path(folder).parent / slot / "startup.py").write_text(source)


def start(folder: str) -> Any:
    """A start up to the reset that ends it."""
    sys.modules.pop("startup", None)
    with pytest.raises(SystemExit):
        run(folder)
    sys.path.pop(0)
    return load(folder, "slot")


TRIAL = {"slot": "b", "old": "a", "tries": 0, "id": 7}


def test_without_slots_the_firmware_lies_beside_the_first_stage(folder: str) -> None:
    assert choose(folder, "power") == ("", False)


def test_a_freshly_flashed_board_starts_from_a(folder: str) -> None:
    put(folder, "a", "")
    assert choose(folder, "power") == ("a", False)


def test_each_start_of_a_trial_is_counted_and_the_fourth_leads_back(folder: str) -> None:
    save(folder, "slot", TRIAL)
    assert [choose(folder, "power") for _ in range(4)] == [("b", True)] * 3 + [("a", False)]
    assert load(folder, "slot") == {"slot": "a", "failed": "power", "id": 7}


@pytest.mark.parametrize("why", ["fault", "watchdog"])
def test_a_crash_on_trial_leads_back_at_once(folder: str, why: str) -> None:
    save(folder, "slot", TRIAL)
    assert choose(folder, "watchdog") == ("b", True), "the reset into the trial looks like this on a Pico"
    assert choose(folder, why) == ("a", False)


def test_a_firmware_that_is_no_trial_stays_whatever_happens(folder: str) -> None:
    save(folder, "slot", {"slot": "b"})
    assert {choose(folder, why) for why in ("fault", "watchdog", "power") for _ in range(9)} == {("b", False)}


def test_what_was_noted_before_a_reset_is_believed_once(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    save(folder, "why", "command")
    monkeypatch.setenv("RESET_CAUSE", str(machine.WDT_RESET))
    assert [reason(folder), reason(folder)] == ["command", "watchdog"]


@pytest.mark.parametrize(
    "source", ["raise ValueError('x' * 900)", "def run(*given):\n    raise ValueError('planted')", "def"]
)
def test_a_fault_is_kept_and_leads_to_a_new_start(folder: str, source: str) -> None:
    put(folder, "a", source)
    start(folder)
    assert load(folder, "why") == "fault"
    assert 0 < len(load(folder, "fault")) <= main.FAULT_CHARS
    assert "Error" in load(folder, "fault") or "x" * 400 in load(folder, "fault")


def test_a_trial_without_a_start_in_it_leads_back(folder: str) -> None:
    put(folder, "a", "def run(*given):\n    raise ValueError")
    (Path(folder).parent / "b").mkdir()
    save(folder, "slot", TRIAL)
    assert start(folder)["slot"] == "b"
    assert start(folder) == {"slot": "a", "failed": "fault", "id": 7}


def test_somebody_at_the_cable_finds_a_prompt_without_a_watchdog_after_the_next_start(folder: str) -> None:
    put(folder, "a", "def run(*given):\n    raise KeyboardInterrupt")
    start(folder)
    assert run(folder) is None
    assert load(folder, "hold") is None


def test_a_damaged_record_is_none(folder: str) -> None:
    save(folder, "slot", {"slot": "b"})
    raw = bytearray((Path(folder) / "slot").read_bytes())
    raw[-2] ^= 1
    (Path(folder) / "slot").write_bytes(raw)
    assert load(folder, "slot") is None


def test_its_records_are_those_of_the_storage(folder: str) -> None:
    from storage import Storage

    save(folder, "slot", {"slot": "b", "tries": 2})
    assert Storage(folder).load("slot") == {"slot": "b", "tries": 2}
    Storage(folder).save("slot", {"slot": "a"})
    assert load(folder, "slot") == {"slot": "a"}


def test_the_first_stage_needs_nothing_of_the_slots() -> None:
    own = {name for name, module in vars(main).items() if isinstance(module, ModuleType)}
    assert own == {"binascii", "io", "json", "os", "sys", "machine"}
