"""Which pin does what: one table for each board. Nothing else in the firmware knows a board. Pure.

A board runs one role, so that roles share pins. A button is (row, column): the column reads low while pressed, where
the row is driven low; row None is ground. Lamps are one chain of WS2812 pixels, in the order of ``LAMPS``.
"""

COLOURS = {"off": (0, 0, 0), "green": (0, 40, 0), "amber": (40, 20, 0), "red": (40, 0, 0), "white": (25, 25, 25)}

PICO_W = {
    "rows": (6, 7, 8, 9, 10),
    "columns": (11, 12, 13, 14, 15),
    "lamps": (22,),
    "buzzer": (28,),
    "direction": (3,),  # of an RS-485 driver: high while it sends
    "wiegand": (26, 27),  # D0, D1
    "i2c": (0, 4, 5),  # bus, SDA, SCL
    "spi": (0, 18, 19, 16, 17),  # bus, SCK, MOSI, MISO (left open), chip select
    "text": (1, 4, 5),  # UART, transmit, receive
    "bar": (1, 4, 5),
    "printer": (0, 0, 1),
    "card": (0, 0, 1),
    "speaker": (1, 20, 21),
}
ESP32 = {
    "rows": (33, 32, 4, 2, 15),  # 2 and 15 are read at boot: as outputs, behind a key's diode, nothing pulls them
    "columns": (13, 14, 27, 26, 25),
    "lamps": (5,),
    "buzzer": (23,),
    "direction": (22,),
    "wiegand": (17, 16),
    "i2c": (0, 21, 22),
    "spi": (2, 18, 21, 34, 22),
    "text": (1, 19, 35),
    "bar": (1, 19, 35),
    "printer": (2, 17, 16),
    "card": (2, 17, 16),
    "speaker": (1, 19, 35),
}
BOARDS = {"rp2": PICO_W, "esp32": ESP32}
"""``sys.platform`` -> board. Anything else is a desk: no board at all, but a process with a screen of text."""

_ENCODED = ("add", "back", "priority", "language", "help")
BUTTONS = {
    "keypad": (
        "next", "recall", "start", "finish", "miss", "hold", "resume", "transfer", "pause", "open", "close", "undo",
        "help", "clear", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9",
    ),
    "pad": ("5", "4", "3", "2", "1", "ok", "complaint"),
    "counter_display": (),
    "dispenser": (
        "i1", "i2", "i3", "i4", "i5", "i6", "i7", "i8", "i9", "i10", "i11", "i12",
        "up", "down", "ok", "add", "back", "priority", "language", "help",
    ),
}  # fmt: skip
LAMPS = {
    "keypad": BUTTONS["keypad"][:13],
    "pad": ("5", "4", "3", "2", "1", "prompt", "sent", "link"),
    "counter_display": ("stale", "call"),
    "dispenser": ("ok", "link", "paper") + BUTTONS["dispenser"][:12],
}
MATRIX = 8
"""More keys than this share rows and columns; fewer go to ground, each on a pin of its own."""

SCREENS = {"text": "text", "ssd1306": "i2c", "st7920": "spi", "max7219": "spi", "bar": "bar", "none": None}
"""Kind of screen -> how it is joined."""
READERS = {"serial": "card", "wiegand": "wiegand", "none": None}
PARTS = {
    "keypad": {"screen": "ssd1306", "card": "none", "buzzer": True},
    "pad": {"screen": "ssd1306", "buzzer": True},
    "counter_display": {"screen": "max7219", "columns": 32, "rows": 8, "address": 1, "buzzer": False},
    "dispenser": {"screen": "ssd1306", "keys": "buttons", "buzzer": True, "speaker": False, "printer": True},
}
"""What a device has where its ``config`` record says nothing else under ``parts``."""


class Unbuildable(ValueError):
    """The parts of a device's record do not fit a board. Carries what and why."""


class Plan:
    """The parts of one device and their pins; what it lacks is None.

    ``buttons``: name -> (row, column). ``encoder``: (A, B). ``screen``: its kind, ``screen_pins`` as in the table.
    """

    def __init__(self, role, parts, platform):
        board = BOARDS.get(platform, PICO_W)
        self.parts = wanted = dict(PARTS[role])
        if platform not in BOARDS:
            wanted["screen"], wanted["buzzer"] = "text", False
        for part in parts:
            if part not in wanted:
                raise Unbuildable("a {} has no part {}".format(role, part))
            wanted[part] = parts[part]
        self.colours, self.lamps, self.lamp_pin = COLOURS, LAMPS[role], board["lamps"][0]
        self.buttons, self.encoder = _keys(board, role, wanted.get("keys"))
        self.screen = wanted["screen"]
        self.screen_pins = _joined(board, SCREENS, self.screen)
        if self.screen_pins and platform not in BOARDS and self.screen == "text":
            self.screen_pins = (2,) + self.screen_pins[1:]  # a desk does not run out of ports
        self.reader = wanted.get("card", "none")
        self.reader_pins = _joined(board, READERS, self.reader)
        self.printer, self.speaker = (board[part] if wanted.get(part) else None for part in ("printer", "speaker"))
        self.buzzer = board["buzzer"][0] if wanted.get("buzzer") else None
        self.direction = board["direction"][0] if self.screen == "bar" else None
        if self.speaker and self.screen in ("text", "bar") and self.screen_pins[0] == self.speaker[0]:
            raise Unbuildable("a {} screen and a speaker both need UART {}".format(self.screen, self.speaker[0]))


def _keys(board, role, kind):
    """(buttons, encoder). An encoder's *ok* is its push."""
    names, rows, columns = BUTTONS[role], board["rows"], board["columns"]
    if kind == "encoder":
        buttons = {name: (None, column) for name, column in zip(_ENCODED, columns)}
        buttons["ok"] = (None, rows[2])
        return buttons, rows[:2]
    if kind not in ("buttons", None):
        raise Unbuildable("no keys of kind {}".format(kind))
    if len(names) <= MATRIX:
        return {name: (None, pin) for name, pin in zip(names, columns + rows)}, None
    return {name: (rows[place // 5], columns[place % 5]) for place, name in enumerate(names)}, None


def _joined(board, kinds, kind):
    if kind not in kinds:
        raise Unbuildable("{} is none of {}".format(kind, ", ".join(sorted(kinds))))
    return board[kinds[kind]] if kinds[kind] else None
