"""A centre as a child process, started as a city starts it."""

import asyncio
import json
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence
from pathlib import Path

from hub.child import die_with_parent
from tools.running.hub_child import READY_S, STOP_S, HubFailed, checkout_environment

PARTS_S = 120.0
"""A part waits for a cluster that starts beside it, and several start at once."""

CENTRE = (sys.executable, "-m", "hub", "centre")


class CentreChild:
    """One centre. ``web``, ``broker``: its addresses once it was started; ``folder``: its data; ``file``: its settings, or None.

    ``part``: of it, if not all; ``program``: what runs it; ``before``: what the process does before that.
    """

    def __init__(
        self, folder: Path, file: Path | None = None, web_port: int = 0, *, part: str = "", program: Sequence[str] = CENTRE,
        before: Callable[[], None] | None = None,
    ) -> None:  # fmt: skip
        self.web = self.broker = ""
        self.folder = folder
        self._file = [str(file)] if file else []
        self._web_port, self._broker_port = web_port, 0
        self._program, self._part = program, ["--part", part] if part else []
        self._before = before or die_with_parent()
        self._process: Process | None = None

    async def start(self) -> None:
        """Start it and wait until it is ready; raises ``HubFailed``. Started again, it listens where it did."""
        command = [*self._program, *self._file, *self._part, "--data", str(self.folder), "--announce"]
        command += ["--web-port", str(self._web_port), "--broker-port", str(self._broker_port)]
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / "centre.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *command, stdout=PIPE, stderr=log, preexec_fn=self._before, env=checkout_environment()
            )
        assert self._process.stdout
        line = await asyncio.wait_for(self._process.stdout.readline(), PARTS_S if self._part else READY_S)
        if not line:
            raise HubFailed(
                f"the centre ended with code {await self._process.wait()}; see {self.folder / 'centre.log'}"
            )
        said = json.loads(line)
        self.web, self.broker = said["web"], said["broker"]
        self._web_port, self._broker_port = port_of(self.web), port_of(self.broker)

    @property
    def pid(self) -> int:
        """The process id; 0 while it does not run."""
        return self._process.pid if self._process and self._process.returncode is None else 0

    async def wait(self) -> int:
        """Its exit code, once it ends."""
        assert self._process
        return await self._process.wait()

    async def stop(self) -> None:
        """Ask it to end, and insist after a while."""
        if self._process is None or self._process.returncode is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), STOP_S)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


def port_of(address: str) -> int:
    """Of an address with one; 0 where there is none."""
    return int(address.rpartition(":")[2] or 0)
