"""A receipt printer on a serial port: prints, and knows whether paper came out.

Theory of operation. Before the first byte of a receipt the printer is asked for its status: as long as nothing was
sent, what goes wrong is *failed*, and printing again is safe. From the first byte on, what goes wrong is *doubtful*:
somebody may hold that paper. Only an answer from behind the last byte makes it *printed*.

The port is opened for each receipt, so that a cable that was pulled and put back needs no care of its own, and what
was not sent is thrown away with the port: half a ticket never comes out later.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Protocol

from serial_asyncio_fast import open_serial_connection

from hub.core.commands import PrintStatus
from hub.peripherals.setup import PrinterSetup
from hub.peripherals.status import (
    ASK_CAUSE,
    ASK_FINISHED,
    ASK_PAPER,
    ASK_PRINTER,
    FINISHED_PAPER_END,
    PAPER_LOW,
    Printed,
    Trouble,
    is_finished,
    is_realtime,
    trouble,
)

log = logging.getLogger(__name__)

RESYNC = bytes(256)
"""A torn receipt may have stopped inside a QR code; this fills the longest one up and prints nothing by itself."""


class Printer(Protocol):
    """Prints one receipt after the other. Raises nothing: every trouble is a ``Printed``."""

    async def print(self, receipt: bytes) -> Printed: ...


class Unplugged(OSError):
    """The port went away."""


class Cable:
    """An open serial port to a printer. Everything raises ``TimeoutError`` for silence, else ``OSError`` for a cut."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer_s: float) -> None:
        self._reader, self._writer, self._answer_s = reader, writer, answer_s

    def send(self, sent: bytes) -> None:
        """Hand bytes to the port; what is wrong with them shows in the next answer."""
        self._writer.write(sent)

    async def ask(self, question: bytes, fits: Callable[[int], bool], patience_s: float) -> int:
        """Send a question and wait for the status byte that fits it."""
        self.send(question)
        async with asyncio.timeout(patience_s):
            while answer := await self._reader.read(1):
                if fits(answer[0]):
                    return answer[0]
        raise Unplugged("the port has closed")

    async def status(self) -> tuple[Trouble | None, bool]:
        """What keeps the printer from printing, and whether its paper is low."""
        questions = (ASK_PRINTER, ASK_CAUSE, ASK_PAPER)
        printer, cause, paper = [await self.ask(question, is_realtime, self._answer_s) for question in questions]
        return trouble(printer, cause, paper), bool(paper & PAPER_LOW)

    async def drop(self) -> None:
        """Close, and throw away what was not sent: a close that waits for a stuck printer holds up the next one."""
        transport = self._writer.transport
        if not transport.is_closing():
            with contextlib.suppress(OSError):
                transport.get_extra_info("serial").reset_output_buffer()
            transport.abort()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()


class SerialPrinter:
    """The real one: ESC/POS over a serial port. One receipt at a time."""

    def __init__(self, setup: PrinterSetup) -> None:
        self._setup = setup
        self._lock = asyncio.Lock()
        self._torn = False

    async def print(self, receipt: bytes) -> Printed:
        """Print one receipt and tell what came of it."""
        async with self._lock:
            printed = await self._try(receipt)
            self._torn = printed.status is PrintStatus.DOUBTFUL or (self._torn and printed.status is PrintStatus.FAILED)
        return printed

    async def _try(self, receipt: bytes) -> Printed:
        try:
            cable = await self._open()
        except OSError as error:
            log.debug("printer port %s: %s", self._setup.port, error)
            return Printed(PrintStatus.FAILED, Trouble.CABLE)
        try:
            return await self._over(cable, receipt)
        finally:
            await cable.drop()

    async def _open(self) -> Cable:
        setup = self._setup
        reader, writer = await open_serial_connection(
            url=setup.port, baudrate=setup.baud, rtscts=setup.rtscts, exclusive=True
        )
        return Cable(reader, writer, setup.answer_s)

    async def _over(self, cable: Cable, receipt: bytes) -> Printed:
        try:
            found, paper_low = await cable.status()
        except OSError as error:
            return Printed(PrintStatus.FAILED, _named(error))
        if found:
            return Printed(PrintStatus.FAILED, found, paper_low)
        cable.send(RESYNC + receipt if self._torn else receipt)
        return await self._outcome(cable, paper_low)

    async def _outcome(self, cable: Cable, paper_low: bool) -> Printed:
        """Wait for word from behind the last byte; without it, the ticket is doubtful and the reason is looked for."""
        try:
            found = await self._finished(cable)
        except TimeoutError:
            return Printed(PrintStatus.DOUBTFUL, await self._cause(cable))
        except OSError as error:
            return Printed(PrintStatus.DOUBTFUL, _named(error))
        if found:
            return Printed(PrintStatus.DOUBTFUL, found, paper_low)
        return Printed(PrintStatus.PRINTED, paper_low=paper_low)

    async def _finished(self, cable: Cable) -> Trouble | None:
        """Wait until all of it has been printed; None, or what stopped it."""
        if self._setup.confirms:
            answer = await cable.ask(ASK_FINISHED, is_finished, self._setup.finish_s)
            return Trouble.PAPER_OUT if answer & FINISHED_PAPER_END else None
        found, _ = await cable.status()
        return found

    async def _cause(self, cable: Cable) -> Trouble:
        try:
            found, _ = await cable.status()
        except OSError as error:
            return _named(error)
        return found or Trouble.OFFLINE


def _named(error: OSError) -> Trouble:
    """Silence is a printer that is off; anything else is the cable."""
    return Trouble.OFFLINE if isinstance(error, TimeoutError) else Trouble.CABLE
