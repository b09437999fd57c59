"""Forwards a ticket to the receipt printer and finds out what became of it. A UART is ``write, any, read``.

Before the first byte the printer is asked how it is (ESC/POS ``DLE EOT 1, 2, 4``): what is wrong then costs no paper. Behind
the last byte it is asked ``GS r 1``, which it answers in its turn, when all before it has been printed. Where that finds no
answer its state decides; a printer that is silent, or has a fault, leaves the ticket doubtful.
"""

import asyncio

BURST = 256
"""Bytes in one write: about the UART's own buffer, 22 ms at 115,200 baud."""
POLL_MS = 10
ANSWER_MS = 300
"""A printer answers DLE EOT in a few milliseconds, also while it prints."""
FINISH_MS = 3_000
"""A long ticket takes two seconds to print."""

_FAULTS = (
    # question, bits of its answer, what they mean; the open cover first, it hides the paper
    (b"\x10\x04\x02", ((0x04, "cover_open"), (0x20, "paper_out"))),
    (b"\x10\x04\x04", ((0x60, "paper_out"),)),
    (b"\x10\x04\x03", ((0x08, "cutter"), (0x64, "printer_error"))),
    (b"\x10\x04\x01", ((0x08, "offline"),)),
)
_PAPER = b"\x10\x04\x04"
_LOW = 0x0C
_FINISHED = b"\x1dr\x01"


def _nobody():
    """Nobody watches."""


async def print_ticket(uart, pieces, alive=_nobody):
    """(status, reason): printed ("" or paper_low); failed before any byte; doubtful where it was lost under way.

    ``alive`` is called every second at least.
    """
    fault = await _fault(uart)
    if fault:
        return "failed", fault
    for piece in pieces:
        for start in range(0, len(piece), BURST):
            uart.write(piece[start : start + BURST])
            await asyncio.sleep(BURST * 10 / 115200)
        alive()
    for _ in range(FINISH_MS // ANSWER_MS):
        if await _ask(uart, _FINISHED, 0x90, 0) is not None:
            break
        alive()
    fault = await _fault(uart)
    if fault:
        return "doubtful", fault
    paper = await _ask(uart, _PAPER)
    return "printed", "paper_low" if paper and paper & _LOW else ""


async def _fault(uart):
    """Why the printer cannot print now, or nothing."""
    for question, meanings in _FAULTS:
        answer = await _ask(uart, question)
        if answer is None:
            return "no_answer"
        for bits, meaning in meanings:
            if answer & bits:
                return meaning
    return ""


async def _ask(uart, question, mask=0x93, pattern=0x12):
    """The status byte that fits the question, or None where no printer answers."""
    while uart.any():
        uart.read()
    uart.write(question)
    for _ in range(ANSWER_MS // POLL_MS):
        if uart.any():
            for byte in uart.read():
                if byte & mask == pattern:
                    return byte
        await asyncio.sleep(POLL_MS / 1000)
    return None
