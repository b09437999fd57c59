"""What people touch, see and hear of a device: buttons, lamps, screen, sounds; and the port of its printer."""

import asyncio
import sys

from pins import Buttons, Lights

IDENTIFY_MS = 5_000
EFFECTS = ("lamp", "show", "sign", "beep", "speak", "identify")


class Panel:
    """The panel of a device as its ``config`` describes it; ``folder``: where its font lies.

    ``printer``: the port of the receipt printer, or None.
    """

    def __init__(self, config, folder="/anycounter"):
        plan, ports = planned(config), once("ports")
        self._lights = Lights(plan.lamps, plan.lamp_pin, plan.colours)
        self._screen = ports.screen(plan, folder)
        self._keys, self._busy = Buttons(plan.buttons), []
        if plan.encoder:
            self._busy.append(__import__("inputs").Knob(*plan.encoder))
        if plan.reader_pins:
            self._busy.append(__import__("inputs").reader(plan.reader, plan.reader_pins))
        self._buzzer = ports.buzzer(plan.buzzer) if plan.buzzer is not None else None
        if self._buzzer:
            self._busy.append(self._buzzer)
        self._speaker = ports.speaker(plan.speaker) if plan.speaker else None
        self.printer = ports.uart(plan.printer, ports.PRINTER_BAUD) if plan.printer else None
        self._name = config["device"]
        self._lines, self._sign, self._identify_ms = (), None, None

    async def run(self, pressed, clock, alive):
        """Calls ``await pressed(name)`` for each press, and ``alive()`` every `watch.SLICE_S`, for ever."""
        await asyncio.gather(self._keys.run(pressed, clock, alive), *[part.run(pressed, clock) for part in self._busy])

    def do(self, effect, now_ms):
        """Carries out one of ``EFFECTS`` at once; what this device has no part for is nothing."""
        what = effect[0]
        if what == "lamp":
            self._lights.set(effect[1], effect[2])
        elif what == "show":
            self._lines = effect[1]
            self._draw(False)
        elif what == "sign":
            self._sign = effect[1]
            self._draw(True)
        elif what == "beep" and self._buzzer:
            self._buzzer.beep(effect[1])
        elif what == "speak" and self._speaker:
            self._speaker.speak(effect[1])
        elif what == "identify":
            self._identify_ms = now_ms + IDENTIFY_MS
            self._screen.show((self._name,))

    def tick(self, now_ms):
        """Time has passed: the device's name gives way to what it showed."""
        self._screen.tick(now_ms)
        if self._identify_ms is not None and now_ms >= self._identify_ms:
            self._identify_ms = None
            self._draw(False)
            self._draw(True)

    def _draw(self, is_sign):
        if self._identify_ms is not None:
            return
        if not is_sign:
            self._screen.show(self._lines)
        elif self._sign:
            self._screen.sign(self._sign)


def planned(config):
    """The plan of a device."""
    return once("boards").Plan(config["role"], config.get("parts") or {}, sys.platform)


def once(name):
    """A module that only the start needs: it does not stay in memory."""
    module = __import__(name)
    del sys.modules[name]
    return module
