"""Flashing a board: the real MicroPython behind a cable that can be pulled after any byte."""

import json
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from hub.devices.provisioning import config_record
from storage import Storage
from tests.sources import ROOT
from tests.tools.fake_board import MICROPYTHON, board
from tools.flashing import __main__ as flashing
from tools.flashing import label
from tools.flashing.boards import BLOCK, BOARDS, Board, Facts, board_of, check_room, check_version
from tools.flashing.cable import AUTO, find_port, reached
from tools.flashing.faults import (
    CablePulled,
    FlashFailed,
    FlashFull,
    ManyBoards,
    NoBoard,
    OldMicroPython,
    WrongBoard,
)
from tools.flashing.firmware import Firmware, firmware_for, sha256
from tools.flashing.pairing import WORDS, followed
from tools.flashing.slots import layout_of, slot_record
from tools.flashing.writing import content_of, look, must_pair, write
from tools.virtual.device import FAKES

DESK = (Board("A desk", "linux", r"version", "armv6m"),)
"""What stands before the tests instead of a board."""
PLACE: dict[str, object] = {
    "ssid": "hall", "wifi_password": "a secret of tests", "role": "keypad", "language": "zh", "hub": "", "web_port": 8080
}  # fmt: skip
CUTS = 60
HALL = ROOT / "hub" / "halls" / "village.toml"


def small(version: int) -> Firmware:
    """A firmware of three files, so that a run takes a tenth of a second."""
    content = bytes([version]) * 900
    files = {"startup.mpy": b"M\x06" + content, "wire/mac.mpy": b"M\x06" + content, "texts/zh.mpy": b"M\x06"}
    return Firmware(files, b"# stage %d\n" % version)


def put_on(flash: Path, firmware: Firmware, **given: Any) -> int:
    """Flash a board; the bytes that went to it."""
    with board(flash, **given) as plugged:
        try:
            with reached(plugged.port, 0) as cable:
                facts, _, layout = look(cable, DESK)
                write(cable, facts, layout, firmware, config_record(dict(PLACE)), lambda said: None)
        finally:
            sent = plugged.sent
    return sent


def starts(flash: Path) -> dict[str, bytes] | None:
    """The files of the firmware that would start, read as the first stage reads; None where nothing would."""
    if not (flash / "main.py").exists():
        return None
    slot = Storage(str(flash / "anycounter")).load("slot")["slot"]
    folder = flash / slot
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_whole_firmware_goes_on_an_empty_board_and_is_what_starts(tmp_path: Path) -> None:
    firmware = firmware_for("armv6m")
    put_on(tmp_path / "flash", firmware)
    assert starts(tmp_path / "flash") == firmware.files
    assert (tmp_path / "flash" / "main.py").read_bytes() == (ROOT / "firmware" / "main.py").read_bytes()
    assert Storage(str(tmp_path / "flash" / "anycounter")).load("place") == PLACE
    assert {"startup.mpy", "dispenser.mpy", "wire/messages.mpy", "pairing_mode.mpy"} <= firmware.files.keys()
    assert "main.mpy" not in firmware.files


def test_each_firmware_goes_beside_the_one_that_runs(tmp_path: Path) -> None:
    flash = tmp_path / "flash"
    for version, folder in ((1, "a"), (2, "b"), (3, "a")):
        put_on(flash, small(version))
        assert starts(flash) == small(version).files
        assert Storage(str(flash / "anycounter")).load("slot") == {"slot": folder}
    assert not (flash / "anycounter" / "flash.new").exists()


