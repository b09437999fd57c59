"""Real brokers for tests, open on a free port of 127.0.0.1, killed at the end."""

import asyncio
import re
import socket
import sysconfig
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

MOSQUITTO = "/usr/sbin/mosquitto"
NATS = Path(sysconfig.get_path("scripts")) / "nats-server"
USER, PASSWORD = "device", "secret-of-a-test"


class Broker:
    """A broker process. ``port`` stays the same over ``stop`` and ``start``."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self._process: asyncio.subprocess.Process | None = None
        self._drain: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Returns once it listens."""
        command, ready = self._command()
        self._process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        assert self._process.stdout
        said = b""
        async with asyncio.timeout(20):
            while not re.search(ready, said):
                line = await self._process.stdout.readline()
                assert line, said.decode()
                said += line
        self._drain = asyncio.create_task(self._swallow())

    async def stop(self) -> None:
        """kill -9."""
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        if self._drain:
            await self._drain

    async def _swallow(self) -> None:
        assert self._process and self._process.stdout
        while await self._process.stdout.readline():
            pass

    def _command(self) -> tuple[list[str], bytes]:
        raise NotImplementedError


class Mosquitto(Broker):
    def _command(self) -> tuple[list[str], bytes]:
        config = self.folder / "mosquitto.conf"
        config.write_text(f"listener {self.port} 127.0.0.1\nallow_anonymous true\n")
        return [MOSQUITTO, "-v", "-c", str(config)], rb"mosquitto version .* running"


class Nats(Broker):
    def _command(self) -> tuple[list[str], bytes]:
        config = self.folder / "nats.conf"
        config.write_text(
            f"listen: 127.0.0.1:-1\nserver_name: test\njetstream {{ store_dir: {self.folder / 'store'} }}\n"
            f"authorization {{ user: {USER}, password: {PASSWORD} }}\nmqtt {{ listen: 127.0.0.1:{self.port} }}\n"
        )
        return [str(NATS), "-c", str(config)], rb"Server is ready"


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def running(kind: type[Broker], folder: Path) -> AsyncIterator[Broker]:
    """A broker for the length of a block."""
    broker = kind(folder, free_port())
    try:
        await broker.start()
        yield broker
    finally:
        await broker.stop()
