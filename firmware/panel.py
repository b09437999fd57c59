"""What people touch and see of a device: buttons, lamps, screen; and the port of its printer."""

from machine import UART, Pin

import layout
from pins import Buttons, Lights, Screen

IDENTIFY_MS = 5_000
EFFECTS = ("lamp", "show", "identify")


class Panel:
    """The panel of a device as its ``config`` describes it. ``printer``: the port of the receipt printer, or None."""

    def __init__(self, config):
        buttons, lamps, has_printer = layout.of(config["role"])
        self._buttons, self._lights, self._screen = Buttons(buttons), Lights(lamps), Screen()
        number, tx, rx = layout.PRINTER_UART
        self.printer = UART(number, 115200, tx=Pin(tx), rx=Pin(rx)) if has_printer else None
        self._name = config["device"]
        self._lines, self._identify_ms = (), None

    async def run(self, pressed, clock, alive):
        """Calls ``await pressed(name)`` for each press, and ``alive()`` every `watch.SLICE_S`; ends without buttons."""
        await self._buttons.run(pressed, clock, alive)

    def do(self, effect, now_ms):
        """Carries out one of ``EFFECTS`` at once."""
        what = effect[0]
        if what == "lamp":
            self._lights.set(effect[1], effect[2])
        elif what == "show":
            self._lines = effect[1]
            if self._identify_ms is None:
                self._screen.show(self._lines)
        else:
            self._identify_ms = now_ms + IDENTIFY_MS
            self._screen.show((self._name,))

    def tick(self, now_ms):
        """Time has passed: the device's name gives way to what it showed."""
        if self._identify_ms is not None and now_ms >= self._identify_ms:
            self._identify_ms = None
            self._screen.show(self._lines)
