"""The cable to a board: ports that may be one, the raw prompt of MicroPython, and calls over it."""

import contextlib
import io
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import serial
from mpremote.transport import TransportError, TransportExecError
from mpremote.transport_serial import SerialTransport
from serial.tools import list_ports

from tools.flashing.faults import BadWrite, CablePulled, FlashFull, ManyBoards, NoBoard
from tools.flashing.onboard import PRELUDE

AUTO = "auto"
SILENCE_S = 5.0
"""Nothing on the board takes longer: erasing and writing a piece of a file is a tenth of a second."""
REACH_S = 15.0
"""A board whose firmware is interrupted may start once more before its prompt is free, and its port goes meanwhile."""
NO_SPACE = 28
VENDORS = {0x2E8A, 0x303A, 0x10C4, 0x1A86, 0x0403}
"""Raspberry Pi, Espressif, and the makers of the serial chips on ESP32 boards."""


def find_port(wanted: str, ports: Callable[[], Any] = list_ports.comports) -> str:
    """The port that is named, or the only one that may be a board; raises ``NoBoard`` or ``ManyBoards``."""
    if wanted != AUTO:
        return wanted
    found = sorted(port.device for port in ports() if port.vid in VENDORS)
    if not found:
        raise NoBoard("no board is plugged in: connect it by a cable that carries data, or name its port with --port")
    if len(found) > 1:
        raise ManyBoards(f"several boards are plugged in ({', '.join(found)}): say which with --port")
    return str(found[0])


class Cable:
    """A board at its raw prompt. Use ``reached``; all calls raise ``CablePulled`` when the board falls silent."""

    def __init__(self, transport: SerialTransport) -> None:
        self._transport = transport

    def call(self, function: str, *given: object) -> str:
        """Call a function of ``PRELUDE``; what it printed."""
        return self.run(f"{function}({', '.join(map(repr, given))})")

    def ask(self, function: str, *given: object) -> Any:
        """As ``call``, of a function that prints JSON."""
        return json.loads(self.call(function, *given))

    def run(self, code: str) -> str:
        """Run code on the board; raises ``FlashFull`` where it found no room."""
        with quiet(), faults():
            try:
                told = self._transport.exec(code)
            except TransportExecError as error:
                last = error.error_output.strip().splitlines()[-1]
                if last.startswith("OSError") and (str(NO_SPACE) in last or "ENOSPC" in last):
                    raise FlashFull("the board's flash is full; what runs on it was not touched") from None
                raise BadWrite(f"the board refused: {last}; what runs on it was not touched") from None
        return str(told.decode(errors="replace")).strip()

    def restart(self) -> None:
        """Start the board anew; it does not answer any more."""
        with quiet(), faults():
            self._transport.exec_raw_no_follow("import machine\nmachine.reset()")

    def lines(self, wait_s: float) -> Iterator[str]:
        """What the board prints after ``restart``, line by line; ends when it was silent for so long."""
        port, line = self._transport.serial, b""
        silent_since = time.monotonic()
        while time.monotonic() - silent_since < wait_s:
            with faults():
                octet = port.read(1)
            if not octet:
                continue
            silent_since = time.monotonic()
            line += octet
            if octet == b"\n":
                yield line.decode(errors="replace").strip()
                line = b""

    def close(self) -> None:
        """Let go of the port."""
        with contextlib.suppress(OSError, serial.SerialException):
            self._transport.close()


@contextlib.contextmanager
def reached(port: str, reach_s: float = REACH_S) -> Iterator[Cable]:
    """The board on this port, its program interrupted; raises ``NoBoard``."""
    cable = Cable(open_prompt(port, reach_s))
    try:
        cable.run(PRELUDE)
        yield cable
    finally:
        cable.close()


def open_prompt(port: str, reach_s: float) -> SerialTransport:
    """The raw prompt; what is interrupted may start anew and close the port once."""
    until, why = time.monotonic() + reach_s, "nothing answers"
    while True:
        try:
            with quiet():
                transport = SerialTransport(port, timeout=SILENCE_S)
                transport.enter_raw_repl(soft_reset=False, timeout_overall=3)
            return transport
        except (TransportError, OSError, serial.SerialException) as error:
            why = str(error)
        if time.monotonic() > until:
            raise NoBoard(f"{port}: no MicroPython answers ({why}); is it the right port, and not in use elsewhere?")
        time.sleep(0.2)


@contextlib.contextmanager
def faults() -> Iterator[None]:
    """Whatever a pulled cable looks like becomes ``CablePulled``."""
    try:
        yield
    except (TransportError, OSError, serial.SerialException) as error:
        if isinstance(error, TransportExecError):
            raise
        raise CablePulled(f"the board fell silent ({error}): plug it in and flash again, it has lost nothing") from None


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """The library prints what it does not understand."""
    with contextlib.redirect_stdout(io.StringIO()):
        yield
