"""Which page has which device of the bench: the newest that asked; and the end of loans that nobody uses."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from hub.web.bench_line import Line
from hub.web.feed import GONE
from hub.web.problems import Problem
from hub.web.shapes import BenchDevice

__all__ = ["GONE", "TAKEN", "Loan", "Loans"]

TAKEN = 4409
"""Close code: another page has this device now."""

MOST = 32
"""Devices of a bench at a time."""

UNUSED_S = 120.0
"""A device that has had no line for so long is struck out: its page is closed. Firmware tries again every 22 s."""


Later = Callable[[float, Callable[[], None]], asyncio.TimerHandle]


def call_later(seconds: float, call: Callable[[], None]) -> asyncio.TimerHandle:
    return asyncio.get_running_loop().call_later(seconds, call)


@dataclass(slots=True)
class Loan:
    """``lease``: what the page proves that it has the device with. ``session``: the hash of the session it lives by."""

    device: str
    lease: str
    session: str
    answer: BenchDevice
    line: Line | None = None
    ending: asyncio.TimerHandle | None = field(default=None, repr=False)


class Loans:
    """All loans. ``take_back`` strikes out a device; ``later`` calls something after so many seconds."""

    def __init__(self, take_back: Callable[[str], None], later: Later | None = None) -> None:
        self._take_back = take_back
        self._later = later or call_later
        self._loans: dict[str, Loan] = {}

    def of_device(self, device: str) -> Loan | None:
        return self._loans.get(device)

    def of_lease(self, lease: str) -> Loan | None:
        return next((loan for loan in self._loans.values() if loan.lease == lease), None)

    def check_room(self) -> None:
        """Raises ``Problem`` where the bench is full."""
        if len(self._loans) >= MOST:
            raise Problem(429, "too_many_connections", headers={"Retry-After": str(int(UNUSED_S))})

    def add(self, loan: Loan) -> Loan:
        """The page that had the device before is told."""
        before = self._loans.get(loan.device)
        if before:
            self._leave(before, TAKEN)
        self._loans[loan.device] = loan
        self._unused(loan)
        return loan

    @contextmanager
    def on(self, loan: Loan, line: Line) -> Iterator[None]:
        """While the line is there; a newer one of the same loan takes its place."""
        self._leave(loan, GONE)
        loan.line = line
        try:
            yield
        finally:
            if loan.line is line:
                loan.line = None
                self._unused(loan)

    def end_where(self, over: Callable[[Loan], bool], code: int) -> None:
        """End loans for this reason; their devices are struck out."""
        for loan in [each for each in self._loans.values() if over(each)]:
            self._end(loan, code)

    def leave_all(self, code: int) -> None:
        """End all lines for this reason; the devices stay as they are."""
        for loan in self._loans.values():
            self._leave(loan, code)

    def _leave(self, loan: Loan, code: int) -> None:
        """The loan's line ends, and nothing waits for its end any more."""
        if loan.ending:
            loan.ending.cancel()
        if loan.line:
            loan.line.leave(code)
        loan.line = loan.ending = None

    def _unused(self, loan: Loan) -> None:
        if self._loans.get(loan.device) is loan:
            loan.ending = self._later(UNUSED_S, lambda: self._end(loan, GONE))

    def _end(self, loan: Loan, code: int) -> None:
        del self._loans[loan.device]
        self._leave(loan, code)
        self._take_back(loan.device)