@pytest.mark.slow
def test_a_cable_pulled_after_any_byte_leaves_the_old_firmware_or_the_new(tmp_path: Path) -> None:
    whole = put_on(tmp_path / "whole", small(1))
    again = put_on(tmp_path / "whole", small(2))
    seen = set()
    for number in range(CUTS):
        flash = tmp_path / f"flash-{number}"
        put_on(flash, small(1))
        (flash / "anycounter" / "config").write_bytes(b"of an older pairing")
        with pytest.raises((CablePulled, NoBoard)):
            put_on(flash, small(2), cut_after=1 + number * (again - 2) // (CUTS - 1))
        left = starts(flash)
        assert left in (small(1).files, small(2).files), number
        assert (flash / "main.py").read_bytes() in (b"# stage 1\n", b"# stage 2\n")
        assert (flash / "anycounter" / "config").read_bytes() == b"of an older pairing"
        seen.add(left == small(2).files)
        put_on(flash, small(3))
        assert starts(flash) == small(3).files
    assert seen == {True, False}
    assert whole > 0


@pytest.mark.slow
def test_on_an_empty_board_a_pulled_cable_leaves_nothing_that_starts_or_all_of_it(tmp_path: Path) -> None:
    whole = put_on(tmp_path / "whole", small(1))
    for number in range(CUTS // 3):
        flash = tmp_path / f"flash-{number}"
        with pytest.raises((CablePulled, NoBoard)):
            put_on(flash, small(1), cut_after=1 + number * (whole - 2) // (CUTS // 3 - 1))
        assert starts(flash) in (None, small(1).files)


def test_a_full_board_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    flash = tmp_path / "flash"
    put_on(flash, small(1))
    before = {path: path.read_bytes() for path in flash.rglob("*") if path.is_file()}
    with pytest.raises(FlashFull, match=r"needs \d+ KB"):
        put_on(flash, small(2), capacity=16 * BLOCK)
    assert {path: path.read_bytes() for path in flash.rglob("*") if path.is_file()} == before


def test_a_board_that_turns_out_to_be_full_keeps_what_it_had(tmp_path: Path) -> None:
    flash = tmp_path / "flash"
    put_on(flash, small(1))
    with board(flash, capacity=12 * BLOCK) as plugged, reached(plugged.port, 0) as cable:
        facts, _, layout = look(cable, DESK)
        roomy = Facts(facts.platform, facts.machine, facts.version, facts.bytecode, 10**6, facts.files)
        with pytest.raises(FlashFull, match="is full"):
            write(cable, roomy, layout, small(2), config_record(dict(PLACE)), lambda said: None)
    assert starts(flash) == small(1).files


def test_a_wrong_board_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    wrong = pytest.raises(WrongBoard, match="the firmware runs on Raspberry Pi Pico W or ESP32")
    with board(tmp_path / "flash") as plugged, reached(plugged.port, 0) as cable, wrong:
        look(cable)
    assert list((tmp_path / "flash").iterdir()) == []


def facts(platform: str, machine: str, version: tuple[int, ...] = (1, 28, 0), bytecode: int = 6) -> Facts:
    return Facts(platform, machine, version, bytecode, 10**6, {})


@pytest.mark.parametrize(
    ("platform", "machine", "name"),
    [
        ("rp2", "Raspberry Pi Pico W with RP2040", "Raspberry Pi Pico W"),
        ("esp32", "Generic ESP32 module with ESP32", "ESP32"),
        ("esp32", "Generic ESP32 module with SPIRAM with ESP32", "ESP32"),
    ],
)
def test_the_boards_of_the_table_are_known_by_their_own_words(platform: str, machine: str, name: str) -> None:
    assert board_of(facts(platform, machine)).name == name


@pytest.mark.parametrize(
    ("platform", "machine"),
    [
        ("rp2", "Raspberry Pi Pico with RP2040"),
        ("rp2", "Raspberry Pi Pico 2 W with RP2350"),
        ("esp32", "Generic ESP32S3 module with ESP32S3"),
        ("esp32", "ESP32C3 module with ESP32C3"),
        ("esp8266", "ESP module with ESP8266"),
    ],
)
def test_a_board_without_wifi_or_of_another_kind_is_refused(platform: str, machine: str) -> None:
    with pytest.raises(WrongBoard, match=machine):
        board_of(facts(platform, machine))


def test_an_old_micropython_is_refused_with_what_to_do() -> None:
    with pytest.raises(OldMicroPython, match=r"runs MicroPython 1\.26\.1; put 1\.27 or newer"):
        check_version(facts("rp2", "", (1, 26, 1)), 6)
    with pytest.raises(OldMicroPython, match="same release"):
        check_version(facts("rp2", "", (1, 30, 0), bytecode=7), 6)
    check_version(facts("rp2", "", (1, 27, 0)), 6)


def test_room_counts_whole_blocks_and_what_the_old_slot_gives_back() -> None:
    held = Facts("rp2", "", (1, 28, 0), 6, 5 * BLOCK, {"/b/x.mpy": 1, "/a/x.mpy": 1, "/photo.jpg": BLOCK})
    check_room(held, {"/b/x.mpy": BLOCK, "/b/y.mpy": 2}, ("/b/",))
    with pytest.raises(FlashFull, match=r"remove what is not ours: /photo\.jpg"):
        check_room(held, {"/b/x.mpy": BLOCK + 1, "/b/y.mpy": 2}, ("/b/",))


@pytest.mark.parametrize("record", [b"", b"00000000{}", slot_record("a")[:-1], config_record({"slot": "c"})])
def test_without_a_whole_slot_record_nothing_of_ours_runs(record: bytes) -> None:
    assert (layout_of(record).running, layout_of(record).next) == ("", "a")
    assert (layout_of(slot_record("a")).next, layout_of(slot_record("b")).next) == ("b", "a")


def test_a_pairing_of_the_same_role_is_kept_and_another_is_forgotten(tmp_path: Path) -> None:
    flash = tmp_path / "flash"
    put_on(flash, small(1))
    config = flash / "anycounter" / "config"
    with board(flash) as plugged, reached(plugged.port, 0) as cable:
        assert must_pair(cable, "keypad", again=False)
        config.write_bytes(config_record({"role": "keypad"}))
        assert not must_pair(cable, "keypad", again=False)
        assert content_of(cable, "/anycounter/config") == config.read_bytes()
        assert must_pair(cable, "pad", again=False)
        assert not config.exists()
        config.write_bytes(config_record({"role": "keypad"}))
        assert must_pair(cable, "keypad", again=True)
        assert not config.exists()


def port(device: str, vid: int | None) -> SimpleNamespace:
    return SimpleNamespace(device=device, vid=vid)


def test_the_only_board_is_found_among_other_ports() -> None:
    assert find_port(AUTO, lambda: [port("/dev/ttyS0", None), port("/dev/ttyACM0", 0x2E8A)]) == "/dev/ttyACM0"
    assert find_port("/dev/ttyACM7", list) == "/dev/ttyACM7"
    with pytest.raises(NoBoard, match="cable that carries data"):
        find_port(AUTO, lambda: [port("/dev/ttyS0", None)])
    with pytest.raises(ManyBoards, match="/dev/ttyACM0, /dev/ttyUSB0"):
        find_port(AUTO, lambda: [port("/dev/ttyUSB0", 0x10C4), port("/dev/ttyACM0", 0x2E8A)])


def asked(*more: str) -> Any:
    return flashing.parser().parse_args(["--role", "keypad", "--hall", str(HALL), *more])


def test_a_board_is_flashed_paired_and_labelled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = ("noise", "pairing: pair_wifi hall", "pairing: pair_digits 012 345", "pairing: pair_done keypad-3")
    with board(tmp_path / "flash", lines=lines) as plugged:
        wish = asked("--port", plugged.port, "--label", str(tmp_path / "label.png"))
        flashing.flash(wish, dict(PLACE), DESK, lambda march: small(1))
    said = capsys.readouterr().err
    assert "type these digits on the page /devices: 012 345" in said
    assert "paired: this is keypad-3" in said
    with Image.open(tmp_path / "label.png") as picture:
        assert picture.size == label.SIZE


def test_a_board_that_was_paired_already_is_not_waited_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flash = tmp_path / "flash"
    (flash / "anycounter").mkdir(parents=True)
    (flash / "anycounter" / "config").write_bytes(config_record({"role": "keypad"}))
    with board(flash) as plugged:
        flashing.flash(asked("--port", plugged.port), dict(PLACE), DESK, lambda march: small(1))
    assert "pairing window" not in capsys.readouterr().err


@pytest.mark.parametrize(("fault", "code"), [
    (NoBoard, 3), (ManyBoards, 4), (WrongBoard, 5), (OldMicroPython, 6), (FlashFull, 7), (CablePulled, 8),
])  # fmt: skip
def test_every_fault_has_an_exit_code_that_the_help_names(fault: type[FlashFailed], code: int) -> None:
    assert fault.code == code
    assert f"{code} " in flashing.EXIT_CODES


def test_a_port_that_is_not_there_ends_with_a_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    words = ["--role", "keypad", "--hall", str(HALL), "--port", str(tmp_path / "no-port"), "--hub", "hub.local"]
    with pytest.raises(NoBoard, match="no MicroPython answers"), reached(words[5], 0):
        raise AssertionError("there is no such port")
    assert flashing.main([*words[:3], str(tmp_path / "no-hall.toml")]) == flashing.MISTAKE
    assert "cannot be read" in capsys.readouterr().err


def test_a_refusal_ends_with_its_code_and_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with board(tmp_path / "flash") as plugged:
        code = flashing.main(["--role", "keypad", "--hall", str(HALL), "--port", plugged.port])
    assert code == WrongBoard.code
    assert "not done: this is a linux" in capsys.readouterr().err


def test_what_lies_on_the_board_is_a_firmware_that_can_be_loaded(tmp_path: Path) -> None:
    flash = tmp_path / "flash"
    put_on(flash, firmware_for(""))
    path = f"{FAKES}:{flash / 'a'}:.frozen"
    code = (
        "import asyncio; asyncio.ThreadSafeFlag = asyncio.Event; "
        "import startup, dispenser, device, pairing_mode, keypad, finding, secure"
    )
    done = subprocess.run([str(MICROPYTHON), "-c", code], env={"MICROPYPATH": path}, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_wifi_s_password_is_never_an_argument(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(flashing.PASSWORD, "from the environment")
    place = flashing.place_of(asked("--wifi", "hall"), flashing.load_settings(HALL))
    assert (place["ssid"], place["wifi_password"], place["hub"]) == ("hall", "from the environment", "")
    assert not any("password" in option for action in flashing.parser()._actions for option in action.option_strings)


def test_what_the_firmware_prints_is_understood() -> None:
    source = (ROOT / "firmware" / "pairing_words.py").read_text(encoding="utf-8")
    assert all(f'"{key}"' in source for key in WORDS)
    told = list(followed(["MPY: reset", "pairing: pair_closed ", "pairing: pair_done pad-1", "pairing: pair_wifi x"]))
    assert told == [(WORDS["pair_closed"], ""), ("paired: this is pad-1", "pad-1")]


@pytest.mark.parametrize("name", ["pad-1", "d" * 32])
def test_a_label_holds_the_name_whatever_its_length(tmp_path: Path, name: str) -> None:
    picture = label.draw(name, "counter display")
    assert picture.size == label.SIZE
    edge = picture.crop((label.SIZE[0] - 10, 0, *label.SIZE))
    assert edge.getextrema() == (255, 255)
    label.make(tmp_path / "printer", name, "pad")
    assert name.encode() in (tmp_path / "printer").read_bytes()


def test_a_firmware_s_hash_is_the_board_s(tmp_path: Path) -> None:
    (tmp_path / "flash").mkdir()
    (tmp_path / "flash" / "x").write_bytes(b"content" * 1000)
    with board(tmp_path / "flash") as plugged, reached(plugged.port, 0) as cable:
        assert cable.call("digest", "/x") == sha256(b"content" * 1000)
        assert json.loads(json.dumps(cable.ask("facts")))["files"] == {"/x": 7000}


def test_the_table_names_a_core_for_each_board() -> None:
    assert {board.march for board in BOARDS} == {"armv6m", "xtensawin"}
