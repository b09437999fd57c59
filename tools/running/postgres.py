"""A PostgreSQL of our own on loopback, for tests and benches of the centre: nothing of the system's is touched."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import create_engine, text

from hub.child import die_with_parent
from hub.nats_server import free_port

BINARIES = "/usr/lib/postgresql"
"""Where Debian has them, a folder for each version."""

READY_S = 60.0
STOP_S = 30.0
KNOCK_S = 0.02
HOST = "127.0.0.1"
SETTINGS = {
    "max_connections": "60", "shared_buffers": "256MB", "max_wal_size": "4GB",
    "track_commit_timestamp": "on",
}  # fmt: skip
"""Everything else as PostgreSQL comes: each commit is on the disk before it is acknowledged. When that was can be asked."""


class PostgresFailed(Exception):
    """It cannot be started; the text ends with what it said."""


def program(name: str) -> str:
    """The path of one of its programs; raises ``PostgresFailed``."""
    newest = sorted(Path(BINARIES).glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = str(newest[-1]) if newest else shutil.which(name)
    if found is None:
        raise PostgresFailed(f"{name} is neither in {BINARIES} nor on the path: apt-get install postgresql")
    return found


def user() -> str | None:
    """Whose processes these are: it refuses to work for root, and Debian's package makes somebody else."""
    return pwd.getpwnam("postgres").pw_name if os.geteuid() == 0 else None


class Postgres:
    """One cluster in a folder that goes away with it. Blocking calls.

    ``host``: the address that it listens on; ``before``: what its process does before it is PostgreSQL, as whom that is included.
    """

    def __init__(self, host: str = HOST, before: Callable[[], None] | None = None) -> None:
        self.host, self._before = host, before
        self.port = free_port(HOST)
        self.folder = Path(tempfile.mkdtemp(prefix="anycounter-pg-"))
        self._user = user()
        self._process: subprocess.Popen[bytes] | None = None
        if self._user:
            shutil.chown(self.folder, self._user)
        self._log = self.folder / "log"
        made = self._run("initdb", "-D", str(self.data), "-U", "anycounter", "-A", "trust", "-E", "UTF8", "--no-locale")
        if made.returncode:
            raise PostgresFailed(made.stderr.decode(errors="replace")[-500:])
        if host != HOST:
            with (self.data / "pg_hba.conf").open("a") as allowed:
                allowed.write(f"host all all {host}/24 trust\n")

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def pid(self) -> int:
        """Of the postmaster; 0 while there is none."""
        return self._process.pid if self._process and self._process.poll() is None else 0

    def url(self, database: str = "postgres") -> str:
        """As SQLAlchemy has it."""
        return f"postgresql+psycopg://anycounter@{self.host}:{self.port}/{database}"

    def _run(self, name: str, *words: str) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run([program(name), *words], capture_output=True, user=self._user, cwd=self.folder)

    def start(self) -> None:
        """Start it, or start it again, and wait until it answers; raises ``PostgresFailed``."""
        command = [program("postgres"), "-D", str(self.data), "-p", str(self.port), "-k", str(self.folder)]
        for key, value in ("listen_addresses", self.host), *SETTINGS.items():
            command += ["-c", f"{key}={value}"]
        user, before = (None, self._before) if self._before else (self._user, die_with_parent())
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, user=user, cwd=self.folder, preexec_fn=before
            )
        until = time.monotonic() + READY_S
        while self._run("pg_isready", "-h", self.host, "-p", str(self.port)).returncode:
            if self._process.poll() is not None or time.monotonic() > until:
                raise PostgresFailed(self._log.read_text(errors="replace")[-500:])
            time.sleep(KNOCK_S)

    def create(self, database: str) -> str:
        """A new database, empty; its address."""
        engine = create_engine(self.url(), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)'))
            connection.execute(text(f'CREATE DATABASE "{database}"'))
        engine.dispose()
        return self.url(database)

    def pids(self) -> list[int]:
        """Of all its processes."""
        of_children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return [self.pid, *map(int, of_children.read_text().split())] if self.pid else []

    def kill(self) -> None:
        """As a power cut would: no process of it says goodbye."""
        assert self._process
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(STOP_S)

    def stop(self) -> None:
        """End it and remove its folder."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
