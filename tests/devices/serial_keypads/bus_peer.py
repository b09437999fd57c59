"""The keypads of one bus at the other end of a pty whose cable can be pulled and put in again."""

import asyncio
import os
import tty
from collections.abc import Callable
from pathlib import Path

from hub.devices.serial_keypads.frames import Frame, FrameReader, Layout

PATIENCE_S = 20.0


class BusPeer:
    """``port`` stays the same over ``pull`` and ``plug``. ``heard``: frames that the hub has sent."""

    def __init__(self, folder: Path, layout: Layout) -> None:
        self.port = str(folder / "bus")
        self.layout = layout
        self.heard: list[Frame] = []
        self.on_frame: Callable[[Frame], None] = lambda frame: None
        self._news = asyncio.Event()
        self._ends: tuple[int, int] | None = None

    def plug(self) -> None:
        """Put the cable in."""
        master, slave = self._ends = os.openpty()
        tty.setraw(slave)
        Path(self.port).unlink(missing_ok=True)
        Path(self.port).symlink_to(os.ttyname(slave))
        self._reader = FrameReader(self.layout)
        asyncio.get_running_loop().add_reader(master, self._read, master)

    def pull(self) -> None:
        """Pull it: the port is gone."""
        if self._ends:
            asyncio.get_running_loop().remove_reader(self._ends[0])
            for end in self._ends:
                os.close(end)
            Path(self.port).unlink()
            self._ends = None

    def send(self, octets: bytes) -> None:
        assert self._ends
        os.write(self._ends[0], octets)

    def say(self, address: int, function: int, data: str) -> None:
        """A frame; ``data`` in hex."""
        self.send(self.layout.encode(Frame(address, function, bytes.fromhex(data))))

    def of(self, function: int) -> list[bytes]:
        """The data of what was heard with this function."""
        return [frame.data for frame in self.heard if frame.function == function]

    def wake(self) -> None:
        """Make waiting conditions look again."""
        self._news.set()

    async def until(self, true: Callable[[], object]) -> None:
        """Return once it holds; fails when patience ends."""
        async with asyncio.timeout(PATIENCE_S):
            while not true():
                self._news.clear()
                await self._news.wait()

    def _read(self, master: int) -> None:
        try:
            octets = os.read(master, 4096)
        except OSError:
            return
        for frame in self._reader.feed(octets):
            self.heard.append(frame)
            self.on_frame(frame)
        self._news.set()
