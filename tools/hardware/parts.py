"""The parts of each role and where their wires go, from ``firmware/boards.py``."""

import runpy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

FIRMWARE = Path(__file__).resolve().parents[2] / "firmware"
BOARDS: Mapping[str, Any] = runpy.run_path(str(FIRMWARE / "boards.py"))
"""Names of the table of pins; it imports nothing, and so it runs alone."""

PLATFORMS = {"rp2": ("Raspberry Pi Pico W", "GP"), "esp32": ("ESP32 DevKit", "IO")}
"""Platform -> the board's name, and what is printed before the number of a pin."""
ROLES = {"dispenser": "取号机", "keypad": "叫号键盘", "pad": "评价器", "counter_display": "窗口屏"}

KEYS = {
    "next": "下一位", "recall": "重呼", "start": "开始", "finish": "办结", "miss": "过号", "hold": "挂起", "resume": "恢复",
    "transfer": "转移", "pause": "暂停", "open": "开窗", "close": "关窗", "undo": "撤销", "help": "求助", "clear": "清除",
    "ok": "确认", "complaint": "投诉", "up": "上移", "down": "下移", "add": "加选", "back": "返回", "priority": "优先",
    "language": "语言",
}  # fmt: skip


DIVIDER = "by 2.2 kΩ, with 3.3 kΩ from the pin to GND"
"""Makes 3 V of the 5 V that a part sends."""
SHIFTER = "by a level shifter BSS138 (5 V, 3V3)"
"""Also for a line that its reader only pulls down."""
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Wire:
    """One wire: the part's terminal, and the number of its pin on each platform. ``through``: what lies in it, in short."""

    terminal: str
    pins: Mapping[str, int]
    through: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part. ``supply``: what feeds it. ``choice``: how its record asks for it, empty where it is there anyway."""

    name: str
    chinese: str
    supply: str
    wires: tuple[Wire, ...]
    choice: str = ""
    pieces: int = 1


def plan(role: str, platform: str, **parts: object) -> Any:
    """A device's plan, as its firmware makes it."""
    return BOARDS["Plan"](role, parts, platform)


def parts_of(role: str) -> list[Part]:
    """All parts that a role can have, those it has anyway first."""
    screen = SCREENS if role != "counter_display" else (matrices, bar, *SCREENS)
    found = [*keys(role), lamps(role), *(each(role) for each in screen)]
    if role == "dispenser":
        found += [printer(role), speaker(role)]
    if role == "keypad":
        found += [serial_reader(role), wiegand_reader(role)]
    return [*found, buzzer(role)]


def keys(role: str) -> Iterator[Part]:
    """Keys of a role, and the knob that may stand for some."""
    plans = {platform: plan(role, platform) for platform in PLATFORMS}
    buttons = plans["rp2"].buttons
    if buttons and any(row is not None for row, _ in buttons.values()):
        yield matrix(plans, buttons)
    elif buttons:
        yield Part("keys", "按键", "GND", tuple(direct(plans, name) for name in buttons), "", len(buttons))
    if role == "dispenser":
        knobs = {platform: plan(role, platform, keys="encoder") for platform in PLATFORMS}
        wires = [Wire(f"knob {name}", {p: knobs[p].encoder[at] for p in PLATFORMS}) for at, name in enumerate("AB")]
        wires += [direct(knobs, name) for name in sorted(knobs["rp2"].buttons)]
        yield Part("knob and 5 keys", "旋钮和按键", "GND", tuple(wires), 'keys = "encoder"', 6)


def matrix(plans: Mapping[str, Any], buttons: Mapping[str, tuple[int, int]]) -> Part:
    """Rows with the keys that lie on them, then columns."""
    rows, columns = (list(dict.fromkeys(place[at] for place in buttons.values())) for at in (0, 1))
    wires = []
    for row in rows:
        names = [name for name, place in buttons.items() if place[0] == row]
        words = " · ".join(named(name) for name in names)
        wires.append(Wire(f"row {rows.index(row) + 1}: {words}", {p: plans[p].buttons[names[0]][0] for p in PLATFORMS}))
    for column in columns:
        name = next(name for name, place in buttons.items() if place[1] == column)
        wires.append(Wire(f"column {columns.index(column) + 1}", {p: plans[p].buttons[name][1] for p in PLATFORMS}))
    return Part(f"{len(buttons)} keys, a diode each", "按键矩阵", "", tuple(wires), "", len(buttons))


