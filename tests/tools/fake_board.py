"""A board on a cable: the real MicroPython with its raw prompt on a pty, a relay as cable that can be cut after any byte."""

import contextlib
import os
import pty
import select
import subprocess
import sysconfig
import threading
import tty
from collections.abc import Iterator
from pathlib import Path

MICROPYTHON = Path(sysconfig.get_path("scripts")) / "micropython"
PROCESS = Path(__file__).with_name("board_process.py")
MEGABYTE = 1024 * 1024
LOOK_S = 0.05


class FakeBoard:
    """``port``: what to open. ``sent``: bytes that went to the board. Cut after ``cut_after`` of them, power and all."""

    def __init__(self, flash: Path, capacity: int, lines: tuple[str, ...], cut_after: int | None) -> None:
        self.sent = 0
        self._cut_after = cut_after
        self._plug, far_plug = pty.openpty()
        self._board, far_board = pty.openpty()
        for end in (far_plug, far_board):
            tty.setraw(end)
        self.port = os.ttyname(far_plug)
        self._far_plug = far_plug
        command = [str(MICROPYTHON), "-i", str(PROCESS), str(flash), str(capacity), "|".join(lines)]
        self._process = subprocess.Popen(command, stdin=far_board, stdout=far_board, stderr=far_board)
        os.close(far_board)
        self._over = threading.Event()
        self._relay = threading.Thread(target=self._carry, daemon=True)
        self._relay.start()

    def stop(self) -> None:
        """Take it away."""
        self._over.set()
        self._relay.join()
        self._process.kill()
        self._process.wait()
        for end in (self._plug, self._board, self._far_plug):
            with contextlib.suppress(OSError):
                os.close(end)

    def _carry(self) -> None:
        while not self._over.is_set():
            ready, _, _ = select.select([self._plug, self._board], [], [], LOOK_S)
            try:
                if self._plug in ready and not self._to_board(os.read(self._plug, 1024)):
                    return self._cut()
                if self._board in ready:
                    os.write(self._plug, os.read(self._board, 1024))
            except OSError:
                return None
        return None

    def _to_board(self, octets: bytes) -> bool:
        """False when the cable has just been cut."""
        if self._cut_after is not None:
            octets = octets[: self._cut_after - self.sent]
        os.write(self._board, octets)
        self.sent += len(octets)
        return self._cut_after is None or self.sent < self._cut_after

    def _cut(self) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._far_plug)
        os.close(self._plug)


@contextlib.contextmanager
def board(
    flash: Path, capacity: int = MEGABYTE, lines: tuple[str, ...] = (), cut_after: int | None = None
) -> Iterator[FakeBoard]:
    """A board with this flash, for the length of a block."""
    flash.mkdir(exist_ok=True)
    plugged = FakeBoard(flash, capacity, lines, cut_after)
    try:
        yield plugged
    finally:
        plugged.stop()
