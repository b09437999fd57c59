"""The table of pins: every row of both boards is one that its chip can do."""

import itertools
from collections.abc import Iterator

import pytest

from boards import BOARDS, ESP32, PARTS, PICO_W, Plan, Unbuildable

WIRELESS = {23, 24, 25, 29}
PICO_UART = {0: ({0, 12, 16, 28}, {1, 13, 17, 29}), 1: ({4, 8, 20, 24}, {5, 9, 21, 25})}
PICO_I2C = {0: ({0, 4, 8, 12, 16, 20}, {1, 5, 9, 13, 17, 21})}
PICO_SPI = {0: ({2, 6, 18, 22}, {3, 7, 19, 23}, {0, 4, 16, 20})}
"""Which pins of an RP2040 its peripherals reach: UART (transmit, receive), I2C (SDA, SCL), SPI (SCK, MOSI, MISO)."""

FLASH = set(range(6, 12))
INPUT_ONLY = {34, 35, 36, 37, 38, 39}
STRAPPING = {0, 2, 5, 12, 15}
CONSOLE = {1, 3}
ESP32_PINS = set(range(34)) - {20, 24, 28, 29, 30, 31} | INPUT_ONLY


def variants() -> Iterator[tuple[str, str, dict[str, object]]]:
    """(platform, role, parts): everything that a record may ask for."""
    choices = {
        "screen": ("text", "ssd1306", "st7920", "max7219", "bar", "none"),
        "keys": ("buttons", "encoder"),
        "card": ("serial", "wiegand", "none"),
        "buzzer": (True, False),
        "speaker": (True, False),
        "printer": (True,),
    }
    for platform in BOARDS:
        for role, parts in PARTS.items():
            names = [name for name in choices if name in parts]
            for chosen in itertools.product(*(choices[name] for name in names)):
                yield platform, role, dict(zip(names, chosen))


def plans() -> Iterator[tuple[str, Plan]]:
    for platform, role, parts in variants():
        if not ({"text", "bar"} & {parts.get("screen")} and parts.get("speaker")):  # told below
            yield platform, Plan(role, parts, platform)


def outputs(plan: Plan) -> list[int]:
    """Pins that the device drives."""
    rows = {row for row, _ in plan.buttons.values() if row is not None}
    driven = [*rows, plan.lamp_pin, plan.buzzer, plan.direction]
    driven += [port[1] for port in (plan.printer, plan.speaker) if port]
    if plan.screen in ("text", "bar"):
        driven.append(plan.screen_pins[1])
    elif plan.screen == "ssd1306":
        driven += plan.screen_pins[1:]
    elif plan.screen_pins:
        _, sck, mosi, _, select = plan.screen_pins
        driven += [sck, mosi, select]
    if plan.reader == "serial":
        driven.append(plan.reader_pins[1])
    return [pin for pin in driven if pin is not None]


def pulled_up(plan: Plan) -> list[int]:
    """Inputs that need the chip's own pull-up, and that a person may hold low while it starts."""
    wires = plan.reader_pins if plan.reader == "wiegand" else ()
    return [*{column for _, column in plan.buttons.values()}, *(plan.encoder or ()), *wires]


def received(plan: Plan) -> list[int]:
    """Inputs that something else drives."""
    ports = [plan.printer, plan.speaker, plan.reader_pins if plan.reader == "serial" else None]
    pins = [port[2] for port in ports if port]
    if plan.screen in ("text", "bar"):
        pins.append(plan.screen_pins[2])
    if plan.screen in ("st7920", "max7219"):
        pins.append(plan.screen_pins[3])
    return pins


def test_no_pin_of_a_device_does_two_things() -> None:
    for platform, plan in plans():
        used = outputs(plan) + pulled_up(plan) + received(plan)
        assert len(used) == len(set(used)), (platform, plan.screen, plan.parts, sorted(used))


def test_a_pico_w_uses_pins_that_it_has_and_leaves_the_wireless_chip_alone() -> None:
    for platform, plan in plans():
        if platform == "rp2":
            used = set(outputs(plan) + pulled_up(plan) + received(plan))
            assert used <= set(range(29)) - WIRELESS


def test_the_ports_of_a_pico_w_reach_their_pins() -> None:
    for name in ("text", "bar", "printer", "card", "speaker"):
        number, tx, rx = PICO_W[name]
        assert tx in PICO_UART[number][0] and rx in PICO_UART[number][1], name
    bus, sda, scl = PICO_W["i2c"]
    assert sda in PICO_I2C[bus][0] and scl in PICO_I2C[bus][1]
    bus, sck, mosi, miso, _ = PICO_W["spi"]
    assert [pin in reach for pin, reach in zip((sck, mosi, miso), PICO_SPI[bus])] == [True] * 3


def test_an_esp32_drives_no_flash_no_console_and_no_pin_that_can_only_listen() -> None:
    for platform, plan in plans():
        if platform == "esp32":
            used = set(outputs(plan) + pulled_up(plan) + received(plan))
            assert used <= ESP32_PINS - FLASH - CONSOLE
            assert not set(outputs(plan)) & (INPUT_ONLY | {0, 12})
            assert not set(pulled_up(plan)) & (INPUT_ONLY | STRAPPING)


def test_the_ports_of_an_esp32_are_not_its_console() -> None:
    assert all(ESP32[name][0] in (1, 2) for name in ("text", "bar", "printer", "card", "speaker"))


@pytest.mark.parametrize(
    ("role", "parts", "told"),
    [
        ("keypad", {"speaker": True}, "a keypad has no part speaker"),
        ("keypad", {"screen": "crt"}, "crt is none of"),
        ("keypad", {"card": "rfid"}, "rfid is none of"),
        ("dispenser", {"keys": "piano"}, "no keys of kind piano"),
        ("dispenser", {"screen": "text", "speaker": True}, "both need UART 1"),
    ],
)
def test_parts_that_do_not_fit_are_told(role: str, parts: dict[str, object], told: str) -> None:
    with pytest.raises(Unbuildable, match=told):
        Plan(role, parts, "rp2")


def test_a_knob_takes_the_place_of_the_item_keys() -> None:
    plan = Plan("dispenser", {"keys": "encoder"}, "rp2")
    assert set(plan.buttons) == {"add", "back", "priority", "language", "help", "ok"}
    assert plan.encoder == (6, 7)


def test_a_desk_has_a_screen_of_text_and_is_quiet_unless_its_record_says_otherwise() -> None:
    plan = Plan("keypad", {}, "linux")
    assert (plan.screen, plan.buzzer) == ("text", None)
    assert Plan("keypad", {"screen": "ssd1306"}, "linux").screen == "ssd1306"


def test_the_five_keys_of_a_pad_lie_in_the_official_order() -> None:
    plan = Plan("pad", {}, "rp2")
    assert list(plan.buttons)[:5] == list(plan.lamps)[:5] == ["5", "4", "3", "2", "1"]