def direct(plans: Mapping[str, Any], name: str) -> Wire:
    """A key to ground."""
    return Wire(named(name), {platform: plans[platform].buttons[name][1] for platform in PLATFORMS})


def named(key: str) -> str:
    """A key's name in both languages."""
    return f"{key} {KEYS[key]}" if key in KEYS else key


def lamps(role: str) -> Part:
    names = plan(role, "rp2").lamps
    pins = {platform: plan(role, platform).lamp_pin for platform in PLATFORMS}
    return Part(f"{len(names)} lamps WS2812", "指示灯", "5V", (Wire("DIN", pins),), "", len(names))


def on_port(
    name: str, chinese: str, supply: str, choice: str, entry: str, terminals: Mapping[str, int],
    through: Mapping[str, str] = NOTHING,
) -> Part:  # fmt: skip
    """A part on the pins of one entry of the table. ``terminals``: name -> place in the entry; ``through``: by name."""
    wires = (
        Wire(
            terminal,
            {platform: BOARDS["BOARDS"][platform][entry][at] for platform in PLATFORMS},
            through.get(terminal, ""),
        )
        for terminal, at in terminals.items()
    )
    return Part(name, chinese, supply, tuple(wires), choice)


def chosen(role: str, part: str, value: object) -> str:
    """How a record asks for a part, or nothing where its role has it anyway."""
    said = str(value).lower() if isinstance(value, bool) else f'"{value}"'
    return "" if BOARDS["PARTS"][role].get(part) == value else f"{part} = {said}"


def oled(role: str) -> Part:
    choice = chosen(role, "screen", "ssd1306")
    return on_port("display SSD1306 128x64", "显示屏", "3V3", choice, "i2c", {"SDA": 1, "SCL": 2})


def graphics(role: str) -> Part:
    choice, pins = chosen(role, "screen", "st7920"), {"E (SCLK)": 1, "R/W (SID)": 2, "RS (CS)": 4}
    return on_port("display ST7920 128x64", "大显示屏", "5V, PSB to GND", choice, "spi", pins)


def matrices(role: str) -> Part:
    choice, pins = chosen(role, "screen", "max7219"), {"CLK": 1, "DIN": 2, "CS": 4}
    return on_port("4 to 16 matrices MAX7219", "点阵", "5V", choice, "spi", pins)


def bar(role: str) -> Part:
    driver = on_port("LED bar by a MAX3485", "条屏 (RS-485)", "3V3", chosen(role, "screen", "bar"), "bar", {"DI": 1})
    direction = {platform: BOARDS["BOARDS"][platform]["direction"][0] for platform in PLATFORMS}
    return Part(
        driver.name, driver.chinese, driver.supply, (*driver.wires, Wire("DE and RE", direction)), driver.choice
    )


SCREENS = (oled, graphics)


def printer(role: str) -> Part:
    """RS-232 has up to 15 V and turned levels: a MAX3232 in both wires."""
    sent, got = f"TX, {DIVIDER}; RS-232: by a MAX3232", "RX; RS-232: by a MAX3232 fed by 3V3"
    supply, boxes = "its own 24V or 12V", {sent: "2.2k/3.3k", got: "(MAX3232)"}
    return on_port("receipt printer, TTL or RS-232", "打印机", supply, "", "printer", {got: 1, sent: 2}, boxes)


def speaker(role: str) -> Part:
    return on_port("DFPlayer Mini", "语音模块", "5V", chosen(role, "speaker", True), "speaker", {"RX, by 1 kΩ": 1})


def serial_reader(role: str) -> Part:
    choice, sent = chosen(role, "card", "serial"), f"TX, {DIVIDER}"
    return on_port("card reader, serial TTL", "读卡器", "5V", choice, "card", {sent: 2}, {sent: "2.2k/3.3k"})


def wiegand_reader(role: str) -> Part:
    choice, pins = chosen(role, "card", "wiegand"), {f"D0, {SHIFTER}": 0, f"D1, {SHIFTER}": 1}
    boxes = dict.fromkeys(pins, "BSS138")
    return on_port("card reader, Wiegand", "韦根读卡器", "12V", choice, "wiegand", pins, boxes)


def buzzer(role: str) -> Part:
    choice = chosen(role, "buzzer", True)
    return on_port("passive buzzer", "蜂鸣器", "GND", choice, "buzzer", {"+, by 100 Ω": 0})
