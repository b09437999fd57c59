"""One virtual device: starts the firmware's process, presses its buttons, sees its lamps, screen and paper."""

import asyncio
import json
import os
import shutil
import sys
import sysconfig
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tools.virtual.compiled import FIRMWARE, compiled, mpy_cross
from tools.virtual.printer import VirtualPrinter

FAKES = Path(__file__).parent / "fakes"
HEAP = "120wk"
"""As many words as 120 KB are on a board; a Pico W leaves 190 KB to a program. Plain "120k" is half of it here, where a
word has 8 bytes: every role works in that too, a dispenser with up to about 24 items."""
RESET_EXIT = 3
POWER, WATCHDOG = "1", "3"
"""Why a board starts, as ``machine.reset_cause`` tells; on a Pico a reset by the program looks like one by the watchdog."""
GRACE_S = 1.0
"""What a device has said in time may still be in the pipe."""
PLAY = 0x12
"""The speaker's order to play a track."""
FINGER_S = 0.15
"""Between two presses of one button: the firmware takes anything faster for bouncing."""


class DeviceFault(Exception):
    """The firmware ended by itself. Carries what it wrote last."""


class VirtualDevice:
    """The firmware over the records in ``folder`` (see ``pair``), or, where that has a ``main.py``, over a whole flash.

    Restarts after a reset, as a board does. ``bites``: how often its watchdog was not fed in time. ``lamps``: name ->
    off, green, amber, red, white. ``display``: lines. ``starts``: how often it was started. ``tones``: hertz of each
    tone of its buzzer. ``spoken``: tracks of its speaker. ``bus``: transfers to a screen on I2C, SPI or RS-485.
    """

    def __init__(self, folder: Path, *, interpreter: str | None = None, heap: str = HEAP) -> None:
        self.folder = folder
        self.heap = heap
        self.lamps: dict[str, str] = {}
        self.display: list[str] = []
        self.printer = VirtualPrinter()
        self.tones: list[int] = []
        self.spoken: list[int] = []
        self.bus: list[bytes] = []
        self.starts = self.bites = 0
        self.on_change: Callable[[], None] | None = None
        self._interpreter = micropython() if interpreter is None else interpreter
        self._process: Process | None = None
        self._watch: asyncio.Task[None] | None = None
        self._layout: dict[str, Any] = {}
        self._pressed_s: dict[str, float] = {}
        self._dog: asyncio.TimerHandle | None = None
        self._bitten = False
        self._fault: DeviceFault | None = None
        self._changed = asyncio.Condition()

    @property
    def buttons(self) -> tuple[str, ...]:
        """The names of its buttons; none before it was started."""
        return tuple(self._layout.get("buttons", ()))

    @property
    def printed(self) -> bytes:
        """What is on the paper."""
        return bytes(self.printer.printed)

    async def start(self) -> None:
        """Switch it on; returns when its buttons can be pressed."""
        await self._spawn()
        self._watch = asyncio.create_task(self._live())
        await self.wait_for(lambda: bool(self._layout))

    async def kill(self) -> None:
        """Pull the plug."""
        self._hold_dog()
        if self._watch:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        self._process = self._watch = None

    async def restart(self) -> None:
        """Pull the plug and put it in again."""
        await self.kill()
        await self.start()

    async def press(self, button: str) -> None:
        """Press and release; returns once the firmware has read it."""
        place = self._layout["buttons"][button]
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(0.0, self._pressed_s.get(button, -1.0) + FINGER_S - loop.time()))
        self._layout["unread"] = place
        self._send({"press": place})
        await self.wait_for(lambda: self._layout.get("unread") != place)
        self._pressed_s[button] = loop.time()

    def turn(self, clicks: int) -> None:
        """Turn its encoder, to the right or, below zero, to the left."""
        a, b = self._layout["encoder"]
        for _ in range(abs(clicks)):
            self._send({"turn": [a, b] if clicks > 0 else [b, a]})

    def present(self, card: int) -> None:
        """Hold a card to its reader."""
        if self._layout["reader"] == "serial":
            self._send({"uart": self._layout["reader_pins"][0], "hex": (b"%010d\r" % card).hex()})
        else:
            pins = self._layout["reader_pins"]
            self._send({"pulses": [pins[bit] for bit in wiegand(card)]})

    async def wait_for(self, holds: Callable[[], bool], timeout_s: float = 20.0) -> None:
        """Return as soon as it holds; raises ``TimeoutError`` with what the device shows, or ``DeviceFault``."""
        try:
            async with asyncio.timeout(timeout_s), self._changed:
                await self._changed.wait_for(lambda: self._fault is not None or holds())
        except TimeoutError:
            raise TimeoutError(f"{self.folder.name} shows {self.display}, lamps {self.lamps}") from None
        if self._fault and not holds():
            raise self._fault

    async def _spawn(self, cause: str = POWER) -> None:
        command, path = await asyncio.to_thread(self._command)
        environment = os.environ | {
            "MICROPYPATH": f"{path}:.frozen",
            "PYTHONPATH": path,
            "PYTHONDONTWRITEBYTECODE": "1",
            "RESET_CAUSE": cause,
        }
        self._layout, self._fault = {}, None
        self._process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, stderr=asyncio.subprocess.STDOUT, env=environment
        )
        self.starts += 1

    def _command(self) -> tuple[list[str], str]:
        """What to run, and where it finds its modules: the fakes before the firmware."""
        arguments = [str(FAKES / "start.py"), str(self.folder)]
        compiler = mpy_cross()
        if (self.folder / "main.py").exists():
            return [self._interpreter, "-X", f"heapsize={self.heap}", *arguments], f"{FAKES}"
        if "micropython" not in Path(self._interpreter).name:
            return [self._interpreter, *arguments], f"{FAKES}:{FIRMWARE}"
        firmware = compiled(compiler) if compiler else FIRMWARE
        return [self._interpreter, "-X", f"heapsize={self.heap}", *arguments], f"{FAKES}:{firmware}"

    async def _live(self) -> None:
        while True:
            noise = await self._listen()
            process = self._process
            self._hold_dog()
            if process is None or (await process.wait() != RESET_EXIT and not self._bitten):
                break
            self._bitten = False
            await self._spawn(WATCHDOG)
        async with self._changed:
            self._fault = DeviceFault("\n".join(noise))
            self._changed.notify_all()

    async def _listen(self) -> list[str]:
        """Follows one start to its end; returns the last lines that were no reports, a traceback for example."""
        noise: list[str] = []
        assert self._process and self._process.stdout
        async for line in self._process.stdout:
            try:
                report = json.loads(line)
            except ValueError:
                noise = [*noise, line.decode(errors="replace").rstrip()][-20:]
                continue
            async with self._changed:
                self._take(report)
                self._changed.notify_all()
            if self.on_change:
                self.on_change()
        return noise

    def _hold_dog(self) -> None:
        if self._dog:
            self._dog.cancel()

    def _feed_dog(self, timeout_s: float) -> None:
        self._hold_dog()
        self._dog = asyncio.get_running_loop().call_later(timeout_s, self._bite, True)

    def _bite(self, hungry: bool) -> None:
        """The watchdog was not fed in time: once what is in the pipe has been heard, the board starts anew."""
        if hungry:
            self._dog = asyncio.get_running_loop().call_later(GRACE_S, self._bite, False)
        elif self._process and self._process.returncode is None:
            self.bites += 1
            self._bitten = True
            self._process.kill()

    def _take(self, report: dict[str, Any]) -> None:
        if "buttons" in report:
            self._layout = report
            self.lamps = dict.fromkeys(report["names"], "off")
        elif "watchdog_ms" in report:
            self._feed_dog(report["watchdog_ms"] / 1000)
        elif "read" in report and self._layout.get("unread") == report["read"]:
            self._layout["unread"] = None
        elif "lamps" in report:
            names = {tuple(rgb): name for name, rgb in self._layout["colours"].items()}
            colours = [names[tuple(rgb)] for rgb in report["lamps"]]
            self.lamps = dict(zip(self._layout["names"], colours, strict=True))
        elif "uart" in report:
            self._serial(report["uart"], bytes.fromhex(report["hex"]))
        elif "hertz" in report:
            self.tones += [report["hertz"]] if report["hertz"] else []
        elif "i2c" in report or "spi" in report:
            self.bus.append(bytes.fromhex(report["hex"]))

    def _serial(self, uart: int, octets: bytes) -> None:
        if uart == self._layout["screen"]:
            self.display = octets.strip(b"\x0c\x03").decode().split("\n")
        elif uart == self._layout["printer"] and (answer := self.printer.feed(octets)):
            self._send({"uart": uart, "hex": answer.hex()})
        elif uart == self._layout["speaker"]:
            self.spoken += [int.from_bytes(octets[5:7], "big")] if octets[3] == PLAY else []
        else:
            self.bus.append(octets)

    def _send(self, said: dict[str, Any]) -> None:
        assert self._process and self._process.stdin
        self._process.stdin.write(json.dumps(said).encode() + b"\n")


def wiegand(card: int) -> list[int]:
    """The 34 bits of a card: even parity of the first half, the number, odd parity of the second."""
    bits = [card >> place & 1 for place in range(31, -1, -1)]
    return [sum(bits[:16]) % 2, *bits, 1 - sum(bits[16:]) % 2]


def micropython() -> str:
    """The MicroPython of this environment, or CPython where it has none (its wheel is for x86-64)."""
    return shutil.which("micropython", path=sysconfig.get_path("scripts")) or sys.executable
