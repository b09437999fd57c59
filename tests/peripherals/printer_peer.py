"""A receipt printer on the other end of a pty: takes text, answers status, and can lose its cable at any byte."""

import asyncio
import os
import tty

READY = {1: 0x12, 2: 0x12, 4: 0x12}
"""``DLE EOT n`` -> answer of a printer with paper, closed and on line."""


class PeerPrinter:
    """Runs on the test's loop. ``cut_at``: bytes it takes before its cable is pulled; ``stop_at``: before it stops.

    A stopped printer has run into ``stopped_with`` and answers real-time status only. ``mute`` answers nothing.
    """

    def __init__(
        self,
        status: dict[int, int] | None = None,
        *,
        cut_at: int | None = None,
        stop_at: int | None = None,
        stopped_with: dict[int, int] | None = None,
        mute: bool = False,
        answers_finished: bool = True,
    ) -> None:
        self._status = {**READY, **(status or {})}
        self._cut_at, self._stop_at, self._mute = cut_at, stop_at, mute
        self._stopped_with = {**READY, **(stopped_with or {})}
        self._answers_finished = answers_finished
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        self.port = os.ttyname(self.slave)
        self.taken = b""
        self.open = True
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self.master, self._read)

    def _read(self) -> None:
        """One byte at a time, so that the cable can go between any two."""
        try:
            byte = os.read(self.master, 1)
        except OSError:
            self.pull()
            return
        if self._cut_at is not None and len(self.taken) >= self._cut_at:
            self.pull()
            return
        self.taken += byte
        self._answer()
        if len(self.taken) == self._cut_at:
            self.pull()

    def _answer(self) -> None:
        if self._mute:
            return
        if self.taken[-3:-1] == b"\x10\x04" and self.taken[-1] in self._status:
            if self._stop_at is not None and len(self.paper) >= self._stop_at:
                self._status = self._stopped_with
            os.write(self.master, bytes([self._status[self.taken[-1]]]))
        elif self.taken.endswith(b"\x1dr\x01") and self._answers_finished and not self._stopped:
            os.write(self.master, b"\x00")

    @property
    def _stopped(self) -> bool:
        return self._stop_at is not None and len(self.paper) >= self._stop_at

    def refill(self) -> None:
        """Put in paper and close everything."""
        self._status = dict(READY)

    def say(self, noise: bytes) -> None:
        """Send bytes that nobody asked for."""
        os.write(self.master, noise)

    @property
    def paper(self) -> bytes:
        """What it took to print: everything but questions."""
        paper = self.taken
        for question in (b"\x10\x04\x01", b"\x10\x04\x02", b"\x10\x04\x04", b"\x1dr\x01"):
            paper = paper.replace(question, b"")
        return paper

    def pull(self) -> None:
        """Pull the cable: the port is gone for the hub."""
        if self.open:
            self.open = False
            self._loop.remove_reader(self.master)
            os.close(self.slave)
            os.close(self.master)
