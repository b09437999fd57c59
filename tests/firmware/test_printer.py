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
    return await printer.print_ticket(Cable(end), (TICKET[:100], TICKET[100:]))


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


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("paper_out", "paper_out"),
        ("cover_open", "cover_open"),
        ("cutter_stuck", "cutter"),
        ("broken", "printer_error"),
        ("offline", "offline"),
    ],
)
async def test_every_fault_of_the_printer_has_its_name_before_and_after_the_ticket(fault: str, reason: str) -> None:
    before = VirtualPrinter()
    setattr(before, fault, True)
    assert await result(before) == ("failed", reason)
    assert not before.printed

    class Failing(VirtualPrinter):
        def feed(self, octets: bytes) -> bytes:
            setattr(self, fault, len(self.printed) >= len(TICKET))
            return super().feed(octets)

    assert await result(Failing()) == ("doubtful", reason)


async def test_paper_that_ends_soon_is_told_with_a_ticket_that_printed() -> None:
    end = VirtualPrinter()
    end.paper_low = True
    assert await result(end) == ("printed", "paper_low")


async def test_a_printer_that_does_not_confirm_is_asked_how_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printer, "FINISH_MS", 20)
    end = VirtualPrinter()
    end.confirms = False
    assert await result(end) == ("printed", "")


@pytest.mark.parametrize("status", range(256))
async def test_every_status_byte_leads_to_a_word_and_never_to_a_guess(status: int) -> None:
    class Strange(VirtualPrinter):
        def feed(self, octets: bytes) -> bytes:
            answer = super().feed(octets)
            return bytes([status]) if answer else answer

    outcome, reason = await result(Strange())
    is_answer = status & 0x93 == 0x12
    assert (outcome == "failed") == (not is_answer or bool(status & 0x6C))
    assert outcome in ("failed", "printed")
    assert bool(reason) == (outcome == "failed")


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
    known = {"main.py", "device.py", "ports.py", "inputs.py", "wifi.py", "pins.py", "startup.py", "pairing_mode.py"}
    assert touching == known
