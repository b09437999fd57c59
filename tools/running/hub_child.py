"""The hub as a child process, started as a hall starts it, and asked over HTTP as anybody would."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiohttp

from hub.child import die_with_parent

HUB = (sys.executable, "-m", "hub")
ROOT = Path(__file__).resolve().parents[2]
READY_S = 30.0
STOP_S = 15.0
LAST_WORDS = 20
"""Lines of its log that a failure shows."""


class HubFailed(Exception):
    """The hub did not start, or ended by itself."""


class HubChild:
    """One hub. ``web``: its address; ``broker``: (host, port); ``folder``: where its journal and secrets lie.

    ``program``: what runs it, with a tracer before it for example. ``log``: where its log goes; None: to our own.
    """

    def __init__(
        self, hall_file: Path, folder: Path, options: Sequence[str] = (), *,
        program: Sequence[str] = HUB, log: Path | None = None,
    ) -> None:  # fmt: skip
        self.hall_file, self.folder = hall_file, folder
        self.web = ""
        self.broker = ("", 0)
        self._program = program
        self._log = log
        self._options = options
        self._hub_pid = 0
        self._process: Process | None = None
        self._session: aiohttp.ClientSession | None = None

    def start_with(self, options: Sequence[str]) -> None:
        """From the next start on."""
        self._options = options

    @property
    def pid(self) -> int:
        """The hub's own process id; 0 while it does not run."""
        return self._hub_pid if self._process and self._process.returncode is None else 0

    async def start(self) -> None:
        """Start it and wait until it is ready; raises ``HubFailed`` with what it wrote."""
        command = [*self._program, "run", str(self.hall_file), "--data", str(self.folder), "--announce", *self._options]
        command += self._known_ports()
        with self._log.open("ab") if self._log else contextlib.nullcontext() as log:
            self._process = await asyncio.create_subprocess_exec(
                *command, stdout=PIPE, stderr=log, preexec_fn=die_with_parent(), env=checkout_environment()
            )
        self._hub_pid = 0
        assert self._process.stdout
        line = await asyncio.wait_for(self._process.stdout.readline(), READY_S)
        if not line:
            raise HubFailed(f"the hub ended with code {await self._process.wait()}; {self._last_words()}")
        said = json.loads(line)
        self.web, self.broker = said["web"], (said["broker"]["host"], said["broker"]["port"])
        self._hub_pid = said["pid"]

    def _known_ports(self) -> list[str]:
        """Started again, it listens where pages and devices expect it."""
        web_port = self.web.rpartition(":")[2]
        return ["--web-port", web_port, "--broker-port", str(self.broker[1])] if self.web else []

    def _last_words(self) -> str:
        """The end of its log, where we have it."""
        if self._log is None:
            return "its log says why"
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-LAST_WORDS:])

    async def wait(self) -> int:
        """Its exit code, once it ends."""
        assert self._process
        return await self._process.wait()

    def kill(self) -> None:
        """Pull its plug."""
        self._signal(signal.SIGKILL)

    async def stop(self) -> None:
        """Ask it to end, and insist after a while."""
        if self._session:
            await self._session.close()
            self._session = None
        if self._process is None or self._process.returncode is not None:
            return
        self._signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), STOP_S)
        except TimeoutError:
            self._signal(signal.SIGKILL)
            await self._process.wait()

    def _signal(self, number: int) -> None:
        """To the hub itself, where it has told who it is: a tracer around it ends with it, but not the other way."""
        if self._process and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._hub_pid or self._process.pid, number)

    async def sign_in(self, user: str, password: str) -> None:
        """Later calls are made by this user."""
        if self._session is None:
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        await self.call("POST", "/session", {"user": user, "password": password})

    async def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """One call of the API; raises ``HubFailed`` with the problem that it answered."""
        if self._session is None:
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        headers = {"Origin": self.web}
        async with self._session.request(method, f"{self.web}/api/v1{path}", json=body, headers=headers) as response:
            answer = await response.json(content_type=None)
            if response.status >= 400:
                raise HubFailed(f"{method} {path}: {response.status} {answer}")
            return answer


def checkout_environment() -> dict[str, str]:
    """Our environment, with this checkout's packages before installed ones."""
    return os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'firmware'}"}
