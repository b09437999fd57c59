"""Forwards a ticket to the receipt printer and finds out what became of it. A UART is ``write, any, read``."""

import asyncio

PIECE = 256
"""Bytes in one write: about the UART's own buffer, 22 ms at 115,200 baud."""
POLL_MS = 10
ANSWER_MS = 300
"""A printer answers DLE EOT in a few milliseconds, also while it prints."""

_OFFLINE = b"\x10\x04\x02"
_PAPER = b"\x10\x04\x04"
_COVER_OPEN = 0x04
_PAPER_OUT = 0x60


async def print_ticket(uart, ticket):
    """(status, reason): printed; failed before any byte; doubtful where it was lost under way."""
    fault = await _fault(uart)
    if fault:
        return "failed", fault
    for start in range(0, len(ticket), PIECE):
        uart.write(ticket[start : start + PIECE])
        await asyncio.sleep(PIECE * 10 / 115200)
    fault = await _fault(uart)
    return ("doubtful", fault) if fault else ("printed", "")


async def _fault(uart):
    """Why the printer cannot print now, or nothing."""
    offline = await _ask(uart, _OFFLINE)
    paper = await _ask(uart, _PAPER)
    if offline is None or paper is None:
        return "no_answer"
    if paper & _PAPER_OUT:
        return "paper_out"
    return "cover_open" if offline & _COVER_OPEN else ""


async def _ask(uart, question):
    """The status byte, or None where no printer answers."""
    while uart.any():
        uart.read()
    uart.write(question)
    for _ in range(ANSWER_MS // POLL_MS):
        if uart.any():
            return uart.read()[-1]
        await asyncio.sleep(POLL_MS / 1000)
    return None
