"""Who does what only a person can: press a key, look at a screen. A person, a program, or one of our virtual devices."""

import asyncio
import shlex
import sys
from typing import Protocol

from tools.conformance.scenes import Wish
from tools.virtual.device import VirtualDevice

LOOK_S = 15.0
"""A device that was asked who it is shows its name for some seconds."""
CONFIRM = ("确认", "Press OK")
"""What a dispenser of ours shows before the last key."""


class Hands(Protocol):
    """``reach_s``: how long a wish may take until it shows on the wire."""

    reach_s: float

    async def do(self, wish: Wish) -> None:
        """Have it done."""

    async def sees(self, text: str) -> bool | None:
        """Does the device show this? None: nobody looks."""


class Person:
    """Asks whoever sits at the terminal."""

    reach_s = 120.0

    async def do(self, wish: Wish) -> None:
        print(f">>> Please {wish.words}.", file=sys.stderr, flush=True)

    async def sees(self, text: str) -> bool | None:
        print(f">>> Once it no longer shows its name: does the device show {text}? [y/n]", file=sys.stderr, flush=True)
        answer = await asyncio.to_thread(sys.stdin.readline)
        return None if not answer else answer.strip().lower().startswith("y")


class Program:
    """A command, called with the wish's name (``CMD next``), or for a look with ``CMD sees TEXT``: 0 means yes."""

    reach_s = 30.0

    def __init__(self, command: str) -> None:
        self._command = shlex.split(command)

    async def do(self, wish: Wish) -> None:
        await self._run(wish.name)

    async def sees(self, text: str) -> bool | None:
        return await self._run("sees", text) == 0

    async def _run(self, *words: str) -> int:
        process = await asyncio.create_subprocess_exec(*self._command, *words)
        return await process.wait()


class VirtualHands:
    """Presses the buttons of a virtual device, as a person would: what to press depends on what it shows."""

    reach_s = 20.0

    def __init__(self, device: VirtualDevice) -> None:
        self._device = device

    async def do(self, wish: Wish) -> None:
        if wish.name == "ticket":
            await self._ticket()
        elif wish.name == "rate":
            await self._device.wait_for(lambda: self._device.lamps.get("prompt") == "green")
            await self._device.press("5")
        else:
            await self._device.press(wish.name)

    async def sees(self, text: str) -> bool | None:
        try:
            await self._device.wait_for(lambda: any(text in line for line in self._device.display), LOOK_S)
        except TimeoutError:
            return False
        return True

    async def _ticket(self) -> None:
        """From whatever it shows to the menu, to the last question, to the ticket."""
        device = self._device
        if not _asks(device):
            await device.press("back")
            await device.press("ok")
            await device.wait_for(lambda: _asks(device))
        await device.press("ok")


def _asks(device: VirtualDevice) -> bool:
    return any(word in line for line in device.display for word in CONFIRM)
