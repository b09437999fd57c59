"""Peripherals that record instead of acting: peers of the real ones, for tests and for a hall without hardware."""

from collections.abc import Iterable, Iterator

from hub.core.commands import PrintStatus
from hub.peripherals.status import Printed


class RecordingPrinter:
    """Keeps every receipt. ``outcomes``: what comes of the first ones; after them, each is printed."""

    def __init__(self, outcomes: Iterable[Printed] = ()) -> None:
        self._outcomes: Iterator[Printed] = iter(outcomes)
        self.receipts: list[bytes] = []

    async def print(self, receipt: bytes) -> Printed:
        self.receipts.append(receipt)
        return next(self._outcomes, Printed(PrintStatus.PRINTED))


class RecordingLamp:
    """Keeps what it was told, in order."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def on(self) -> None:
        self.told.append("on")

    def off(self) -> None:
        self.told.append("off")

    def close(self) -> None:
        self.told.append("close")


class RecordingButton:
    """A button that nobody but the test presses."""

    def __init__(self) -> None:
        self.closed = False

    def close(self) -> None:
        self.closed = True
