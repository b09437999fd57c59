"""Which button, lamp and serial port sits on which pin: one table for each role, the same on Pico W and ESP32.

A button is (row, column): the column reads low while pressed, where the row is driven low; row None is ground.
Lamps are the colours of one chain of WS2812 pixels, in this order.
"""

COLOURS = {"off": (0, 0, 0), "green": (0, 40, 0), "amber": (40, 20, 0), "red": (40, 0, 0)}

LAMP_PIN = 22
SCREEN_UART = (1, 4, 5)
PRINTER_UART = (0, 0, 1)
"""(UART, transmit pin, receive pin)."""

_ROWS = (6, 7, 8, 9, 10)
_COLUMNS = (11, 12, 13, 14, 15)


def _matrix(names):
    return {name: (_ROWS[place // 5], _COLUMNS[place % 5]) for place, name in enumerate(names)}


def _direct(names):
    return {name: (None, _COLUMNS[0] + place) for place, name in enumerate(names)}


_KEYS = (
    "next",
    "recall",
    "start",
    "finish",
    "miss",
    "hold",
    "resume",
    "transfer",
    "pause",
    "open",
    "close",
    "undo",
    "help",
)


def of(role):
    """(buttons, lamps, whether it has a printer) of a role."""
    if role == "keypad":
        return _matrix(_KEYS + ("clear",) + tuple(str(digit) for digit in range(10))), _KEYS, False
    if role == "pad":
        return _direct(("1", "2", "3", "4", "5", "ok")), ("prompt", "sent", "link"), False
    if role == "dispenser":
        return _direct(("up", "down", "add", "ok", "back", "priority", "language")), ("ok", "link", "paper"), True
    return {}, ("stale", "call"), False
