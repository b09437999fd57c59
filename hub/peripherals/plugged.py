"""Everything that is plugged into this Pi, opened from its setup."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from hub.core.hall import Hall
from hub.peripherals.buttons import Button, Presses, open_button
from hub.peripherals.gpio import PinFactory
from hub.peripherals.lamps import CallLamps, open_lamps
from hub.peripherals.panels import PanelFeed, command
from hub.peripherals.ports import Handle
from hub.peripherals.printer import Printer, SerialPrinter
from hub.peripherals.setup import PeripheralsSetup
from hub.peripherals.tickets import TicketPaper
from hub.service import Outlet


class Plugged:
    """The peripherals of one hub. ``outlets`` are to be told; ``paper`` reprints, or is None without a printer."""

    def __init__(
        self, setup: PeripheralsSetup, handle: Handle, printer: Printer | None = None, factory: PinFactory = None
    ) -> None:
        self._setup, self._handle, self._factory = setup, handle, factory
        self._lamps = CallLamps(open_lamps(setup.lamps, factory))
        self._panels = PanelFeed(setup.led, command(setup.led)) if setup.led else None
        self.paper = self._paper(printer)
        self._buttons: list[Button] = []

    def _paper(self, printer: Printer | None) -> TicketPaper | None:
        setup = self._setup.printer
        if setup is None:
            return None
        return TicketPaper(setup, printer or SerialPrinter(setup), self._handle, self._setup.link_base)

    @property
    def outlets(self) -> tuple[Outlet, ...]:
        """Those to be told what happens, the quick ones first."""
        rest = (outlet for outlet in (self._panels, self.paper) if outlet is not None)
        return (self._lamps, *rest)

    async def run(self, hall: Hall) -> None:
        """Show the hall as it is, then serve until cancelled; panels and lamps go dark at the end."""
        self._begin(hall)
        try:
            async with asyncio.TaskGroup() as group:
                for work in self._works():
                    group.create_task(work)
                await asyncio.get_running_loop().create_future()
        finally:
            self._close()

    def _begin(self, hall: Hall) -> None:
        """Tell every outlet, report tickets whose paper is unknown, and listen to the buttons."""
        for outlet in self.outlets:
            outlet.tell(hall, ())
        if self.paper:
            self.paper.recover(hall)
        for setup in self._setup.buttons:
            presses = Presses(setup, hall.epoch, self._handle)
            button = open_button(setup, presses.press, self._factory)
            self._buttons += [button] if button else []

    def _works(self) -> list[Coroutine[Any, Any, None]]:
        return [outlet.run() for outlet in (self.paper, self._panels) if outlet is not None]

    def _close(self) -> None:
        """Let go of the pins."""
        for button in self._buttons:
            button.close()
        self._lamps.close()
