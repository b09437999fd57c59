"""Forwarding a ticket to the printer; the cable pulled at every byte."""

import asyncio
from pathlib import Path

import pytest

import printer
from tools.virtual.printer import VirtualPrinter

TICKET = b"\x1b@" + bytes(range(32, 232)) * 3


class Cable:
    """A UART with a virtual printer at its end."""

    def __init__(self, end: VirtualPrinter) -> None:
        self.end = end
        self.waiting = b""

    def write(self, octets: bytes) -> int:
        self.waiting += self.end.feed(octets)
        return len(octets)

    def any(self) -> int:
        return len(self.waiting)

    def read(self) -> bytes:
        octets, self.waiting = self.waiting, b""
        return octets


async def result(end: VirtualPrinter) -> tuple[str, str]:
    return await printer.print_ticket(Cable(end), TICKET)


async def test_a_ready_printer_gets_every_byte_once() -> None:
    end = VirtualPrinter()
    assert await result(end) == ("printed", "")
    assert bytes(end.printed) == TICKET


async def test_without_paper_nothing_is_sent() -> None:
    end = VirtualPrinter()
    end.paper_out = True
    assert await result(end) == ("failed", "paper_out")
    assert not end.printed


async def test_with_the_cover_open_nothing_is_sent() -> None:
    end = VirtualPrinter()
    end.cover_open = True
    assert await result(end) == ("failed", "cover_open")
    assert not end.printed


async def test_an_unplugged_printer_fails() -> None:
    end = VirtualPrinter()
    end.unplug_after = 0
    assert await result(end) == ("failed", "no_answer")


@pytest.mark.slow
async def test_a_cable_pulled_at_any_byte_leaves_a_doubtful_ticket() -> None:
    ends = [VirtualPrinter() for _ in range(len(TICKET))]
    for place, end in enumerate(ends):
        end.unplug_after = place + 1
    results = await asyncio.gather(*(result(end) for end in ends))
    assert set(results) == {("doubtful", "no_answer")}
    assert [len(end.printed) for end in ends] == list(range(1, len(TICKET) + 1))


async def test_paper_that_runs_out_while_printing_makes_the_ticket_doubtful() -> None:
    class RunningOut(VirtualPrinter):
        def feed(self, octets: bytes) -> bytes:
            self.paper_out = len(self.printed) > 300
            return super().feed(octets)

    assert await result(RunningOut()) == ("doubtful", "paper_out")


def test_every_module_that_touches_hardware_is_known() -> None:
    firmware = Path(printer.__file__).parent
    touching = {
        path.name
        for path in firmware.glob("*.py")
        if any(
            f"import {name}" in path.read_text() or f"from {name}" in path.read_text()
            for name in ("machine", "network")
        )
    }
    assert touching == {"main.py", "device.py", "ports.py", "inputs.py", "net.py", "pins.py"}
